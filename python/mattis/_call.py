# SPDX-License-Identifier: BSD-3-Clause
"""From the package's functions to the module: what all computations have in common."""
import os
import warnings

from . import _core
from ._progress import Bar
from .results import Result, make


def new_seed():
    """One from the system, of 53 bits, which every reader of numbers keeps."""
    return int.from_bytes(os.urandom(8), "little") >> 11


def threads_of(threads):
    """The library's number of threads, where 0 are all."""
    if threads is None:
        return 0
    if isinstance(threads, int) and threads < 1:
        raise ValueError(f"threads: expected at least 1, or None for all, got {threads}")
    return threads


def compute(name: str, kind: str, options: dict, *, progress=False, seeded=True) -> Result:
    """The result of the module's function of that name, options of None left to the library's defaults."""
    given = {key: value for key, value in options.items() if value is not None}
    given.pop("self", None)
    given.pop("progress", None)
    given["threads"] = threads_of(given.get("threads"))
    if seeded:
        given.setdefault("seed", new_seed())
    with Bar(progress) as bar:
        arrays, attributes = getattr(_core, name)(**given, report=bar.report)
    text = attributes.get("warnings")
    if text:
        warnings.warn(text, RuntimeWarning, stacklevel=3)
    attributes.setdefault("command", kind)
    return make(arrays, attributes)
