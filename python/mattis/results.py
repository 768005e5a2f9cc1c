# SPDX-License-Identifier: BSD-3-Clause
"""What computations give: arrays and attributes by name, as the command writes them to HDF5.

Every result has ``kind``, ``arrays`` and ``attributes``; each array and each attribute is a field of its name, too.
"""
from __future__ import annotations

import os
import typing

import numpy as np

__all__ = ["Equilibrium", "Recovery", "Result", "Simulation", "Solution", "load"]


def _optional(module, extra, purpose):
    """A package that results alone need, and only some of them."""
    try:
        return __import__(module)
    except ImportError as error:
        raise ImportError(f"{module}: expected it for {purpose}, got none (pip install 'mattis[{extra}]')") from error


class Result:
    """Arrays and attributes of a computation, by name.

    Parameters
    ----------
    arrays : dict
        Arrays by the names of the HDF5 datasets.
    attributes : dict
        Parameters, seed, what ran and what was found of it, by the names of the file's attributes. ``command`` tells what
        it is a result of.

    Examples
    --------
    >>> import mattis
    >>> result = mattis.Hopfield(alpha=0.1, g=1.2, a=[1.08]).simulate(N=50, T=20, dt=0.1, seed=1)
    >>> result.kind, result.m.shape, result.P
    ('simulate', (1, 20, 1), 5)
    >>> sorted(result.arrays)
    ['E', 'm']
    """

    #: Names of the dimensions of the arrays, for xarray.
    dimensions: typing.ClassVar[typing.Dict[str, typing.Tuple[str, ...]]] = {}

    arrays: typing.Dict[str, np.ndarray]  #: by the names of the HDF5 datasets
    attributes: typing.Dict[str, typing.Any]  #: of the HDF5 file

    def __init__(self, arrays: dict[str, np.ndarray], attributes: dict[str, typing.Any]) -> None:
        self.arrays = arrays
        self.attributes = attributes

    @property
    def kind(self) -> str:
        """The command whose file this is: ``"simulate"``, ``"binary phase-map"``, .."""
        return self.attributes["command"]

    def __getattr__(self, name: str) -> typing.Any:
        if name in ("arrays", "attributes", "numbers"):  # of an object that is being copied
            raise AttributeError(name)
        if name in self.arrays:
            return self.arrays[name]
        if name in self.attributes:
            return self.attributes[name]
        raise AttributeError(f"{type(self).__name__} has no {name!r}; it has {', '.join(sorted(self.arrays))} and attributes "
                             f"{', '.join(sorted(self.attributes))}")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.arrays, *self.attributes})

    def __repr__(self) -> str:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in sorted(self.arrays.items()))
        return f"<{self.kind}: {shapes}>"

    def plot(self, **style: typing.Any) -> typing.Any:
        """Draws it with matplotlib.

        Parameters
        ----------
        **style
            As ``mattis.plots.plot`` takes it, ``ax`` among it.

        Returns
        -------
        object
            What ``mattis.plots.plot`` returns.

        Raises
        ------
        ImportError
            Where matplotlib is not installed.
        """
        from .plots import plot

        return plot(self, **style)

    def to_xarray(self) -> typing.Any:
        """The arrays with names of their dimensions, and coordinates of time where there is one.

        Returns
        -------
        xarray.Dataset

        Raises
        ------
        ImportError
            Where xarray is not installed.

        Examples
        --------
        >>> import mattis
        >>> result = mattis.Hopfield(alpha=0.1, g=1.2, a=[1.08]).simulate(N=50, T=20, dt=0.1, seed=1)
        >>> data = result.to_xarray()  # doctest: +SKIP
        >>> float(data.m.sel(time=1.5, method="nearest").mean())  # doctest: +SKIP
        0.83
        """
        xarray = _optional("xarray", "xarray", "to_xarray()")
        variables = {}
        for name, array in self.arrays.items():
            dimensions = self.dimensions.get(name, self.dimensions.get(name.removesuffix("_se")))
            if dimensions is None or len(dimensions) != array.ndim:
                dimensions = tuple(f"{name}_{axis}" for axis in range(array.ndim))
            variables[name] = (dimensions, array)
        data = xarray.Dataset(variables, attrs=dict(self.attributes))
        return data.assign_coords({name: (name, values) for name, values in self._coordinates().items()
                                   if data.sizes.get(name) == len(values)})

    def _coordinates(self):
        if "T" not in self.attributes or "dt" not in self.attributes:
            return {}
        time = np.arange(self.attributes["T"]) * self.attributes["dt"]
        return {"time": time, "time'": time}

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the file that the command would: whole, or not at all.

        Parameters
        ----------
        path : str or os.PathLike
            An HDF5 file, replaced where it is there.

        Raises
        ------
        ImportError
            Where h5py is not installed.
        OSError
            Where it cannot be written; what was there before stays.

        Examples
        --------
        >>> import mattis, os, tempfile
        >>> result = mattis.Hopfield(alpha=0.1, g=1.2, a=[1.08]).simulate(N=50, T=20, dt=0.1, seed=1)
        >>> path = os.path.join(tempfile.mkdtemp(), "run.h5")
        >>> result.save(path)
        >>> mattis.load(path).m.shape
        (1, 20, 1)
        """
        import tempfile  # not where it is only imported: it takes as long as the rest

        h5py = _optional("h5py", "hdf5", "save()")
        path = os.path.realpath(os.fspath(path))  # a link stays one
        if os.path.exists(path) and not os.path.isfile(path):
            raise OSError(f"save: expected a file that can be written, got {path}")
        part, name = tempfile.mkstemp(prefix=".mattis-", suffix=".part", dir=os.path.dirname(path) or ".")
        os.close(part)
        try:
            # Attributes of more than 64 kB, as of ten thousand condensed patterns, need the format of 1.8.
            with h5py.File(name, "w", libver=("v108", "v108")) as file:
                for key, value in self.attributes.items():
                    seed = key.rpartition(".")[2] == "seed" and isinstance(value, int)
                    file.attrs[key] = np.uint64(value) if seed else value
                for key, array in self.arrays.items():
                    texts = array.dtype.kind in "OUS"
                    file.create_dataset(key, data=array, dtype=h5py.string_dtype() if texts else None)
            with open(name, "rb") as written:
                os.fsync(written.fileno())
            os.chmod(name, 0o666 & ~_umask())
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise

    @staticmethod
    def load(path: str | os.PathLike[str]) -> "Result":
        """As :func:`mattis.load`."""
        return load(path)


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


class Simulation(Result):
    """Networks of finite size, of :meth:`mattis.Hopfield.simulate`. R trials, T records, K condensed patterns, N neurons."""

    m: np.ndarray  #: (R, T, K) overlaps with the condensed patterns
    E: np.ndarray  #: (R, T, 2) energy per neuron: of the patterns, of the neurons
    x: np.ndarray  #: (R, T, N) states, with ``save_states=True``
    phi: np.ndarray  #: (R, T, N) activities tanh(x), with ``save_states=True``
    P: int  #: patterns of each network
    seed: int  #: of the random numbers

    dimensions = {
        "m": ("trial", "time", "pattern"),
        "E": ("trial", "time", "part"),
        "x": ("trial", "time", "neuron"),
        "phi": ("trial", "time", "neuron"),
    }


class Solution(Result):
    """Order parameters of infinitely large networks, of :meth:`mattis.Hopfield.solve`, each with its standard error."""

    m: np.ndarray  #: (T, K) overlaps with the condensed patterns
    m_se: np.ndarray  #: (T, K)
    C_phi: np.ndarray  #: (T, T) <phi(t) phi(s)>
    C_phi_se: np.ndarray  #: (T, T)
    S_phi: np.ndarray  #: (T, T) <d phi(t) / d eta(s)>
    S_phi_se: np.ndarray  #: (T, T)
    E: np.ndarray  #: (T, 2) energy per neuron: of the patterns, of the neurons
    E_se: np.ndarray  #: (T, 2)
    residuals: np.ndarray  #: largest change of an order parameter in every sweep
    sweeps: int  #: over all samples
    residual: float  #: of the last sweep
    jitter: float  #: that the diagonal of the noise covariance took
    seed: int  #: of the random numbers

    dimensions = {
        "m": ("time", "pattern"),
        "C_phi": ("time", "time'"),
        "S_phi": ("time", "time'"),
        "E": ("time", "part"),
        "residuals": ("sweep",),
    }


class Recovery(Result):
    """The theory over loads and cues, of :func:`mattis.recovery`: a row for each point."""

    alpha: np.ndarray  #: (rows) load
    a: np.ndarray  #: (rows) amplitude of the cue
    m: np.ndarray  #: (rows, T) the whole course of the overlap
    m_peak: np.ndarray  #: (rows) the largest overlap
    t_peak: np.ndarray  #: (rows) when
    m_final: np.ndarray  #: (rows) at the horizon
    recovered: np.ndarray  #: (rows) 1 where the peak is above the start
    retained: np.ndarray  #: (rows) 1 where the final overlap is at least the threshold
    capacity_alpha: np.ndarray  #: (orders) the largest load at which the strongest cue is retained

    dimensions = {"m": ("row", "time"), "m_se": ("row", "time")}


class Equilibrium(Result):
    """Of the equilibrium theory: curves as arrays, and numbers, each with a bound on its error."""

    numbers: typing.Dict[str, typing.Any]  #: what the command prints; that of "m" is "m_error"

    def __init__(self, arrays: dict[str, np.ndarray], attributes: dict[str, typing.Any],
                 numbers: dict[str, typing.Any] | None = None) -> None:
        super().__init__(arrays, attributes)
        self.numbers = {} if numbers is None else numbers

    def __getattr__(self, name: str) -> typing.Any:
        if name != "numbers" and name not in self.__dict__.get("arrays", {}) and name in self.__dict__.get("numbers", {}):
            return self.numbers[name]
        return super().__getattr__(name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.numbers})


_KINDS: typing.Dict[str, typing.Type[Result]] = {"simulate": Simulation, "solve": Solution, "recovery": Recovery,
                                          "equilibrium": Equilibrium}


def make(arrays: dict[str, np.ndarray], attributes: dict[str, typing.Any]):
    """The result of the class of its kind."""
    return _KINDS.get(attributes["command"], Result)(arrays, attributes)


def _kind_of(file):
    """What a file without the attribute ``command`` is: of versions before it was written."""
    for kind, dataset in (("recovery", "capacity_alpha"), ("solve", "C_phi"), ("simulate", "E"), ("binary patterns", "patterns")):
        if dataset in file and ("model" in file.attrs or "source_kind" in file.attrs):
            return kind
    raise ValueError("load: expected a file of a mattis command, got one without the attribute 'command'")


def load(path: str | os.PathLike[str]) -> Result:
    """A result that the command or :meth:`Result.save` wrote.

    Parameters
    ----------
    path : str or os.PathLike
        An HDF5 file.

    Returns
    -------
    Result
        :class:`Simulation`, :class:`Solution`, .. by what it is of.

    Raises
    ------
    ImportError
        Where h5py is not installed.
    OSError
        Where it is no HDF5 file.
    ValueError
        Where no mattis command wrote it.

    Examples
    --------
    >>> import mattis, os, tempfile
    >>> theory = mattis.Hopfield(alpha=0.1, g=1.2, a=[1.08]).solve(T=20, dt=0.1, M=2000, seed=1)
    >>> path = os.path.join(tempfile.mkdtemp(), "theory.h5")
    >>> theory.save(path)
    >>> mattis.load(path).residual == theory.residual
    True
    """
    h5py = _optional("h5py", "hdf5", "load()")
    with h5py.File(os.fspath(path), "r") as file:
        attributes = {name: _plain(value) for name, value in file.attrs.items()}
        if "command" not in attributes:
            attributes["command"] = _kind_of(file)
        arrays = {}
        for name, dataset in file.items():
            texts = h5py.check_string_dtype(dataset.dtype)
            arrays[name] = dataset.asstr()[()] if texts else dataset[()]
    return make(arrays, attributes)


def _plain(value):
    """Python's own number or text of NumPy's."""
    return value.item() if isinstance(value, np.generic) else value
