# SPDX-License-Identifier: BSD-3-Clause
"""Every public function shows what it does, and that is what happens."""
import doctest
import importlib
import inspect

import pytest

import mattis

MODULES = ["mattis.binary", "mattis.dmft", "mattis.equilibrium", "mattis.kernels", "mattis.models", "mattis.results",
           "mattis.stimulus", "mattis.sweep"]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.attempted > 0 and result.failed == 0


def public_functions(name):
    module = importlib.import_module(name)
    for public in module.__all__:
        value = getattr(module, public)
        if getattr(value, "__module__", None) != name or not callable(value) or issubclass_of_tuple(value):
            continue
        yield public, value
        if inspect.isclass(value):
            for method, member in inspect.getmembers(value, lambda one: inspect.isfunction(one) or inspect.ismethod(one)):
                if not method.startswith("_"):
                    yield f"{public}.{method}", member


def issubclass_of_tuple(value):
    return inspect.isclass(value) and issubclass(value, tuple)  # fields without a behaviour of their own


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_has_an_example(name):
    without = [public for public, value in public_functions(name)
               if ">>>" not in (inspect.getdoc(value) or "") and public not in EXCUSED]
    assert without == []


# What draws is shown in the tests of plots; what is the same as another, there; a method without an argument, by its class.
EXCUSED = {f"{kind}.{method}" for kind in ("Equilibrium", "Result", "Simulation", "Solution", "Recovery") for method in ("plot", "load")} | {
    "Equilibrium", "Simulation", "Solution", "Recovery", "Patterns.unpack", "Patterns.bits"}


def test_names_of_the_package():
    for name in mattis.__all__:
        assert getattr(mattis, name) is not None
        assert name in dir(mattis)
