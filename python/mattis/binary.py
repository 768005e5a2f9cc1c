# SPDX-License-Identifier: BSD-3-Clause
"""Networks of binary spins (docs/binary.md): retrieval, phase maps, scans, sequences, sampling, exact chains.

Keywords that many functions have:

patterns
    Signs (P, N), an array or :class:`mattis.Patterns`, instead of random ones.
dynamics, order
    "glauber" (heat bath), "metropolis", "zero" (Hopfield's rule without noise) or "little" (heat bath of all spins at once);
    sites "random", "permuted" (each once in a sweep) or "parallel".
rule, limit, kept, symmetric, U, h
    How networks learn: "hebb", "clipped" couplings, "saturating" within a limit, or "zero-one" with thresholds U; the share of
    couplings that dilution keeps, pairs together where symmetric; a field on every spin, or (N) of them.
seed
    The same one gives the same bits, for any number of threads and on any target; none: a new one, which the result tells.
threads, device, progress
    How many compute (none: all); "cpu" or "cuda"; a bar on standard error.

A bad argument is a ValueError that names it, before any work.
"""
from __future__ import annotations

import typing

from . import _core
from ._call import compute
from .results import Result

if typing.TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import ArrayLike

    from .kernels import Patterns

__all__ = ["basin", "capacity", "chain", "forgetting", "magnetisation", "mixtures", "mutual_overlaps", "phase_map", "recognise",
           "retrieve", "sample", "sequence"]


def retrieve(N: int | None = None, P: int | None = None, *, patterns: Patterns | ArrayLike | None = None,
             names: Sequence[str] | None = None, T: float = 0.0, corruption: float = 0.0, sweeps: int = 50, replicas: int = 32,
             networks: int | None = None, cue: int | None = None, mixture: int = 0, dynamics: str = "glauber",
             order: str = "random", rule: str = "hebb", limit: int = 0, kept: float = 1.0, symmetric: bool = True,
             U: float = 0.0, h: float | Sequence[float] | np.ndarray = 0.0, couplings: ArrayLike | None = None,
             seed: int | None = None, threads: int | None = None, device: str = "cpu", progress: bool = False) -> Result:
    """Retrieval of stored patterns from corrupted cues.

    Parameters
    ----------
    N, P : int, optional
        Neurons and patterns; none: those of `patterns`, else 1000 and 50.
    patterns : array_like or Patterns, optional
        Signs (P, N); none: random ones.
    names : sequence of str, optional
        Of the patterns.
    T : float
        Temperature.
    corruption : float
        Share of a cue's entries inverted, in [0, 1].
    sweeps : int
        Attempts per neuron.
    replicas, networks : int
        Runs in all, shared by independent draws of the patterns; none: a network for eight replicas, 16 at most.
    cue : int, optional
        The pattern that all start from; none: one after the other.
    mixture : int
        Start at the sign of the sum of so many patterns instead, an odd number.
    couplings : array_like, optional
        J (N, N) instead of a rule.
    dynamics, order, rule, limit, kept, symmetric, U, h, seed, threads, device, progress
        As the module tells.

    Returns
    -------
    Result
        kind "binary retrieve": m, m_start, m_nearest, energy, cue, nearest (networks, replicas), course and energy_course
        (sweeps); mean_m, right, mean_q, .. with their errors as attributes.

    Raises
    ------
    ValueError
        Naming the parameter, before any work.

    Examples
    --------
    >>> import mattis
    >>> result = mattis.binary.retrieve(N=500, P=10, corruption=0.2, seed=1)
    >>> result.m.shape, result.mean_m > 0.99
    ((4, 8), True)
    """
    return compute("binary_retrieve", "binary retrieve", locals(), progress=progress)


def phase_map(loads: Sequence[float] | np.ndarray, temperatures: Sequence[float] | np.ndarray, N: int | None = None, *,
              patterns: Patterns | ArrayLike | None = None, names: Sequence[str] | None = None, corruption: float = 0.2,
              replicas: int = 1, networks: int = 1, sweeps: int = 50, dynamics: str = "metropolis", order: str = "random",
              rule: str = "hebb", limit: int = 0, kept: float = 1.0, symmetric: bool = True, U: float = 0.0,
              h: float | Sequence[float] | np.ndarray = 0.0, seed: int | None = None, threads: int | None = None,
              device: str = "cpu", progress: bool = False) -> Result:
    """Which stored patterns come back, over numbers of patterns and temperatures.

    Parameters
    ----------
    loads : sequence of int
        Numbers of patterns, each once.
    temperatures : sequence of float
        Each at least 0.
    N : int, optional
        Neurons; none: those of `patterns`, else 513.
    corruption : float
        Share of a cue's entries inverted.
    replicas, networks : int
        Cues of each point; independent draws of the patterns of each load.
    sweeps : int
        Attempts per neuron.
    patterns, names, dynamics, order, rule, limit, kept, symmetric, U, h, seed, threads, device, progress
        As of :func:`retrieve`.

    Returns
    -------
    Result
        kind "binary phase-map": m, m_se, right (loads, temperatures), and the lines T_g, T_M, T_c of the theory (loads).

    Raises
    ------
    ValueError
        Naming the parameter, before any work.

    Examples
    --------
    >>> import mattis
    >>> result = mattis.binary.phase_map(loads=[5, 20], temperatures=[0.1, 0.5, 1.5], N=200, seed=1)
    >>> result.m.shape, bool(result.m[0, 0] > 0.9 > result.m[1, 2])
    ((2, 3), True)
    """
    return compute("binary_phase_map", "binary phase-map", locals(), progress=progress)


def _scan(name, options, progress):
    return compute("binary_scan", f"binary {name}", {**options, "scan": name}, progress=progress)


def capacity(loads: Sequence[float] | np.ndarray, N: int | None = None, *, patterns: Patterns | ArrayLike | None = None,
             T: float = 0.0, replicas: int = 32, networks: int | None = None, sweeps: int = 50, threshold: float = 0.9,
             graded: int = 0, dynamics: str = "zero", order: str = "random", rule: str = "hebb", limit: int = 0,
             kept: float = 1.0, symmetric: bool = True, U: float = 0.0, h: float | Sequence[float] | np.ndarray = 0.0,
             seed: int | None = None, threads: int | None = None, device: str = "cpu", progress: bool = False) -> Result:
    """How many patterns stay where the network starts at them.

    Parameters
    ----------
    loads : sequence of float
        Patterns per neuron P / N, in rising order.
    N : int, optional
        Neurons; none: those of `patterns`, else 1000.
    T : float
        Temperature, of any dynamics but "zero".
    replicas, networks : int
        Of each network and point; independent draws of the patterns, 8 where none is given.
    sweeps : int
        Attempts per neuron.
    threshold : float
        An overlap of at least this is retrieval.
    graded : int
        Samples of the graded network's mean-field theory beside it; 0: without.
    patterns, dynamics, order, rule, limit, kept, symmetric, U, h, seed, threads, device, progress
        As of :func:`retrieve`.

    Returns
    -------
    Result
        kind "binary capacity": load, m, retrieved, m_theory, .. (points), with errors; attribute half, the load at which half
        are retrieved.

    Raises
    ------
    ValueError
        Naming the parameter, before any work.

    Examples
    --------
    >>> import mattis
    >>> result = mattis.binary.capacity([0.05, 0.3], N=400, networks=2, replicas=16, seed=1)
    >>> result.retrieved.round(1)
    array([1., 0.])
    """
    return _scan("capacity", locals(), progress)


def magnetisation(temperatures: Sequence[float] | np.ndarray, N: int | None = None, P: int | None = None, *,
                  patterns: Patterns | ArrayLike | None = None, replicas: int = 32, networks: int | None = None,
                  sweeps: int = 200, threshold: float = 0.9, graded: int = 0, dynamics: str = "glauber", order: str = "random",
                  rule: str = "hebb", limit: int = 0, kept: float = 1.0, symmetric: bool = True, U: float = 0.0,
                  h: float | Sequence[float] | np.ndarray = 0.0, seed: int | None = None, threads: int | None = None,
                  device: str = "cpu", progress: bool = False) -> Result:
    """Overlap with a stored pattern over temperatures, beside the theory.

    Parameters
    ----------
    temperatures : sequence of float
        In rising order.
    N, P : int, optional
        Neurons and patterns; none: those of `patterns`, else 1000 and 1, which is the model of Curie and Weiss.
    replicas, networks, sweeps, threshold, graded
        As of :func:`capacity`.
    patterns, dynamics, order, rule, limit, kept, symmetric, U, h, seed, threads, device, progress
        As of :func:`retrieve`.

    Returns
    -------
    Result
        kind "binary magnetisation": temperature, m, m_theory, .. (points), with errors.

    Raises
    ------
    ValueError
        Naming the parameter, before any work.

    Examples
    --------
    >>> import mattis
    >>> result = mattis.binary.magnetisation([0.5, 1.5], N=1000, networks=1, seed=1)
    >>> bool(abs(result.m[0] - result.m_theory[0]) < 0.02)
    True
    """
    return _scan("magnetisation", locals(), progress)


def basin(corruption: Sequence[float] | np.ndarray, N: int | None = None, P: int | None = None, *,
          patterns: Patterns | ArrayLike | None = None, T: float = 0.0, replicas: int = 32, networks: int | None = None,
          sweeps: int = 50, threshold: float = 0.9, dynamics: str = "zero", order: str = "random", rule: str = "hebb",
          limit: int = 0, kept: float = 1.0, symmetric: bool = True, U: float = 0.0,
          h: float | Sequence[float] | np.ndarray = 0.0, seed: int | None = None, threads: int | None = None,
          device: str = "cpu", progress: bool = False) -> Result:
    """From how far away patterns come back.

    Parameters
    ----------
    corruption : sequence of float
        Shares of a cue inverted, in rising order.
    N, P : int, optional
        Neurons and patterns; none: those of `patterns`, else 1000 and 50.
    T, replicas, networks, sweeps, threshold
        As of :func:`capacity`.
    patterns, dynamics, order, rule, limit, kept, symmetric, U, h, seed, threads, device, progress
        As of :func:`retrieve`.

    Returns
    -------
    Result
        kind "binary basin": m_start, m, retrieved, .. (points), with errors; attribute half, the overlap at the start from
        which half come back.

    Raises
    ------
    ValueError
        Naming the parameter, before any work.

    Examples
    --------
    >>> import mattis
    >>> result = mattis.binary.basin([0.0, 0.5], N=500, P=20, networks=2, seed=1)
    >>> result.m_start, bool(result.retrieved[0] == 1 and result.retrieved[1] < 0.5)
    (array([1., 0.]), True)
    """
    return _scan("basin", locals(), progress)


def mixtures(n: Sequence[int] | np.ndarray = (1, 3, 5, 7), N: int | None = None, P: int | None = None, *,
             patterns: Patterns | ArrayLike | None = None, T: float = 0.0, replicas: int = 32, networks: int | None = None,
             sweeps: int = 50, threshold: float = 0.9, dynamics: str = "zero", order: str = "random", rule: str = "hebb",
             limit: int = 0, kept: float = 1.0, symmetric: bool = True, U: float = 0.0,
             h: float | Sequence[float] | np.ndarray = 0.0, seed: int | None = None, threads: int | None = None,
             device: str = "cpu", progress: bool = False) -> Result:
    """Whether mixtures of patterns stay what they are.

    Parameters
    ----------
    n : sequence of int
        Patterns of a mixture, odd numbers.
    N, P : int, optional
        Neurons and patterns; none: those of `patterns`, else 4000 and 8.
    T, replicas, networks, sweeps, threshold
        As of :func:`capacity`.
    patterns, dynamics, order, rule, limit, kept, symmetric, U, h, seed, threads, device, progress
        As of :func:`retrieve`.

    Returns
    -------
    Result
        kind "binary mixtures": n, m, m_theory, retrieved (still mixed), .. (points), with errors.

    Raises
    ------
    ValueError
        Naming the parameter, before any work.

    Examples
    --------
    >>> import mattis
    >>> result = mattis.binary.mixtures([1, 3], N=2000, networks=1, seed=1)
    >>> result.m_theory
    array([1. , 0.5])
    """
    return _scan("mixtures", dict(locals(), n=list(n)), progress)


def sequence(N: int | None = None, P: int | None = None, *, patterns: Patterns | ArrayLike | None = None, stay: int = 0,
             go: int = 1, cyclic: bool = True, T: float = 0.0, corruption: float = 0.0, steps: int = 0, replicas: int = 32,
             seed: int | None = None, threads: int | None = None, device: str = "cpu", progress: bool = False) -> Result:
    """Patterns that follow each other, by asymmetric couplings and parallel updates.

    Parameters
    ----------
    N, P : int, optional
        Neurons and patterns of the sequence; none: those of `patterns`, else 1000 and 10.
    patterns : array_like or Patterns, optional
        Signs (P, N); none: random ones.
    stay, go : int
        Weights of what keeps a pattern and of what leads to the next.
    cyclic : bool
        The last is followed by the first.
    T : float
        Temperature; 0: the sign of the field.
    corruption : float
        Share of the first pattern inverted, from which all start.
    steps : int
        Updates of all neurons; 0: twice the sequence.
    replicas : int
        Runs.
    seed, threads, device, progress
        As the module tells.

    Returns
    -------
    Result
        kind "binary sequence": m (steps + 1, P, replicas), lead and lead_se (steps + 1); attribute in_order.

    Raises
    ------
    ValueError
        Naming the parameter, before any work.

    Examples
    --------
    >>> import mattis
    >>> result = mattis.binary.sequence(N=500, P=5, seed=1)
    >>> result.m.shape, result.in_order
    ((11, 5, 32), 1.0)
    """
    return compute("binary_sequence", "binary sequence", locals(), progress=progress)


def forgetting(N: int | None = None, P: int | None = None, *, patterns: Patterns | ArrayLike | None = None, limit: int = 0,
               T: float = 0.0, sweeps: int = 20, networks: int | None = None, threshold: float = 0.9, dynamics: str = "zero",
               seed: int | None = None, threads: int | None = None, device: str = "cpu", progress: bool = False) -> Result:
    """Couplings of limited magnitude, which remember what came last.

    Parameters
    ----------
    N, P : int, optional
        Neurons and patterns learned one after the other; none: those of `patterns`, else 1000 and 300.
    patterns : array_like or Patterns, optional
        Signs (P, N); none: random ones.
    limit : int
        Largest coupling, in steps of learning; 0: 0.43 sqrt(N), about the best.
    T : float
        Temperature, of any dynamics but "zero".
    sweeps, networks : int
        Attempts per neuron; independent draws of the patterns, 8 where none is given.
    threshold : float
        An overlap of at least this is remembered.
    dynamics, seed, threads, device, progress
        As the module tells.

    Returns
    -------
    Result
        kind "binary forgetting": m and m_se (P), the last learned first; attribute remembered.

    Raises
    ------
    ValueError
        Naming the parameter, before any work.

    Examples
    --------
    >>> import mattis
    >>> result = mattis.binary.forgetting(N=300, P=60, networks=2, seed=1)
    >>> bool(result.m[0] > 0.9 > result.m[-1])
    True
    """
    return compute("binary_forgetting", "binary forgetting", locals(), progress=progress)


def sample(N: int | None = None, *, couplings: ArrayLike | None = None, asymmetry: float = 0.0,
           h: float | Sequence[float] | np.ndarray = 0.0, T: float = 1.0, sweeps: int = 1000, discarded: int = 200,
           replicas: int = 32, networks: int | None = None, dynamics: str = "glauber", order: str = "random",
           seed: int | None = None, threads: int | None = None, progress: bool = False) -> Result:
    """Samples spins with any couplings: drawn ones (Sherrington and Kirkpatrick's), or one's own.

    Parameters
    ----------
    N : int, optional
        Neurons; none: those of `couplings`, else 512.
    couplings : array_like, optional
        J (N, N).
    asymmetry : float
        Share of the variance of drawn couplings in which J_ij and J_ji differ.
    h : float or sequence of float
        Field on every spin, or (N) of them.
    T : float
        Temperature in units of the couplings.
    sweeps, discarded : int
        Attempts per neuron that are measured, and before.
    replicas, networks : int
        Runs in all, shared by independent draws of the couplings; none: a network for eight replicas, 16 at most.
    dynamics, order, seed, threads, progress
        As the module tells.

    Returns
    -------
    Result
        kind "binary sample": energy, magnetisation, .. (networks, replicas), energy_course (sweeps); mean_energy, .. with their
        errors as attributes.

    Raises
    ------
    ValueError
        Naming the parameter, before any work.

    Examples
    --------
    >>> import numpy as np, mattis
    >>> ferromagnet = np.ones((64, 64)) / 64
    >>> result = mattis.binary.sample(couplings=ferromagnet, T=0.5, sweeps=200, seed=1)
    >>> result.mean_magnetisation > 0.9
    True
    """
    return compute("binary_sample", "binary sample", locals(), progress=progress)


def chain(N: int | None = None, *, couplings: ArrayLike | None = None, asymmetry: float = 0.0,
          h: float | Sequence[float] | np.ndarray = 0.0, T: float = 1.0, dynamics: str = "glauber", matrix: bool = False,
          seed: int = 0) -> Result:
    """The exact Markov chain of up to 16 spins: its law, balance and relaxation time.

    Parameters
    ----------
    N : int, optional
        Spins; none: those of `couplings`, else 8.
    couplings : array_like, optional
        J (N, N); none: drawn, normal of variance 1 / N.
    asymmetry : float
        Share of the variance of drawn couplings in which J_ij and J_ji differ.
    h : float or sequence of float
        Field on every spin, or (N) of them.
    T : float
        Temperature, 0 and inf among them.
    dynamics : {"glauber", "metropolis", "little"}
        One random spin a step, or all at once.
    matrix : bool
        The transition matrix, too, of 12 spins at most.
    seed : int
        Of drawn couplings.

    Returns
    -------
    Result
        kind "binary chain": law, boltzmann, energy (2^N), J, h; stationary_residual, balance_residual, gap, .. as attributes.

    Raises
    ------
    ValueError
        Naming the parameter, before any work.

    Examples
    --------
    >>> import numpy as np, mattis
    >>> result = mattis.binary.chain(couplings=np.array([[0.0, 1.0], [1.0, 0.0]]), T=1.0)
    >>> np.allclose(result.law, result.boltzmann), result.law.shape
    (True, (4,))
    """
    return compute("binary_chain", "binary chain", locals())


class Recognition(typing.NamedTuple):
    """Which memory a state is."""

    mu: int  #: the pattern of the largest overlap in magnitude
    overlap: float  #: with its sign
    margin: float  #: by which its magnitude exceeds the next


def recognise(patterns: Patterns | ArrayLike, state: ArrayLike) -> Recognition:
    """Which pattern a state is nearest to.

    Parameters
    ----------
    patterns : array_like or Patterns
        Signs (P, N).
    state : array_like
        Signs (N,).

    Returns
    -------
    Recognition

    Raises
    ------
    ValueError
        For what is no sign, or of another size.

    Examples
    --------
    >>> import mattis
    >>> mattis.binary.recognise([[1, 1, 1, 1], [1, -1, 1, -1]], [1, -1, 1, 1])
    Recognition(mu=0, overlap=0.5, margin=0.0)
    """
    return Recognition(*_core.recognise(patterns, state))


class MutualOverlaps(typing.NamedTuple):
    """How far patterns are from independent ones."""

    mean_absolute: float  #: of |q| over all pairs
    mean: float  #: of q
    largest: typing.List[typing.Tuple[int, int, float]]  #: (mu, nu, q), the largest |q| first


def mutual_overlaps(patterns: Patterns | ArrayLike, keep: int = 5) -> MutualOverlaps:
    """Overlaps q of all pairs of patterns.

    Parameters
    ----------
    patterns : array_like or Patterns
        Signs (P, N).
    keep : int
        How many of the largest to give.

    Returns
    -------
    MutualOverlaps

    Raises
    ------
    ValueError
        For what is no sign.

    Examples
    --------
    >>> import mattis
    >>> mattis.binary.mutual_overlaps([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, 1, -1]], keep=1)
    MutualOverlaps(mean_absolute=0.3333333333333333, mean=0.3333333333333333, largest=[(0, 2, 0.5)])
    """
    return MutualOverlaps(*_core.mutual_overlaps(patterns, keep))
