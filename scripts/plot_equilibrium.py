#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Draws a file of `mattis equilibrium`: the phase diagram, mixtures, the SK model or the Curie-Weiss model."""
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


DRAW = {"diagram": draw_diagram, "mixtures": draw_mixtures, "sk": draw_sk, "curie-weiss": draw_curie_weiss}


if __name__ == "__main__":
    main(__doc__.splitlines()[0], "mattis equilibrium", "kind", DRAW)
