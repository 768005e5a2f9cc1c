# SPDX-License-Identifier: BSD-3-Clause
"""What figures of the command's files have in common: colours, panels, reading, and the command line."""
import argparse
from pathlib import Path

import h5py
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]  # Okabe and Ito 2008


def read(path):
    """Datasets by name, texts as str, the attributes and the path."""
    with h5py.File(path, "r") as file:
        data = {name: one.asstr()[()] if h5py.check_string_dtype(one.dtype) else one[()] for name, one in file.items()}
        return {**data, "attributes": dict(file.attrs), "path": str(path)}


def panels(count, height=3.2, rows=1):
    """A figure of `count` panels in each row, and all of them one after the other."""
    figure, axes = plt.subplots(rows, count, figsize=(3.6 * count, height * rows), layout="constrained", squeeze=False)
    for letter, one in zip("abcdefghi", axes.ravel()):
        if axes.size > 1:
            one.set_title(letter, loc="left", fontweight="bold")
    return figure, axes.ravel()


def main(description, of, attribute, draw, several=()):
    """Draws the files that the command line names, of one kind, by the function of `draw` that their attribute names."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("file", type=Path, nargs="+", help=f"file of `{of}`")
    parser.add_argument("--figure", required=True, type=Path, help="PNG to write")
    arguments = parser.parse_args()

    plt.rcParams.update({"font.size": 9, "axes.labelsize": 10, "legend.fontsize": 8, "axes.spines.top": False,
                         "axes.spines.right": False, "axes.linewidth": 0.8, "legend.frameon": False})
    files = [read(path) for path in arguments.file]
    kinds = [str(data["attributes"].get(attribute, "none")).removeprefix("binary ") for data in files]
    for path, kind in zip(arguments.file, kinds):
        if kind not in draw or kind != kinds[0]:
            raise SystemExit(f"{path}: expected a file of {of} {', '.join(draw)}, all of one kind, got {kind}")
    if len(files) > 1 and kinds[0] not in several:
        raise SystemExit(f"{arguments.file[1]}: expected one file of {of} {kinds[0]}, got {len(files)}")
    draw[kinds[0]](*files).savefig(arguments.figure, dpi=300, format="png")
    print(f"figure: {arguments.figure.resolve()}")
