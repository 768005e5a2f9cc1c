#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Draws the peak and the final overlap of each cue against its initial one, a curve for each load.

Reads a file of `mattis recovery`, also the .part that an interrupted one leaves. Above the diagonal the overlap has
grown; a peak above it and a final overlap below the retained ones is a transient recovery.
"""
import argparse
from pathlib import Path

import h5py
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

MARKERS = ["o", "s", "^", "D", "v", "P"]


def read(path):
    with h5py.File(path, "r") as file:
        return {**{name: data[()] for name, data in file.items()}, **dict(file.attrs)}


def draw_order(data, order, peak, final):
    """One curve for each load into the two axes."""
    grid = (data["n"] == order) & (data["refined"] == 0) & (data["converged"] == 1)
    loads = np.unique(data["alpha"][grid])
    colours = plt.get_cmap("viridis")(np.linspace(0, 0.9, len(loads)))  # its yellow end is hard to see on white
    for i, load in enumerate(loads):
        row = np.flatnonzero(grid & (data["alpha"] == load))
        row = row[np.argsort(data["m_initial"][row])]
        style = {"color": colours[i], "marker": MARKERS[i % len(MARKERS)], "ms": 4, "mfc": "white", "lw": 1, "capsize": 2}
        for axes, name in ((peak, "m_peak"), (final, "m_final")):
            axes.errorbar(data["m_initial"][row], data[name][row], data[f"{name}_se"][row], label=f"{load:g}", **style)


def draw(data, path):
    plt.rcParams.update({"font.size": 9, "axes.labelsize": 10, "legend.fontsize": 8, "axes.spines.top": False,
                         "axes.spines.right": False, "axes.linewidth": 0.8, "legend.frameon": False})
    orders = list(dict.fromkeys(data["n"]))
    figure, grid = plt.subplots(len(orders), 2, figsize=(7.4, 3.4 * len(orders)), squeeze=False, sharex=True,
                                sharey=True, layout="constrained")
    horizon = data["dt"] * (data["T"] - 1)
    for i, (order, (peak, final)) in enumerate(zip(orders, grid)):
        draw_order(data, order, peak, final)
        name = "Hopfield" if order == 1 else f"dense, $n = {order}$"
        for axes, letter in ((peak, "abcdefgh"[2 * i % 8]), (final, "abcdefgh"[(2 * i + 1) % 8])):
            axes.set_title(letter, loc="left", fontweight="bold")
            axes.plot([0, 1], [0, 1], color="black", lw=0.8, ls=":", zorder=1)
            axes.set_xlabel(r"Initial overlap $m(0)$ (dimensionless)")
            axes.set(xlim=(0, 1), ylim=(0, 1.03))
        final.axhline(data["threshold"], color="grey", lw=0.8, ls="--", zorder=1)
        peak.set_ylabel(r"Peak overlap $\max_t\, m(t)$")
        final.set_ylabel(rf"Final overlap $m(t = {horizon:g})$")
        final.legend(title=rf"{name}, $g = {data['g']:g}$" + "\n" + r"load $\alpha$", title_fontsize=8,
                     loc="center left", bbox_to_anchor=(1.0, 0.5))
    figure.savefig(path, dpi=300)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sweep", type=Path, help="file of `mattis recovery`")
    parser.add_argument("--figure", required=True, type=Path, help="PNG to write")
    arguments = parser.parse_args()

    data = read(arguments.sweep)
    draw(data, arguments.figure)
    for n, lower, upper in zip(*(data.get(f"capacity_{name}", []) for name in ("n", "lower", "upper"))):
        at_least, below = int(np.isfinite(lower)), int(np.isfinite(upper))
        bounds = " and ".join([f"at least {lower:g}"] * at_least + [f"below {upper:g}"] * below)
        print(f"n = {n}: the largest load that retains the strongest cue is {bounds or 'unknown'}")
    print(f"figure: {arguments.figure.resolve()}")


if __name__ == "__main__":
    main()
