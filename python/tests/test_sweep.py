# SPDX-License-Identifier: BSD-3-Clause
"""Sweeps of a function of one's own: designs, seeds, journals, fronts."""
import numpy as np
import pytest

import mattis
from mattis.sweep import Range


def test_designs():
    seen = []

    def row(**parameters):
        seen.append(parameters)
        return {"score": sum(value for value in parameters.values() if isinstance(value, (int, float)))}

    result = mattis.sweep.run(row, grid={"a": [1, 2.5], "word": ["x", "y"]}, list={"b": [1, 2], "c": [True, False]},
                              random={"d": Range(0.1, 10, logarithmic=True), "e": [None, "z"]}, samples=2, fixed={"f": 7},
                              seed=3)
    assert len(seen) == 2 * 2 * 2 * 2 == len(result.a) and result.kind == "sweep"
    assert seen[0]["a"] == 1 and type(seen[0]["a"]) is int and seen[0]["f"] == 7 and seen[0]["c"] is True
    assert {one["word"] for one in seen} == {"x", "y"} and all(0.1 <= one["d"] <= 10 for one in seen)
    assert {one["e"] for one in seen} <= {None, "z"}
    np.testing.assert_array_equal(result.score, [sum(v for v in one.values() if isinstance(v, (int, float))) for one in seen])
    assert list(result.sweep_parameters) == ["a", "word", "b", "c", "d", "e"]


def test_seeds_depend_on_the_sweep_and_the_parameters_alone():
    def row(a, seed):
        return {"s": seed}

    first = mattis.sweep.run(row, grid={"a": [1, 2, 3]}, seed=5)
    again = mattis.sweep.run(row, grid={"a": [3, 1]}, seed=5)
    other = mattis.sweep.run(row, grid={"a": [1]}, seed=6)
    assert len(set(first.s)) == 3 and list(again.s) == [first.s[2], first.s[0]] and other.s[0] != first.s[0]


def test_a_journal_goes_on(tmp_path):
    calls = []

    def row(a):
        calls.append(a)
        if a == 3 and len(calls) < 5:
            raise KeyboardInterrupt
        if a == 2 and len(calls) < 4:
            raise ValueError("two\nlines")
        return {"b": a * a}

    journal = tmp_path / "rows"
    arguments = dict(grid={"a": [1, 2, 3]}, seed=1, journal=journal)
    with pytest.raises(KeyboardInterrupt):
        mattis.sweep.run(row, **arguments)
    calls += [0, 0]
    result = mattis.sweep.run(row, **arguments)
    assert calls == [1, 2, 3, 0, 0, 3]
    assert list(result.row_failed) == [0, 1, 0] and result.row_remark[1] == "two lines"
    assert result.b[0] == 1 and np.isnan(result.b[1]) and result.b[2] == 9
    assert list(mattis.sweep.run(row, **arguments, retry=True).b) == [1, 4, 9]
    assert calls[-1] == 2


def test_fronts_and_results():
    def row(alpha, seed):
        return mattis.Hopfield(alpha, 1.2, [1.08]).solve(T=10, dt=0.1, M=500, seed=seed)

    result = mattis.sweep.run(row, grid={"alpha": [0.05, 0.1]}, seed=1, minimise=["residual", "jitter"])
    assert result.row_pareto.any() and "alpha" not in result.sweep_scores and "jitter" in result.sweep_scores
    np.testing.assert_array_equal(mattis.sweep.pareto_front([[1, 1, np.nan], [2, 2, 0]]), [True, True, False])


@pytest.mark.parametrize("bad, message", [
    (dict(grid={"a": [1, 1]}), "a: "),
    (dict(grid={"a": []}), "a: "),
    (dict(grid={"a": "text"}), "a: expected a sequence"),
    (dict(list={"a": [1], "b": [1, 2]}), "b: "),
    (dict(grid={"a": [1]}, fixed={"a": 2}), "a: expected it in one of"),
    (dict(random={"a": Range(2, 1)}, samples=3), "expected"),
    (dict(grid={"a": [1]}, minimise=["nothing"]), "nothing"),
])
def test_what_is_no_design(bad, message):
    with pytest.raises(ValueError, match=message):
        mattis.sweep.run(lambda a, b=0: {"s": a}, seed=1, **bad)


def test_a_journal_of_something_else(tmp_path):
    (tmp_path / "rows").write_text("something else\n")
    with pytest.raises(ValueError, match="rows"):
        mattis.sweep.run(lambda a: {"s": a}, grid={"a": [1]}, journal=tmp_path / "rows")


def test_a_function_that_gives_nothing():
    with pytest.raises(TypeError, match="expected a dict of numbers"):
        mattis.sweep.run(lambda a: None, grid={"a": [1]})
