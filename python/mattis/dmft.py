# SPDX-License-Identifier: BSD-3-Clause
"""The four functions of the original ``dmft.py`` (D. G. Clark, arXiv:2506.05303), computed by this library.

Names, order of arguments, defaults, shapes and dtypes are the original's, so that a script runs with nothing changed but
``import mattis.dmft as dmft``. What differs is told in docs/python.md, equations in docs/models.md.

Keywords that the original has not, of all four functions:

seed
    A whole number of at least 0: the same one gives the same bits, for any number of threads. None: a new one each time,
    as the original draws other numbers at each call; ``return_stats`` tells which.
threads
    How many compute; None: all that the machine and the environment (OMP_NUM_THREADS, KOKKOS_NUM_THREADS) give.
return_stats
    True: a fifth result, SimulationStats or SolutionStats.

ValueError names a bad argument before any work. RuntimeError: a computation that failed, such as to converge, or a call in
a process that was forked after an earlier call. ``device`` is 'cpu', or 'cuda' where the package was built for one.
"""
from __future__ import annotations

import typing
import warnings

import numpy as np

from . import _core
from ._call import new_seed, threads_of
from ._progress import Bar

if typing.TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "SimulationStats",
    "SolutionStats",
    "simulate_dense_assoc_mem",
    "simulate_hopfield",
    "solve_dense_assoc_mem_dmft",
    "solve_hopfield_dmft",
]


class SimulationStats(typing.NamedTuple):
    """How a simulation came about."""

    seed: int  #: of the random numbers
    P: int  #: patterns of each network
    wall_seconds: float
    backend: str  #: such as "OpenMP avx512"
    device: str  #: the processor's or accelerator's model
    threads: int


class SolutionStats(typing.NamedTuple):
    """How a solution came about, and how far it can be trusted."""

    m_se: typing.Optional[np.ndarray]  #: (T, K) standard errors, as of those below, of the m that is returned
    C_phi_se: np.ndarray  #: (T, T)
    S_phi_se: np.ndarray  #: (T, T)
    E_se: np.ndarray  #: (T, 2)
    sweeps: int  #: over all samples
    residual: float  #: largest change of an order parameter in the last sweep
    residuals: typing.List[float]  #: of every sweep, the ones over few samples included
    jitter: float  #: that the diagonal of the noise covariance took
    noise_condition: float  #: condition number of the noise covariance
    effective_samples: float  #: independent samples that would give the standard errors of m
    warnings: typing.List[str]
    seed: int  #: of the random numbers
    method: str
    wall_seconds: float
    backend: str  #: such as "OpenMP avx512"
    device: str  #: the processor's or accelerator's model
    threads: int


def simulate_hopfield(alpha: float, g: float, a: Sequence[float] | np.ndarray | None, ic_noise_std: float | None, T: int,
                      dt: float, N: int, N_trials: int = 1, device: str = "cpu", verbose: bool = False, *,
                      seed: int | None = None, threads: int | None = None, return_stats: bool = False):
    """Simulates Hopfield networks of finite size (docs/models.md 1.1).

    alpha is the load P / N, g the gain, a (K) the initial amplitude of each condensed pattern (None or empty: none),
    ic_noise_std the standard deviation of the initial noise (None: sqrt(max(0, g^2 - |a|^2))); T steps of dt in (0, 1];
    N neurons, N_trials networks.

    Returns m (N_trials, T, K) overlaps, or None without condensed patterns; x and phi = tanh(x), (N_trials, T, N);
    E (N_trials, T, 2) energy per neuron of patterns and of neurons; float64.

    >>> import mattis.dmft as dmft
    >>> m, x, phi, E = dmft.simulate_hopfield(0.1, 1.2, [1.08], 0.5, T=100, dt=0.02, N=200, N_trials=2, seed=1)
    >>> m.shape, x.shape, phi.shape, E.shape
    ((2, 100, 1), (2, 100, 200), (2, 100, 200), (2, 100, 2))
    """
    return _simulate(1, alpha, g, a, ic_noise_std, T, dt, N, N_trials, device, verbose, False, seed, threads, return_stats)


def simulate_dense_assoc_mem(alpha: float, n: int, g: float, a: Sequence[float] | np.ndarray | None,
                             ic_noise_std: float | None, T: int, dt: float, N: int, N_trials: int = 1, device: str = "cpu",
                             verbose: bool = False, exclude_repeat_indices: bool = False, *, seed: int | None = None,
                             threads: int | None = None, return_stats: bool = False):
    """Simulates dense associative memories of order n >= 1 (docs/models.md 1.1).

    alpha is the load P / N^n; with exclude_repeat_indices only products of n + 1 different neurons interact (n <= 32). The
    other arguments and the results are those of simulate_hopfield.

    >>> import mattis.dmft as dmft
    >>> m, x, phi, E = dmft.simulate_dense_assoc_mem(0.05, 2, 1.5, [1.2], 0.9, T=50, dt=0.05, N=100, N_trials=3, seed=1)
    >>> m.shape
    (3, 50, 1)
    """
    return _simulate(n, alpha, g, a, ic_noise_std, T, dt, N, N_trials, device, verbose, bool(exclude_repeat_indices), seed,
                     threads, return_stats)


def solve_hopfield_dmft(alpha: float, g: float, a: Sequence[float] | np.ndarray | None, ic_noise_std: float | None, T: int,
                        dt: float, M: int, N_iter: int, update_stepsize: float, device: str = "cpu", verbose: bool = False, *,
                        seed: int | None = None, tol: float = 1e-4, method: str = "picard", threads: int | None = None,
                        return_stats: bool = False):
    """Solves the dynamical mean-field theory of the Hopfield model (docs/models.md 1.2, 1.3).

    alpha, g, a, ic_noise_std, T and dt as in simulate_hopfield; M samples of the effective neuron. Methods 'picard', sweeps
    over fixed samples until no order parameter changes by more than tol, and 'causal', one pass through time that keeps
    every sample, read neither N_iter nor update_stepsize. 'damped' is the original's iteration: N_iter times, with fresh
    samples and the share update_stepsize of the new order parameters.

    Returns m (T, K) overlaps, or None without condensed patterns; C_phi (T, T) and S_phi (T, T), correlations and
    responses; E (T, 2) energy per neuron of patterns and of neurons; float32. Warns (RuntimeWarning) where the solution is
    to be doubted.

    >>> import mattis.dmft as dmft
    >>> m, C_phi, S_phi, E = dmft.solve_hopfield_dmft(0.1, 1.2, [1.08], 0.5, T=40, dt=0.05, M=5000, N_iter=150,
    ...                                               update_stepsize=0.3, seed=1)
    >>> m.shape, C_phi.shape, S_phi.shape, E.shape
    ((40, 1), (40, 40), (40, 40), (40, 2))
    """
    return _solve(1, alpha, g, a, ic_noise_std, T, dt, M, N_iter, update_stepsize, device, verbose, seed, tol, method,
                  threads, return_stats)


def solve_dense_assoc_mem_dmft(g: float, alpha: float, n: int, a: Sequence[float] | np.ndarray | None,
                               ic_noise_std: float | None, T: int, dt: float, M: int, N_iter: int, update_stepsize: float,
                               device: str = "cpu", verbose: bool = False, *, seed: int | None = None, tol: float = 1e-4,
                               method: str = "picard", threads: int | None = None, return_stats: bool = False):
    """Solves the dynamical mean-field theory of dense associative memories of even order n (docs/models.md 1.2, 1.3).

    The order of the arguments is the original's: g before alpha. Everything else is as in solve_hopfield_dmft.

    >>> import mattis.dmft as dmft
    >>> m, C_phi, S_phi, E = dmft.solve_dense_assoc_mem_dmft(1.5, 0.05, 2, [1.2], 0.9, T=20, dt=0.05, M=5000, N_iter=200,
    ...                                                      update_stepsize=0.5, seed=1)
    >>> m.shape
    (20, 1)
    """
    return _solve(n, alpha, g, a, ic_noise_std, T, dt, M, N_iter, update_stepsize, device, verbose, seed, tol, method,
                  threads, return_stats)


_PYTHON_NAMES = {"ic_noise": "ic_noise_std", "trials": "N_trials", "iterations": "N_iter"}


def _computed(function, threads, verbose, seed, **options):
    """Arrays and attributes, and refusals with the names of the original's arguments."""
    options.update(seed=new_seed() if seed is None else seed, threads=threads_of(threads), device=str(options["device"]))
    try:
        with Bar(verbose) as bar:
            return function(**options, report=bar.report)
    except ValueError as error:
        name, colon, rest = str(error).partition(":")
        if name not in _PYTHON_NAMES:
            raise
        raise ValueError(_PYTHON_NAMES[name] + colon + rest) from None


def _simulate(n, alpha, g, a, ic_noise_std, T, dt, N, N_trials, device, verbose, distinct_indices, seed, threads,
              return_stats):
    arrays, attributes = _computed(
        _core.simulate, threads, verbose, seed, n=n, alpha=alpha, g=g, a=[] if a is None else a, ic_noise=ic_noise_std, T=T,
        dt=dt, N=N, trials=N_trials, distinct_indices=distinct_indices, save_states=True, device=device)
    m = arrays["m"] if arrays["m"].shape[-1] else None
    results = m, arrays["x"], arrays["phi"], arrays["E"]
    if not return_stats:
        return results
    return *results, SimulationStats(*(attributes[name] for name in SimulationStats._fields))


def _solve(n, alpha, g, a, ic_noise_std, T, dt, M, N_iter, update_stepsize, device, verbose, seed, tol, method, threads,
           return_stats):
    arrays, attributes = _computed(
        _core.solve, threads, verbose, seed, n=n, alpha=alpha, g=g, a=[] if a is None else a, ic_noise=ic_noise_std, T=T,
        dt=dt, M=M, iterations=N_iter, update_stepsize=update_stepsize, method=str(method), tol=tol,
        standard_errors=bool(return_stats), device=device)
    doubts = [text for text in attributes["warnings"].split("; ") if text]
    for doubt in doubts:
        warnings.warn(doubt, RuntimeWarning, stacklevel=3)
    for name in ("m", "C_phi", "S_phi", "E"):  # float32 as the original's
        arrays[name], arrays[name + "_se"] = (arrays[key].astype(np.float32) for key in (name, name + "_se"))
    if not arrays["m"].shape[-1]:
        arrays["m"] = arrays["m_se"] = None
    results = arrays["m"], arrays["C_phi"], arrays["S_phi"], arrays["E"]
    if not return_stats:
        return results
    told = {**attributes, **arrays, "residuals": arrays["residuals"].tolist(), "warnings": doubts}
    return *results, SolutionStats(*(told[name] for name in SolutionStats._fields))
