# SPDX-License-Identifier: BSD-3-Clause
"""What figures are drawn of: a file of the command, or a result of this package."""
from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np


class SourceError(ValueError):
    """A source that cannot be drawn, in one line: which, what was expected, what it is."""


class Source:
    """Arrays by name, texts as str, attributes, and the command that they are of."""

    def __init__(self, name: str, kind: str, arrays: Mapping[str, np.ndarray], attributes: Mapping[str, Any]):
        self.name, self.arrays, self.attributes = name, arrays, attributes
        self.kind = kind or _kind_of_arrays(arrays)
        if self.kind == "equilibrium" and "kind" in attributes:
            self.kind += f" {attributes['kind']}"

    def __getitem__(self, name: str) -> np.ndarray:
        try:
            return self.arrays[name]
        except KeyError:
            raise SourceError(f"{self.name}: expected {name}, as mattis {self.kind} writes it, got none") from None

    def __contains__(self, name: str) -> bool:
        return name in self.arrays

    def attribute(self, name: str) -> Any:
        try:
            return self.attributes[name]
        except KeyError:
            raise SourceError(f"{self.name}: expected the attribute {name}, as mattis {self.kind} writes it, "
                              "got none") from None

    def part(self, prefix: str) -> Source:
        """What has names that begin with the prefix, under the names without it."""
        def of(all_of_them):
            return {key.removeprefix(prefix): value for key, value in all_of_them.items() if key.startswith(prefix)}
        return Source(self.name, self.kind, of(self.arrays), of(self.attributes))


def _kind_of_arrays(arrays: Mapping[str, np.ndarray]) -> str:
    """The command of files that do not say it: those of version 0.1.0, reference data."""
    for kind, names in (("recovery", {"m_peak", "m_final"}), ("solve", {"C_phi", "S_phi", "m", "E"}),
                        ("binary patterns", {"patterns"}), ("simulate", {"m", "E"})):
        if names <= arrays.keys():
            return kind
    return ""


def _read(path: Path) -> Source:
    import h5py

    expected = f"{path}: expected a file that mattis has written"
    if not path.is_file():
        raise SourceError(f"{expected}, got {'a folder' if path.is_dir() else 'none'}")
    try:
        with h5py.File(path, "r") as file:
            arrays = {name: one.asstr()[()] if h5py.check_string_dtype(one.dtype) else one[()]
                      for name, one in file.items() if isinstance(one, h5py.Dataset)}
            attributes = dict(file.attrs)
    except PermissionError:
        raise SourceError(f"{expected}, got one that may not be read") from None
    except (OSError, RuntimeError, KeyError, MemoryError, ValueError):  # whatever HDF5 makes of damaged ones
        raise SourceError(f"{expected}, got one that is no whole HDF5 file") from None
    if "trial" in attributes or "sweep" in attributes:
        raise SourceError(f"{path}: expected a result, got a checkpoint, which --resume goes on with")
    return Source(str(path), str(attributes.get("command", "")), arrays, attributes)


def to_source(given: Any) -> Source:
    """:param given: a path, or an object with ``kind``, ``arrays`` and ``attributes``."""
    if isinstance(given, (str, os.PathLike)):
        return _read(Path(given))
    try:
        kind, arrays, attributes = given.kind, given.arrays, given.attributes
    except AttributeError:
        raise TypeError(f"source: expected a path or a result of mattis, got {type(given).__name__}") from None
    return Source(f"a result of {kind}", kind, {name: np.asarray(one) for name, one in arrays.items()}, attributes)
