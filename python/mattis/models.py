# SPDX-License-Identifier: BSD-3-Clause
"""Graded networks, simulated and solved: :class:`Hopfield`, :class:`Dense`, :func:`recovery` (docs/models.md 1)."""
from __future__ import annotations

import numbers
import typing

from ._call import compute
from .results import Recovery, Simulation, Solution

if typing.TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

__all__ = ["Dense", "Hopfield", "recovery"]


def _listed(value):
    """One number as a list of it."""
    return [value] if isinstance(value, numbers.Real) else value


class Dense:
    """Dense associative memory of graded neurons that interact n + 1 at a time (docs/models.md 1.1).

    Parameters
    ----------
    n : int
        Interaction order, at least 1; 1 is the Hopfield network. The theory wants 1 or an even one.
    alpha : float
        Load P / N^n, above 0.
    g : float
        Gain, above 0.
    a : sequence of float, optional
        Initial amplitude of each condensed pattern; none: no condensed pattern.
    ic_noise : float, optional
        Standard deviation of the initial noise; none: sqrt(max(0, g^2 - |a|^2)).

    Examples
    --------
    >>> import mattis
    >>> model = mattis.Dense(n=2, alpha=0.05, g=1.5, a=[1.2])
    >>> model
    Dense(n=2, alpha=0.05, g=1.5, a=[1.2])
    >>> model.simulate(N=50, T=20, dt=0.1, trials=3, seed=1).m.shape
    (3, 20, 1)
    """

    def __init__(self, n: int, alpha: float, g: float, a: Sequence[float] | np.ndarray | float | None = None,
                 ic_noise: float | None = None) -> None:
        self.n = n
        self.alpha = alpha
        self.g = g
        self.a = _listed(a)
        self.ic_noise = ic_noise

    def __repr__(self) -> str:
        shown = {name: value for name, value in self._model().items() if value is not None}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in shown.items())})"

    def _model(self):
        return dict(n=self.n, alpha=self.alpha, g=self.g, a=self.a, ic_noise=self.ic_noise)

    def simulate(self, N: int = 200, T: int = 100, dt: float = 0.02, trials: int = 1, *, cues: int = 1,
                 seed: int | None = None, distinct_indices: bool = False, save_states: bool = False, integrator: str = "euler",
                 rtol: float = 1e-6, precision: str = "float", threads: int | None = None, device: str = "cpu",
                 progress: bool = False) -> Simulation:
        """Simulates networks of finite size.

        Parameters
        ----------
        N : int
            Neurons.
        T : int
            Records kept, of t = 0 .. T - 1.
        dt : float
            Time between them in units of the neuron's time constant, in (0, 1].
        trials : int
            Independent sets of patterns.
        cues : int
            Initial states of each set, independent draws of their noise.
        seed : int, optional
            The same one gives the same bits, for any number of threads; none: a new one, which the result tells.
        distinct_indices : bool
            Only products of n + 1 different neurons interact; n is 32 at most.
        save_states : bool
            Keep x and phi.
        integrator : {"euler", "cvode"}
            Euler's steps of dt, or continuous time within `rtol` (of a build with SUNDIALS).
        rtol : float
            Tolerance of "cvode".
        precision : {"float", "double"}
            Of the states.
        threads : int, optional
            How many compute; none: all that the machine and the environment give.
        device : {"cpu", "cuda"}
            Where, in a build for one.
        progress : bool
            A bar on standard error.

        Returns
        -------
        Simulation
            m (trials, T, K), E (trials, T, 2) and, where they were asked for, x and phi (trials, T, N); with several cues
            an axis of them after that of the trials.

        Raises
        ------
        ValueError
            Naming the parameter, before any work.
        RuntimeError
            In a process that was forked after an earlier call.

        Examples
        --------
        >>> import mattis
        >>> run = mattis.Hopfield(alpha=0.1, g=1.2, a=[1.08]).simulate(N=200, T=100, dt=0.05, trials=4, seed=1)
        >>> run.m.shape, run.E.shape, run.P
        ((4, 100, 1), (4, 100, 2), 20)
        """
        options = {name: value for name, value in locals().items() if name != "self"}
        return typing.cast(Simulation, compute("simulate", "simulate", {**self._model(), **options}, progress=progress))

    def solve(self, T: int = 100, dt: float = 0.02, M: int = 50000, *, method: str = "picard", tol: float = 1e-4,
              max_sweeps: int | None = None, update_stepsize: float = 0.3, iterations: int = 150, jitter: float | None = None,
              kernel_tol: float | None = None, match_moments: bool = True, standard_errors: bool = True,
              seed: int | None = None, precision: str = "float", threads: int | None = None, device: str = "cpu",
              progress: bool = False) -> Solution:
        """Solves the dynamical mean-field theory of infinitely many neurons.

        Parameters
        ----------
        T : int
            Steps kept, at least 2.
        dt : float
            Step in units of the neuron's time constant, in (0, 1].
        M : int
            Samples of the effective neuron.
        method : {"picard", "causal", "damped"}
            Sweeps over fixed samples until no order parameter changes by more than `tol`; one pass through time that keeps
            every sample; or the usual damped iteration over fresh samples.
        tol : float
            Largest change of an order parameter in the last sweep.
        max_sweeps : int, optional
            Sweeps before it is an error; none: T + 20, which always suffice.
        update_stepsize : float
            Of "damped": share of the new order parameters, in (0, 1].
        iterations : int
            Of "damped": how many.
        jitter : float, optional
            Added to the diagonal of the noise covariance; none: the smallest with which it factors.
        kernel_tol : float, optional
            Of the compressed self-coupling; 0: never compressed; none: within rounding.
        match_moments : bool
            Give drawn samples their exact second moments.
        standard_errors : bool
            They take about as long as the solution.
        seed : int, optional
            The same one gives the same bits, for any number of threads; none: a new one, which the result tells.
        precision : {"float", "double"}
            Of the states.
        threads : int, optional
            How many compute; none: all that the machine and the environment give.
        device : {"cpu", "cuda"}
            Where, in a build for one.
        progress : bool
            A bar on standard error.

        Returns
        -------
        Solution
            m (T, K), C_phi and S_phi (T, T), E (T, 2), their standard errors, and how far they can be trusted.

        Raises
        ------
        ValueError
            Naming the parameter, before any work.
        RuntimeError
            What does not converge, with its residual; or a process that was forked after an earlier call.

        Warns
        -----
        RuntimeWarning
            Where the solution is to be doubted, such as overlaps that are bimodal.

        Examples
        --------
        >>> import mattis
        >>> theory = mattis.Hopfield(alpha=0.1, g=1.2, a=[1.08]).solve(T=40, dt=0.05, M=5000, seed=1)
        >>> theory.m.shape, theory.C_phi.shape, theory.residual < 1e-4
        ((40, 1), (40, 40), True)
        """
        options = {name: value for name, value in locals().items() if name != "self"}
        return typing.cast(Solution, compute("solve", "solve", {**self._model(), **options}, progress=progress))


class Hopfield(Dense):
    """The graded Hopfield network (docs/models.md 1.1): the dense model of order n = 1.

    Parameters
    ----------
    alpha : float
        Load P / N, above 0.
    g : float
        Gain, above 0.
    a : sequence of float, optional
        Initial amplitude of each condensed pattern; none: no condensed pattern.
    ic_noise : float, optional
        Standard deviation of the initial noise; none: sqrt(max(0, g^2 - |a|^2)).

    Examples
    --------
    >>> import mattis
    >>> model = mattis.Hopfield(alpha=0.1, g=1.2, a=[1.08])
    >>> model
    Hopfield(alpha=0.1, g=1.2, a=[1.08])
    >>> run, theory = model.simulate(N=500, T=40, dt=0.05, seed=1), model.solve(T=40, dt=0.05, M=5000, seed=1)
    >>> bool(abs(run.m[0, -1, 0] - theory.m[-1, 0]) < 0.1)
    True
    """

    def __init__(self, alpha: float, g: float, a: Sequence[float] | np.ndarray | float | None = None,
                 ic_noise: float | None = None) -> None:
        super().__init__(1, alpha, g, a, ic_noise)

    def __repr__(self) -> str:
        return super().__repr__().replace("n=1, ", "")


def recovery(alpha: Sequence[float] | np.ndarray | float, g: float, a: Sequence[float] | np.ndarray | float,
             n: int | Sequence[int] | np.ndarray = 1, *, ic_noise: float | None = None, threshold: float = 0.9,
             capacity_tol: float = 0.002, T: int = 100, dt: float = 0.02, M: int = 50000, tol: float = 1e-4,
             max_sweeps: int | None = None, method: str = "causal", update_stepsize: float = 0.3, iterations: int = 150,
             jitter: float | None = None, kernel_tol: float | None = None, match_moments: bool = True,
             standard_errors: bool = True, seed: int | None = None, precision: str = "float", threads: int | None = None,
             device: str = "cpu", progress: bool = False) -> Recovery:
    """Transient recovery: the theory at every load, order and amplitude of the cue, and the capacity.

    Parameters
    ----------
    alpha : sequence of float
        Loads.
    g : float
        Gain.
    a : sequence of float
        Amplitudes of the cue, one condensed pattern in every point.
    n : int or sequence of int
        Interaction orders: 1 or even.
    ic_noise : float, optional
        Of the cue; none: sqrt(max(0, g^2 - a^2)).
    threshold : float
        An overlap of at least this is retained, in (0, 1).
    capacity_tol : float
        The capacity is bisected until its bracket is no wider; 0: not at all.
    T, dt, M, tol, max_sweeps, method, update_stepsize, iterations, jitter, kernel_tol, match_moments, standard_errors
        Of every point, as of :meth:`Dense.solve`.
    seed, precision, threads, device, progress
        As of :meth:`Dense.solve`.

    Returns
    -------
    Recovery
        A row for each point.

    Raises
    ------
    ValueError
        Naming the parameter, before any work.

    Examples
    --------
    >>> import mattis
    >>> rows = mattis.recovery(alpha=[0.05, 0.3], g=1.5, a=[0.6, 1.35], T=20, dt=0.2, M=2000, capacity_tol=0, seed=1)
    >>> rows.m_final.shape, rows.m.shape
    ((4,), (4, 20))
    """
    options = dict(locals(), alpha=_listed(alpha), a=_listed(a), n=_listed(n))
    return typing.cast(Recovery, compute("recovery", "recovery", options, progress=progress))
