# SPDX-License-Identifier: BSD-3-Clause
"""Peak and final overlap of each cue against its initial one, a curve for each load.

Above the diagonal the overlap has grown; a peak above it and a final overlap below the retained ones is a transient
recovery.
"""
from __future__ import annotations

import matplotlib
import numpy as np

from mattis.plots._figure import Drawing, panel
from mattis.plots._source import Source
from mattis.plots._style import MARKERS, Pen


def draw_order(pen: Pen, data: Source, order: int, name: str) -> None:
    """One curve for each load."""
    grid = (data["n"] == order) & (data["refined"] == 0) & (data["converged"] == 1)
    loads = np.unique(data["alpha"][grid])
    colours = matplotlib.colormaps["viridis"](np.linspace(0, 0.9, len(loads)))  # its yellow end is hard to see on white
    for i, load in enumerate(loads):
        row = np.flatnonzero(grid & (data["alpha"] == load))
        row = row[np.argsort(data["m_initial"][row], kind="stable")]
        pen.points(data["m_initial"][row], data[name][row], data[f"{name}_se"][row], label=f"{load:g}", lw=1, mfc="white",
                   color=colours[i], marker=MARKERS[i % len(MARKERS)])
    pen.diagonal()
    pen.axes.set(xlabel=r"Initial overlap $m(0)$ (dimensionless)", xlim=(0, 1), ylim=(0, 1.03))


def draw_peak(pen: Pen, data: Source, order: int) -> None:
    draw_order(pen, data, order, "m_peak")
    pen.axes.set_ylabel(r"Peak overlap $\max_t\, m(t)$")


def draw_final(pen: Pen, data: Source, order: int) -> None:
    draw_order(pen, data, order, "m_final")
    horizon = data.attribute("dt") * (data.attribute("T") - 1)
    pen.axes.axhline(data.attribute("threshold"), color="grey", lw=0.8, ls="--", zorder=1)
    pen.axes.set_ylabel(rf"Final overlap $m(t = {horizon:g})$")
    name = "Hopfield" if order == 1 else f"dense, $n = {order}$"
    pen.axes.legend(title=f"{name}, $g = {data.attribute('g'):g}$\n" + r"load $\alpha$", loc="center left",
                    bbox_to_anchor=(1.0, 0.5))


def capacities(data: Source) -> list[str]:
    notes = []
    names = ("capacity_n", "capacity_lower", "capacity_upper")
    for n, lower, upper in zip(*(data[name] if name in data else [] for name in names)):
        bounds = [f"at least {lower:g}"] * bool(np.isfinite(lower)) + [f"below {upper:g}"] * bool(np.isfinite(upper))
        notes.append(f"n = {n}: the largest load that retains the strongest cue is {' and '.join(bounds) or 'unknown'}")
    return notes


def draw(sources: list[Source]) -> Drawing:
    data = sources[0]
    rows = []
    for order in dict.fromkeys(int(n) for n in data["n"]):
        rows.append([panel(draw_peak, data, order, height=3.4), panel(draw_final, data, order, width=4.2, height=3.4)])
    return Drawing(rows, capacities(data))


DRAW = {"recovery": draw}
