# SPDX-License-Identifier: BSD-3-Clause
"""Figures: what is drawn is what the source has, with units, in colours that are told apart, without a warning."""
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

matplotlib = pytest.importorskip("matplotlib")
h5py = pytest.importorskip("h5py")
matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
from mattis import plots  # noqa: E402
from mattis.plots import _style as style  # noqa: E402

pytestmark = pytest.mark.filterwarnings("error")
random = np.random.default_rng(1)


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def result(kind, attributes=None, **arrays):
    return SimpleNamespace(kind=kind, arrays={name: np.asarray(one) for name, one in arrays.items()},
                           attributes=attributes or {})


MODEL = {"model": "hopfield", "n": 1, "alpha": 0.1, "g": 1.2, "a": np.array([1.08]), "dt": 0.1, "T": 12}


def theory(K=1, **changed):
    arrays = {"m": random.random((12, K)), "C_phi": random.random((12, 12)), "S_phi": random.normal(size=(12, 12)),
              "E": random.random((12, 2))}
    errors = {f"{name}_se": 0.1 * np.ones_like(one) for name, one in arrays.items()}
    return result("solve", {**MODEL, **changed}, **arrays, **errors)


def simulation(trials=4, K=1, N=100, **changed):
    return result("simulate", {**MODEL, "N": N, "trials": trials, **changed}, m=random.random((trials, 12, K)),
                  E=random.random((trials, 12, 2)))


def scan(kind, along, **more):
    points = np.linspace(0.1, 0.5, 5)
    return result(kind, {"dynamics": "glauber", "half": 0.3, "half_se": 0.01, "P": 1}, **{
        along: points, "m": 1 - points, "m_se": 0.01 * points, "retrieved": points, "retrieved_se": 0.01 * points,
        "m_theory": np.full(5, np.nan), "m_graded": np.full(5, np.nan), "m_graded_se": np.full(5, np.nan), **more})


def phase_map():
    return result("binary phase-map", load=np.linspace(0.02, 0.1, 5), temperature=np.linspace(0.1, 1, 4),
                  m=np.linspace(0, 1, 20).reshape(5, 4), T_g=np.linspace(1.1, 1.3, 5), T_M=np.linspace(0.7, 0.3, 5),
                  T_c=np.full(5, np.nan))


def stimulus():
    return result("stimulus run", {"mode": "additive", "threshold": 0.5, "N": 100}, t=np.arange(20) * 0.1,
                  overlap=random.random((6, 20, 3)), onset=[0.0, 1.0], offset=[0.5, 1.5], target=[1, 2])


def sweep():
    T, alpha = (one.ravel() for one in np.meshgrid([0.1, 0.3, 0.5], [0.02, 0.04, 0.08, 0.16]))
    return result("sweep", T=T, alpha=alpha, f=T - alpha, m=T + alpha, row_part=np.zeros(12, int),
                  row_pareto=(np.arange(12) < 3).astype("i1"), sweep_parameters=np.array(["T", "alpha"], object),
                  sweep_scores=np.array(["f", "m"], object), sweep_minimise=np.array(["f"], object),
                  sweep_maximise=np.array(["m"], object), sweep_part_names=np.array([""], object),
                  sweep_part_commands=np.array(["equilibrium point"], object))


def recovery():
    loads, starts = (one.ravel() for one in np.meshgrid([0.1, 0.2], [0.3, 0.6, 0.9]))
    return result("recovery", {**MODEL, "threshold": 0.9}, n=np.full(6, 2), alpha=loads, m_initial=starts, m_initial_se=0 * starts,
                  m_peak=starts + 0.05, m_peak_se=0.01 + 0 * starts, m_final=starts - loads, m_final_se=0.02 + 0 * starts,
                  refined=np.zeros(6, int), converged=np.ones(6, int), capacity_n=[2], capacity_lower=[0.1], capacity_upper=[np.nan])


def diagram():
    loads = np.linspace(0, 0.138, 9)
    return result("equilibrium", {"kind": "diagram", "alpha_max": 0.2},
                  **{f"{line}_alpha": loads for line in ("T_g", "T_M", "T_c", "T_R")},
                  **{f"{line}_T": 1 - k * loads for k, line in enumerate(("T_g", "T_M", "T_c", "T_R"))})


SOURCES = [theory, simulation, recovery, phase_map, stimulus, sweep, diagram,
           lambda: scan("binary capacity", "load"), lambda: scan("binary basin", "m_start"), lambda: scan("binary mixtures", "n"),
           lambda: scan("binary magnetisation", "temperature", theory_at=[0.0, 1.0], theory_m=[1.0, 0.0]),
           lambda: result("binary patterns", patterns=np.where(random.random((3, 20)) < 0.5, 1, -1),
                          names=np.array(["a", "b", "c"], object)),
           lambda: result("binary sample", {"mean_energy": -0.6}, energy_course=random.random(30)),
           lambda: result("binary sequence", m=random.random((5, 4, 2)), lead=random.random(5), lead_se=0.1 * np.ones(5)),
           lambda: result("binary forgetting", {"threshold": 0.9}, m_run=random.random((3, 7))),
           lambda: result("binary retrieve", {"m_theory": np.nan}, course=random.random(9), m=random.random((2, 4))),
           lambda: result("binary chain", {"dynamics": "glauber"}, energy=np.arange(8.0), law=np.full(8, 0.125),
                          boltzmann=np.full(8, 0.125), matrix=np.full((8, 8), 0.125))]


def axes_of(figure, count=None):
    """Those that are no bar of colours."""
    axes = [one for one in figure.axes if one.get_label() != "<colorbar>"]
    assert count in (None, len(axes))
    return axes


def y_data(axes):
    return [np.asarray(line.get_ydata(), float) for line in axes.lines]


def cells(axes):
    """Values of a map, row by row."""
    return np.ravel((*axes.images, *axes.collections)[0].get_array())


def has(curves, wanted):
    return any(one.shape == np.shape(wanted) and np.allclose(one, wanted, rtol=1e-12, atol=0) for one in curves)


@pytest.mark.parametrize("make", SOURCES)
def test_every_axis_has_a_label(make, tmp_path):
    figure = plots.plot(make())
    figure.savefig(tmp_path / "figure.png", dpi=50)
    for axes in axes_of(figure):
        assert axes.get_xlabel()
        assert axes.get_ylabel() or axes.get_yticklabels()
    bars = [one for one in figure.axes if one.get_label() == "<colorbar>"]
    assert all(bar.get_ylabel() for bar in bars)


def test_theory():
    source = theory(K=2, a=np.array([0.6, 0.3]))
    overlap, energy, correlation, response = axes_of(plots.plot(source), 4)
    for k in range(2):
        assert has(y_data(overlap), source.arrays["m"][:, k])
        assert has(y_data(energy), source.arrays["E"][:, k])
    np.testing.assert_allclose(overlap.lines[0].get_xdata(), 0.1 * np.arange(12))
    low = source.arrays["m"][:, 0] - 0.1
    assert any(np.isclose(path.vertices[:, 1], low[5], rtol=1e-12).any() for path in overlap.collections[0].get_paths())
    for axes, name in ((correlation, "C_phi"), (response, "S_phi")):
        np.testing.assert_array_equal(cells(axes), source.arrays[name].ravel())
    assert overlap.get_ylabel() == r"Overlap $m$ (dimensionless)"
    assert overlap.get_xlabel() == r"Time $t$ (neuron time constants)"
    assert correlation.images and response.images  # not cells, whose number is squared
    assert correlation.get_xlabel() == r"Time $t'$ (time constants)"


def test_simulation_is_its_mean_over_trials():
    source = simulation(trials=5)
    overlap, energy = axes_of(plots.plot(source), 2)
    assert has(y_data(overlap), source.arrays["m"].mean(axis=0)[:, 0])
    assert has(y_data(energy), source.arrays["E"].mean(axis=0)[:, 1])


def test_without_condensed_patterns_there_are_no_overlaps():
    axes_of(plots.plot(simulation(K=0)), 1)
    axes_of(plots.plot(theory(K=0)), 3)


def test_simulations_on_their_theory():
    sources = [theory(), simulation(N=100), simulation(N=400)]
    overlap, energy = axes_of(plots.plot(sources), 2)
    assert has(y_data(overlap), sources[0].arrays["m"][:, 0])
    assert has(y_data(energy), sources[0].arrays["E"].sum(axis=1))
    mean = sources[1].arrays["m"].mean(axis=0)[:, 0]
    assert has(y_data(overlap), mean[::1])
    legend = [text.get_text() for text in overlap.get_legend().get_texts()]
    assert legend == [r"theory, $N \to \infty$", "simulation, $N = 100$, 4 trials", "simulation, $N = 400$, 4 trials"]


def test_what_is_of_another_model_is_refused():
    with pytest.raises(ValueError, match="expected alpha = 0.1, as in a result of solve, got 0.2"):
        plots.plot([theory(), simulation(alpha=0.2)])
    with pytest.raises(ValueError, match="got one of mattis binary phase-map"):
        plots.plot([theory(), phase_map()])
    with pytest.raises(ValueError, match="expected one file of mattis stimulus run in a figure"):
        plots.plot([stimulus(), stimulus()])


def test_maps():
    first, second = axes_of(plots.plot([phase_map(), phase_map()]), 2)
    np.testing.assert_array_equal(cells(first), phase_map().arrays["m"].T.ravel())
    assert has(y_data(second), phase_map().arrays["T_M"])


def test_scan_and_unfinished_one():
    source = scan("binary capacity", "load")
    (axes,) = axes_of(plots.plot(source), 1)
    assert has(y_data(axes), source.arrays["m"]) and has(y_data(axes), source.arrays["retrieved"])
    del source.attributes["half"], source.attributes["half_se"]
    axes_of(plots.plot(source), 1)


def test_recovery():
    source = recovery()
    peak, final = axes_of(plots.plot(source), 2)
    rows = source.arrays["alpha"] == 0.2
    assert has(y_data(peak), source.arrays["m_peak"][rows])
    assert has(y_data(final), source.arrays["m_final"][rows])


def test_stimulus():
    source = stimulus()
    (axes,) = axes_of(plots.plot(source), 1)
    for mu in range(3):
        assert has(y_data(axes), source.arrays["overlap"][:, :, mu].mean(axis=0))


def test_sweep():
    source = sweep()
    f, m, front = axes_of(plots.plot(source), 3)
    np.testing.assert_array_equal(cells(f), source.arrays["f"])
    assert f.get_yscale() == "log" and f.get_xscale() == "linear"
    on_front = source.arrays["row_pareto"] > 0
    order = np.argsort(source.arrays["f"][on_front], kind="stable")
    assert has(y_data(front), source.arrays["m"][on_front][order])
    assert front.get_xlabel() == "f (least is best)"


def test_diagram():
    source = diagram()
    (axes,) = axes_of(plots.plot(source), 1)
    for line in ("T_g", "T_M", "T_c", "T_R"):
        assert has(y_data(axes), source.arrays[f"{line}_T"])


def test_into_the_axes_of_the_user_with_a_style_of_theirs():
    figure, axes = plt.subplots(2, 2)
    source = theory()
    assert plots.plot(source, ax=axes[0, 1], color="black", linestyle="--", label="mine") is figure
    line = axes[0, 1].lines[0]
    assert (line.get_color(), line.get_linestyle(), line.get_label()) == ("black", "--", "mine")
    assert not axes[0, 0].lines
    plots.plot(source, ax=axes, cmap="gray")
    assert axes[1, 0].images[0].get_cmap().name == "gray"
    with pytest.raises(ValueError, match="ax: expected one Axes, for the first panel, or 4 for all, got 2"):
        plots.plot(source, ax=axes[0])
    assert matplotlib.rcParams["font.size"] == matplotlib.rcParamsDefault["font.size"]


def write(path, source, command=True):
    with h5py.File(path, "w") as file:
        for name, array in source.arrays.items():
            file[name] = array
        file.attrs.update(source.attributes)
        if command:
            file.attrs["command"] = source.kind
    return path


def test_files(tmp_path):
    source = theory()
    for command in (True, False):  # of version 0.1.0, too
        overlap, *_ = axes_of(plots.plot(write(tmp_path / "theory.h5", source, command)), 4)
        assert has(y_data(overlap), source.arrays["m"][:, 0])
    axes_of(plots.plot(write(tmp_path / "sweep.h5", sweep())), 3)  # with texts


def test_bad_sources(tmp_path):
    whole = write(tmp_path / "whole.h5", theory())
    content = whole.read_bytes()
    for name, bytes_of, got in (("none.h5", None, "got none"), ("text.h5", b"text", "no whole HDF5 file"),
                                ("torn.h5", content[:len(content) // 2], "no whole HDF5 file")):
        path = tmp_path / name
        if bytes_of is not None:
            path.write_bytes(bytes_of)
        with pytest.raises(plots.SourceError, match=got):
            plots.plot(path)
    with pytest.raises(plots.SourceError, match="got the unknown kind 'dance'"):
        plots.plot(result("dance", m=[1.0]))
    lacking = theory()
    del lacking.arrays["m_se"]
    with pytest.raises(plots.SourceError, match="expected m_se, as mattis solve writes it, got none"):
        plots.plot(lacking)
    wrong = simulation()
    wrong.arrays["E"] = np.zeros((4, 5, 2))
    with pytest.raises(plots.SourceError, match="one that cannot be drawn"):
        plots.plot(wrong)
    with pytest.raises(TypeError, match="source: expected a path or a result of mattis, got int"):
        plots.plot(3)
    with pytest.raises(ValueError, match="source: expected at least one, got none"):
        plots.plot([])


def test_as_a_program(tmp_path):
    path = write(tmp_path / "theory.h5", theory())
    main = Path(plots.__file__).with_name("__main__.py")
    drawn = subprocess.run([sys.executable, "-W", "error", str(main), str(path), "--out", str(tmp_path / "theory.svg")],
                           capture_output=True, text=True)
    assert (drawn.returncode, drawn.stdout, drawn.stderr) == (0, "", "")
    assert (tmp_path / "theory.svg").read_text().startswith("<?xml")
    refused = subprocess.run([sys.executable, str(main), str(main), "--out", str(tmp_path / "f.png")], capture_output=True, text=True)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1


# --- colours -----------------------------------------------------------------------------------------------------------

# Machado, Oliveira and Fernandes (2009): deuteranopia and protanopia, of linear RGB
BLIND = {"deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
         "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]}


def lab(rgb):
    """CIE 1976 L*a*b* of linear RGB, D65."""
    xyz = rgb @ np.array([[0.4124564, 0.2126729, 0.0193339], [0.3575761, 0.7151522, 0.1191920], [0.1804375, 0.0721750, 0.9503041]])
    t = xyz / [0.95047, 1.0, 1.08883]
    f = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)


def linear(colours):
    rgb = np.array([matplotlib.colors.to_rgb(one) for one in colours])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize("who", ["everyone", *BLIND])
def test_colours_are_told_apart(who):
    seen = linear(style.COLOURS)
    if who in BLIND:
        seen = np.clip(seen @ np.array(BLIND[who]).T, 0, 1)
    at = lab(seen)
    distance = np.linalg.norm(at[:, None] - at[None], axis=-1)[np.triu_indices(len(at), 1)]
    assert distance.min() > 10  # just noticeable: 2.3


def test_maps_read_in_print():
    lightness = lab(linear([style.BLUES(x) for x in np.linspace(0, 1, 64)]))[:, 0]
    assert np.all(np.diff(lightness) < 0) and lightness[0] - lightness[-1] > 70
