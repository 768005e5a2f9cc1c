# SPDX-License-Identifier: BSD-3-Clause
"""Converts the reference data from NumPy archives to HDF5: convert.py SOURCE [TARGET].

SOURCE holds the folders trajectories, fixed_points, dmft and simulation with .npz files; each becomes TARGET/<folder>/<name>.h5
(TARGET: the folder of this script) with the same dataset names and types. The JSON text `params` becomes attributes.
"""
import json
import sys
from pathlib import Path

import h5py
import numpy as np


def convert(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with np.load(source) as archive, h5py.File(target, "w", track_order=False) as file:
        for name in archive.files:
            if name == "params":
                continue
            array = archive[name]
            # An empty array (no condensed pattern) cannot be chunked, which compression needs; neither can a scalar.
            packing = {"compression": "gzip", "compression_opts": 9, "shuffle": True} if array.size > 1 else {}
            file.create_dataset(name, data=array, track_times=False, **packing)
        for key, value in json.loads(str(archive["params"])).items():
            if value is None:
                continue
            file.attrs[key] = np.asarray(value, dtype=np.float64) if isinstance(value, list) else value


def main() -> None:
    source = Path(sys.argv[1])
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent
    for path in sorted(source.glob("*/*.npz")):
        convert(path, target / path.parent.name / (path.stem + ".h5"))


if __name__ == "__main__":
    main()
