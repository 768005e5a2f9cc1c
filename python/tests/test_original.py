# SPDX-License-Identifier: BSD-3-Clause
"""The calls of the original's own page, with the import alone changed, and the conventions of its arguments and results."""
import inspect

import numpy as np
import pytest

import mattis.dmft as dmft
from conftest import LARGEST_Z


def hopfield_of_the_page():
    alpha = 0.1
    g = 1.2
    a_scale = 0.9
    a = np.array([a_scale * g])
    ic_noise_std = np.sqrt(max(0, g**2 - a[0] ** 2))
    return dict(alpha=alpha, g=g, a=a, ic_noise_std=ic_noise_std, T=100, dt=0.02, device="cpu", verbose=True)


def dense_of_the_page():
    g = 1.5
    a_scale = 0.8
    a = np.array([a_scale * g])
    ic_noise_std = np.sqrt(g**2 - a[0] ** 2)
    return dict(n=2, alpha=0.05, g=g, a=a, ic_noise_std=ic_noise_std, T=50, dt=0.05, device="cpu", verbose=True)


SIMULATIONS = [
    (dmft.simulate_hopfield, hopfield_of_the_page(), dict(N=200, N_trials=20), "simulation/hopfield_readme"),
    (dmft.simulate_dense_assoc_mem, dense_of_the_page(), dict(N=100, N_trials=50), "simulation/dense2_readme"),
]
SOLUTIONS = [
    (dmft.solve_hopfield_dmft, hopfield_of_the_page(), dict(M=50000, N_iter=150, update_stepsize=0.3), "dmft/hopfield_readme"),
    (dmft.solve_dense_assoc_mem_dmft, dense_of_the_page(), dict(M=100000, N_iter=200, update_stepsize=0.5),
     "dmft/dense2_readme"),
]


@pytest.mark.parametrize("simulate, model, size, data", SIMULATIONS)
def test_simulation_as_called_on_the_page(simulate, model, size, data, reference):
    m, x, phi, E = simulate(**model, **size)
    T, N, trials = model["T"], size["N"], size["N_trials"]
    assert [array.shape for array in (m, x, phi, E)] == [(trials, T, 1), (trials, T, N), (trials, T, N), (trials, T, 2)]
    assert {array.dtype for array in (m, x, phi, E)} == {np.dtype(np.float64)}
    np.testing.assert_allclose(phi, np.tanh(x), rtol=0, atol=1e-6)
    # without a seed: far within what 20 trials scatter by, with a chance of failure that nobody meets
    assert np.max(np.abs(m.mean(axis=0) - reference(data).m)) < 0.1


@pytest.mark.parametrize("simulate, model, size, data", SIMULATIONS)
def test_simulation_agrees_with_the_original(simulate, model, size, data, reference, largest_z):
    expected = reference(data)
    size = dict(size, N_trials=200)
    m, _, _, E = simulate(**model, **size, seed=1)
    error = np.sqrt(size["N_trials"])
    assert largest_z(m.mean(axis=0), m.std(axis=0, ddof=1) / error, expected.m, expected.m_se) < LARGEST_Z
    assert largest_z(E.mean(axis=0), E.std(axis=0, ddof=1) / error, expected.E, expected.E_se) < LARGEST_Z


@pytest.mark.parametrize("solve, model, size, data", SOLUTIONS)
def test_solution_as_called_on_the_page(solve, model, size, data, reference):
    m, C_phi, S_phi, E = solve(**model, **size)
    T = model["T"]
    assert [array.shape for array in (m, C_phi, S_phi, E)] == [(T, 1), (T, T), (T, T), (T, 2)]
    assert {array.dtype for array in (m, C_phi, S_phi, E)} == {np.dtype(np.float32)}
    expected = reference(data)
    np.testing.assert_allclose(m, expected.m, atol=0.02)
    np.testing.assert_allclose(C_phi, expected.C_phi, atol=0.02)
    assert not np.any(np.triu(S_phi))


@pytest.mark.parametrize("solve, model, size, data", SOLUTIONS)
def test_solution_agrees_with_the_original(solve, model, size, data, reference, largest_z):
    expected = reference(data)
    m, C_phi, S_phi, E, stats = solve(**model, **size, seed=1, return_stats=True)
    for name, values in dict(m=m, C_phi=C_phi, S_phi=S_phi, E=E).items():
        error = getattr(stats, f"{name}_se")
        assert error.shape == values.shape
        assert largest_z(values, error, getattr(expected, name), getattr(expected, f"{name}_se")) < LARGEST_Z, name


def test_order_and_defaults_are_the_originals():
    def positional(function):
        return [(p.name, p.default) for p in inspect.signature(function).parameters.values() if p.kind is not p.KEYWORD_ONLY]

    none = inspect.Parameter.empty

    def required(names):
        return [(name, none) for name in names.split()]

    device = [("device", "cpu"), ("verbose", False)]
    assert positional(dmft.simulate_hopfield) == required("alpha g a ic_noise_std T dt N") + [("N_trials", 1)] + device
    assert positional(dmft.simulate_dense_assoc_mem) == (
        required("alpha n g a ic_noise_std T dt N") + [("N_trials", 1)] + device + [("exclude_repeat_indices", False)])
    assert positional(dmft.solve_hopfield_dmft) == required("alpha g a ic_noise_std T dt M N_iter update_stepsize") + device
    assert positional(dmft.solve_dense_assoc_mem_dmft) == (
        required("g alpha n a ic_noise_std T dt M N_iter update_stepsize") + device)


@pytest.mark.parametrize("a", [None, [], np.array([])])
def test_without_condensed_patterns_m_is_none(a):
    m, x, phi, E = dmft.simulate_hopfield(0.2, 1.2, a, 1.2, 10, 0.1, 30, 2)
    assert m is None and x.shape == phi.shape == (2, 10, 30) and E.shape == (2, 10, 2)
    m, C_phi, S_phi, E, stats = dmft.solve_hopfield_dmft(0.2, 1.2, a, 1.2, 10, 0.1, 2000, 30, 0.3, return_stats=True)
    assert m is None and stats.m_se is None and C_phi.shape == S_phi.shape == (10, 10) and E.shape == (10, 2)
    m, _, _, _ = dmft.solve_dense_assoc_mem_dmft(1.2, 0.2, 2, a, 1.2, 10, 0.1, 2000, 30, 0.3)
    assert m is None


def test_repeated_indices_can_be_left_out():
    arguments = dict(alpha=0.1, n=2, g=1.5, a=[1.2], ic_noise_std=0.5, T=10, dt=0.1, N=30, seed=1)
    with_them = dmft.simulate_dense_assoc_mem(**arguments)[1]
    without = dmft.simulate_dense_assoc_mem(**arguments, exclude_repeat_indices=True)[1]
    assert np.array_equal(with_them[:, 0], without[:, 0]) and not np.array_equal(with_them, without)
