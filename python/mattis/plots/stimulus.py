# SPDX-License-Identifier: BSD-3-Clause
"""Networks and autapses driven by stimuli: overlaps while stimuli come and go, energy landscapes."""
from __future__ import annotations

import numpy as np

from mattis.plots._figure import Drawing, panel
from mattis.plots._source import Source
from mattis.plots._style import GREY, Pen, colour


def parts_of(source: Source) -> list[tuple[str, Source]]:
    """(name, run) of each run of a file."""
    if "runs" not in source:
        return [("", source)]
    return [(str(name), source.part(f"{name}.")) for name in source["runs"]]


def is_multiplicative(data: Source) -> bool:
    return data.attributes.get("mode", "") == "multiplicative"


def label_of(data: Source) -> str:
    if "N" not in data.attributes:  # an autapse
        return "State $x$ (dimensionless)"
    return "Overlap $|m|$ (dimensionless)" if is_multiplicative(data) else "Overlap $m$ (dimensionless)"


def draw_overlaps(pen: Pen, data: Source, name: str, legend: bool) -> None:
    """Mean overlap of every memory over trials, with the middle four fifths of the trials of those that are shown; a bar
    above the axes while the stimulus of a memory is on, of its colour."""
    axes, t, overlap = pen.axes, data["t"], data["overlap"]
    if is_multiplicative(data):
        overlap = np.abs(overlap)
    overlap = np.ma.masked_invalid(overlap)  # of trials that overflowed
    shown = list(dict.fromkeys(int(target) for target in data["target"]))
    colours = {target: colour(k) for k, target in enumerate(shown)}
    for mu in range(overlap.shape[2]):
        if mu + 1 not in colours:
            axes.plot(t, overlap[:, :, mu].mean(axis=0), color=GREY, lw=0.6)
    for target in shown:
        one = overlap[:, :, target - 1]
        whole = ~np.ma.getmaskarray(one).any(axis=1)
        if whole.sum() > 1:
            low, high = np.quantile(one.data[whole], [0.1, 0.9], axis=0)
            axes.fill_between(t, low, high, color=colours[target], alpha=0.2, lw=0)
        pen.line(t, one.mean(axis=0), color=colours[target], lw=1.2,
                 label=f"memory {target}" if overlap.shape[2] > 1 else "$x$")
    for onset, offset, target in zip(data["onset"], data["offset"], data["target"]):
        axes.axvspan(onset, offset, ymin=1.01, ymax=1.05, color=colours[int(target)], clip_on=False, lw=0)
    axes.axhline(data.attribute("threshold"), color="black", lw=0.6, ls=":")
    axes.set(xlabel="Time (time constants)", ylabel=label_of(data), xlim=(t[0], t[-1]))
    axes.set_title(axes.get_title(loc="left"), loc="left", fontweight="bold", pad=9)  # above the bar
    if name:
        axes.set_title(name.replace("_", ", "), fontsize=9, pad=9)
    if legend:
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))


def draw_landscape(pen: Pen, data: Source, k: int) -> None:
    """Energy per neuron over the overlaps with the first memory shown and another, under stimulus k."""
    axis, names = data["landscape_axis"], data["landscape_memories"]
    energy = data["landscape"]
    levels = np.linspace(np.nanmin(energy), np.nanmax(energy), 21)  # NaN: overlaps that no state has
    filled = pen.axes.contourf(axis, axis, np.ma.masked_invalid(energy[k]).T, levels=levels, cmap="viridis")
    pen.axes.set(xlabel=f"$m_{{{names[0]}}}$", ylabel=f"$m_{{{names[1]}}}$", aspect="equal")
    pen.axes.set_title(f"t = {data['landscape_time'][k]:g}", fontsize=9)
    if k + 1 == len(energy):
        pen.axes.figure.colorbar(filled, ax=pen.axes, label="Energy per neuron (dimensionless)")


def draw_states(pen: Pen, data: Source) -> None:
    """Energy per neuron, the mean over trials."""
    pen.line(data["t"][-data["energy"].shape[1]:], np.nanmean(data["energy"], axis=0), color=colour(0))
    pen.axes.set(xlabel="Time (time constants)", ylabel="Energy per neuron (dimensionless)")


def draw(sources: list[Source]) -> Drawing:
    parts = parts_of(sources[0])
    rows = [[panel(draw_overlaps, own, name, k == 0, width=6.4, height=2.4)] for k, (name, own) in enumerate(parts)]
    for _, own in parts:
        if "energy" in own:
            rows.append([panel(draw_states, own, width=6.4, height=2.4)])
        if "landscape" in own:
            rows.append([panel(draw_landscape, own, k, width=2.6, height=2.6) for k in range(len(own["landscape"]))])
    return Drawing(rows)


DRAW = {"stimulus run": draw, "stimulus autapse": draw, "stimulus preset": draw}
