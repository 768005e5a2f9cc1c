# SPDX-License-Identifier: BSD-3-Clause
"""Sweeps: maps of their scores over two parameters, curves over one, and Pareto fronts, also of several sweeps."""
from __future__ import annotations

import numpy as np

from mattis.plots._figure import Drawing, Panel, panel
from mattis.plots._source import Source, SourceError
from mattis.plots._style import BLUES, Pen, colour

MARKERS = "osD^v<>"
MOST_MAPS = 6


def texts(data: Source, name: str) -> list[str]:
    return [str(one) for one in data[f"sweep_{name}"]] if f"sweep_{name}" in data else []


def differs(data: Source, name: str, rows: np.ndarray) -> bool:
    values = data[name][rows]
    return len(np.unique(values[np.isfinite(values)])) > 1


def varied(data: Source, rows: np.ndarray) -> list[str]:
    """Parameters that are numbers and differ between the rows: those that the file names first."""
    names = [name for name in texts(data, "parameters") if name != "seed" and data[name].dtype.kind == "f"]
    names = [name for name in names if differs(data, name, rows)]
    chosen = [str(data.attributes[key]).replace("-", "_") for key in ("figure_x", "figure_y") if key in data.attributes]
    return [name for name in chosen if name in names] + [name for name in names if name not in chosen]


def weighed(data: Source) -> list[str]:
    """Scores that are weighed, in the order of the file."""
    return texts(data, "minimise") + texts(data, "maximise")


def scores_of(data: Source, rows: np.ndarray) -> list[str]:
    names = texts(data, "figure_scores") or [name for name in weighed(data) if name in texts(data, "scores")]
    if not names:
        names = [name for name in texts(data, "scores")
                 if not name.endswith(("seconds", "_se", "_error", "_low", "_high", "threads"))]
    return [name for name in names if name in data and differs(data, name, rows)]


def is_logarithmic(values: np.ndarray) -> bool:
    """Whether ratios of neighbours are more alike than their differences."""
    if len(values) < 3 or values[0] <= 0:
        return False
    return np.ptp(np.diff(np.log(values))) / np.log(values[-1] / values[0]) < np.ptp(np.diff(values)) / np.ptp(values)


def draw_score(pen: Pen, data: Source, rows: np.ndarray, names: list[str], score: str, title: str) -> None:
    if len(names) > 1:
        draw_map(pen, data, rows, names[0], names[1], score)
    else:
        draw_curve(pen, data, rows, names[0], score)
    if title:
        pen.axes.set_title(title, fontsize=9)


def draw_map(pen: Pen, data: Source, rows: np.ndarray, x: str, y: str, score: str) -> None:
    """The mean of the score over all rows of a cell; where the design is no grid, a dot for each row."""
    axes, values = pen.axes, data[score][rows]
    along, across = np.unique(data[x][rows]), np.unique(data[y][rows])
    i, j = np.searchsorted(along, data[x][rows]), np.searchsorted(across, data[y][rows])
    known = np.isfinite(values)
    total, count = np.zeros((len(across), len(along))), np.zeros((len(across), len(along)))
    np.add.at(total, (j[known], i[known]), values[known])
    np.add.at(count, (j[known], i[known]), 1)
    if len(set(zip(i, j))) == len(along) * len(across):
        log_x, log_y = is_logarithmic(along), is_logarithmic(across)
        mean = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
        pen.map(along, across, mean, score, log_x=log_x, log_y=log_y)
        axes.set(xscale="log" if log_x else "linear", yscale="log" if log_y else "linear")
    else:
        image = axes.scatter(data[x][rows], data[y][rows], c=values, cmap=BLUES, s=14, edgecolors="grey", linewidths=0.3)
        axes.figure.colorbar(image, ax=axes, label=score)
    if not known.all():
        axes.set_facecolor("#eeeeee")
    axes.set(xlabel=x, ylabel=y)


def draw_curve(pen: Pen, data: Source, rows: np.ndarray, x: str, score: str) -> None:
    at, values = data[x][rows], data[score][rows]
    known = np.isfinite(values)
    along = np.unique(at[known])
    pen.line(along, [values[known & (at == one)].mean() for one in along], color=colour(0), marker="o", ms=3, lw=1.2)
    pen.axes.set(xlabel=x, ylabel=score, xscale="log" if is_logarithmic(along) else "linear")


def part_labels(data: Source) -> list[str]:
    return [name or command for name, command in zip(texts(data, "part_names"), texts(data, "part_commands"))]


def labels(sources: list[Source]) -> list[list[str]]:
    """What legends call the parts of all sweeps."""
    names = [part_labels(data) for data in sources]
    if len({one for own in names for one in own}) < sum(map(len, names)):  # the same in two sweeps
        names = [[f"{one} ({k + 1})" for one in own] for k, own in enumerate(names)]
    return names


def draw_fronts(pen: Pen, sources: list[Source]) -> None:
    """Every row of two scores, and the front of each part of each sweep."""
    axes, (x, y) = pen.axes, weighed(sources[0])[:2]
    drawn = 0
    for data, names in zip(sources, labels(sources)):
        for part, name in enumerate(names):
            rows = data["row_part"] == part
            front = rows & (data["row_pareto"] > 0)
            own, marker = colour(drawn), MARKERS[drawn % len(MARKERS)]
            drawn += 1
            axes.plot(data[x][rows], data[y][rows], marker, ms=2.5, color=own, alpha=0.25, mew=0, rasterized=True)
            order = np.argsort(data[x][front], kind="stable")
            pen.line(data[x][front][order], data[y][front][order], marker=marker, ms=4, color=own, mec="white", mew=0.4,
                     lw=1.2 if len(weighed(data)) == 2 else 0, label=name)
    better = {name: "least" for name in texts(sources[0], "minimise")}
    axes.set(xlabel=f"{x} ({better.get(x, 'most')} is best)", ylabel=f"{y} ({better.get(y, 'most')} is best)")
    for set_scale, name in ((axes.set_xscale, x), (axes.set_yscale, y)):
        values = np.concatenate([data[name][np.isfinite(data[name])] for data in sources])
        if len(values) and values.min() > 0 and values.max() > 100 * values.min():
            set_scale("log")
    axes.legend(title="Pareto front" if drawn == 1 else "Pareto fronts")


def has_fronts(sources: list[Source]) -> bool:
    two = weighed(sources[0])[:2]
    if len(sources) == 1 and (len(two) < 2 or "row_pareto" not in sources[0]):
        return False
    for data in sources:
        if len(two) < 2 or any(name not in data for name in (*two, "row_pareto")):
            raise SourceError(f"{data.name}: expected a front of {' and '.join(two) or 'two scores'}, as of the first file, "
                              "got none")
    return True


def draw(sources: list[Source]) -> Drawing:
    data = sources[0]
    panels: list[Panel] = []
    for part, name in enumerate(part_labels(data)):
        rows = data["row_part"] == part
        names = varied(data, rows)
        title = name if len(part_labels(data)) > 1 else ""
        panels += [panel(draw_score, data, rows, names, score, title) for score in scores_of(data, rows) if names]
    panels = panels[:MOST_MAPS]
    if has_fronts(sources):
        panels.append(panel(draw_fronts, sources))
    if not panels:
        raise SourceError(f"{data.name}: expected a score that differs between rows, got none")
    columns = min(len(panels), 3)
    return Drawing([panels[k:k + columns] for k in range(0, len(panels), columns)])


DRAW = {"sweep": draw}
SEVERAL = ("sweep",)
