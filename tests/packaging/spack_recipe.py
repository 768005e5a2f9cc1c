# SPDX-License-Identifier: BSD-3-Clause
"""Reads the Spack recipe without Spack: its directives are written down, and what it passes to CMake is asked for every choice of
its variants."""
import importlib.util
import itertools
import pathlib
import re
import sys
import types


class Spec:
    """What a recipe asks of a spec: "+name" in it, and satisfies()."""

    def __init__(self, chosen: dict[str, bool]):
        self.chosen = chosen

    def satisfies(self, text: str) -> bool:
        terms = re.findall(r"[+~]\w+", text)
        if "".join(terms) != text:
            raise ValueError(f"expected a condition of variants such as '+io+bench', got '{text}'")
        return all(self.chosen.get(term[1:], False) == (term[0] == "+") for term in terms)

    __contains__ = satisfies

    def __getitem__(self, package: str) -> "Spec":
        return Spec({})


class Recipe:
    def __init__(self, path: pathlib.Path):
        self.variants: dict[str, str | None] = {}  # with the condition that they are there at all
        self.conditions: list[str] = []
        self.versions: list[str] = []
        self._import(path)

    def _import(self, path: pathlib.Path) -> None:
        recipe = self

        def variant(name, default, description, when=None):
            recipe.variants[name] = when
            recipe.conditions += [when] if when else []

        def depends_on(spec, type=None, when=None):
            if not re.fullmatch(r"[a-z][\w-]*(@[\d.]*:?[\d.]*)?([+~]\w+)*( \w+=\w+)*", spec):
                raise ValueError(f"depends_on: expected a spec, got '{spec}'")
            recipe.conditions += [when] if when else []

        def version(name, branch=None, sha256=None):
            recipe.versions.append(name)

        class CMakePackage:
            def define(self, name, value):
                return f"-D{name}={'ON' if value is True else 'OFF' if value is False else value}"

            def define_from_variant(self, name, variant):
                if variant not in recipe.variants:
                    raise ValueError(f"{name}: expected a variant, got '{variant}'")
                recipe.used.add(variant)
                # of a variant that is not there nothing is said
                return self.define(name, self.spec.chosen[variant]) if variant in self.spec.chosen else ""

            def __getitem__(self, package):
                return self.spec[package]

        package = types.ModuleType("spack.package")
        ignored = lambda *arguments, **options: None
        package.__dict__.update(variant=variant, depends_on=depends_on, version=version, license=ignored, conflicts=ignored)
        cmake = types.ModuleType("cmake")
        cmake.CMakePackage = CMakePackage
        names = {"spack": types.ModuleType("spack"), "spack.package": package, "spack_repo": types.ModuleType("spack_repo"),
                 "spack_repo.builtin": types.ModuleType("builtin"),
                 "spack_repo.builtin.build_systems": types.ModuleType("build_systems"),
                 "spack_repo.builtin.build_systems.cmake": cmake}
        before = {name: sys.modules.get(name) for name in names}
        sys.modules.update(names)
        try:
            spec = importlib.util.spec_from_file_location("mattis_spack_recipe", path)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
        finally:
            for name, value in before.items():
                if value is None:
                    del sys.modules[name]
                else:
                    sys.modules[name] = value
        self.used: set[str] = set()
        self.package = module.Mattis()

    def arguments(self):
        """What is passed to CMake for every choice of the variants."""
        for values in itertools.product([True, False], repeat=len(self.variants)):
            chosen = dict(zip(self.variants, values))
            spec = Spec(chosen)
            # a variant whose condition does not hold is not there; taken as chosen once
            absent = {name for name, when in self.variants.items() if when and not spec.satisfies(when)}
            if any(chosen[name] for name in absent):
                continue
            self.package.spec = Spec({name: value for name, value in chosen.items() if name not in absent})
            yield chosen, [argument for argument in self.package.cmake_args() if argument]
