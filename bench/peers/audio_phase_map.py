#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Times the phase map of a network of recordings as one writes it in NumPy: the baseline of `mattis binary phase-map`.

Loads 2 .. 81, 80 temperatures from 0.01 to 2, 50 sweeps of 513 random-site Metropolis attempts from a stored pattern of
which a share r is inverted, couplings summed pair by pair: one spin, one dot product and one random number at a time.
All of it takes hours, so a stated share runs: whole points spread evenly over loads and temperatures, and of the
couplings as many rows, at least 16. What is measured and what is extrapolated from it is printed apart.

    python3 bench/peers/audio_phase_map.py --share 0.002 --json"""
import argparse
import json
import platform
import time

import numpy as np


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patterns", help="HDF5 file of mattis binary patterns; without it, random ones")
    parser.add_argument("--N", type=int, default=513, help="neurons of random patterns [513]")
    parser.add_argument("--P", type=int, default=81, help="random patterns [81]")
    parser.add_argument("--temperatures", type=int, default=80)
    parser.add_argument("--sweeps", type=int, default=50)
    parser.add_argument("--corruption", type=float, default=0.2)
    parser.add_argument("--share", type=float, default=0.002, help="of the points that runs, above 0 to 1 [0.002]")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    chosen = parser.parse_args()
    if not 0 < chosen.share <= 1:
        parser.error(f"--share: expected above 0 to 1, got {chosen.share}")
    if not 0 <= chosen.corruption <= 1:
        parser.error(f"--corruption: expected 0 to 1, got {chosen.corruption}")
    return chosen


def coupling_rows(patterns, rows):
    """Rows of J = xi^T xi / N without its diagonal, above it, pair by pair and pattern by pattern."""
    count, neurons = patterns.shape
    J = np.zeros((neurons, neurons))
    terms = 0
    for i in rows:
        for j in range(i + 1, neurons):
            for mu in range(count):
                J[i, j] += patterns[mu, i] * patterns[mu, j]
            terms += count
    return terms


def metropolis(J, state, temperature, sweeps, draw):
    """Random-site Metropolis, an attempt at a time. Returns the state and how many flips were accepted."""
    neurons, accepted = state.size, 0
    for _ in range(sweeps * neurons):
        k = draw.integers(neurons)
        change = 2 * state[k] * np.dot(state, J[:, k])
        if draw.random() < min(1.0, np.exp(-change / temperature)):
            state[k] = -state[k]
            accepted += 1
    return state, accepted


def main():
    chosen = arguments()
    draw = np.random.default_rng(chosen.seed)
    if chosen.patterns:
        import h5py

        with h5py.File(chosen.patterns) as file:
            patterns = file["patterns"][:].astype(float)
    else:
        patterns = draw.choice([-1.0, 1.0], size=(chosen.P, chosen.N))
    draw.shuffle(patterns)
    count, neurons = patterns.shape
    temperatures = np.linspace(0.01, 2, chosen.temperatures)
    loads = range(2, count + 1)
    points = [(load, t) for load in loads for t in range(len(temperatures))]
    chosen_points = [points[i] for i in np.unique(np.linspace(0, len(points) - 1, max(1, round(chosen.share * len(points)))).astype(int))]

    attempts = accepted = 0
    sampling = 0.0
    retrieved = []
    np.seterr(over="ignore")
    for load, t in chosen_points:
        J = patterns[:load].T @ patterns[:load] / neurons  # not timed here: see below
        np.fill_diagonal(J, 0)
        cued = draw.integers(load)
        state = patterns[cued].copy()
        state[draw.choice(neurons, size=int(neurons * chosen.corruption), replace=False)] *= -1
        start = time.perf_counter()
        state, flips = metropolis(J, state, temperatures[t], chosen.sweeps, draw)
        sampling += time.perf_counter() - start
        attempts += chosen.sweeps * neurons
        accepted += flips
        retrieved.append(abs(float(np.dot(state, patterns[cued]))) / neurons)

    rows = np.unique(np.linspace(0, neurons - 1, max(16, round(chosen.share * neurons))).astype(int))
    start = time.perf_counter()
    terms = coupling_rows(patterns, rows)
    learning = time.perf_counter() - start

    all_attempts = len(points) * chosen.sweeps * neurons
    all_terms = sum(loads) * neurons * (neurons - 1) // 2
    result = {
        "peer": "NumPy, one attempt at a time", "numpy": np.__version__, "python": platform.python_version(),
        "N": neurons, "loads": len(loads), "temperatures": len(temperatures), "sweeps": chosen.sweeps,
        "measured_points": len(chosen_points), "measured_attempts": attempts, "measured_seconds": sampling,
        "attempts_per_nanosecond": 1e-9 * attempts / sampling, "accepted_share": accepted / attempts,
        "measured_coupling_terms": terms, "measured_coupling_seconds": learning,
        "extrapolated_sampling_seconds": sampling / attempts * all_attempts,
        "extrapolated_learning_seconds": learning / terms * all_terms,
        "mean_overlap": float(np.mean(retrieved)),
    }
    if chosen.json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name:32}{value}")


if __name__ == "__main__":
    main()
