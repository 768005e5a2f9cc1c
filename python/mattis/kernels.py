# SPDX-License-Identifier: BSD-3-Clause
"""The library's kernels on arrays of one's own, and patterns as bits.

Arrays are whatever has DLPack or the buffer protocol (NumPy's, torch's on the host, ..). Those of float32 or float64 in C order
are read where they are, without a copy; float16 becomes float32, anything else float64, in a copy. ``out`` is written where it is.
"""
from __future__ import annotations

import operator
import re
import typing

import numpy as np

from . import _core
from ._call import new_seed, threads_of

if typing.TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["Patterns", "activation", "covariance", "field", "overlap", "response"]


def _signs(xi):
    """Signs (P, N) of int8 in C order: where they are, if that is what they are."""
    if hasattr(xi, "detach"):
        xi = xi.detach().cpu()
    given = np.asarray(xi)
    if given.ndim != 2:
        raise ValueError(f"xi: expected signs (P, N), got an array of shape {given.shape}")
    if given.dtype.kind not in "iuf":
        raise ValueError(f"xi: expected signs +1 and -1, got an array of {given.dtype}")
    with np.errstate(invalid="ignore"):
        signs = given if given.dtype == np.int8 else given.astype(np.int8)
    if signs is not given and not np.array_equal(signs, given):
        at = tuple(int(i) for i in np.argwhere(signs != given)[0])
        raise ValueError(f"xi{list(at)}: expected +1 or -1, got {given[at]}")
    return np.require(signs, np.int8, "C")


def _pack(xi, threads):
    signs = _signs(xi)
    try:
        return _core.pack_patterns(signs, threads)
    except ValueError as error:
        place = re.match(r"signs\((\d+), (\d+)\)", str(error))
        if place is None:
            raise
        at = int(place[1]), int(place[2])
        raise ValueError(f"xi{list(at)}: expected +1 or -1, got {signs[at]}") from None


class Patterns:
    """P patterns of N signs, a bit for each entry in either orientation.

    Parameters
    ----------
    signs : array_like
        (P, N) of +1 and -1, of any type of numbers. int8 in C order is read where it is.
    threads : int, optional
        How many pack them; none: all.

    Raises
    ------
    ValueError
        For an entry that is neither, naming its place.

    Examples
    --------
    >>> import numpy as np, mattis
    >>> xi = mattis.Patterns([[1, -1, 1, 1], [-1, -1, 1, -1]])
    >>> xi
    Patterns(P=2, N=4)
    >>> np.asarray(xi)
    array([[ 1, -1,  1,  1],
           [-1, -1,  1, -1]], dtype=int8)
    """

    def __init__(self, signs: ArrayLike, *, threads: int | None = None) -> None:
        self._packed = _pack(signs, threads_of(threads))

    @classmethod
    def _of(cls, packed) -> "Patterns":
        made = cls.__new__(cls)
        made._packed = packed
        return made

    @classmethod
    def random(cls, P: int, N: int, *, seed: int | None = None, threads: int | None = None) -> "Patterns":
        """Independent fair signs, those that a simulation of this seed has in its first trial.

        Parameters
        ----------
        P, N : int
            Patterns and neurons.
        seed : int, optional
            The same one gives the same signs; none: a new one.
        threads : int, optional
            How many draw them; none: all.

        Examples
        --------
        >>> import mattis
        >>> xi = mattis.Patterns.random(10, 1000, seed=1)
        >>> xi.P, xi.N, xi.unpack().shape
        (10, 1000, (10, 1000))
        """
        seed = new_seed() if seed is None else seed
        return cls._of(_core.random_patterns(P, N, seed, threads_of(threads)))

    @classmethod
    def from_bits(cls, bits: ArrayLike, N: int, *, threads: int | None = None) -> "Patterns":
        """Of packed bits, as ``numpy.packbits(signs > 0, axis=1, bitorder="little")`` has them.

        Parameters
        ----------
        bits : array_like of uint8
            (P, ceil(N / 8)); a bit that is set is +1.
        N : int
            Neurons.

        Examples
        --------
        >>> import mattis
        >>> xi = mattis.Patterns.random(3, 12, seed=1)
        >>> same = mattis.Patterns.from_bits(xi.bits(), 12)
        >>> bool((same.unpack() == xi.unpack()).all())
        True
        """
        if not hasattr(N, "__index__") or operator.index(N) < 1:
            raise ValueError(f"N: expected a whole number of at least 1, got {N if isinstance(N, int) else type(N).__name__}")
        bits = np.asarray(bits)
        if bits.dtype != np.uint8 or bits.ndim != 2 or bits.shape[1] != -(-N // 8):
            raise ValueError(f"bits: expected uint8 of shape (P, {-(-N // 8)}), got {bits.dtype} of shape {bits.shape}")
        signs = np.unpackbits(bits, axis=1, count=N, bitorder="little").view(np.int8)
        signs *= 2
        signs -= 1
        return cls(signs, threads=threads)

    @property
    def P(self) -> int:
        """Patterns."""
        return self._packed.P

    @property
    def N(self) -> int:
        """Neurons."""
        return self._packed.N

    @property
    def nbytes(self) -> int:
        """Bytes of both orientations."""
        return self._packed.nbytes

    def unpack(self) -> np.ndarray:
        """Signs (P, N) of int8, a new array."""
        return self._packed.unpack()

    def bits(self) -> np.ndarray:
        """Packed bits (P, ceil(N / 8)) of uint8, as :meth:`from_bits` takes them."""
        return np.packbits(self.unpack() > 0, axis=1, bitorder="little")

    def __array__(self, dtype: typing.Any = None, copy: bool | None = None) -> np.ndarray:
        if copy is False:
            raise ValueError("copy: expected True or None, as signs are unpacked into a new array, got False")
        signs = self.unpack()
        return signs if dtype is None else signs.astype(dtype)

    def __len__(self) -> int:
        return self.P

    def __repr__(self) -> str:
        return f"Patterns(P={self.P}, N={self.N})"

    def __reduce__(self) -> tuple[typing.Any, ...]:
        return Patterns.from_bits, (self.bits(), self.N)


def _packed(xi, threads):
    if isinstance(xi, Patterns):
        return xi._packed
    return _pack(xi, threads)


def overlap(xi: Patterns | ArrayLike, phi: ArrayLike, out: typing.Any = None, *, threads: int | None = None) -> np.ndarray:
    """Overlaps m = xi phi / N of patterns with activities.

    Parameters
    ----------
    xi : Patterns or array_like
        (P, N) signs. An array is packed at every call: make :class:`Patterns` once where time counts.
    phi : array_like
        (N,), or (N, B) for B states at once.
    out : array, optional
        (P,) or (P, B) of phi's type, written.
    threads : int, optional
        How many compute; none: all.

    Returns
    -------
    numpy.ndarray
        `out`, or a new array. The same bits for any number of threads.

    Raises
    ------
    ValueError
        Naming the argument whose shape or type does not fit.

    Examples
    --------
    >>> import numpy as np, mattis
    >>> xi = mattis.Patterns.random(5, 1000, seed=1)
    >>> m = mattis.overlap(xi, np.asarray(xi)[2].astype(np.float32))
    >>> int(m.argmax()), float(m[2])
    (2, 1.0)
    """
    threads = threads_of(threads)
    return typing.cast(np.ndarray, _core.overlap(_packed(xi, threads), phi, out, threads))


def field(xi: Patterns | ArrayLike, f: ArrayLike, out: typing.Any = None, *, threads: int | None = None) -> np.ndarray:
    """Fields h = xi^T f of patterns with coefficients.

    Parameters
    ----------
    xi : Patterns or array_like
        (P, N) signs, as of :func:`overlap`.
    f : array_like
        (P,), or (P, B) for B states at once.
    out : array, optional
        (N,) or (N, B) of f's type, written.
    threads : int, optional
        How many compute; none: all.

    Returns
    -------
    numpy.ndarray
        `out`, or a new array. The same bits for any number of threads.

    Raises
    ------
    ValueError
        Naming the argument whose shape or type does not fit.

    Examples
    --------
    >>> import numpy as np, mattis
    >>> xi = mattis.Patterns([[1, -1, 1, 1], [-1, -1, 1, -1]])
    >>> mattis.field(xi, np.array([1.0, 0.5]))
    array([ 0.5, -1.5,  1.5,  0.5])
    """
    threads = threads_of(threads)
    return typing.cast(np.ndarray, _core.field(_packed(xi, threads), f, out, threads))


def covariance(phi: ArrayLike, out: typing.Any = None, *, threads: int | None = None) -> np.ndarray:
    """Second moments C(t, s) = (1/M) sum_i phi(t, i) phi(s, i) over samples.

    Parameters
    ----------
    phi : array_like
        (T, M) activities.
    out : array, optional
        (T, T) of float64, written.
    threads : int, optional
        How many compute; none: all.

    Returns
    -------
    numpy.ndarray
        `out`, or a new array of float64. The same bits for any number of threads.

    Raises
    ------
    ValueError
        Naming the argument whose shape or type does not fit.

    Examples
    --------
    >>> import numpy as np, mattis
    >>> mattis.covariance(np.array([[1.0, 1.0], [1.0, -1.0]]))
    array([[1., 0.],
           [0., 1.]])
    """
    return typing.cast(np.ndarray, _core.covariance(phi, out, threads_of(threads)))


def response(slope: ArrayLike, kernel: ArrayLike, dt: float, out: typing.Any = None, *,
             threads: int | None = None) -> np.ndarray:
    """Response S of the effective neuron (docs/models.md 1.2).

    Parameters
    ----------
    slope : array_like
        (T, M) phi' = 1 - phi^2.
    kernel : array_like
        (T, T) self-coupling F; above the diagonal it is not read.
    dt : float
        Step, in (0, 1].
    out : array, optional
        (T, T) of float64, written.
    threads : int, optional
        How many compute; none: all.

    Returns
    -------
    numpy.ndarray
        `out`, or a new array of float64, zero on and above the diagonal.

    Raises
    ------
    ValueError
        Naming the argument whose shape or type does not fit.

    Examples
    --------
    >>> import numpy as np, mattis
    >>> mattis.response(np.ones((3, 10)), np.zeros((3, 3)), 0.5)
    array([[0.  , 0.  , 0.  ],
           [0.5 , 0.  , 0.  ],
           [0.25, 0.5 , 0.  ]])
    """
    return typing.cast(np.ndarray, _core.response(slope, kernel, dt, out, threads_of(threads)))


def activation(x: ArrayLike, out: typing.Any = None, *, threads: int | None = None) -> np.ndarray:
    """Activities tanh(x), within 3 ulp of float32.

    Parameters
    ----------
    x : array_like
        Of any shape.
    out : array, optional
        Of x's shape and type, written; x itself is allowed.
    threads : int, optional
        How many compute; none: all.

    Returns
    -------
    numpy.ndarray
        `out`, or a new array.

    Raises
    ------
    ValueError
        Naming the argument whose shape or type does not fit.

    Examples
    --------
    >>> import numpy as np, mattis
    >>> mattis.activation(np.array([0.0, np.inf, -np.inf]))
    array([ 0.,  1., -1.])
    """
    return typing.cast(np.ndarray, _core.activation(x, out, threads_of(threads)))
