#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Draws a file of `mattis binary`: a retrieval, a phase map (several: side by side), a scan, a sequence, forgetting, a chain."""
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, PowerNorm
from plot_style import COLOURS, main, panels

# From white to blue, so that it reads in print and lines stay visible on it.
OVERLAPS = LinearSegmentedColormap.from_list("overlaps", ["#ffffff", "#cfe1f2", "#6aaed6", "#0b559f", "#08306b"])
LINES = {"T_g": ("$T_g$", "-."), "T_M": ("$T_M$", "-"), "T_c": ("$T_c$", "--")}


def bars(axes, x, data, name, colour, label, **style):
    error = np.nan_to_num(data[f"{name}_se"])
    axes.errorbar(x, data[name], yerr=error, color=colour, marker="o", ms=3.5, lw=1.2, capsize=2, label=label, **style)


def mark_half(axes, attributes, text):
    """Where half of the runs are retrieved."""
    half = attributes["half"]
    if np.isfinite(half):
        axes.axvspan(half - np.nan_to_num(attributes["half_se"]), half + np.nan_to_num(attributes["half_se"]),
                     color=COLOURS[2], alpha=0.25, lw=0)
        axes.axvline(half, color=COLOURS[2], lw=1, label=f"half: {text} = {half:.3g}")


def map_edges(centres):
    """Edges of cells around these centres."""
    if len(centres) == 1:
        return np.array([centres[0] - 0.5, centres[0] + 0.5])
    middles = (centres[1:] + centres[:-1]) / 2
    return np.concatenate([[2 * centres[0] - middles[0]], middles, [2 * centres[-1] - middles[-1]]])


def draw_map(axes, data):
    """Overlap over load and temperature, where it is 0.9 and 0.6, and the lines of random patterns."""
    load, T, m = data["load"], data["temperature"], data["m"]
    image = axes.pcolormesh(map_edges(load), map_edges(T), m.T, cmap=OVERLAPS, vmin=0, vmax=1, rasterized=True)
    if min(m.shape) > 1:
        for level, colour, region in ((0.9, COLOURS[1], "retrieval"), (0.6, COLOURS[4], "spurious")):
            axes.contour(load, T, smooth(m).T, levels=[level], colors=colour, linewidths=1.2)
            axes.plot([], [], color=colour, lw=1.2, label=f"{region}: $m \\geq {level}$")
    for name, (label, style) in LINES.items():
        axes.plot(load, data[name], color="black", ls=style, lw=1.2, label=label)
    axes.set(xlabel=r"Load $\alpha = P/N$", xlim=(map_edges(load)[0], map_edges(load)[-1]),
             ylim=(map_edges(T)[0], map_edges(T)[-1]))
    return image


def smooth(m):
    """Mean over the neighbours within two cells, so that contours are of regions and not of single runs."""
    total, count = np.zeros_like(m), np.zeros_like(m)
    rows, columns = m.shape
    for i in range(-2, 3):
        for j in range(-2, 3):
            here = np.s_[max(0, i):rows + min(0, i), max(0, j):columns + min(0, j)]
            there = np.s_[max(0, -i):rows + min(0, -i), max(0, -j):columns + min(0, -j)]
            total[here] += m[there]
            count[here] += 1
    return total / count


def draw_phase_map(*maps):
    figure, axes = panels(len(maps), height=3.6)
    figure.set_figwidth(1.3 + 3.9 * len(maps))
    for one, data in zip(axes, maps):
        image = draw_map(one, data)
    axes[0].set_ylabel("Temperature $T$ (dimensionless)")
    figure.colorbar(image, ax=axes[-1], label="Overlap $m$ (dimensionless)")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=5 if len(maps) > 1 else 3,
                  handlelength=1.8)
    return figure


def draw_retrieval(data):
    attributes = data["attributes"]
    figure, (course, ends, *replicas) = panels(3 if "q" in data else 2)
    sweeps = np.arange(1, len(data["course"]) + 1)
    course.plot(sweeps, data["course"], color=COLOURS[0], label=r"mean $|m|$")
    if np.isfinite(attributes["m_theory"]):
        course.axhline(attributes["m_theory"], color="black", lw=1, ls="--", label="replica symmetric")
    course.set(xlabel="Sweep", ylabel=r"Overlap with the cue's pattern $|m|$", ylim=(0, 1.03), xlim=(0, None))
    course.legend(loc="lower right")
    if "names" in data:
        nearest, count = np.unique(data["nearest"], return_counts=True)
        most = np.argsort(-count, kind="stable")[:12][::-1]
        ends.barh(data["names"][nearest[most]], count[most], color=COLOURS[0])
        ends.set(xlabel="Replicas nearest to the pattern")
        ends.tick_params(axis="y", labelsize=7)
    else:
        ends.hist(data["m"].ravel(), bins=np.linspace(-1, 1, 42), color=COLOURS[0])
        ends.set(xlabel="Final overlap with the cue's pattern $m$", ylabel="Replicas", xlim=(-1.03, 1.03))
    for axes in replicas:
        axes.bar(data["q"], data["q_distribution"], width=2 / len(data["q"]), color=COLOURS[2])
        axes.set(xlabel="Overlap of two replicas $q$", ylabel="Density", xlim=(-1.03, 1.03))
    return figure


def theories(axes, x, data):
    """Lines under the measured overlaps: binary spins in equilibrium, the graded network's mean-field theory."""
    if "theory_m" in data:
        text = "Curie-Weiss" if data["attributes"].get("P") == 1 else "replica symmetric"
        axes.plot(data["theory_at"], data["theory_m"], color="black", lw=1, label=text)
    if np.any(np.isfinite(data["m_graded"])):
        bars(axes, x, data, "m_graded", COLOURS[3], "graded network's theory", ls="-.", mfc="white")


def draw_magnetisation(data):
    figure, (axes,) = panels(1)
    theories(axes, data["temperature"], data)
    bars(axes, data["temperature"], data, "m", COLOURS[0], f"{data['attributes']['dynamics']}: $|m|$", ls="none")
    axes.set(xlabel="Temperature $T$ (dimensionless)", ylabel="Overlap $m$ (dimensionless)", ylim=(0, 1.03),
             xlim=(0, None))
    axes.legend()
    return figure


def draw_capacity(data):
    figure, (axes,) = panels(1)
    theories(axes, data["load"], data)
    bars(axes, data["load"], data, "m", COLOURS[0], "final overlap $m$")
    bars(axes, data["load"], data, "retrieved", COLOURS[1], "share retrieved", ls="--")
    mark_half(axes, data["attributes"], r"$\alpha$")
    axes.set(xlabel=r"Load $\alpha = P/N$", ylabel="Overlap, share (dimensionless)", ylim=(0, 1.03))
    axes.legend()
    return figure


def draw_basin(data):
    figure, (axes,) = panels(1)
    axes.plot([0, 1], [0, 1], color="grey", lw=0.8, ls=":")
    bars(axes, data["m_start"], data, "m", COLOURS[0], "final overlap $m$")
    bars(axes, data["m_start"], data, "retrieved", COLOURS[1], "share retrieved", ls="--")
    mark_half(axes, data["attributes"], "$m(0)$")
    axes.set(xlabel="Initial overlap $m(0) = 1 - 2r$", ylabel="Overlap, share (dimensionless)", ylim=(-0.03, 1.03))
    axes.legend()
    return figure


def draw_mixtures(data):
    figure, (axes,) = panels(1)
    if np.any(np.isfinite(data["m_theory"])):
        axes.plot(data["n"], data["m_theory"], "_", color="black", ms=14, label="theory of few patterns")
    bars(axes, data["n"], data, "m", COLOURS[0], "overlap with one pattern $m$")
    bars(axes, data["n"], data, "retrieved", COLOURS[1], "share still mixed", ls="--")
    axes.set(xlabel="Patterns of the mixture $n$", ylabel="Overlap, share (dimensionless)", ylim=(-0.03, 1.03),
             xticks=data["n"])
    axes.legend()
    return figure


def draw_sequence(data):
    figure, (turns, lead) = panels(2)
    overlaps = data["m"].mean(axis=2)
    steps = np.arange(len(overlaps))
    image = turns.pcolormesh(steps, np.arange(overlaps.shape[1]), overlaps.T, cmap="RdBu_r", vmin=-1, vmax=1,
                             shading="nearest", rasterized=True)
    figure.colorbar(image, ax=turns, label="Overlap $m$ (dimensionless)", ticks=[-1, -0.5, 0, 0.5, 1])
    turns.set(xlabel="Step", ylabel="Pattern")
    bars(lead, steps, data, "lead", COLOURS[0], None)
    lead.set(xlabel="Step", ylabel="Overlap with the pattern in turn $m$", ylim=(min(0, data["lead"].min()), 1.03))
    return figure


def draw_forgetting(data):
    figure, (axes,) = panels(1)
    attributes, age = data["attributes"], np.arange(len(data["m"]))
    error = np.nan_to_num(data["m_se"])
    axes.fill_between(age, data["m"] - error, data["m"] + error, color=COLOURS[0], alpha=0.25, lw=0)
    axes.plot(age, data["m"], color=COLOURS[0], lw=1.2)
    axes.axhline(attributes["threshold"], color="grey", lw=0.8, ls=":")
    axes.axvline(attributes["remembered"], color=COLOURS[1], lw=1, ls="--",
                 label=f"remembered: {attributes['remembered']:.3g}")
    axes.set(xlabel="Patterns learned since", ylabel="Final overlap $m$ (dimensionless)", ylim=(0, 1.03),
             xlim=(0, len(age)))
    axes.legend()
    return figure


def draw_chain(data):
    figure, (law, *matrix) = panels(2 if "matrix" in data else 1)
    order, a = np.argsort(data["energy"], kind="stable"), data["attributes"]
    law.plot(data["energy"][order], data["boltzmann"][order], color="black", lw=0.8, label="Boltzmann's law")
    law.plot(data["energy"], data["law"], "o", ms=3, color=COLOURS[0], mfc="none", label=f"{a['dynamics']}: stationary")
    law.set(xlabel=r"Energy $\overline{H}$" if a["dynamics"] == "little" else "Energy $H$", ylabel="Probability of a state",
            yscale="log")
    law.legend()
    for axes in matrix:
        image = axes.imshow(data["matrix"], cmap=OVERLAPS, norm=PowerNorm(0.3, 0, 1), interpolation="nearest")
        axes.set(xlabel="to state", ylabel="from state")
        figure.colorbar(image, ax=axes, label="Probability of a step $W$", ticks=[0, 0.01, 0.1, 0.5, 1])
    return figure


def draw_sampling(data):
    figure, (course, *replicas) = panels(2 if "q" in data else 1)
    attributes = data["attributes"]
    course.plot(np.arange(1, len(data["energy_course"]) + 1), data["energy_course"], color=COLOURS[0], lw=0.8)
    course.axhline(attributes["mean_energy"], color="black", lw=1, ls="--",
                   label=f"mean {attributes['mean_energy']:.4g}")
    course.set(xlabel="Sweep", ylabel="Energy per neuron $H/N$", xlim=(0, None))
    course.legend()
    for axes in replicas:
        axes.bar(data["q"], data["q_distribution"], width=2 / len(data["q"]), color=COLOURS[2])
        axes.set(xlabel="Overlap of two replicas $q$", ylabel="Density", xlim=(-1.03, 1.03))
    return figure


DRAW = {"retrieve": draw_retrieval, "sample": draw_sampling, "phase-map": draw_phase_map, "capacity": draw_capacity,
        "magnetisation": draw_magnetisation, "basin": draw_basin, "mixtures": draw_mixtures,
        "chain": draw_chain, "sequence": draw_sequence, "forgetting": draw_forgetting}


if __name__ == "__main__":
    main(__doc__.splitlines()[0], "mattis binary", "command", DRAW, several=["phase-map"])
