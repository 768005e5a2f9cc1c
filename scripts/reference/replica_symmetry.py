# SPDX-License-Identifier: BSD-3-Clause
"""Replica-symmetric theory (docs/models.md, section 3): the lines of Amit, Gutfreund and Sompolinsky, retrieval solutions,
and the Sherrington-Kirkpatrick model. Solved here in float64; where tests/data/equilibrium has 25 digits (mpmath), those are
taken, and what is solved here is compared with them."""
from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from truth import Case, Quantity

MPMATH = "tests/data/equilibrium/make_reference.py (mpmath, 25 digits)"
ROUNDING = 1e-14
LINE_BOUND = 1e-10
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(60)


def average(g, y, tau):
    """<g((y + z) / tau)> over a normal z, by Gauss and Legendre in pieces that are short where tanh turns."""
    step = -np.real(y)
    cuts = np.concatenate([np.linspace(-12, 12, 25), step + np.real(tau) * np.array(
        [-40, -25, -16, -10, -6, -4, -2, -1, 0, 1, 2, 4, 6, 10, 16, 25, 40])])
    cuts = np.unique(np.clip(cuts, -12, 12))
    middle, half = (cuts[1:] + cuts[:-1]) / 2, (cuts[1:] - cuts[:-1]) / 2
    z = (middle[:, None] + half[:, None] * _NODES).ravel()
    w = (half[:, None] * _WEIGHTS).ravel() * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    return np.sum(w * g((y + z) / tau))


def sech2(x):
    small = np.abs(np.real(x)) < 300
    return np.where(small, 1 / np.cosh(np.where(small, x, 0)) ** 2, 0)


def log_2cosh(x):
    return np.abs(x) + np.log1p(np.exp(-2 * np.abs(x)))


def newton(equations, start):
    """A root of as many equations as unknowns; derivatives by differences."""
    at = np.array(start, dtype=float)
    for _ in range(60):
        value = np.array(equations(*at))
        slopes = np.empty((len(at), len(at)))
        for k in range(len(at)):
            h = 1e-6 * abs(at[k])
            up, down = at.copy(), at.copy()
            up[k] += h
            down[k] -= h
            slopes[:, k] = (np.array(equations(*up)) - np.array(equations(*down))) / (2 * h)
        step = np.linalg.solve(slopes, value)
        at -= step
        if np.all(np.abs(step) <= 1e-15 * np.abs(at)):
            break
    assert np.all(np.abs(equations(*at)) < 1e-12), "no solution"
    return at


def root_alpha(y, tau):
    """sqrt(alpha) and T of a field of mean y and deviation 1 at tau."""
    m, q = average(np.tanh, y, tau), 1 - average(sech2, y, tau)
    return (m / y - (1 - q) / tau) / np.sqrt(q), tau * m / y


def turning(y, tau):
    """What is zero where two solutions of one alpha and T meet; derivatives by complex steps, exact."""
    h = 1e-40
    dy = [one.imag / h for one in root_alpha(y + 1j * h, tau)]
    dtau = [one.imag / h for one in root_alpha(y, tau + 1j * h)]
    return dy[0] * dtau[1] - dtau[0] * dy[1]


def instability(y, tau):
    """What is zero where replica symmetry breaks."""
    q = 1 - average(sech2, y, tau)
    return average(lambda x: sech2(x) ** 2, y, tau) / (tau * tau * q) - 1


def free_energy(alpha, m, s, T, q):
    C = (1 - q) / T
    return (m * m / 2 + s * s * C / 2 + alpha / 2 * (T * np.log(1 - C) - q / (1 - C)) - T * average(log_2cosh, m / s, T / s))


def coexistence(alpha):
    """Unknowns y, tau of retrieval and tau of the glass at the T where both have the same free energy."""
    def equations(y, tau, glass):
        a, T = root_alpha(y, tau)
        q, Q = 1 - average(sech2, y, tau), 1 - average(sech2, 0.0, glass)
        s, S = T / tau, T / glass
        return (a - np.sqrt(alpha), (S - S * (1 - Q) / T) / np.sqrt(Q) - np.sqrt(alpha),
                free_energy(alpha, y * s, s, T, q) - free_energy(alpha, 0.0, S, T, Q))
    return equations


def line(alphas, equations_of, start):
    """T along a line, from a start near the first load on, each from the one before."""
    temperatures, at = [], start
    for alpha in alphas:
        at = newton(equations_of(alpha), at)
        temperatures.append(root_alpha(at[0], at[1])[1])
    return np.array(temperatures)


def lines():
    """(name, what, loads, temperatures)"""
    rising = np.round(np.arange(1, 28) * 0.005, 3)
    yield "T_g", "below it, spin-glass solutions", rising, 1 + np.sqrt(rising)
    loads = np.concatenate([rising[rising <= 0.13], [0.132, 0.134, 0.136]])
    order = loads[loads <= 0.03125][::-1], loads[loads > 0.03125]
    T_M = [lambda alpha: lambda y, tau: (root_alpha(y, tau)[0] - np.sqrt(alpha), turning(y, tau))][0]
    below, above = line(order[0], T_M, (2.132, 1.9)), line(order[1], T_M, (2.132, 1.9))
    yield "T_M", "below it, retrieval solutions", loads, np.concatenate([below[::-1], above])
    loads = rising[rising <= 0.05]
    order = loads[loads <= 0.03125][::-1], loads[loads > 0.03125]
    below, above = (line(order[k], coexistence, (4.4, 2.15, 0.5)) for k in range(2))
    yield "T_c", "below it, retrieval has the least free energy", loads, np.concatenate([below[::-1], above])
    loads = np.array([0.125, 0.12, 0.115, 0.11, 0.105, 0.1])
    T_R = line(loads, lambda alpha: lambda y, tau: (root_alpha(y, tau)[0] - np.sqrt(alpha), instability(y, tau)), (2.6, 0.032))
    yield "T_R", "below it, replica symmetry of retrieval is broken", loads[::-1], T_R[::-1]


def rows_of(path: Path):
    rows: dict[str, list[list[str]]] = {}
    with path.open() as file:
        for row in csv.reader(file):
            rows.setdefault(row[0], []).append(row[1:])
    return rows


def columns(rows, names, first=0):
    return {name: np.array([float(row[first + k]) for row in rows]) for k, name in enumerate(names)}


def exact(values):
    """Numbers of 25 digits, rounded."""
    return Quantity(values, bound=ROUNDING * max(1.0, np.abs(values).max()))


def check_lines(known):
    """That points of 25 digits lie on the lines that are computed here."""
    equations = {"T_M": lambda alpha: lambda y, tau: (root_alpha(y, tau)[0] - np.sqrt(alpha), turning(y, tau)),
                 "T_R": lambda alpha: lambda y, tau: (root_alpha(y, tau)[0] - np.sqrt(alpha), instability(y, tau)),
                 "T_c": coexistence}
    starts = {"T_M": {0.125: (2.121, 0.36), 0.03125: (2.132, 1.9), 0.0009765625: (2.105, 6.0)},
              "T_R": {0.125: (2.6, 0.032)}, "T_c": {0.03125: (4.4, 2.15, 0.5), 0.046875: (4.56, 1.19, 0.277)}}
    for name, alpha, T in known:
        if float(alpha) in starts[name]:
            own = line([float(alpha)], equations[name], starts[name][float(alpha)])[0]
            assert abs(own - float(T)) < LINE_BOUND / 10, f"{name} at {alpha}: {own} is not {T}"


def cases(path: Path):
    rows = rows_of(path)
    check_lines(rows["line"])
    here = "scripts/reference/replica_symmetry.py (NumPy, float64), compared with points of 25 digits by mpmath"
    for name, what, loads, temperatures in lines():
        yield Case(f"ags/{name}", f"temperature T (loads) of the line {name} at loads alpha: {what}", here, {},
                   {"T": Quantity(temperatures, bound=LINE_BOUND)}, f"mattis equilibrium line {name} --alpha .. --json",
                   {"alpha": loads})
    alpha_c, m_c = (float(one) for one in rows["alpha_c"][0])
    yield Case("ags/alpha_c", "largest load alpha of retrieval at T = 0, and the overlap m there", MPMATH, {},
               {"alpha": exact(np.float64(alpha_c)), "m": exact(np.float64(m_c))}, "mattis equilibrium diagram --out F.h5")
    retrieval = [row for row in rows["hopfield"] if row[2] == "retrieval"]
    solved = columns(retrieval, ("m", "q", "r", "f", "entropy"), 3)
    yield Case("ags/retrieval", "retrieval solutions at loads alpha and temperatures T: m, q, r, free energy f, entropy", MPMATH, {},
               {name: exact(values) for name, values in solved.items()}, "mattis equilibrium point --alpha .. --T .. --json",
               columns(retrieval, ("alpha", "T")))
    yield Case("ags/mixtures", "symmetric mixtures of n patterns at temperatures T, no load: m, f", MPMATH, {},
               {name: exact(values) for name, values in columns(rows["mixture"], ("m", "f"), 2).items()},
               "mattis equilibrium mixtures --n ..", columns(rows["mixture"], ("n", "T")))
    yield Case("curie_weiss/solutions", "solutions at J, h, T: m, free energy f", MPMATH, {},
               {name: exact(values) for name, values in columns(rows["curie-weiss"], ("m", "f"), 3).items()},
               "mattis equilibrium curie-weiss --out F.h5", columns(rows["curie-weiss"], ("J", "h", "T")))
    yield Case("sk/replica_symmetric", "solutions at T, field h, mean coupling J0: m, q, f, entropy", MPMATH, {},
               {name: exact(values) for name, values in columns(rows["sk"], ("m", "q", "f", "entropy"), 3).items()},
               "mattis equilibrium sk --T .. --json", columns(rows["sk"], ("T", "h", "J0")))
    yield Case("sk/almeida_thouless", "temperature T of the line of de Almeida and Thouless at fields h", MPMATH, {},
               {"T": exact(columns(rows["at"], ("h", "T"))["T"])}, "mattis equilibrium sk --out F.h5",
               {"h": columns(rows["at"], ("h", "T"))["h"]})
