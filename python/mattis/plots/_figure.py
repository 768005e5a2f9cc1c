# SPDX-License-Identifier: BSD-3-Clause
"""From sources to a figure: whose kind is drawn where, and how panels are arranged."""
from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mattis.plots._source import Source, SourceError, to_source
from mattis.plots._style import SETTINGS, Pen


@dataclass
class Panel:
    """One axes of a figure and what draws into it."""

    draw: Callable[[Pen], None]
    width: float = 3.6  # in inches, as the height
    height: float = 3.2


def panel(draw: Callable[..., None], *about: Any, width: float = 3.6, height: float = 3.2) -> Panel:
    """The panel that ``draw(pen, *about)`` draws."""
    return Panel(lambda pen: draw(pen, *about), width, height)


@dataclass
class Drawing:
    """Rows of panels, and what is to be said beside them."""

    rows: list[list[Panel]]
    notes: Sequence[str] = ()

    @property
    def panels(self) -> list[Panel]:
        return [panel for row in self.rows for panel in row]


def _subjects() -> dict[str, tuple[Callable[[list[Source]], Drawing], bool]]:
    """By kind: what draws sources of it, and whether it takes several."""
    from mattis.plots import binary, dynamics, equilibrium, recovery, scans, stimulus, sweep

    all_of_them = {}
    for module in (dynamics, recovery, binary, scans, stimulus, equilibrium, sweep):
        for kind, draw in module.DRAW.items():
            all_of_them[kind] = (draw, kind in getattr(module, "SEVERAL", ()))
    return all_of_them


def kinds() -> list[str]:
    """Whose results are drawn: commands, as the attribute ``command`` of their files names them."""
    return sorted(_subjects())


def drawing_of(sources: Sequence[Source]) -> Drawing:
    """:raises SourceError: unless they can stand in one figure."""
    subjects = _subjects()
    for source in sources:
        if source.kind not in subjects:
            got = f"the unknown kind '{source.kind}'" if source.kind else "one of no command"
            raise SourceError(f"{source.name}: expected a file that mattis has written, got {got}")
    first = sources[0]
    draw, several = subjects[first.kind]
    for other in sources[1:]:
        if not several:
            raise SourceError(f"{other.name}: expected one file of mattis {first.kind} in a figure, got another")
        if subjects[other.kind][0] is not draw:
            raise SourceError(f"{other.name}: expected what stands in one figure with a file of mattis {first.kind}, "
                              f"got one of mattis {other.kind}")
    return draw(list(sources))


def _make_axes(rows: list[list[Panel]]) -> tuple[Figure, list[Axes]]:
    import matplotlib.pyplot as plt

    heights = [max(panel.height for panel in row) for row in rows]
    width = max(sum(panel.width for panel in row) for row in rows)
    figure = plt.figure(figsize=(width, sum(heights)), layout="constrained")
    grid = figure.add_gridspec(len(rows), 1, height_ratios=heights)
    axes = []
    for k, row in enumerate(rows):
        inner = grid[k].subgridspec(1, len(row), width_ratios=[panel.width for panel in row])
        axes += [figure.add_subplot(inner[column]) for column in range(len(row))]
    if len(axes) > 1:
        for letter, one in zip("abcdefghijklmnopqrstuvwxyz", axes):
            one.set_title(letter, loc="left", fontweight="bold")
    return figure, axes


def _as_list(source: Any) -> list[Any]:
    return list(source) if isinstance(source, (list, tuple)) else [source]


def draw(sources: Sequence[Source], ax: Axes | Iterable[Axes] | None, style: dict) -> tuple[Figure, Sequence[str]]:
    """The figure and its notes."""
    drawing = drawing_of(sources)
    with matplotlib.rc_context(SETTINGS):  # type: ignore[arg-type]  # some versions list every name
        if ax is None:
            figure, axes = _make_axes(drawing.rows)
        else:
            axes = [ax] if isinstance(ax, Axes) else list(np.ravel(np.asarray(ax, dtype=object)))
            count = len(drawing.panels)
            if len(axes) not in (1, count):
                raise ValueError(f"ax: expected one Axes, for the first panel, or {count} for all, got {len(axes)}")
            figure = cast(Figure, axes[0].get_figure())
        try:
            for panel, one in zip(drawing.panels, axes):
                panel.draw(Pen(one, style))
        except (IndexError, TypeError, ValueError) as error:
            if ax is None:
                import matplotlib.pyplot as plt
                plt.close(figure)
            if isinstance(error, SourceError) or style:
                raise
            raise SourceError(f"{sources[0].name}: expected a file as mattis {sources[0].kind} writes it, got one that "
                              f"cannot be drawn ({error})") from error
    return figure, drawing.notes


def plot(source: Any, ax: Axes | Iterable[Axes] | None = None, **style: Any) -> Figure:
    """Draws what a command or a function of this package has computed.

    :param source: path of an HDF5 file that any command of ``mattis`` writes, or a result of this package; or a list of
        several: simulations and their theory in one figure, phase maps side by side, fronts of sweeps in one.
    :param ax: axes to draw into: one takes the first panel, as many as the figure has panels take all. None: a new
        figure.
    :param style: properties of matplotlib's lines (``color``, ``lw``, ``marker``, ``label``, ..) and maps (``cmap``,
        ``norm``, ``vmin``, ``vmax``) in place of ours.
    :returns: the figure.
    :raises SourceError: (a ValueError) where a source is missing, damaged or of no kind that is known.

    >>> from mattis import plots
    >>> figure = plots.plot("theory.h5", color="black")         # doctest: +SKIP
    >>> figure.savefig("theory.pdf")                            # doctest: +SKIP
    """
    given = [source] if isinstance(source, (str, os.PathLike)) else _as_list(source)
    if not given:
        raise ValueError("source: expected at least one, got none")
    return draw([to_source(one) for one in given], ax, style)[0]
