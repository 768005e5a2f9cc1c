# SPDX-License-Identifier: BSD-3-Clause
"""Networks driven by stimuli (docs/stimulus.md): :func:`run`, :func:`autapse`, the published settings (:func:`preset`).

Memories are numbered from 1 in :class:`Stimulus`, as the command has them.
"""
from __future__ import annotations

import typing

from . import _core
from ._call import compute
from .results import Result

if typing.TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Stimulus", "autapse", "preset", "presets", "run"]


class Stimulus(typing.NamedTuple):
    """What is shown from a time on: weights of the memories, or strength on a target and `others` on the rest.

    Examples
    --------
    >>> import mattis
    >>> mattis.stimulus.Stimulus(target=2, strength=4, duration=5).time
    0.0
    """

    time: float = 0.0  #: when it begins, in units of the time constant
    duration: typing.Optional[float] = None  #: none: until the next, or the end
    weights: typing.Optional[typing.Sequence[float]] = None  #: (P), of each memory
    target: typing.Optional[int] = None  #: the memory that it should bring, from 1; none: that of the largest weight
    strength: typing.Optional[float] = None  #: weight of the target; none: 1
    others: typing.Optional[float] = None  #: weight of the rest; none: 0


def _entries(stimuli):
    """Dicts of what was given of each."""
    if stimuli is None:
        return None
    if isinstance(stimuli, Stimulus):
        stimuli = [stimuli]
    return [{key: value for key, value in one._asdict().items() if value is not None} if isinstance(one, Stimulus) else one
            for one in stimuli]


def run(stimuli: Stimulus | Sequence[Stimulus] = Stimulus(target=1), *, mode: str = "additive", N: int = 1024, P: int = 10,
        patterns: str = "random", activity: float | None = None, dt: float | None = None, t_end: float = 30.0,
        sigma: float | None = None, w_external: float | None = None, w_s: float | None = None, delta: float | None = None,
        y0: float = 1.0, glitches: Stimulus | Sequence[Stimulus] | None = None, input_noise: float = 0.0,
        normalize: bool = False, trials: int = 1, every: int = 1, save_states: bool = False, energy: bool = False,
        landscape: int = 0, threshold: float = 0.5, fall_threshold: float | None = None, bootstrap: int = 1000,
        confidence: float = 0.95, seed: int | None = None, precision: str = "float", threads: int | None = None,
        device: str = "cpu", progress: bool = False) -> Result:
    """A network driven by stimuli in many trials, with scores.

    Parameters
    ----------
    stimuli : Stimulus or sequence of Stimulus
        What is shown, in rising order of time.
    mode : {"additive", "multiplicative", "firing-rate", "firing-rate-multiplicative"}
        Whether the stimulus adds to the field or to the coupling, of graded activity or firing rates.
    N, P : int
        Neurons and memories.
    patterns : {"random", "orthogonal"}
        Orthogonal: from Hadamard's matrix, N a power of two.
    activity : float, optional
        Share of ones in the memories of firing rates; none: 0.5.
    dt, t_end : float
        Step and end, in units of the neuron's time constant.
    sigma, w_external, w_s, delta : float, optional
        Noise, weights of stimulus and coupling, slope of the activation.
    y0 : float
        Standard deviation of the states at the start.
    glitches : sequence of Stimulus, optional
        Short ones, added to what is on; each has a duration.
    input_noise : float
        Standard deviation of what is added to the stimulus of every neuron.
    normalize : bool
        Weights times sqrt(P N) / their sum.
    trials : int
        Each with memories, start and noise of its own.
    every : int
        Steps from one overlap that is kept to the next.
    save_states, energy : bool
        Keep y, and the energy.
    landscape : int
        Energy over the overlaps with two memories, so many values of each; 0: none.
    threshold, fall_threshold : float
        Of an overlap that is the memory, and below which it is gone.
    bootstrap, confidence
        Resamples and confidence of the scores' intervals.
    seed, precision, threads, device, progress
        As of :meth:`mattis.Dense.simulate`.

    Returns
    -------
    Result
        kind "stimulus run": t (records), overlap (trials, records, P), ..; response_rate, reaction_time, .. as attributes.

    Raises
    ------
    ValueError
        Naming the parameter, before any work.

    Examples
    --------
    >>> import mattis
    >>> from mattis.stimulus import Stimulus
    >>> result = mattis.stimulus.run([Stimulus(target=1, strength=4), Stimulus(time=8, target=2, strength=4)], N=256, P=3,
    ...                              t_end=12, trials=2, seed=1)
    >>> result.overlap.shape[::2], result.target
    ((2, 3), array([1, 2]))
    """
    options = dict(locals(), stimuli=_entries(stimuli), glitches=_entries(glitches))
    return compute("stimulus_run", "stimulus run", options, progress=progress)


def autapse(stimuli: Stimulus | Sequence[Stimulus] = Stimulus(target=1, duration=1.0), *, leak: float = 0.0,
            w_external: float = 1.0, w_s: float = 1.0, delta: float = 1.0, sigma: float = 0.0, dt: float = 0.01,
            t_end: float = 10.0, x0: float = 0.0, trials: int = 100, every: int = 1, threshold: float = 0.5,
            fall_threshold: float | None = None, bootstrap: int = 1000, confidence: float = 0.95, seed: int | None = None,
            precision: str = "float", threads: int | None = None, device: str = "cpu", progress: bool = False) -> Result:
    """One neuron that talks to itself, with the same knobs and scores.

    Parameters
    ----------
    stimuli : Stimulus or sequence of Stimulus
        What is shown, to the one memory that there is.
    leak : float
        Constant that is subtracted.
    w_external, w_s : float
        Weights of the input and of its own activity.
    delta, sigma, dt, t_end : float
        Slope of the activation tanh(delta x), noise, step, end.
    x0 : float
        Standard deviation of x at the start.
    trials, every, threshold, fall_threshold, bootstrap, confidence
        As of :func:`run`.
    seed, precision, threads, device, progress
        As of :meth:`mattis.Dense.simulate`.

    Returns
    -------
    Result
        kind "stimulus autapse": t (records), overlap (trials, records, 1), ..; scores as attributes.

    Raises
    ------
    ValueError
        Naming the parameter, before any work.

    Examples
    --------
    >>> import mattis
    >>> result = mattis.stimulus.autapse(w_external=2, w_s=1.2, sigma=0.3, trials=20, seed=1)
    >>> result.overlap.shape, result.response_rate
    ((20, 1001, 1), 1.0)
    """
    options = dict(locals(), stimuli=_entries(stimuli))
    return compute("stimulus_autapse", "stimulus autapse", options, progress=progress)


def presets() -> typing.List[str]:
    """Names of the published settings.

    Examples
    --------
    >>> import mattis
    >>> "paper" in mattis.stimulus.presets()
    True
    """
    return _core.stimulus_presets()


def preset(name: str, *, trials: int | None = None, w_external: float | None = None, w_s: float | None = None,
           sigma: float | None = None, every: int = 1, threshold: float = 0.5, fall_threshold: float | None = None,
           bootstrap: int = 1000, confidence: float = 0.95, seed: int | None = None, precision: str = "float",
           threads: int | None = None, device: str = "cpu", progress: bool = False) -> Result:
    """All runs of a published setting.

    Parameters
    ----------
    name : str
        One of :func:`presets`.
    trials : int, optional
        Of each run; none: as many as usual.
    w_external, w_s, sigma : float, optional
        Weights of stimulus and coupling, noise; none: the setting's.
    every, threshold, fall_threshold, bootstrap, confidence
        As of :func:`run`.
    seed, precision, threads, device, progress
        As of :meth:`mattis.Dense.simulate`.

    Returns
    -------
    Result
        kind "stimulus preset": what :func:`run` gives, names beginning with that of the run and a dot; `runs` lists them.

    Raises
    ------
    ValueError
        Naming the parameter, before any work.

    Examples
    --------
    >>> import mattis
    >>> result = mattis.stimulus.preset("paper", every=100, seed=1)  # doctest: +SKIP
    >>> [f"{run}.overlap" in result.arrays for run in result.runs]  # doctest: +SKIP
    [True, True]
    """
    return compute("stimulus_preset", "stimulus preset", locals(), progress=progress)
