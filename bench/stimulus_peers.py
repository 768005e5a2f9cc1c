#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Stimulus-driven networks beside the loop that is usual in Python: W formed at every step, one trial after the other.

    pip install numpy
    bench/stimulus_peers.py build/openmp/mattis [--threads N]

The published script's 14000 steps of 1024 neurons in both modes, and 50 trials of 64 neurons."""
import argparse
import json
import subprocess
import time

import numpy as np


def loop(mode, N, P, steps, sigma, dt=0.01, delta=10, seed=1):
    """docs/models.md 4.1, as it stands. \\return seconds of a step"""
    rng = np.random.default_rng(seed)
    xi = rng.choice([-1.0, 1.0], (P, N))
    y = rng.standard_normal(N)
    c = np.full(P, 1.0)
    c[0] = 8.0
    u = c @ xi
    overlaps = np.empty((steps, P))
    began = time.perf_counter()
    for step in range(steps):
        z = np.tanh(delta * y)
        overlaps[step] = xi @ z / N
        if mode == "additive":
            W = xi.T @ xi / N
            np.fill_diagonal(W, 0)
            drift = -y + W @ z + u
        else:
            W = xi.T @ np.diag(xi @ u / N) @ xi / N
            np.fill_diagonal(W, 0)
            drift = -y + W @ z
        y = y + dt * drift + sigma * np.sqrt(dt) * rng.standard_normal(N)
    return (time.perf_counter() - began) / steps


def mattis(program, threads, mode, N, P, steps, sigma, trials):
    """Seconds of a whole run, drawing of the patterns included."""
    best = 1e300
    for _ in range(5):
        out = subprocess.run([program, "stimulus", "run", "--mode", mode, "--N", str(N), "--P", str(P), "--t-end",
                              str(steps * 0.01), "--sigma", str(sigma), "--trials", str(trials), "--strength", "8",
                              "--others", "1", "--bootstrap", "0", "--json", *threads], check=True, capture_output=True,
                             text=True).stdout
        best = min(best, json.loads(out)["step_seconds"])
    return best


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("program")
parser.add_argument("--threads")
arguments = parser.parse_args()
threads = ["--threads", arguments.threads] if arguments.threads else []
for mode in ("additive", "multiplicative"):
    own = mattis(arguments.program, threads, mode, 1024, 10, 14000, 8, 1)
    python = loop(mode, 1024, 10, 40, 8) * 14000
    print(f"{mode}, 1024 neurons, 14000 steps: {own:.3f} s, NumPy {python:.0f} s: {python / own:.0f} times")
    own = mattis(arguments.program, threads, mode, 64, 10, 3000, 0.5, 50)
    python = loop(mode, 64, 10, 3000, 0.5) * 3000 * 50
    print(f"{mode}, 64 neurons, 50 trials of 3000 steps: {own:.3f} s, NumPy {python:.1f} s: {python / own:.0f} times")
