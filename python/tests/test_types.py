# SPDX-License-Identifier: BSD-3-Clause
"""The package's types, as a type checker of its users sees them."""
import os
import pathlib
import subprocess
import sys
import textwrap

import pytest

import mattis

pytest.importorskip("mypy")
PACKAGE = pathlib.Path(mattis.__file__).parent

USE = """
    import numpy as np
    import mattis
    from mattis.stimulus import Stimulus

    model = mattis.Hopfield(alpha=0.1, g=1.2, a=[1.08])
    run = model.simulate(N=50, T=20, dt=0.1, seed=1)
    m: np.ndarray = run.m
    patterns: int = run.P
    theory = model.solve(T=20, dt=0.1, M=2000)
    residual: float = theory.residual
    xi = mattis.Patterns.random(5, 50, seed=1)
    overlaps: np.ndarray = mattis.overlap(xi, np.ones(50), out=np.empty(5))
    capacity: np.ndarray = mattis.recovery([0.1], 1.5, [0.6]).capacity_alpha
    result: mattis.Result = mattis.binary.retrieve(100, 5)
    shown = mattis.stimulus.run([Stimulus(target=1)], N=64)
    phase: str = mattis.equilibrium.point(0.05, 0.2).phase
    version: str = mattis.__version__
    overlaps_of_original = mattis.dmft.simulate_hopfield(0.1, 1.2, [1.08], 0.5, 10, 0.1, 50)[0]
    mattis.load("x.h5").save("y.h5")
"""


def mypy(*arguments, path):
    environment = {**os.environ, "MYPYPATH": str(PACKAGE.parent)}
    return subprocess.run([sys.executable, "-m", "mypy", "--no-incremental", "--cache-dir=/dev/null", *arguments],
                          cwd=path, env=environment, capture_output=True, text=True, timeout=600)


def test_a_user_is_checked(tmp_path):
    (tmp_path / "use.py").write_text(textwrap.dedent(USE))
    done = mypy("--strict", "--follow-imports=silent", "use.py", path=tmp_path)
    assert [line for line in done.stdout.splitlines() if line.startswith("use.py")] == []
    assert "checked 1 source file" in done.stdout or "no issues found in 1 source file" in done.stdout


def test_the_package_itself_is_checked(tmp_path):
    done = mypy("--ignore-missing-imports", "-m", "mattis", "-m", "mattis.dmft", path=tmp_path)
    assert done.returncode == 0, done.stdout


def test_a_wrong_use_is_found(tmp_path):
    (tmp_path / "wrong.py").write_text("import mattis\nx: str = mattis.Hopfield(0.1, 1.2).simulate().P\nmattis.nothing\n")
    done = mypy("wrong.py", path=tmp_path)
    assert "Incompatible types in assignment" in done.stdout and 'has no attribute "nothing"' in done.stdout


def test_stubs_are_those_of_the_module():
    stub = (PACKAGE / "_core.pyi").read_text()
    from mattis import _core

    public = [name for name in dir(_core) if not name.startswith("_")]
    assert [name for name in public if f"def {name}(" not in stub and f"class {name}" not in stub] == []
    assert (PACKAGE / "py.typed").exists()
