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
import typing
import warnings

import numpy as np

from . import _core
from ._arguments import (
    LARGEST_INT,
    LARGEST_INT64,
    amplitudes,
    initial_noise,
    named_as_in_python,
    real,
    seed as seed_of,
    threads as threads_of,
    whole,
)
from ._progress import Bar

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


def simulate_hopfield(alpha, g, a, ic_noise_std, T, dt, N, N_trials=1, device="cpu", verbose=False, *, seed=None,
                      threads=None, return_stats=False):
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


def simulate_dense_assoc_mem(alpha, n, g, a, ic_noise_std, T, dt, N, N_trials=1, device="cpu", verbose=False,
                             exclude_repeat_indices=False, *, seed=None, threads=None, return_stats=False):
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


def solve_hopfield_dmft(alpha, g, a, ic_noise_std, T, dt, M, N_iter, update_stepsize, device="cpu", verbose=False, *,
                        seed=None, tol=1e-4, method="picard", threads=None, return_stats=False):
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


def solve_dense_assoc_mem_dmft(g, alpha, n, a, ic_noise_std, T, dt, M, N_iter, update_stepsize, device="cpu",
                               verbose=False, *, seed=None, tol=1e-4, method="picard", threads=None, return_stats=False):
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


def _simulate(n, alpha, g, a, ic_noise_std, T, dt, N, N_trials, device, verbose, distinct_indices, seed, threads,
              return_stats):
    seed = seed_of(seed)
    with Bar(verbose) as bar, named_as_in_python():
        result = _core.simulate(
            n=whole("n", n, LARGEST_INT), alpha=real("alpha", alpha), g=real("g", g), a=amplitudes(a),
            ic_noise=initial_noise(ic_noise_std), T=whole("T", T, LARGEST_INT), dt=real("dt", dt),
            N=whole("N", N, LARGEST_INT64), trials=whole("N_trials", N_trials, LARGEST_INT),
            distinct_indices=distinct_indices, seed=seed, device=str(device), threads=threads_of(threads),
            report=bar.report)
    m = result["m"] if result["m"].shape[-1] else None
    arrays = m, result["x"], result["phi"], result["E"]
    if not return_stats:
        return arrays
    return *arrays, SimulationStats(seed, *(result[name] for name in SimulationStats._fields[1:]))


def _solve(n, alpha, g, a, ic_noise_std, T, dt, M, N_iter, update_stepsize, device, verbose, seed, tol, method, threads,
           return_stats):
    seed = seed_of(seed)
    method = str(method)
    with Bar(verbose) as bar, named_as_in_python():
        result = _core.solve(
            n=whole("n", n, LARGEST_INT), alpha=real("alpha", alpha), g=real("g", g), a=amplitudes(a),
            ic_noise=initial_noise(ic_noise_std), T=whole("T", T, LARGEST_INT), dt=real("dt", dt),
            M=whole("M", M, LARGEST_INT64), iterations=whole("N_iter", N_iter, LARGEST_INT),
            update_stepsize=real("update_stepsize", update_stepsize), method=method, tol=real("tol", tol),
            standard_errors=bool(return_stats), seed=seed, device=str(device), threads=threads_of(threads),
            report=bar.report)
    for warning in result["warnings"]:
        warnings.warn(warning, RuntimeWarning, stacklevel=3)
    if not result["m"].shape[-1]:
        result["m"] = result["m_se"] = None
    arrays = result["m"], result["C_phi"], result["S_phi"], result["E"]
    if not return_stats:
        return arrays
    result.update(seed=seed, method=method)
    return *arrays, SolutionStats(*(result[name] for name in SolutionStats._fields))
