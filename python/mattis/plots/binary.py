# SPDX-License-Identifier: BSD-3-Clause
"""Binary networks: retrieval, phase maps, sequences, samples, exact chains, patterns."""
from __future__ import annotations

import numpy as np
from matplotlib.colors import PowerNorm

from mattis.plots._figure import Drawing, panel
from mattis.plots._source import Source
from mattis.plots._style import SIGNED, Pen, colour, edges

LINES = {"T_g": ("$T_g$", "-."), "T_M": ("$T_M$", "-"), "T_c": ("$T_c$", "--")}


# --- phase maps --------------------------------------------------------------------------------------------------------


def smooth(m: np.ndarray) -> np.ndarray:
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


def draw_map(pen: Pen, data: Source) -> None:
    """Overlap over load and temperature, where it is 0.9 and 0.6, and the lines of random patterns."""
    axes, load, T, m = pen.axes, data["load"], data["temperature"], data["m"]
    pen.map(load, T, m.T, "Overlap $m$ (dimensionless)", vmin=0, vmax=1)
    smoothed = smooth(m)
    if min(m.shape) > 1:
        for level, colour_of, region in ((0.9, colour(1), "retrieval"), (0.6, colour(4), "spurious")):
            if smoothed.min() < level < smoothed.max():
                axes.contour(load, T, smoothed.T, levels=[level], colors=colour_of, linewidths=1.2)
            axes.plot([], [], color=colour_of, lw=1.2, label=f"{region}: $m \\geq {level}$")
    for name, (label, dashes) in LINES.items():
        if name in data:  # not yet, while the map is unfinished
            axes.plot(load, data[name], color="black", ls=dashes, lw=1.2, label=label)
    axes.set(xlabel=r"Load $\alpha = P/N$", ylabel="Temperature $T$ (dimensionless)",
             xlim=(edges(load)[0], edges(load)[-1]), ylim=(edges(T)[0], edges(T)[-1]))
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, handlelength=1.8, columnspacing=1.0)


def draw_phase_maps(sources: list[Source]) -> Drawing:
    return Drawing([[panel(draw_map, one, width=4.5, height=3.8) for one in sources]])


# --- runs --------------------------------------------------------------------------------------------------------------


def draw_course(pen: Pen, data: Source) -> None:
    pen.line(np.arange(1, len(data["course"]) + 1), data["course"], color=colour(0), label=r"mean $|m|$")
    if np.isfinite(data.attribute("m_theory")):
        pen.axes.axhline(data.attribute("m_theory"), color="black", lw=1, ls="--", label="replica symmetric")
    pen.axes.set(xlabel="Sweep", ylabel=r"Overlap with the cue's pattern $|m|$", ylim=(0, 1.03), xlim=(0, None))
    pen.axes.legend(loc="lower right")


def draw_ends(pen: Pen, data: Source) -> None:
    if "names" in data:
        nearest, count = np.unique(data["nearest"], return_counts=True)
        most = np.argsort(-count, kind="stable")[:12][::-1]
        pen.axes.barh(data["names"][nearest[most]].astype(str), count[most], color=colour(0))
        pen.axes.set(xlabel="Replicas nearest to the pattern")
        pen.axes.tick_params(axis="y", labelsize=7)
    else:
        pen.axes.hist(data["m"].ravel(), bins=list(np.linspace(-1, 1, 42)), color=colour(0))
        pen.axes.set(xlabel="Final overlap with the cue's pattern $m$", ylabel="Replicas", xlim=(-1.03, 1.03))


def draw_replicas(pen: Pen, data: Source) -> None:
    pen.axes.bar(data["q"], data["q_distribution"], width=2 / len(data["q"]), color=colour(2))
    pen.axes.set(xlabel="Overlap of two replicas $q$", ylabel="Density", xlim=(-1.03, 1.03))


def draw_retrieval(sources: list[Source]) -> Drawing:
    data = sources[0]
    draws = [draw_course, draw_ends] + [draw_replicas] * ("q" in data)
    return Drawing([[panel(one, data) for one in draws]])


def draw_energies(pen: Pen, data: Source) -> None:
    course = data["energy_course"]
    pen.line(np.arange(1, len(course) + 1), course, color=colour(0), lw=0.8)
    mean = data.attribute("mean_energy")
    pen.axes.axhline(mean, color="black", lw=1, ls="--", label=f"mean {mean:.4g}")
    pen.axes.set(xlabel="Sweep", ylabel="Energy per neuron $H/N$", xlim=(0, None))
    pen.axes.legend()


def draw_sampling(sources: list[Source]) -> Drawing:
    data = sources[0]
    draws = [draw_energies] + [draw_replicas] * ("q" in data)
    return Drawing([[panel(one, data) for one in draws]])


def draw_turns(pen: Pen, data: Source) -> None:
    overlaps = data["m"].mean(axis=2)
    pen.map(np.arange(overlaps.shape[0]), np.arange(overlaps.shape[1]), overlaps.T, "Overlap $m$ (dimensionless)",
            cmap=SIGNED, vmin=-1, vmax=1, ticks=[-1, -0.5, 0, 0.5, 1])
    pen.axes.set(xlabel="Step", ylabel="Pattern")


def draw_lead(pen: Pen, data: Source) -> None:
    lead = data["lead"]
    pen.points(np.arange(len(lead)), lead, data["lead_se"], color=colour(0), marker="o", ms=3.5)
    pen.axes.set(xlabel="Step", ylabel="Overlap with the pattern in turn $m$", ylim=(min(0, lead.min()), 1.03))


def draw_sequence(sources: list[Source]) -> Drawing:
    return Drawing([[panel(draw_turns, sources[0], width=4.0), panel(draw_lead, sources[0])]])


# --- chains and patterns -----------------------------------------------------------------------------------------------


def draw_law(pen: Pen, data: Source) -> None:
    order, dynamics = np.argsort(data["energy"], kind="stable"), data.attribute("dynamics")
    pen.line(data["energy"][order], data["boltzmann"][order], color="black", lw=0.8, label="Boltzmann's law")
    pen.line(data["energy"], data["law"], marker="o", ls="none", ms=3, color=colour(0), mfc="none",
             label=f"{dynamics}: stationary")
    pen.axes.set(xlabel=r"Energy $\overline{H}$" if dynamics == "little" else "Energy $H$",
                 ylabel="Probability of a state", yscale="log")
    pen.axes.legend()


def draw_matrix(pen: Pen, data: Source) -> None:
    states = np.arange(len(data["matrix"]))
    pen.map(states, states, data["matrix"], "Probability of a step $W$", norm=PowerNorm(0.3, 0, 1),
            ticks=[0, 0.01, 0.1, 0.5, 1])
    pen.axes.set(xlabel="to state", ylabel="from state", aspect="equal")
    pen.axes.invert_yaxis()


def draw_chain(sources: list[Source]) -> Drawing:
    data = sources[0]
    draws = [draw_law] + [draw_matrix] * ("matrix" in data)
    return Drawing([[panel(one, data) for one in draws]])


def draw_entries(pen: Pen, data: Source) -> None:
    patterns = data["patterns"]
    P, N = patterns.shape
    pen.map(np.arange(N), np.arange(P), patterns, r"Entry $\xi$", cmap="gray", vmin=-1, vmax=1, ticks=[-1, 1])
    few = "names" in data and P <= 24
    pen.axes.set(xlabel="Neuron", ylabel="" if few else "Pattern", ylim=(P - 0.5, -0.5))
    if few:
        pen.axes.set_yticks(np.arange(P), data["names"].astype(str), fontsize=7)


def draw_overlaps_of_pairs(pen: Pen, data: Source) -> None:
    patterns = data["patterns"].astype(float)
    P, N = patterns.shape
    overlaps = (patterns @ patterns.T)[np.triu_indices(P, 1)] / N
    pen.axes.hist(overlaps, bins=list(np.linspace(-1, 1, 82)), color=colour(0))
    pen.axes.set(xlabel="Overlap of two patterns (dimensionless)", ylabel="Pairs", xlim=(-1.03, 1.03))


def draw_patterns(sources: list[Source]) -> Drawing:
    return Drawing([[panel(draw_entries, sources[0], width=5.0), panel(draw_overlaps_of_pairs, sources[0])]])


DRAW = {"binary phase-map": draw_phase_maps, "binary retrieve": draw_retrieval, "binary sample": draw_sampling,
        "binary sequence": draw_sequence, "binary chain": draw_chain, "binary patterns": draw_patterns}
SEVERAL = ("binary phase-map",)
