# SPDX-License-Identifier: BSD-3-Clause
"""Binary spins exactly (docs/models.md, section 2): Markov chains of a few spins, and the Sherrington-Kirkpatrick model of twelve
by enumeration, averaged over couplings."""
from __future__ import annotations

import numpy as np
from truth import Case, Quantity

HERE = "scripts/reference/binary_systems.py (NumPy, float64, all states)"


def states_of(N):
    """(2^N, N) of +1 and -1: spin i of state s is +1 where bit i of s is set."""
    return 2.0 * (np.arange(2**N)[:, None] >> np.arange(N) & 1) - 1


def chain(J, h, T, dynamics):
    """Matrix of steps (2^N, 2^N), from rows to columns."""
    N = len(J)
    sigma = states_of(N)
    field = sigma @ J.T + h
    up = 1 / (1 + np.exp(-2 * field / T))  # probability of +1 by heat bath
    if dynamics == "little":
        return np.prod(np.where(sigma[None] > 0, up[:, None], 1 - up[:, None]), axis=2)
    W = np.zeros((2**N, 2**N))
    for i in range(N):
        if dynamics == "glauber":
            flip = np.where(sigma[:, i] > 0, 1 - up[:, i], up[:, i])
        else:
            flip = np.minimum(1, np.exp(-2 * sigma[:, i] * field[:, i] / T))
        W[np.arange(2**N), np.arange(2**N) ^ 1 << i] = flip / N
    np.fill_diagonal(W, 1 - W.sum(axis=1))
    return W


def stationary(W):
    """Law with law W = law."""
    equations = np.vstack([W.T - np.eye(len(W)), np.ones(len(W))])
    return np.linalg.lstsq(equations, np.append(np.zeros(len(W)), 1), rcond=None)[0]


def chains():
    N, T = 5, 0.7
    generator = np.random.default_rng(5)
    J = generator.normal(size=(N, N)) / np.sqrt(N)
    J = (J + J.T) / np.sqrt(2)
    np.fill_diagonal(J, 0)
    h = np.full(N, 0.15)
    one_way = J * (1 + 0.5 * np.sign(np.arange(N)[:, None] - np.arange(N)))
    for name, couplings in (("symmetric", J), ("one_way", one_way)):
        for dynamics in ("glauber", "metropolis", "little"):
            W = chain(couplings, h, T, dynamics)
            law, sigma = stationary(W), states_of(N)
            energy = -0.5 * np.einsum("si,ij,sj->s", sigma, couplings, sigma) - sigma @ h
            yield Case(f"chains/{dynamics}_{name}",
                       "Markov chain of 5 spins, J (5, 5) and h = 0.15 at T = 0.7, +1 where bit i of a state is set: matrix of steps "
                       "(32, 32), its stationary law (32), mean energy H, mean spins (5)",
                       HERE, {"N": N, "T": T, "dynamics": dynamics},
                       {"matrix": Quantity(W, bound=1e-14), "law": Quantity(law, bound=1e-13),
                        "mean_energy": Quantity(law @ energy, bound=1e-12), "mean_spins": Quantity(law @ sigma, bound=1e-12)},
                       f"mattis binary chain --couplings J.npy --h 0.15 --T 0.7 --dynamics {dynamics} --matrix --out F.h5",
                       {"J": couplings, "h": h})


def sherrington_kirkpatrick():
    """Means over couplings of what is exact for each."""
    N, draws = 12, 1000
    temperatures = np.array([0.25, 0.5, 0.75, 1.0, 1.5])
    generator = np.random.default_rng([12, 1975])
    sigma = states_of(N)
    energies, overlaps = np.empty((draws, len(temperatures))), np.empty((draws, len(temperatures)))
    for draw in range(draws):
        J = np.triu(generator.normal(scale=1 / np.sqrt(N), size=(N, N)), 1)
        energy = -np.einsum("si,si->s", sigma @ J, sigma)
        for k, T in enumerate(temperatures):
            weight = np.exp(-(energy - energy.min()) / T)
            weight /= weight.sum()
            pairs = (sigma * weight[:, None]).T @ sigma
            energies[draw, k] = weight @ energy / N
            overlaps[draw, k] = np.mean(pairs**2)  # <q^2> of two replicas

    def mean(values):
        return Quantity(values.mean(axis=0), se=values.std(axis=0, ddof=1) / np.sqrt(draws))

    yield Case("sk/twelve_spins", "mean over couplings (normal, variance 1/N, none with itself) of 12 spins in equilibrium at "
               "temperatures T: energy H/N, q_squared = <q^2> of two replicas", f"{HERE}, {draws} draws of the couplings", {"N": N},
               {"energy": mean(energies), "q_squared": mean(overlaps)},
               "mattis binary sample --N 12 --T .. --networks 16 --json", {"T": temperatures})


def cases():
    yield from chains()
    yield from sherrington_kirkpatrick()
