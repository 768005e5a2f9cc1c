#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Draws a file of `mattis stimulus`: a run, an autapse, or the runs of a preset."""
import matplotlib.pyplot as plt
import numpy as np
from plot_style import COLOURS, main

GREY = "#BBBBBB"


def runs_of(data):
    """(name, datasets, attributes) of each run of a file."""
    if "runs" not in data:
        return [("", data, data["attributes"])]
    parts = []
    for name in data["runs"]:
        own = {key.removeprefix(f"{name}."): value for key, value in data.items() if key.startswith(f"{name}.")}
        attributes = {key.removeprefix(f"{name}."): value for key, value in data["attributes"].items()
                      if key.startswith(f"{name}.")}
        parts.append((name, own, attributes))
    return parts


def mark_stimuli(axes, data, colours):
    """A bar above the axes while each memory's stimulus is on, of the memory's colour."""
    for onset, offset, target in zip(data["onset"], data["offset"], data["target"]):
        axes.axvspan(onset, offset, ymin=1.01, ymax=1.05, color=colours[target], clip_on=False, lw=0)


def draw_overlaps(axes, data, attributes, label):
    """Mean overlap of every memory over trials, with the middle four fifths of the trials of those that are shown."""
    t, overlap = data["t"], data["overlap"]
    if attributes.get("mode", "") == "multiplicative":
        overlap = np.abs(overlap)
    shown = list(dict.fromkeys(int(target) for target in data["target"]))
    colours = {target: COLOURS[k % len(COLOURS)] for k, target in enumerate(shown)}
    for mu in range(overlap.shape[2]):
        if mu + 1 not in colours:
            axes.plot(t, np.nanmean(overlap[:, :, mu], axis=0), color=GREY, lw=0.6)
    for target in shown:
        one = overlap[:, :, target - 1]
        if len(one) > 1:
            low, high = np.nanquantile(one, [0.1, 0.9], axis=0)
            axes.fill_between(t, low, high, color=colours[target], alpha=0.2, lw=0)
        name = f"memory {target}" if overlap.shape[2] > 1 else "$x$"
        axes.plot(t, np.nanmean(one, axis=0), color=colours[target], lw=1.2, label=name)
    mark_stimuli(axes, data, colours)
    axes.axhline(attributes["threshold"], color="black", lw=0.6, ls=":")
    axes.set(xlabel="Time (time constants)", ylabel=label, xlim=(t[0], t[-1]))


def draw_runs(data):
    parts = runs_of(data)
    landscapes = sum("landscape" in own for _, own, _ in parts)
    rows = len(parts) + landscapes
    figure, axes = plt.subplots(rows, 1, figsize=(6.4, 2.1 * len(parts) + 2.6 * landscapes + 0.4), layout="constrained",
                                squeeze=False, height_ratios=[2.1] * len(parts) + [2.6] * landscapes)
    for (name, own, attributes), one in zip(parts, axes[:, 0]):
        multiplicative = attributes.get("mode", "") == "multiplicative"
        label = "State $x$" if own["overlap"].shape[2] == 1 and "w_s" in attributes and "N" not in attributes else \
            "Overlap $|m|$" if multiplicative else "Overlap $m$"
        draw_overlaps(one, own, attributes, label)
        if name:
            one.set_title(name.replace("_", ", "), loc="left", fontsize=9, pad=9)
    axes[0, 0].legend(loc="upper right", ncols=3, bbox_to_anchor=(1, 1.35))
    row = len(parts)
    for _, own, attributes in parts:
        if "landscape" in own:
            draw_landscape(figure, axes[row, 0], own, attributes)
            row += 1
    return figure


def draw_landscape(figure, axes, data, attributes):
    """Energy per neuron over the overlaps with the first memory shown and another, under each stimulus."""
    energy, axis = data["landscape"], data["landscape_axis"]
    axes.set_axis_off()
    columns = axes.get_subplotspec().subgridspec(1, len(energy))
    names = data["landscape_memories"]
    for k, one in enumerate(energy):
        part = figure.add_subplot(columns[k])
        lines = part.contourf(axis, axis, one.T, levels=20, cmap="viridis")
        part.set(xlabel=f"$m_{{{names[0]}}}$", aspect="equal", title=f"t = {data['landscape_time'][k]:g}")
        if k == 0:
            part.set_ylabel(f"$m_{{{names[1]}}}$")
    figure.colorbar(lines, ax=figure.axes[-len(energy):], label="Energy per neuron")


if __name__ == "__main__":
    main(__doc__, "mattis stimulus", "command",
         {"stimulus run": draw_runs, "stimulus autapse": draw_runs, "stimulus preset": draw_runs})
