# SPDX-License-Identifier: BSD-3-Clause
"""Kernels and patterns on whatever arrays there are: NumPy's answer, or an exception that names the argument. Never a crash."""
import copy
import pickle

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mattis

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
SIZES = st.integers(1, 70)
SEEDS = st.integers(0, 2**32 - 1)
DTYPES = st.sampled_from(["f4", "f8", "f2", ">f4", ">f8", "i1", ">i4", "u8", "?", "g"])
LAYOUTS = st.sampled_from(["C", "Fortran", "strided", "reversed", "read-only", "unaligned", "transposed"])


def laid_out(array, layout):
    """The same numbers in another way."""
    if layout == "Fortran":
        return np.asfortranarray(array)
    if layout == "strided":
        return np.repeat(array, 3, axis=-1)[..., ::3]
    if layout == "reversed":
        return array[::-1].copy()[::-1]
    if layout == "read-only":
        array = array.copy()
        array.flags.writeable = False
        return array
    if layout == "unaligned":
        return np.frombuffer(b"x" + array.tobytes(), np.uint8)[1:].view(array.dtype).reshape(array.shape)
    if layout == "transposed":
        return np.ascontiguousarray(array.T).T
    return array


def numbers(shape, dtype, seed):
    return np.random.default_rng(seed).uniform(0, 3, shape).astype(dtype)


def signs(P, N, seed):
    return np.random.default_rng(seed).choice(np.array([-1, 1], np.int8), (P, N))


def expect_close(result, expected, given_dtype):
    single = np.dtype(given_dtype).kind == "f" and np.dtype(given_dtype).itemsize <= 4
    assert result.shape == expected.shape
    scale = max(1.0, np.abs(expected).max(initial=0))
    assert np.abs(result - expected).max(initial=0) <= (2e-5 if single else 1e-12) * scale


@SETTINGS
@given(P=SIZES, N=SIZES, B=st.sampled_from([None, 1, 2, 7]), dtype=DTYPES, layout=LAYOUTS, seed=SEEDS,
       packed=st.booleans(), sign_layout=LAYOUTS, sign_dtype=st.sampled_from(["i1", "f8", ">f4", "i8"]))
def test_overlap_and_field(P, N, B, dtype, layout, seed, packed, sign_layout, sign_dtype):
    xi = signs(P, N, seed)
    given = laid_out(xi.astype(sign_dtype), sign_layout)
    if packed:
        given = mattis.Patterns(given)
        assert np.array_equal(given, xi)
    for kernel, inner, expected in ((mattis.overlap, N, lambda x: xi @ x / N), (mattis.field, P, lambda x: xi.T @ x)):
        x = laid_out(numbers((inner,) if B is None else (inner, B), dtype, seed), layout)
        expect_close(kernel(given, x), expected(x.astype("f8")), dtype)


@SETTINGS
@given(T=SIZES, M=SIZES, dtype=DTYPES, layout=LAYOUTS, seed=SEEDS)
def test_covariance(T, M, dtype, layout, seed):
    phi = laid_out(numbers((T, M), dtype, seed), layout)
    expect_close(mattis.covariance(phi), phi.astype("f8") @ phi.astype("f8").T / M, dtype)


@SETTINGS
@given(T=st.integers(1, 12), M=SIZES, dtype=DTYPES, layout=LAYOUTS, seed=SEEDS, dt=st.floats(0.01, 1))
def test_response(T, M, dtype, layout, seed, dt):
    slope = laid_out(numbers((T, M), dtype, seed), layout)
    kernel = laid_out(numbers((T, T), "f8", seed + 1) - 1.5, layout)
    F, S = np.tril(kernel), np.zeros((T, T))
    for sample in slope.astype("f8").T:
        S_x = np.zeros((T, T))
        for s in range(T - 1):
            S_x[s + 1, s] = dt
            for t in range(s + 1, T - 1):
                S_x[t + 1, s] = (1 - dt) * S_x[t, s] + dt * (F[t, s + 1:t + 1] * sample[s + 1:t + 1] * S_x[s + 1:t + 1, s]).sum()
        S += sample[:, None] * S_x / M
    expect_close(mattis.response(slope, kernel, dt), S, dtype)


@SETTINGS
@given(shape=st.lists(st.integers(0, 9), max_size=5), dtype=DTYPES, layout=LAYOUTS, seed=SEEDS)
def test_activation(shape, dtype, layout, seed):
    x = numbers(shape, dtype, seed)
    if shape:
        x = laid_out(x, layout)
    expect_close(mattis.activation(x), np.tanh(x.astype("f8")), dtype)


# Anything at all in the place of any argument.
ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.binary(max_size=9),
    st.lists(st.one_of(st.none(), st.floats(), st.text(max_size=3), st.lists(st.floats(), max_size=3)), max_size=4),
    st.builds(lambda shape, dtype, layout: laid_out(np.ones(shape).astype(dtype), "C" if dtype == "O" or not shape else layout),
              st.lists(st.integers(0, 5), max_size=4),
              st.sampled_from(["f4", "f8", ">f8", "c16", "i1", "U3", "O", "M8[s]", "S2", "?"]), LAYOUTS),
    st.just(object()), st.just(mattis.Patterns([[1, -1, 1]])), st.just(np.full((3, 3), np.nan)),
    st.just(np.broadcast_to(np.float32(1), (2**20, 2**10))[:0]),
    st.just(np.lib.stride_tricks.as_strided(np.zeros(1, "f4"), (3, 3), (0, 0))))


@settings(SETTINGS, max_examples=400)
@given(kernel=st.sampled_from([mattis.overlap, mattis.field, mattis.covariance, mattis.response, mattis.activation,
                               mattis.Patterns, mattis.Patterns.random, mattis.Patterns.from_bits]),
       data=st.data())
def test_anything_is_computed_or_refused(kernel, data):
    sensible = {mattis.overlap: ([[1, -1, 1]], np.ones(3), None), mattis.field: ([[1, -1, 1]], np.ones(1), None),
                mattis.covariance: (np.ones((2, 3)), None), mattis.response: (np.ones((2, 3)), np.zeros((2, 2)), 0.1, None),
                mattis.activation: (np.ones(3), None), mattis.Patterns: ([[1, -1]],), mattis.Patterns.random: (2, 3),
                mattis.Patterns.from_bits: (np.zeros((1, 1), np.uint8), 3)}
    arguments = [data.draw(st.one_of(st.just(good), ANYTHING)) for good in sensible[kernel]]
    try:
        kernel(*arguments)
    except (ValueError, TypeError) as error:
        assert "\n" not in str(error) and len(str(error)) < 2000


@pytest.mark.parametrize("out", [
    np.empty(3, "f8"), np.empty(4, "f4"), np.empty((3, 1), "f4"), np.empty(6, "f4")[::2], np.empty(3, ">f4"),
    np.frombuffer(bytes(12), "f4"), [0, 0, 0], "out", np.frombuffer(bytearray(13), np.uint8)[1:].view("f4")])
def test_a_place_for_the_result_that_does_not_fit(out):
    with pytest.raises(ValueError, match=r"out: expected a writable array of float32 in C order, shape \(3,\), got"):
        mattis.overlap(mattis.Patterns.random(3, 8, seed=1), np.ones(8, "f4"), out)


def test_results_are_written_where_they_shall_be():
    xi = mattis.Patterns.random(3, 8, seed=1)
    for dtype in ("f4", "f8"):
        phi, out = np.ones(8, dtype), np.empty(3, dtype)
        assert mattis.overlap(xi, phi, out) is out and mattis.overlap(xi, phi, out=out) is out
        np.testing.assert_array_equal(out, mattis.overlap(xi, phi))
    x = np.linspace(-3, 3, 50)
    expected = np.tanh(x)
    assert mattis.activation(x, out=x) is x
    np.testing.assert_allclose(x, expected, rtol=1e-15)
    both = np.ones((3, 3))
    with pytest.raises(ValueError, match="C: expected"):
        mattis.covariance(both, out=both)


def test_arrays_of_others_come_without_a_copy():
    class Exported:  # NumPy's array, of which nothing but DLPack is known
        def __init__(self, array):
            self.array = array

        def __dlpack__(self, **keywords):
            return self.array.__dlpack__(**keywords)

        def __dlpack_device__(self):
            return self.array.__dlpack_device__()

    xi = mattis.Patterns.random(4, 64, seed=1)
    phi = np.linspace(0, 1, 64, dtype="f4")
    out = np.empty(4, "f4")
    place = Exported(out)
    assert mattis.overlap(xi, Exported(phi), place) is place
    np.testing.assert_array_equal(out, mattis.overlap(xi, phi))
    np.testing.assert_array_equal(mattis.activation(memoryview(phi)), mattis.activation(phi))


def test_same_bits_for_any_number_of_threads():
    xi = mattis.Patterns.random(100, 5000, seed=1)
    phi = np.random.default_rng(1).normal(size=(5000, 3)).astype("f4")
    results = [mattis.overlap(xi, phi, threads=threads).tobytes() for threads in (None, 1, 2, 3)]
    assert len(set(results)) == 1
    assert len({mattis.covariance(phi.T, threads=threads).tobytes() for threads in (None, 1, 2, 3)}) == 1


def test_patterns_as_bits():
    xi = mattis.Patterns.random(5, 77, seed=3)
    assert np.array_equal(xi.bits(), np.packbits(xi.unpack() > 0, axis=1, bitorder="little"))
    for same in (mattis.Patterns.from_bits(xi.bits(), 77), pickle.loads(pickle.dumps(xi)), copy.deepcopy(xi)):
        assert np.array_equal(same, xi) and same.nbytes == xi.nbytes
    assert len(xi) == 5 and np.asarray(xi, dtype="f4").dtype == np.float32


def test_patterns_of_a_simulation():
    result = mattis.Hopfield(alpha=0.1, g=1.2, a=[1.0], ic_noise=0).simulate(N=64, T=2, dt=0.1, seed=5, save_states=True)
    xi = mattis.Patterns.random(6, 64, seed=5)
    np.testing.assert_array_equal(np.sign(result.x[0, 0]), np.asarray(xi)[0])


@pytest.mark.parametrize("entry", [0, 2, np.nan, np.inf, 1.5, 255, 257, -1.0000001])
def test_what_is_no_sign(entry):
    xi = np.ones((3, 4))
    xi[1, 2] = entry
    with pytest.raises(ValueError, match=r"xi\[1, 2\]: expected \+1 or -1, got"):
        mattis.Patterns(xi)
    with pytest.raises(ValueError, match=r"patterns\[1, 2\]: expected \+1 or -1, got"):
        mattis.binary.retrieve(patterns=xi)


@pytest.mark.parametrize("arguments, name", [
    ((2**40, 2**40), "N"), ((2**62, 2**62), "N"), ((2**63, 1), "P"), ((-1, 5), "P"), ((0, 5), "P"), ((5, 0), "N"),
    ((1.5, 2), "P"), (("1", 2), "P")])
def test_sizes_that_no_memory_holds(arguments, name):
    with pytest.raises(ValueError, match=f"{name}.*expected"):
        mattis.Patterns.random(*arguments, seed=1)
