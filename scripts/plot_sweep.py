#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Draws a file of `mattis sweep`: maps of its scores over two parameters, and its Pareto fronts; of several files their fronts."""
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from plot_style import COLOURS, main, panels

# From white to blue, so that it reads in print.
SCORES = LinearSegmentedColormap.from_list("scores", ["#ffffff", "#cfe1f2", "#6aaed6", "#0b559f", "#08306b"])
MARKERS = "osD^v<>"
MOST_MAPS = 6


def texts(data, name):
    return [str(one) for one in data.get(f"sweep_{name}", [])]


def column(name):
    return name.replace("-", "_")


def varied(data, rows):
    """Parameters that are numbers and differ between the rows: those that the file names first."""
    names = [name for name in texts(data, "parameters") if name != "seed" and data[name].dtype.kind == "f"]
    names = [name for name in names if len(np.unique(data[name][rows][np.isfinite(data[name][rows])])) > 1]
    chosen = [column(str(data["attributes"][key])) for key in ("figure_x", "figure_y") if key in data["attributes"]]
    return [name for name in chosen if name in names] + [name for name in names if name not in chosen]


def weighed(data):
    """Scores that are weighed, in the order of the file."""
    return texts(data, "minimise") + texts(data, "maximise")


def scores_of(data, rows):
    names = texts(data, "figure_scores") or [name for name in weighed(data) if name in texts(data, "scores")]
    if not names:
        names = [name for name in texts(data, "scores")
                 if not name.endswith(("seconds", "_se", "_error", "_low", "_high", "threads"))]
    names = [name for name in names if name in data]
    return [name for name in names if len(np.unique(data[name][rows][np.isfinite(data[name][rows])])) > 1]


def is_logarithmic(values):
    """Whether ratios of neighbours are more alike than their differences."""
    if len(values) < 3 or values[0] <= 0:
        return False
    return np.ptp(np.diff(np.log(values))) / np.log(values[-1] / values[0]) < np.ptp(np.diff(values)) / np.ptp(values)


def edges(centres, logarithmic):
    """Edges of cells around these centres."""
    at = np.log(centres) if logarithmic else centres
    middles = (at[1:] + at[:-1]) / 2
    all_of_them = np.concatenate([[2 * at[0] - middles[0]], middles, [2 * at[-1] - middles[-1]]])
    return np.exp(all_of_them) if logarithmic else all_of_them


def draw_map(figure, axes, data, rows, x, y, score, title):
    """The mean of the score over all rows of a cell; where the design is no grid, a dot for each row."""
    values = data[score][rows]
    along, across = np.unique(data[x][rows]), np.unique(data[y][rows])
    i, j = np.searchsorted(along, data[x][rows]), np.searchsorted(across, data[y][rows])
    known = np.isfinite(values)
    total, count = np.zeros((len(across), len(along))), np.zeros((len(across), len(along)))
    np.add.at(total, (j[known], i[known]), values[known])
    np.add.at(count, (j[known], i[known]), 1)
    whole = len(set(zip(i, j))) == len(along) * len(across)
    log_x, log_y = is_logarithmic(along), is_logarithmic(across)
    if whole:
        mean = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
        image = axes.pcolormesh(edges(along, log_x), edges(across, log_y), mean, cmap=SCORES, rasterized=True)
    else:
        image = axes.scatter(data[x][rows], data[y][rows], c=values, cmap=SCORES, s=14, edgecolors="grey", linewidths=0.3)
    if (~np.isfinite(values)).any():
        axes.set_facecolor("#eeeeee")
    axes.set(xlabel=x, ylabel=y, xscale="log" if whole and log_x else "linear", yscale="log" if whole and log_y else "linear")
    figure.colorbar(image, ax=axes, label=score)
    if title:
        axes.set_title(title, fontsize=9)


def draw_curve(axes, data, rows, x, score, title):
    at = np.unique(data[x][rows])
    mean = [np.nanmean(data[score][rows][data[x][rows] == one]) if
            np.isfinite(data[score][rows][data[x][rows] == one]).any() else np.nan for one in at]
    axes.plot(at, mean, color=COLOURS[0], marker="o", ms=3, lw=1.2)
    axes.set(xlabel=x, ylabel=score, xscale="log" if is_logarithmic(at) else "linear")
    if title:
        axes.set_title(title, fontsize=9)


def part_labels(data):
    return [name or command for name, command in zip(texts(data, "part_names"), texts(data, "part_commands"))]


def labels(files):
    """What legends call the parts of all files."""
    names = [part_labels(data) for data in files]
    if len({one for own in names for one in own}) < sum(map(len, names)):  # the same in two files
        names = [[f"{one} ({k + 1})" for one in own] for k, own in enumerate(names)]
    return names


def draw_fronts(axes, files):
    """Every row of two scores, and the front of each part of each file."""
    x, y = weighed(files[0])[:2]
    drawn = 0
    for data, names in zip(files, labels(files)):
        if x not in data or y not in data or "row_pareto" not in data:
            raise SystemExit(f"{data['path']}: expected a front of {x} and {y}, as of the first file, got none")
        for part, name in enumerate(names):
            rows = data["row_part"] == part
            front = rows & (data["row_pareto"] > 0)
            colour, marker = COLOURS[drawn % len(COLOURS)], MARKERS[drawn % len(MARKERS)]
            drawn += 1
            axes.plot(data[x][rows], data[y][rows], marker, ms=2.5, color=colour, alpha=0.25, mew=0, rasterized=True)
            order = np.argsort(data[x][front], kind="stable")
            axes.plot(data[x][front][order], data[y][front][order], marker=marker, ms=4, color=colour, mec="white",
                      mew=0.4, lw=1.2 if len(weighed(data)) == 2 else 0, label=name)
    better = {name: "least" for name in texts(files[0], "minimise")}
    axes.set(xlabel=f"{x} ({better.get(x, 'most')} is best)", ylabel=f"{y} ({better.get(y, 'most')} is best)")
    for set_scale, name in ((axes.set_xscale, x), (axes.set_yscale, y)):
        values = np.concatenate([data[name][np.isfinite(data[name])] for data in files])
        if len(values) and values.min() > 0 and values.max() > 100 * values.min():
            set_scale("log")
    axes.legend(title="Pareto front" if drawn == 1 else "Pareto fronts", title_fontsize=8)


def draw_sweep(*files):
    data = files[0]
    wanted = []
    for part, name in enumerate(part_labels(data)):
        rows = data["row_part"] == part
        names = varied(data, rows)
        title = name if len(part_labels(data)) > 1 else ""
        wanted += [(rows, names, score, title) for score in scores_of(data, rows) if names]
    wanted = wanted[:MOST_MAPS]
    fronts = len(weighed(data)) >= 2 and "row_pareto" in data
    count = len(wanted) + fronts
    if count == 0:
        raise SystemExit("expected a score that differs between rows, got none")
    columns = min(count, 3)
    figure, axes = panels(columns, height=3.2, rows=-(-count // columns))
    for one in axes[count:]:
        one.remove()
    for one, (rows, names, score, title) in zip(axes, wanted):
        if len(names) > 1:
            draw_map(figure, one, data, rows, names[0], names[1], score, title)
        else:
            draw_curve(one, data, rows, names[0], score, title)
    if fronts:
        draw_fronts(axes[count - 1], files)
    return figure


if __name__ == "__main__":
    main(__doc__.splitlines()[0], "mattis", "command", {"sweep": draw_sweep}, several=["sweep"])
