# SPDX-License-Identifier: BSD-3-Clause
"""Results of the package are those of the command: the same arrays and attributes, to the bit, in files of either."""
import os
import shlex
import subprocess

import h5py
import numpy as np
import pytest

import mattis
from mattis.stimulus import Stimulus

COMMAND = os.environ.get("MATTIS_COMMAND")

# What depends on the run, not on what is computed; what the command says of files that Python has not.
OF_THE_RUN = {"git_hash", "wall_seconds", "sweep_seconds", "step_seconds", "threads", "energy_tau"} | {"couplings", "learning"}

MODEL = dict(alpha=0.1, g=1.2, a=[1.08, 0.2])
OF_MODEL = "--alpha 0.1 --g 1.2 --a 1.08,0.2"

CASES = {
    "simulate hopfield": (
        f"simulate hopfield {OF_MODEL} --T 20 --dt 0.1 --N 100 --trials 3 --seed 7 --save-states",
        lambda: mattis.Hopfield(**MODEL).simulate(N=100, T=20, dt=0.1, trials=3, seed=7, save_states=True)),
    "simulate in double": (
        f"simulate dense {OF_MODEL} --n 2 --T 20 --dt 0.1 --N 50 --cues 2 --seed 7 --precision double",
        lambda: mattis.Dense(2, **MODEL).simulate(N=50, T=20, dt=0.1, cues=2, seed=7, precision="double")),
    "solve hopfield": (
        f"solve hopfield {OF_MODEL} --T 20 --dt 0.1 --M 2000 --seed 7",
        lambda: mattis.Hopfield(**MODEL).solve(T=20, dt=0.1, M=2000, seed=7)),
    "solve dense": (
        f"solve dense {OF_MODEL} --n 4 --T 10 --dt 0.1 --M 2000 --seed 7 --method causal",
        lambda: mattis.Dense(4, **MODEL).solve(T=10, dt=0.1, M=2000, seed=7, method="causal")),
    "recovery": (
        "recovery hopfield --alpha 0.05,0.3 --g 1.5 --a 0.6,1.35 --T 20 --dt 0.2 --M 2000 --seed 7 --capacity-tol 0.1",
        lambda: mattis.recovery([0.05, 0.3], 1.5, [0.6, 1.35], T=20, dt=0.2, M=2000, seed=7, capacity_tol=0.1)),
    "binary retrieve": (
        "binary retrieve --N 200 --P 8 --T 0.2 --corruption 0.1 --sweeps 10 --replicas 16 --seed 7",
        lambda: mattis.binary.retrieve(200, 8, T=0.2, corruption=0.1, sweeps=10, replicas=16, seed=7)),
    "binary phase-map": (
        "binary phase-map --N 150 --loads 5:15:3 --temperatures 0.5:1.5:3 --sweeps 10 --seed 7",
        lambda: mattis.binary.phase_map([5, 10, 15], np.linspace(0.5, 1.5, 3), 150, sweeps=10, seed=7)),
    "binary capacity": (
        "binary capacity --N 200 --loads 0.1:0.2:2 --T 0.1 --dynamics glauber --networks 2 --sweeps 10 --seed 7 --graded 500",
        lambda: mattis.binary.capacity([0.1, 0.2], 200, T=0.1, dynamics="glauber", networks=2, sweeps=10, seed=7, graded=500)),
    "binary magnetisation": (
        "binary magnetisation --N 200 --P 1 --temperatures 0.5:1.5:2 --networks 2 --sweeps 10 --seed 7",
        lambda: mattis.binary.magnetisation([0.5, 1.5], 200, networks=2, sweeps=10, seed=7)),
    "binary basin": (
        "binary basin --N 200 --P 10 --corruption 0:0.4:2 --networks 2 --sweeps 10 --seed 7",
        lambda: mattis.binary.basin([0.0, 0.4], 200, 10, networks=2, sweeps=10, seed=7)),
    "binary mixtures": (
        "binary mixtures --N 400 --P 5 --n 1,3 --networks 2 --sweeps 10 --seed 7",
        lambda: mattis.binary.mixtures([1, 3], 400, 5, networks=2, sweeps=10, seed=7)),
    "binary sequence": (
        "binary sequence --N 200 --P 5 --stay 1 --go 3 --open --T 0.1 --steps 6 --replicas 4 --seed 7",
        lambda: mattis.binary.sequence(200, 5, stay=1, go=3, cyclic=False, T=0.1, steps=6, replicas=4, seed=7)),
    "binary forgetting": (
        "binary forgetting --N 100 --P 30 --networks 2 --seed 7",
        lambda: mattis.binary.forgetting(100, 30, networks=2, seed=7)),
    "binary sample": (
        "binary sample --N 64 --T 0.5 --h 0.1 --sweeps 50 --discarded 10 --replicas 8 --networks 2 --seed 7",
        lambda: mattis.binary.sample(64, T=0.5, h=0.1, sweeps=50, discarded=10, replicas=8, networks=2, seed=7)),
    "binary chain": (
        "binary chain --N 5 --T 0.8 --h 0.2 --asymmetry 0.3 --seed 7 --matrix",
        lambda: mattis.binary.chain(5, T=0.8, h=0.2, asymmetry=0.3, seed=7, matrix=True)),
    "equilibrium diagram": ("equilibrium diagram --tolerance 0.02", lambda: mattis.equilibrium.diagram(tolerance=0.02)),
    "equilibrium mixtures": ("equilibrium mixtures --n 3 --T 0.2", lambda: mattis.equilibrium.mixtures(3, 0.2)),
    "equilibrium sk": ("equilibrium sk --T 0.2 --field 0.1", lambda: mattis.equilibrium.sk(0.2, h=0.1)),
    "equilibrium curie-weiss": ("equilibrium curie-weiss --T 0.5,1.5 --field 0.1",
                                lambda: mattis.equilibrium.curie_weiss([0.5, 1.5], h=0.1)),
    "equilibrium graphical": ("equilibrium graphical --alpha 0.05 --T 0.1,0.5",
                              lambda: mattis.equilibrium.graphical(0.05, [0.1, 0.5])),
    "equilibrium van-hemmen": ("equilibrium van-hemmen --T 0.2 --J0 0.5", lambda: mattis.equilibrium.van_hemmen(0.2, J0=0.5)),
    "equilibrium noise": ("equilibrium noise", mattis.equilibrium.noise),
    "stimulus run": (
        "stimulus run --mode multiplicative --stimulus sequence --sequence 1,2 --times 0,2 --strength 4 --others 0.1 --N 128 "
        "--P 3 --sigma 0.5 --t-end 4 --trials 2 --seed 7 --energy --glitch-times 1 --glitch-target 3 --landscape 5",
        lambda: mattis.stimulus.run([Stimulus(0, target=1, strength=4, others=0.1),
                                     Stimulus(2, target=2, strength=4, others=0.1)],
                                    mode="multiplicative", N=128, P=3, sigma=0.5, t_end=4, trials=2, seed=7, energy=True,
                                    glitches=[Stimulus(1, 0.1, target=3)], landscape=5)),
    "stimulus autapse": (
        "stimulus autapse --w-external 2 --w-s 1.2 --sigma 0.3 --strength 1 --stim-duration 2 --t-end 4 --trials 5 --seed 7",
        lambda: mattis.stimulus.autapse(Stimulus(target=1, strength=1, duration=2), w_external=2, w_s=1.2, sigma=0.3, t_end=4,
                                        trials=5, seed=7)),
    "stimulus preset": ("stimulus preset notes --trials 1 --every 100 --seed 7",
                        lambda: mattis.stimulus.preset("notes", trials=1, every=100, seed=7)),
}


def same(first, second):
    if isinstance(first, np.ndarray):
        if first.dtype.kind == "O":
            return first.tolist() == second.tolist()
        return first.dtype == second.dtype and first.shape == second.shape and first.tobytes() == second.tobytes()
    if isinstance(first, float) and first != first:
        return second != second
    return first == second


@pytest.mark.skipif(not COMMAND, reason="no command built")
@pytest.mark.parametrize("name", CASES)
def test_the_command_writes_the_same(name, tmp_path):
    line, call = CASES[name]
    path = tmp_path / "command.h5"
    subprocess.run([COMMAND, *shlex.split(line), "--out", str(path)], check=True, capture_output=True, timeout=120)
    of_command, result = mattis.load(path), call()
    assert result.kind == of_command.kind and type(result) is type(of_command)
    assert result.arrays.keys() == of_command.arrays.keys()
    assert result.attributes.keys() ^ of_command.attributes.keys() <= OF_THE_RUN
    for key, array in of_command.arrays.items():
        if key not in OF_THE_RUN:
            assert same(array, result.arrays[key]), key
    for key in (result.attributes.keys() & of_command.attributes.keys()):
        if key not in OF_THE_RUN and not key.endswith("step_seconds"):
            assert same(of_command.attributes[key], result.attributes[key]), key
    result.save(tmp_path / "python.h5")
    assert_same_types(path, tmp_path / "python.h5")


def assert_same_types(one, other):
    """Datasets and attributes have the types of HDF5 that the command gives them."""
    with h5py.File(one) as first, h5py.File(other) as second:
        for name in first:
            assert first[name].dtype == second[name].dtype and first[name].shape == second[name].shape, name
        for name in first.attrs.keys() & second.attrs.keys():
            types = [file.attrs.get_id(name).dtype for file in (first, second)]
            assert types[0] == types[1], (name, types)


@pytest.mark.parametrize("name", CASES)
def test_saved_and_loaded_it_is_the_same(name, tmp_path):
    result = CASES[name][1]()
    path = tmp_path / "file.h5"
    result.save(path)
    again = mattis.load(path)
    assert again.kind == result.kind and again.arrays.keys() == result.arrays.keys()
    assert all(same(array, again.arrays[key]) for key, array in result.arrays.items())
    assert again.attributes.keys() == result.attributes.keys()
    assert all(same(value, again.attributes[key]) for key, value in result.attributes.items())
