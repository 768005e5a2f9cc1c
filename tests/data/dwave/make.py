#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Samples of dwave-samplers at constant temperatures, which tests/binary/dwave_samplers.cpp compares with ours in law.

    pip install dwave-samplers numpy h5py
    tests/data/dwave/make.py

Simulated annealing with one temperature all along is Metropolis' rule for one spin after the other, in the order of their
numbers: another chain than ours, of the same stationary law. Reads are independent, each from spins drawn anew."""
from importlib.metadata import version
from pathlib import Path

import dimod
import h5py
import numpy as np
from dwave.samplers import SimulatedAnnealingSampler

N, READS, SWEEPS, TEMPERATURES = 16, 40000, 400, [9.0, 12.0, 16.0]

rng = np.random.default_rng(16)
J = np.triu(rng.integers(-3, 4, (N, N)), 1)
J = J + J.T
h = rng.integers(-2, 3, N)
i, j = np.triu_indices(N, 1)
problem = dimod.BinaryQuadraticModel.from_numpy_vectors(-h.astype(float), (i, j, -J[i, j].astype(float)), 0.0, "SPIN")

with h5py.File(Path(__file__).with_name("constant_temperature.h5"), "w") as file:
    file["J"], file["h"], file["T"] = J.astype("i8"), h.astype("i8"), TEMPERATURES
    for number, T in enumerate(TEMPERATURES):
        samples = SimulatedAnnealingSampler().sample(problem, num_reads=READS, num_sweeps=SWEEPS, seed=number + 1,
                                                     beta_schedule_type="custom", beta_schedule=[1 / T] * SWEEPS)
        s = samples.record.sample[:, np.argsort(samples.variables)].astype(int)
        s = np.repeat(s, samples.record.num_occurrences, axis=0)
        energy, count = np.unique(-((s @ J) * s).sum(axis=1) // 2 - s @ h, return_counts=True)
        for name, values in (("energy", energy), ("count", count), ("spin_sums", s.sum(axis=0)), ("pair_sums", s.T @ s)):
            file[f"{name}_{number}"] = values.astype("i8")
    file.attrs.update({"sampler": f"dwave-samplers {version('dwave-samplers')}", "reads": READS, "sweeps": SWEEPS})
