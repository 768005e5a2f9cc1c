# SPDX-License-Identifier: BSD-3-Clause
"""Dynamics of associative memory: networks simulated, and their dynamical mean-field theory solved.

``mattis.dmft`` has the four functions of the original script ``dmft.py``, with its arguments and results.
"""
import importlib

__all__ = ["__version__", "dmft"]


def __getattr__(name: str):  # loaded when used: ``import mattis`` alone loads nothing
    if name == "dmft":
        return importlib.import_module("mattis.dmft")
    if name == "__version__":
        return importlib.import_module("mattis._core").__version__
    raise AttributeError(f"module 'mattis' has no attribute {name!r}")
