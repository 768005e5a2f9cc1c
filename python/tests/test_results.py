# SPDX-License-Identifier: BSD-3-Clause
"""Results as objects: fields, files, xarray, copies."""
import copy
import os
import pickle
import stat

import h5py
import numpy as np
import pytest

import mattis


@pytest.fixture(scope="module")
def run():
    return mattis.Hopfield(alpha=0.1, g=1.2, a=[1.08]).simulate(N=50, T=20, dt=0.1, trials=2, seed=1)


def test_fields(run):
    assert run.kind == "simulate" and run.m is run.arrays["m"] and run.seed == run.attributes["seed"] == 1
    assert {"m", "E", "alpha", "plot", "save"} <= set(dir(run))
    assert "m (2, 20, 1)" in repr(run)
    with pytest.raises(AttributeError, match="Simulation has no 'x'; it has E, m and attributes"):
        run.x


@pytest.mark.parametrize("through", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_copies(run, through):
    again = through(run)
    assert type(again) is type(run) and np.array_equal(again.m, run.m) and again.attributes == run.attributes
    point = through(mattis.equilibrium.point(0.05, 0.2))
    assert point.phase == "retrieval global"


def test_a_file_is_replaced_whole(run, tmp_path):
    path = tmp_path / "run.h5"
    path.write_text("old")
    link = tmp_path / "link.h5"
    link.symlink_to(path)
    run.save(link)
    assert link.is_symlink() and mattis.load(path).P == run.P
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask
    assert sorted(os.listdir(tmp_path)) == ["link.h5", "run.h5"]
    bad = mattis.Result({"m": np.array([object()])}, {"command": "simulate"})
    with pytest.raises(TypeError):
        bad.save(path)
    assert mattis.load(path).P == run.P and sorted(os.listdir(tmp_path)) == ["link.h5", "run.h5"]


def test_places_that_cannot_be_written(run, tmp_path):
    with pytest.raises(OSError):
        run.save(tmp_path / "nowhere" / "run.h5")
    with pytest.raises(OSError):
        run.save(tmp_path)


def test_files_of_nobody(tmp_path):
    with pytest.raises(OSError):
        mattis.load(tmp_path / "none.h5")
    (tmp_path / "text.h5").write_text("no HDF5")
    with pytest.raises(OSError):
        mattis.load(tmp_path / "text.h5")
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["x"] = 1
    with pytest.raises(ValueError, match="load: expected a file of a mattis command"):
        mattis.load(tmp_path / "other.h5")


def test_files_without_the_attribute_command(run, tmp_path):
    path = tmp_path / "old.h5"
    for result, kind in ((run, "simulate"), (mattis.Hopfield(0.1, 1.2).solve(T=5, dt=0.1, M=200, seed=1), "solve")):
        result.save(path)
        with h5py.File(path, "a") as file:
            del file.attrs["command"]
        assert mattis.load(path).kind == kind


def test_ten_thousand_condensed_patterns(tmp_path):
    a = np.full(10000, 1e-3)
    result = mattis.Hopfield(alpha=101, g=1.2, a=a).simulate(N=100, T=2, dt=0.1, seed=1)
    result.save(tmp_path / "many.h5")
    assert np.array_equal(mattis.load(tmp_path / "many.h5").a, a)


def test_xarray(run):
    xarray = pytest.importorskip("xarray")
    data = run.to_xarray()
    assert isinstance(data, xarray.Dataset) and data.m.dims == ("trial", "time", "pattern")
    np.testing.assert_allclose(data.time, np.arange(20) * 0.1)
    theory = mattis.Hopfield(0.1, 1.2, [1.08]).solve(T=10, dt=0.1, M=500, seed=1).to_xarray()
    assert theory.C_phi.dims == ("time", "time'") and theory.m_se.dims == ("time", "pattern")
    assert len(mattis.binary.chain(3).to_xarray().law_0) == 8


def test_what_is_not_installed_is_named(run, monkeypatch, tmp_path):
    import builtins

    real = builtins.__import__

    def without(name, *rest):
        if name in ("h5py", "xarray"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r"h5py: expected it for save\(\), got none .pip install 'mattis.hdf5.'"):
        run.save(tmp_path / "x.h5")
    with pytest.raises(ImportError, match="h5py: expected it for load"):
        mattis.load(tmp_path / "x.h5")
    with pytest.raises(ImportError, match="xarray: expected it"):
        run.to_xarray()
