#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Binary networks beside their peers: dwave-samplers on dense couplings, and a NumPy loop over attempts.

    pip install dwave-samplers numpy
    bench/binary_peers.py build/openmp/mattis [--T 0.1,0.3,0.6,1]

mattis runs N 20000, P 2000; dwave-samplers the same rule at N 2000, P 200; the loop 513 spins of 41 patterns. Nanoseconds
of an attempt, whatever becomes of it."""
import argparse
import json
import subprocess
import time

import dimod
import numpy as np
from dwave.samplers import SimulatedAnnealingSampler


def couplings(N, P, rng):
    xi = rng.choice([-1.0, 1.0], (P, N))
    J = xi.T @ xi / N
    np.fill_diagonal(J, 0)
    return xi, J


def start(xi, share, rng):
    return np.where(rng.random(xi.shape[1]) < share, -xi[0], xi[0])


def dwave(T, N=2000, P=200, sweeps=(50, 250)):
    """Metropolis at one temperature; what does not depend on the sweeps cancels."""
    rng = np.random.default_rng(1)
    xi, J = couplings(N, P, rng)
    i, j = np.triu_indices(N, 1)
    bqm = dimod.BinaryQuadraticModel.from_numpy_vectors(np.zeros(N), (i, j, -J[i, j]), 0.0, "SPIN")
    first = dimod.SampleSet.from_samples(start(xi, 0.1, rng).astype(np.int8)[None], energy=0, vartype="SPIN")
    best = []
    for count in sweeps:
        times = []
        for _ in range(3):
            began = time.perf_counter()
            SimulatedAnnealingSampler().sample(bqm, num_reads=1, num_sweeps=count, beta_schedule_type="custom",
                                               beta_schedule=[1 / T] * count, initial_states=first, seed=1)
            times.append(time.perf_counter() - began)
        best.append(min(times))
    return (best[1] - best[0]) / (sweeps[1] - sweeps[0]) / N * 1e9


def loop(T, N=513, P=41, sweeps=4):
    """A site drawn, its field by a product of N numbers, accepted or not: how such programs are written."""
    rng = np.random.default_rng(1)
    xi, J = couplings(N, P, rng)
    s = start(xi, 0.2, rng)
    began = time.perf_counter()
    for _ in range(sweeps * N):
        i = rng.integers(N)
        dE = 2 * s[i] * (J[i] @ s)
        if dE <= 0 or rng.random() < np.exp(-dE / T):
            s[i] = -s[i]
    return (time.perf_counter() - began) / (sweeps * N) * 1e9


def mattis(program, T, N, P, sweeps):
    """The fastest of three runs."""
    lines = [json.loads(subprocess.run([program, "binary", "retrieve", "--N", str(N), "--P", str(P), "--T", str(T),
                                        "--corruption", "0.1", "--sweeps", str(sweeps), "--replicas", "128", "--networks", "1",
                                        "--dynamics", "metropolis", "--json"], check=True, capture_output=True, text=True).stdout)
             for _ in range(3)]
    line = max(lines, key=lambda one: one["attempts_per_ns"])
    return 1 / line["attempts_per_ns"], line["flips"] / line["attempts"]


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("program")
parser.add_argument("--T", default="0.1,0.3,0.6,1")
arguments = parser.parse_args()
for T in map(float, arguments.T.split(",")):
    large, accepted = mattis(arguments.program, T, 20000, 2000, 5)
    small, _ = mattis(arguments.program, T, 513, 41, 200)
    peer, python = dwave(T), loop(T)
    print(f"T {T:g}: mattis 20000 x 2000 {large:.1f} ns ({accepted:.2f} accepted), dwave-samplers 2000 x 200 {peer:.0f} ns: "
          f"{peer / large:.0f} times; mattis 513 x 41 {small:.2f} ns, NumPy loop {python:.0f} ns: {python / small:.0f} times")
