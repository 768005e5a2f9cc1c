# SPDX-License-Identifier: BSD-3-Clause
"""What this package adds to the original's arguments."""
import doctest

import numpy as np
import pytest

import mattis
import mattis.dmft as dmft

MODEL = dict(alpha=0.1, g=1.2, a=[1.08, 0.2], ic_noise_std=0.4, T=30, dt=0.05)
SOLVER = dict(M=3000, N_iter=40, update_stepsize=0.3)


def same_bits(first, second):
    return all(a.tobytes() == b.tobytes() for a, b in zip(first, second))


def test_a_seed_repeats_for_any_number_of_threads():
    simulations = [dmft.simulate_hopfield(**MODEL, N=300, N_trials=3, seed=5, threads=n) for n in (None, 1, 2, 3)]
    solutions = [dmft.solve_hopfield_dmft(**MODEL, **SOLVER, seed=5, threads=n) for n in (None, 1, 2, 3)]
    for results in (simulations, solutions):
        assert all(same_bits(results[0], other) for other in results[1:])
    assert not same_bits(simulations[0], dmft.simulate_hopfield(**MODEL, N=300, N_trials=3, seed=6))


def test_without_a_seed_calls_differ_and_the_stats_repeat_them():
    *first, stats = dmft.simulate_hopfield(**MODEL, N=50, return_stats=True)
    assert not same_bits(first, dmft.simulate_hopfield(**MODEL, N=50))
    assert same_bits(first, dmft.simulate_hopfield(**MODEL, N=50, seed=stats.seed))
    assert stats.P == 5 and stats.threads >= 1 and stats.wall_seconds > 0


@pytest.mark.parametrize("method", ["picard", "causal", "damped"])
def test_methods_solve_the_same_equations(method):
    expected, *_ = dmft.solve_hopfield_dmft(**MODEL, M=100000, N_iter=1, update_stepsize=1, seed=1)
    m, *_, stats = dmft.solve_hopfield_dmft(**MODEL, M=20000, N_iter=60, update_stepsize=0.3, method=method, seed=2,
                                            return_stats=True)
    assert stats.method == method
    np.testing.assert_allclose(m, expected, atol=0.02)
    if method == "damped":
        assert stats.sweeps == 60


def test_tol_bounds_the_last_change():
    residuals = [dmft.solve_hopfield_dmft(**MODEL, **SOLVER, seed=1, tol=tol, return_stats=True)[4].residual
                 for tol in (1e-2, 1e-5)]
    assert residuals[0] < 1e-2 and residuals[1] < 1e-5


@pytest.mark.parametrize("method", ["picard", "causal", "damped"])
def test_a_solution_that_fails_is_no_bad_argument(method):
    with pytest.raises(RuntimeError, match="expected finite order parameters"):
        dmft.solve_dense_assoc_mem_dmft(1e30, 0.1, 40, [1.0], 1.0, 10, 0.1, 1000, 30, 0.3, method=method, seed=1)


def test_stats_can_be_printed():
    text = repr(dmft.solve_hopfield_dmft(**MODEL, **SOLVER, return_stats=True)[4])
    assert "sweeps=" in text and "backend=" in text


def test_verbose_draws_a_bar_on_standard_error(capsys):
    dmft.solve_hopfield_dmft(**MODEL, **SOLVER, verbose=True)
    dmft.simulate_hopfield(**MODEL, N=100, N_trials=2, verbose=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("100% done") == 2 and "sweep" in err and "trial" in err and err.endswith("\n")
    dmft.simulate_hopfield(**MODEL, N=100)
    assert capsys.readouterr() == ("", "")


def test_a_bar_that_cannot_be_drawn_ends_the_call(monkeypatch):
    class Closed:
        def write(self, text):
            raise OSError("no terminal")

    monkeypatch.setattr("sys.stderr", Closed())
    with pytest.raises(OSError, match="no terminal"):
        dmft.simulate_hopfield(**MODEL, N=100, N_trials=2, verbose=True)
    monkeypatch.setattr("sys.stderr", None)  # as where a program has none
    assert len(dmft.simulate_hopfield(**MODEL, N=100, verbose=True)) == 4


def test_docstrings_show_what_happens():
    assert doctest.testmod(dmft).attempted > 10
    assert doctest.testmod(dmft).failed == 0


def test_version():
    assert mattis.__version__.count(".") == 2 and mattis.dmft is dmft
    with pytest.raises(AttributeError, match="nothing"):
        mattis.nothing
