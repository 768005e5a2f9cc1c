# SPDX-License-Identifier: BSD-3-Clause
"""A function of one's own at every point of a design: resumable, with seeds of its rows and Pareto fronts (docs/sweep.md).

Designs, names and seeds of rows, the journal, fronts and the table are the library's, as of the command ``mattis sweep``; the
function that computes a row is Python's.
"""
from __future__ import annotations

import inspect
import itertools
import time
import typing

import numpy as np

from . import _core
from ._call import new_seed
from ._progress import Bar
from .results import Result, make

if typing.TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import ArrayLike

__all__ = ["Range", "pareto_front", "run"]


class Range(typing.NamedTuple):
    """An interval that random points are drawn from.

    Examples
    --------
    >>> import mattis
    >>> mattis.sweep.Range(0.01, 1, logarithmic=True).to
    1
    """

    start: float  #: the least
    to: float  #: the largest
    logarithmic: bool = False  #: equal ratios are as likely, instead of equal differences
    whole: bool = False  #: whole numbers


def _text(value):
    """As rows are named by it."""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, (float, np.floating)):
        return repr(float(value)).removesuffix(".0")
    return str(value)


def _number(text):
    return int(text) if text.lstrip("-").isdigit() else float(text)


class _Values:
    """Values by the texts that name them."""

    def __init__(self) -> None:
        self._values: typing.Dict[typing.Tuple[str, str], typing.Any] = {}

    def texts(self, axis, values):
        if isinstance(values, (str, bytes)):
            raise ValueError(f"{axis}: expected a sequence of values, got {values!r}")
        texts = []
        for value in values:
            texts.append(_text(value))
            self._values[axis, texts[-1]] = value
        return texts

    def value(self, axis, text):
        return self._values[axis, text] if (axis, text) in self._values else _number(text)


def _numbers(made, parameters):
    """The numbers of a row: a dict's, or those that a result tells of itself."""
    named = made.attributes if isinstance(made, Result) else made
    if not hasattr(named, "items"):
        raise TypeError(f"function: expected a dict of numbers or a mattis.Result of it, got {type(made).__name__}")
    return [(name, float(value)) for name, value in named.items()
            if name not in parameters and isinstance(value, (int, float, np.integer, np.floating, np.bool_))]


def run(function: Callable[..., Mapping[str, float] | Result], *, grid: Mapping[str, Iterable[typing.Any]] | None = None,
        list: Mapping[str, Iterable[typing.Any]] | None = None,
        random: Mapping[str, Range | Iterable[typing.Any]] | None = None, samples: int = 0,
        fixed: Mapping[str, typing.Any] | None = None, seed: int | None = None, seeded: bool | None = None,
        name: str | None = None, minimise: Iterable[str] = (), maximise: Iterable[str] = (),
        at_least: Mapping[str, float] | None = None, at_most: Mapping[str, float] | None = None,
        journal: str | os.PathLike[str] | None = None, retry: bool = False, progress: bool = False) -> Result:
    """Calls a function at every point of a design.

    Parameters
    ----------
    function : callable
        Called with the parameters by name. It returns a dict of numbers, or a :class:`mattis.Result`, whose numbers they are.
    grid : dict, optional
        A sequence of values of each parameter: every combination, the first changes slowest.
    list : dict, optional
        Sequences of one length: point i has the i-th of each. Combined with the grid.
    random : dict, optional
        A :class:`Range`, or a sequence of choices, of each parameter: `samples` points. Combined with the others.
    samples : int
        How many points are drawn.
    fixed : dict, optional
        Parameters that all points share.
    seed : int, optional
        Of drawn points and of the rows; none: a new one, which the result tells.
    seeded : bool, optional
        Hand each row a seed of its own as ``seed``, which depends on the sweep's and its parameters alone; none: where the
        function takes one.
    name : str, optional
        Of the function, part of the rows' names; none: its own.
    minimise, maximise : sequence of str
        Scores whose Pareto front is wanted.
    at_least, at_most : dict, optional
        What a point must keep to be on it.
    journal : str or os.PathLike, optional
        A file that keeps each row as it is finished: the same call goes on from there. It is of the command's format.
    retry : bool
        Compute rows of the journal that failed again.
    progress : bool
        A bar on standard error.

    Returns
    -------
    Result
        kind "sweep": a dataset of each parameter and score, row_failed, row_remark, row_seconds and, with a front, row_pareto.

    Raises
    ------
    ValueError
        For a design that is none, or a journal of another version.

    Notes
    -----
    A row whose function raises ValueError or RuntimeError is one that failed, with the message as its remark; anything else ends
    the sweep, and the journal keeps what was there.

    Examples
    --------
    >>> import mattis
    >>> def solved(alpha, g, seed):
    ...     theory = mattis.Hopfield(alpha, g, a=[0.9 * g]).solve(T=20, dt=0.1, M=2000, seed=seed)
    ...     return {"m": theory.m[-1, 0], "seconds": theory.wall_seconds}
    >>> result = mattis.sweep.run(solved, grid={"alpha": [0.05, 0.1], "g": [1.2, 1.5]}, seed=1)
    >>> result.alpha, result.m.shape
    (array([0.05, 0.05, 0.1 , 0.1 ]), (4,))
    """
    values = _Values()
    grid, list, random, fixed = ({} if one is None else one for one in (grid, list, random, fixed))
    axes = [[(axis, values.texts(axis, axis_values)) for axis, axis_values in design.items()] for design in (grid, list)]
    drawn: typing.List[typing.Tuple[typing.Any, ...]] = []
    for axis, of in random.items():
        if isinstance(of, Range):
            drawn.append((axis, float(of.start), float(of.to), bool(of.logarithmic), bool(of.whole), []))
        else:
            drawn.append((axis, 0.0, 1.0, False, False, values.texts(axis, of)))
    shared = [(axis, values.texts(axis, [value])[0]) for axis, value in fixed.items()]
    repeated = [*(one[0] for one in itertools.chain(axes[0], axes[1], drawn, shared))]
    for twice in repeated:
        if repeated.count(twice) > 1:
            raise ValueError(f"{twice}: expected it in one of grid, list, random and fixed, got it in several")
    if seeded is None:
        seeded = "seed" in inspect.signature(function).parameters and "seed" not in repeated
    seed = new_seed() if seed is None else seed
    name = getattr(function, "__qualname__", type(function).__name__) if name is None else name
    rows = _core.Sweep(name, shared, axes[0], axes[1], drawn, samples, seed, bool(seeded), "")
    rows.weigh([*minimise], [*maximise], [*(at_least or {}).items()], [*(at_most or {}).items()])
    if journal is not None:
        rows.keep_in(str(journal))
    with Bar(progress) as bar:
        for i in range(rows.points):
            done = rows.done(i)
            if done or (done is False and not retry):
                continue
            if bar.report is not None:
                bar("row", i / rows.points, -1)
            parameters = {axis: values.value(axis, text) for axis, text in rows.parameters(i)}
            start = time.perf_counter()
            numbers, failure = [], None
            try:
                numbers = _numbers(function(**parameters), parameters)
            except (RuntimeError, ValueError) as error:
                failure = str(error).replace("\n", " ")
            rows.add(i, numbers, failure, time.perf_counter() - start)
    return make(*rows.result())


def pareto_front(scores: Iterable[ArrayLike]) -> np.ndarray:
    """Which points no other point dominates: is at least as good in every score and better in one.

    Parameters
    ----------
    scores : sequence of array_like
        Each of as many points, the less the better. A point of which one is NaN is not on the front.

    Returns
    -------
    numpy.ndarray of bool
        (points)

    Raises
    ------
    ValueError
        For scores of different lengths, or none.

    Examples
    --------
    >>> import mattis
    >>> mattis.sweep.pareto_front([[1, 2, 3], [3, 1, 2]])
    array([ True,  True, False])
    """
    columns = [np.asarray(one, dtype=float).ravel().tolist() for one in scores]
    return np.array(_core.pareto_front(columns), dtype=bool)
