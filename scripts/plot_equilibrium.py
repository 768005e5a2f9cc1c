#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Draws a file of `mattis equilibrium`: a phase diagram, order parameters, a graphical solution, noise."""
import numpy as np
from plot_style import COLOURS, main, panels


def draw_diagram(data):
    figure, (axes,) = panels(1)
    labels = {"T_g": "$T_g$: spin glass", "T_M": "$T_M$: retrieval", "T_c": "$T_c$: retrieval global",
              "T_R": "$T_R$: replica symmetry broken"}
    for (line, label), colour, style in zip(labels.items(), COLOURS, ("-", "-", "-", "--")):
        axes.plot(data[f"{line}_alpha"], data[f"{line}_T"], color=colour, ls=style, lw=1.4, label=label)
    axes.set(xlabel=r"Load $\alpha = P/N$", ylabel=r"Temperature $T$ (dimensionless)", ylim=(0, None))
    axes.set_xlim(0, data["attributes"]["alpha_max"])
    axes.legend(loc="center right")
    return figure


def draw_mixtures(data):
    figure, (overlap, energy) = panels(2)
    for i, n in enumerate(data["n"].astype(int)):
        colour, stable = COLOURS[i % len(COLOURS)], data["stable"][i] > 0
        for axes, name in ((overlap, "m"), (energy, "f")):
            axes.plot(data["T"], data[name][i], color=colour, lw=0.8, ls=":")
            axes.plot(data["T"], np.where(stable, data[name][i], np.nan), color=colour, lw=1.6, label=f"{n}")
    overlap.set_ylabel(r"Overlap $m_n$ (dimensionless)")
    energy.set_ylabel(r"Free energy per neuron $f$ (dimensionless)")
    for axes in (overlap, energy):
        axes.set_xlabel(r"Temperature $T$ (dimensionless)")
    overlap.legend(title="patterns $n$; dotted:\nunstable", title_fontsize=8)
    return figure


def draw_sk(data):
    figure, (order, entropy, line) = panels(3)
    order.plot(data["T"], data["q"], color=COLOURS[0], label="$q$")
    if np.any(data["m"] != 0):
        order.plot(data["T"], data["m"], color=COLOURS[1], label="$m$")
    order.set(xlabel="Temperature $T$", ylabel="Order parameter (dimensionless)", ylim=(0, 1.02))
    order.legend()
    entropy.plot(data["T"], data["entropy"], color=COLOURS[0])
    entropy.axhline(0, color="grey", lw=0.8, ls=":")
    entropy.set(xlabel="Temperature $T$", ylabel="Entropy per spin (dimensionless)")
    line.plot(data["h"], data["T_AT"], color=COLOURS[2])
    line.set(xlabel="Field $h$", ylabel=r"de Almeida-Thouless $T_{\mathrm{AT}}$", xlim=(0, None), ylim=(0, 1.02))
    return figure


def draw_curie_weiss(data):
    figure, (curves, energy) = panels(2)
    curves.plot(data["m"], data["m"], color="black", lw=0.8, ls=":")
    for i, T in enumerate(data["T"]):
        colour, own = COLOURS[i % len(COLOURS)], data["solution_T"] == T
        curves.plot(data["m"], data["tanh"][i], color=colour, lw=1.4, label=f"{T:g}")
        energy.plot(data["m"], data["f"][i], color=colour, lw=1.4)
        for axes, height in ((curves, data["solution_m"]), (energy, data["solution_f"])):
            for stable, face in ((1, colour), (0, "white")):
                row = own & (data["solution_stable"] == stable)
                axes.plot(data["solution_m"][row], height[row], "o", ms=4, color=colour, mfc=face)
    curves.set(xlabel="Magnetisation $m$", ylabel=r"$\tanh[(J m + h)/T]$ and $m$")
    energy.set(xlabel="Magnetisation $m$", ylabel="Free energy per spin $f(m)$")
    curves.legend(title="$T$; open circles: unstable", title_fontsize=8)
    return figure


def draw_graphical(data):
    figure, (curves, energy) = panels(2)
    curves.plot([0, 1.02], [0, 1.02], color="black", lw=0.8, ls=":")
    for i, T in enumerate(data["T"]):
        colour, own = COLOURS[i % len(COLOURS)], data["solution_T"] == T
        curves.plot(data["m"][i], data["answer"][i], color=colour, lw=1.4, label=f"{T:g}")
        energy.plot(data["m"][i], data["f"][i], color=colour, lw=1.4)
        for axes, height in ((curves, data["solution_m"]), (energy, data["solution_f"])):
            for stable, face in ((1, colour), (0, "white")):
                row = own & (data["solution_stable"] == stable)
                axes.plot(data["solution_m"][row], height[row], "o", ms=4, color=colour, mfc=face)
    alpha = data["attributes"]["alpha"]
    curves.set(xlabel="Overlap $m$", ylabel=r"$\langle\tanh[(m + \sqrt{\alpha r}\,z)/T]\rangle$ and $m$",
               xlim=(-0.02, 1.03), ylim=(-0.02, 1.03))
    energy.set(xlabel="Overlap $m$", ylabel="Free energy per neuron $f(m)$", xlim=(-0.02, 1.03))
    curves.legend(title=f"$T$ at $\\alpha$ = {alpha:g};\nopen circles: unstable", title_fontsize=8)
    return figure


def draw_van_hemmen(data):
    figure, (lines, order) = panels(2)
    T, mixed, ferromagnet = data["line_T"], data["line_mixed"], data["line_ferromagnet"]
    a = data["attributes"]
    lines.plot([0, 1], [1, 1], color=COLOURS[0], lw=1.4)
    lines.plot([1, 1.5], [1, 1.5], color=COLOURS[0], lw=1.4, label="continuous")
    lines.plot(np.append(mixed[np.isfinite(mixed)], a["triple_J0"]), np.append(T[np.isfinite(mixed)], a["triple_T"]),
               color=COLOURS[0], lw=1.4)
    lines.plot(ferromagnet, T, color=COLOURS[1], lw=1.4, ls="--", label="discontinuous")
    for x, y, text in ((0.45, 1.2, "paramagnet"), (0.25, 0.6, "spin glass"), (1.1, 0.5, "ferromagnet"),
                       (0.5, 0.03, "mixed")):
        lines.text(x, y, text, ha="center")
    lines.plot([a["J0"] / a["J"]], [a["T"] / a["J"]], "k+", ms=8, clip_on=False)
    lines.set(xlabel="Ferromagnetic coupling $J_0/J$", ylabel="Temperature $T/J$", xlim=(0, 1.5), ylim=(0, 1.5))
    lines.legend(loc="lower right", bbox_to_anchor=(1, 0.02))
    order.plot(data["T"], data["m"], color=COLOURS[0], lw=1.4, label="$m$")
    order.plot(data["T"], data["q"], color=COLOURS[1], lw=1.4, ls="--", label="$q$")
    order.axvline(a["T"], color="grey", lw=0.8, ls=":")
    order.set(xlabel=f"Temperature $T$ at $J_0$ = {a['J0']:g}, $J$ = {a['J']:g}",
              ylabel="Order parameter (dimensionless)", xlim=(0, None), ylim=(-0.02, 1.03))
    order.legend()
    return figure


def draw_noise(data):
    figure, (distribution, flip) = panels(2)
    distribution.plot(data["x"], data["glauber"], color=COLOURS[0], lw=1.4, label=r"$(1 + \tanh x)/2$")
    distribution.plot(data["x"], data["normal"], color=COLOURS[1], lw=1.4, ls="--",
                      label=r"$(1 + \mathrm{erf}(x/\sqrt{2}))/2$")
    distribution.set(xlabel=r"Local field $\varphi/T$", ylabel=r"Probability of $\sigma = +1$", ylim=(-0.02, 1.02))
    flip.plot(data["x"], data["flip_glauber"], color=COLOURS[0], lw=1.4, label="Glauber")
    flip.plot(data["x"], data["flip_metropolis"], color=COLOURS[1], lw=1.4, ls="--", label="Metropolis")
    flip.set(xlabel=r"Change of energy $\Delta E/T$", ylabel="Probability of a flip", ylim=(-0.02, 1.02))
    distribution.legend()
    flip.legend()
    return figure


DRAW = {"diagram": draw_diagram, "mixtures": draw_mixtures, "sk": draw_sk, "curie-weiss": draw_curie_weiss,
        "graphical": draw_graphical, "van-hemmen": draw_van_hemmen, "noise": draw_noise}


if __name__ == "__main__":
    main(__doc__.splitlines()[0], "mattis equilibrium", "kind", DRAW)
