# SPDX-License-Identifier: BSD-3-Clause
"""What callers give, as the library takes it. Whatever is wrong with it is a ValueError "<name>: expected .., got ..".

Types and ranges of C++ are checked here; what numbers mean, by the library, whose names `named_as_in_python` translates.
"""
import contextlib
import operator
import os

import numpy as np

LARGEST_INT = 2**31 - 1
LARGEST_INT64 = 2**63 - 1
LARGEST_SEED = 2**64 - 1


def _refuse(name, expected, value):
    got = repr(value)
    if len(got) > 80:
        got = f"{got[:77]}.."
    raise ValueError(f"{name}: expected {expected}, got {got}")


def whole(name, value, largest):
    """An int from 0 to `largest`, of anything that is an index (NumPy's and torch's integers, too)."""
    try:
        number = operator.index(value)
    except TypeError:
        _refuse(name, "a whole number", value)
    if not 0 <= number <= largest:
        _refuse(name, f"a whole number from 0 to {largest}", number)
    return number


def real(name, value):
    """A float, of any real number or array of no dimension."""
    if isinstance(value, (str, bytes)):
        _refuse(name, "a number", value)
    try:
        if getattr(value, "ndim", 0) != 0:
            raise TypeError
        return float(value)
    except (TypeError, ValueError, OverflowError):
        _refuse(name, "a number", value)


def amplitudes(a):
    """Floats, of None (none), of a sequence or of an array of one dimension, torch's on any device, too."""
    if a is None:
        return []
    if hasattr(a, "detach"):
        a = a.detach().cpu()
    try:
        array = np.asarray(a)
    except ValueError:  # of rows of different lengths
        _refuse("a", "one number for each condensed pattern", a)
    if array.ndim != 1:
        raise ValueError(f"a: expected one number for each condensed pattern, got an array of shape {array.shape}")
    if array.size and array.dtype.kind not in "biuf":
        raise ValueError(f"a: expected real numbers, got an array of {array.dtype}")
    return array.astype(np.float64).tolist()


def initial_noise(value):
    return None if value is None else real("ic_noise_std", value)


def seed(value):
    """The seed, or a new one from the system."""
    if value is None:
        return int.from_bytes(os.urandom(8), "little")
    return whole("seed", value, LARGEST_SEED)


def threads(value):
    """The library's number of threads, where 0 are all."""
    if value is None:
        return 0
    number = whole("threads", value, LARGEST_INT)
    if number < 1:
        _refuse("threads", "at least 1, or None for all", number)
    return number


_PYTHON_NAMES = {"ic_noise": "ic_noise_std", "trials": "N_trials", "iterations": "N_iter"}


@contextlib.contextmanager
def named_as_in_python():
    """The library's refusals with the names of the function's own arguments."""
    try:
        yield
    except ValueError as error:
        name, colon, rest = str(error).partition(":")
        if name not in _PYTHON_NAMES:
            raise
        raise ValueError(_PYTHON_NAMES[name] + colon + rest) from None
