# SPDX-License-Identifier: BSD-3-Clause
"""python -m mattis.plots FILE.h5 [FILE2.h5 ..] --out FIGURE: what `mattis plot` and every --figure run."""
import argparse
import sys
from pathlib import Path

if not __package__:  # run by its path: the package that it is of, and nothing of the folder where it is run
    sys.path[0] = str(Path(__file__).resolve().parents[2])

import matplotlib  # noqa: E402

matplotlib.use("Agg")

from mattis.plots._figure import draw  # noqa: E402
from mattis.plots._source import SourceError, to_source  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m mattis.plots", description="Draws files of the command mattis.")
    parser.add_argument("file", nargs="+", help="HDF5 file of any command")
    parser.add_argument("--out", required=True, help="figure to write")
    parser.add_argument("--format", help="png, pdf or svg; left out, as its name ends")
    arguments = parser.parse_args()
    try:
        figure, notes = draw([to_source(file) for file in arguments.file], None, {})
        # of no date, so that equal files make equal figures
        dated = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}
        kind = arguments.format or Path(arguments.out).suffix.removeprefix(".")
        figure.savefig(arguments.out, dpi=300, format=kind, metadata=dated.get(kind))
    except SourceError as error:
        print(error, file=sys.stderr)
        return 2
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
