# SPDX-License-Identifier: BSD-3-Clause
"""Whatever is given: the right result, or one line that names the argument. Never a crash."""
import numpy as np
import pytest

import mattis.dmft as dmft

SIMULATION = dict(alpha=0.1, g=1.2, a=[1.08], ic_noise_std=0.5, T=10, dt=0.1, N=50, N_trials=2)
SOLUTION = dict(alpha=0.1, g=1.2, a=[1.08], ic_noise_std=0.5, T=10, dt=0.1, M=500, N_iter=10, update_stepsize=0.3)

FUNCTIONS = [
    (dmft.simulate_hopfield, SIMULATION),
    (dmft.simulate_dense_assoc_mem, dict(SIMULATION, n=2)),
    (dmft.solve_hopfield_dmft, SOLUTION),
    (dmft.solve_dense_assoc_mem_dmft, dict(SOLUTION, n=2)),
]

BAD = {
    "alpha": [0, -0.1, np.nan, np.inf, "0.1", None, 1j, [0.1], np.array([0.1])],
    "g": [0, -1.2, np.nan, np.inf, 1e40, "g", None],
    "a": [[np.nan], [np.inf], [1e40], 1.08, [[1.08]], np.ones((2, 2)), np.ones((1, 1, 1)), "a", ["a"], [1j], [None],
          [[1], [1, 2]], object(), [10**400]],
    "ic_noise_std": [-1, np.nan, np.inf, 1e40, "auto", [0.5]],
    "T": [0, 1, -5, 1.5, np.nan, "10", None, 2**31, 2**62, 2**80, -(2**80), 2**31 - 1],
    "dt": [0, -0.1, 1.01, np.nan, np.inf, "dt", None],
    "N": [0, -1, 50.0, "50", None, 2**62, 2**64],
    "N_trials": [0, -1, 2.0, None, 2**31, 2**31 - 1],
    "n": [0, -2, 2.0, None, "2", 2**40],
    "M": [0, -1, 500.0, None, "500", 2**62, 2**64],
    "N_iter": [0, -1, 10.5, None, 2**31],
    "update_stepsize": [0, -0.3, 1.01, np.nan, "d", None],
    "device": ["gpu", "cuda:x", "", None, 0],
    "seed": [-1, 2**64, 1.5, "seed"],
    "threads": [0, -1, 1.5, 10**6, 2**40, "all"],
    "tol": [0, -1, np.nan, np.inf, "tol", None],
    "method": ["newton", "", None, 1],
}
# Sizes that no memory holds are refused by the memory that they would take.
OF_SIZES = {"T", "N", "N_trials", "M"}


@pytest.mark.parametrize("function, good", FUNCTIONS)
def test_a_bad_value_is_refused_by_its_name(function, good):
    keywords = {"device", "seed", "threads"} | ({"tol", "method"} if "M" in good else set())
    for name in (good.keys() | keywords) & BAD.keys():
        for value in BAD[name]:
            with pytest.raises(ValueError) as refusal:
                function(**dict(good, **{name: value}))
            message = str(refusal.value)
            named = message.startswith((f"{name}:", f"{name}["))
            assert named or (name in OF_SIZES and message.startswith("memory")), f"{name} = {value!r}: {message}"
            assert "expected" in message and "got" in message and "\n" not in message


def test_more_condensed_patterns_than_there_are():
    with pytest.raises(ValueError, match="a: expected at most P = 5"):
        dmft.simulate_hopfield(**dict(SIMULATION, a=np.full(6, 0.1)))


@pytest.mark.parametrize("n", [1, 3])
def test_theory_of_odd_orders(n):
    with pytest.raises(ValueError, match="n: expected") if n == 3 else nothing_raised():
        dmft.solve_dense_assoc_mem_dmft(**dict(SOLUTION, n=n))


class nothing_raised:
    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False


def test_no_accelerator_in_this_build():
    with pytest.raises(ValueError, match="device: expected cpu .this build has no accelerator.*docs/python.md.*got cuda"):
        dmft.simulate_hopfield(**SIMULATION, device="cuda")


AMPLITUDES = np.array([1.08, -0.3, 0.25])


def read_only():
    array = AMPLITUDES.copy()
    array.flags.writeable = False
    return array


SAME = {
    "list": AMPLITUDES.tolist(),
    "tuple": tuple(AMPLITUDES),
    "strided": np.repeat(AMPLITUDES, 3)[::3],
    "reversed": AMPLITUDES[::-1].copy()[::-1],
    "column of Fortran order": np.asfortranarray(np.stack([AMPLITUDES] * 4))[2],
    "column of C order": np.stack([AMPLITUDES] * 4, axis=1)[:, 1],
    "read-only": read_only(),
    "big-endian": AMPLITUDES.astype(">f8"),
    "unaligned": np.frombuffer(b"x" + AMPLITUDES.tobytes(), dtype=np.uint8)[1:].view(np.float64),
    "long double": AMPLITUDES.astype(np.longdouble),
}


@pytest.mark.parametrize("kind", SAME)
def test_any_array_of_the_same_numbers_gives_the_same_bits(kind):
    for function, good in FUNCTIONS:
        expected = function(**dict(good, a=AMPLITUDES), seed=3)
        result = function(**dict(good, a=SAME[kind]), seed=3)
        assert all(a.tobytes() == b.tobytes() for a, b in zip(expected, result))


@pytest.mark.parametrize("dtype", ["f2", "f4", "i1", "u8", ">i4", "?"])
def test_other_types_of_numbers(dtype):
    ones = dmft.simulate_hopfield(**dict(SIMULATION, a=[1.0, 1.0]), seed=3)
    same = dmft.simulate_hopfield(**dict(SIMULATION, a=np.ones(2, dtype)), seed=3)
    assert all(a.tobytes() == b.tobytes() for a, b in zip(ones, same))


def test_numpys_scalars():
    expected = dmft.simulate_hopfield(**SIMULATION, seed=3)
    scalars = {name: np.array(value)[()] if name != "a" else value for name, value in SIMULATION.items()}
    arrays = {name: np.array(value) if name != "a" else value for name, value in SIMULATION.items()}
    for given in (scalars, arrays):
        result = dmft.simulate_hopfield(**given, seed=np.uint64(3))
        assert all(a.tobytes() == b.tobytes() for a, b in zip(expected, result))


def test_noise_can_be_the_models_own():
    own = dmft.simulate_hopfield(**dict(SIMULATION, ic_noise_std=None), seed=3)
    same = dmft.simulate_hopfield(**dict(SIMULATION, ic_noise_std=np.sqrt(1.2**2 - 1.08**2)), seed=3)
    np.testing.assert_allclose(own[1], same[1], atol=1e-6)


def test_results_are_arrays_of_their_own():
    arrays = dmft.simulate_hopfield(**SIMULATION, seed=3)
    for array in arrays:
        assert type(array) is np.ndarray and array.flags.c_contiguous and array.flags.writeable
        array += 1
    again = dmft.simulate_hopfield(**SIMULATION, seed=3)
    assert all(np.array_equal(a, b + 1) for a, b in zip(arrays, again))
