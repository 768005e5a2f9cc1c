# SPDX-License-Identifier: BSD-3-Clause
import json
import os
import pathlib
import subprocess
import sys
import textwrap
import types

import h5py
import numpy as np
import pytest

DATA = pathlib.Path(os.environ.get("MATTIS_TEST_DATA", pathlib.Path(__file__).parents[2] / "tests" / "data"))

# What disagrees with the reference by more standard errors, in any entry, is wrong (tests/data/README.md).
LARGEST_Z = 4.5


@pytest.fixture(scope="session")
def reference():
    """reference("dmft/dense4"): its arrays as attributes."""

    def read(name):
        with h5py.File(DATA / f"{name}.h5") as file:
            return types.SimpleNamespace(**{key: file[key][()] for key in file}, **dict(file.attrs))

    return read


@pytest.fixture(scope="session")
def largest_z():
    """Largest difference of two arrays in combined standard errors, over the entries that have one."""

    def compare(mean, se, other, other_se):
        error = np.hypot(se, other_se)
        known = error > 0
        assert known.any() and mean.shape == other.shape
        return float(np.max(np.abs(mean - other)[known] / error[known]))

    return compare


@pytest.fixture(scope="session")
def run_program():
    """run_program(source, python): a Python program of its own; the JSON that it prints last. It has five minutes, where others want the processor, too."""

    def run(source, python=sys.executable):
        done = subprocess.run([python, "-c", textwrap.dedent(source)], capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, f"exit status {done.returncode}\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout.splitlines()[-1])

    return run


GROWTH = """
import ctypes, gc, json, sys
class Mallinfo2(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
                "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]
mallinfo2 = ctypes.CDLL(None).mallinfo2
mallinfo2.restype = Mallinfo2
def allocated():
    gc.collect()
    info = mallinfo2()
    return info.uordblks + info.hblkhd, sys.getallocatedblocks()
for _ in range({before}):
    {calls}
before = allocated()
for _ in range({times}):
    {calls}
print(json.dumps([after - was for after, was in zip(allocated(), before)]))
"""


@pytest.fixture(scope="session")
def growth(run_program):
    """growth(setup, calls, times=1000, before=50): bytes and Python's objects that so many lines of `calls` leave allocated.

    What is allocated, since what is resident moves by megabytes with the heap's shape."""

    def grown(setup, calls, times=1000, before=50):
        return run_program(textwrap.dedent(setup) + GROWTH.format(calls=calls, times=times, before=before))

    return grown
