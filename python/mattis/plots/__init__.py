# SPDX-License-Identifier: BSD-3-Clause
"""Figures of whatever the command writes and the functions of this package return (needs matplotlib; h5py for files).

``mattis plot`` and every ``--figure`` draw here, too.

>>> from mattis import plots
>>> plots.plot("theory.h5").savefig("theory.png")                       # doctest: +SKIP
>>> plots.plot(["theory.h5", "simulation.h5"])                          # doctest: +SKIP
"""
from mattis.plots._figure import kinds, plot
from mattis.plots._source import SourceError

__all__ = ["SourceError", "kinds", "plot"]
