#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Stimulus-driven networks as docs/models.md 4.1 writes them, in float64 with W formed: mean |overlap| over trials."""
import pathlib

import h5py
import numpy as np

N, P, DT, STEPS, STORE, TRIALS, ACTIVITY = 60, 4, 0.02, 600, 20, 2000, 0.3
# onset and offset in steps, target
SHOWN = [(0, 200, 0), (300, 450, 1)]
CASES = {  # mode: delta, w_s, w_external, sigma, weights on the target and elsewhere, input noise
    "additive": (10.0, 1.0, 1.5, 0.6, 1.2, 0.2, 0.5),
    "multiplicative": (10.0, 1.1, 1.0, 0.8, 3.0, 0.6, 0.0),
    "firing-rate": (4.0, 0.9, 1.0, 0.3, 0.5, 0.1, 0.0),
    "firing-rate-multiplicative": (4.0, 1.0, 1.0, 0.3, 8.0, 0.8, 0.4),
}


def activation(v, rates, delta):
    return 1 / (1 + np.exp(delta * (1 - 2 * v))) if rates else np.tanh(delta * v)


def couplings(xi, u, mode, w_external):
    """(trials, N, N)"""
    rates = mode.startswith("firing-rate")
    if rates:
        centred = xi - ACTIVITY
        scale = np.full((len(xi), P), 1 / (ACTIVITY * (1 - ACTIVITY) * N))
        if mode.endswith("multiplicative"):
            drive = np.einsum("rmi,ri->rm", centred, w_external * u) / (N * ACTIVITY)
            scale = 1.25 * scale * drive
    else:
        centred = xi
        scale = np.full((len(xi), P), 1 / N)
        if mode == "multiplicative":
            scale = scale * np.einsum("rmi,ri->rm", xi, w_external * u) / N
    W = np.einsum("rm,rmi,rmj->rij", scale, centred, centred)
    if mode == "firing-rate-multiplicative":
        W -= 1 / (N * ACTIVITY)
    W[:, np.arange(N), np.arange(N)] = 0
    return W


def simulate(mode, generator):
    delta, w_s, w_external, sigma, strength, others, input_noise = CASES[mode]
    rates, multiplicative = mode.startswith("firing-rate"), mode.endswith("multiplicative")
    if rates:
        xi = (generator.random((TRIALS, P, N)) < ACTIVITY).astype(float)
    else:
        xi = generator.choice([-1.0, 1.0], (TRIALS, P, N))
    y = generator.standard_normal((TRIALS, N))
    means, errors = [], []
    changes = {step for onset, offset, _ in SHOWN for step in (onset, offset)} | {0}
    for step in range(STEPS + 1):
        if step in changes:
            u = np.zeros((TRIALS, N))
            for onset, offset, target in SHOWN:
                if onset <= step < offset:
                    c = np.where(np.arange(P) == target, strength, others)
                    u = np.einsum("m,rmi->ri", c, xi) + input_noise * generator.standard_normal((TRIALS, N))
            W = couplings(xi, u, mode, w_external)
        z = activation(y, rates, delta)
        if step % STORE == 0:
            m = np.abs(np.einsum("rmi,ri->rm", xi, z) / (N * ACTIVITY if rates else N))
            means.append(m.mean(axis=0))
            errors.append(m.std(axis=0, ddof=1) / np.sqrt(TRIALS))
        field = w_s * np.einsum("rij,rj->ri", W, y if rates else z)
        if not multiplicative:
            field += w_external * u
        if rates:
            field = activation(field, True, delta)
        y = y + DT * (field - y) + sigma * np.sqrt(DT) * generator.standard_normal((TRIALS, N))
    return np.array(means), np.array(errors)


folder = pathlib.Path(__file__).resolve().parent
for number, mode in enumerate(CASES):
    mean, error = simulate(mode, np.random.default_rng([2025, number]))
    with h5py.File(folder / f"{mode}.h5", "w") as file:
        file["m"], file["m_se"] = mean, error
        names = ["delta", "w_s", "w_external", "sigma", "strength", "others", "input_noise"]
        file.attrs.update(dict(zip(names, CASES[mode])))
        file.attrs.update({"N": N, "P": P, "dt": DT, "steps": STEPS, "every": STORE, "trials": TRIALS,
                           "activity": ACTIVITY, "onset": [a * DT for a, _, _ in SHOWN],
                           "offset": [b * DT for _, b, _ in SHOWN],
                           "target": [float(t) for _, _, t in SHOWN]})
