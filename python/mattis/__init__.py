# SPDX-License-Identifier: BSD-3-Clause
"""Dynamics of associative memory: networks simulated, and their dynamical mean-field theory solved.

``Hopfield`` and ``Dense`` are graded networks, ``recovery`` the theory over loads and cues; ``overlap``, ``field``, ``covariance``,
``response``, ``activation`` and ``Patterns`` the kernels; ``load`` reads what the command wrote; ``mattis.binary``,
``mattis.equilibrium``, ``mattis.stimulus`` are the other systems, ``mattis.sweep`` runs any of them over a design. ``mattis.dmft`` has the four
functions of the original script ``dmft.py``, with its arguments and results.
"""
import importlib
import typing

# What is where; loaded when used: ``import mattis`` alone loads nothing.
_HOMES = {
    "models": ["Dense", "Hopfield", "recovery"],
    "kernels": ["Patterns", "activation", "covariance", "field", "overlap", "response"],
    "results": ["Result", "load"],
}
_MODULES = ["binary", "dmft", "equilibrium", "kernels", "models", "plots", "results", "stimulus", "sweep"]

if typing.TYPE_CHECKING:
    from . import binary as binary
    from . import dmft as dmft
    from . import equilibrium as equilibrium
    from . import stimulus as stimulus
    from . import sweep as sweep
    from .kernels import Patterns as Patterns
    from .kernels import activation as activation
    from .kernels import covariance as covariance
    from .kernels import field as field
    from .kernels import overlap as overlap
    from .kernels import response as response
    from .models import Dense as Dense
    from .models import Hopfield as Hopfield
    from .models import recovery as recovery
    from .results import Result as Result
    from .results import load as load

    __version__: str

__all__ = ["__version__", "binary", "dmft", "equilibrium", "stimulus", "sweep", *(name for names in _HOMES.values() for name in names)]


if not typing.TYPE_CHECKING:  # a checker knows what there is, and what there is not

    def __getattr__(name: str):
        if name in _MODULES:
            return importlib.import_module(f"mattis.{name}")
        home = "_core" if name == "__version__" else next((home for home, names in _HOMES.items() if name in names), None)
        if home is None:
            raise AttributeError(f"module 'mattis' has no attribute {name!r}")
        value = globals()[name] = getattr(importlib.import_module(f"mattis.{home}"), name)
        return value


def __dir__():
    return sorted({*globals(), *__all__, *_MODULES})
