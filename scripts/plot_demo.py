#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Draws simulations on the theory's curve, and says by how many standard errors they disagree.

Reads the files of `mattis simulate hopfield` and `mattis solve hopfield`; both need one condensed pattern.
"""
import argparse
from pathlib import Path

import h5py
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7"]  # told apart by colour-blind readers (Okabe and Ito 2008)
MARKERS = ["o", "s", "^", "D"]


def read(path):
    with h5py.File(path, "r") as file:
        return {**{name: data[()] for name, data in file.items()}, **dict(file.attrs)}


def mean_and_error(trials):
    """Mean over the first axis and its standard error."""
    return trials.mean(axis=0), trials.std(axis=0, ddof=1) / np.sqrt(len(trials))


def disagreement(simulation, theory, name):
    """Largest |simulation - theory| over time and components, in combined standard errors."""
    mean, error = mean_and_error(simulation[name])
    return np.max(np.abs(mean - theory[name]) / np.hypot(error, theory[f"{name}_se"]))


def draw(theory, simulations, path):
    plt.rcParams.update({"font.size": 9, "axes.labelsize": 10, "legend.fontsize": 8, "axes.spines.top": False,
                         "axes.spines.right": False, "axes.linewidth": 0.8, "legend.frameon": False})
    time = theory["dt"] * np.arange(theory["T"])
    figure, (overlap, energy) = plt.subplots(1, 2, figsize=(7.0, 3.2), layout="constrained")

    overlap.plot(time, theory["m"][:, 0], color="black", lw=1.5, label=r"theory, $N \to \infty$", zorder=2)
    energy.plot(time, theory["E"].sum(axis=1), color="black", lw=1.5, zorder=2)
    for i, simulation in enumerate(simulations):
        # every tenth step, the sizes shifted against each other so that no marker hides another
        shown = slice(5 * i % 10, None, 10)
        style = {"fmt": MARKERS[i % 4], "color": COLOURS[i % 4], "ms": 4, "lw": 1, "capsize": 2, "mfc": "white", "zorder": 3}
        label = f"simulation, $N = {simulation['N']}$, {simulation['trials']} trials"
        mean, error = mean_and_error(simulation["m"][:, :, 0])
        overlap.errorbar(time[shown], mean[shown], error[shown], label=label, **style)
        mean, error = mean_and_error(simulation["E"].sum(axis=2))
        energy.errorbar(time[shown], mean[shown], error[shown], **style)

    overlap.set_ylabel(r"Overlap $m$ (dimensionless)")
    energy.set_ylabel(r"Energy per neuron $E$ (dimensionless)")
    for axes, letter in ((overlap, "a"), (energy, "b")):
        axes.set_xlabel(r"Time $t$ (neuron time constants)")
        axes.set_title(letter, loc="left", fontweight="bold")
        axes.margins(x=0.02)
    overlap.legend(title=rf"Hopfield, $\alpha = {theory['alpha']:g}$, $g = {theory['g']:g}$, $a = {theory['a'][0]:g}$",
                   title_fontsize=8)
    figure.savefig(path, dpi=300)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("simulations", nargs="+", type=Path, help="files of `mattis simulate hopfield`")
    parser.add_argument("--theory", required=True, type=Path, help="file of `mattis solve hopfield`")
    parser.add_argument("--figure", required=True, type=Path, help="PNG to write")
    arguments = parser.parse_args()

    theory = read(arguments.theory)
    simulations = [read(path) for path in arguments.simulations]
    draw(theory, simulations, arguments.figure)

    print("largest disagreement of simulation and theory, in standard errors")
    for simulation in simulations:
        m, E = (disagreement(simulation, theory, name) for name in ("m", "E"))
        print(f"  N = {simulation['N']:<6} overlap {m:.1f}   energy {E:.1f}")
    print(f"figure: {arguments.figure.resolve()}")


if __name__ == "__main__":
    main()
