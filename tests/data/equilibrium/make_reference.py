#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes reference.csv: the equilibrium theory solved with 30 digits by mpmath, from the equations as they stand in
docs/models.md, section 3 (Gauss-Legendre quadrature in pieces around the step, Newton's method; starts are rough).

Usage: make_reference.py > reference.csv     some minutes
"""
import mpmath as mp

mp.mp.dps = 30
NODES = [(mp.mpf(x), mp.mpf(w)) for x, w in mp.calculus.quadrature.GaussLegendre(mp.mp).calc_nodes(4, 110)]


def average(g, m, s, T):
    """<g((m + s z) / T)>"""
    width, step = T / s, -m / s
    cuts = {mp.mpf(c) for c in (-12, -8, -5, -3, -1, 0, 1, 3, 5, 8, 12)}
    cuts |= {step + k * width for k in (-40, -25, -16, -10, -6, -4, -2, -1, 0, 1, 2, 4, 6, 10, 16, 25, 40)}
    cuts = sorted(c for c in cuts if -12 <= c <= 12)
    total = mp.mpf(0)
    for a, b in zip(cuts, cuts[1:]):
        half, middle = (b - a) / 2, (a + b) / 2
        for x, w in NODES:
            z = middle + half * x
            total += w * half * mp.exp(-z * z / 2) * g((m + s * z) / T)
    return total / mp.sqrt(2 * mp.pi)


def sech2(x):
    return mp.sech(x) ** 2 if abs(x) < 200 else mp.mpf(0)


def log_2cosh(x):
    return abs(x) + mp.log1p(mp.exp(-2 * abs(x)))


def entropy(x):
    e = mp.exp(-2 * abs(x))
    return mp.log1p(e) + 2 * abs(x) * e / (1 + e)


def print_row(*fields):
    print(",".join(f if isinstance(f, str) else mp.nstr(f, 25) for f in fields), flush=True)


def hopfield(alpha, T, kind, m, s):
    alpha, T = mp.mpf(alpha), mp.mpf(T)

    def rest(s, q):
        return s - mp.sqrt(alpha * q) / (1 - (1 - q) / T)

    if kind == "spin glass":
        m = mp.mpf(0)
        s = mp.findroot(lambda s: rest(s, 1 - average(sech2, m, s, T)), (s, s * 1.01))
    else:
        m, s = mp.findroot(lambda m, s: (average(mp.tanh, m, s, T) - m, rest(s, 1 - average(sech2, m, s, T))), (m, s))
    q = 1 - average(sech2, m, s, T)
    C, r = (1 - q) / T, s * s / alpha
    f = (alpha / 2 + m * m / 2 + alpha * r * C / 2 + alpha / 2 * (T * mp.log(1 - C) - q / (1 - C))
         - T * average(log_2cosh, m, s, T))
    S = average(entropy, m, s, T) - alpha / 2 * (mp.log(1 - C) + C / (1 - C))
    print_row("hopfield", alpha, T, kind, m, q, r, f, S)


def root_alpha(y, tau):
    """sqrt(alpha) and T of a field of mean y and deviation 1 at tau."""
    m, q = average(mp.tanh, y, mp.mpf(1), tau), 1 - average(sech2, y, mp.mpf(1), tau)
    return (m / y - (1 - q) / tau) / mp.sqrt(q), tau * m / y


def line_T_M(alpha, y, tau):
    h = mp.mpf(10) ** -9

    def equations(y, tau):
        a, T = root_alpha(y, tau)
        (a1, T1), (a0, T0) = root_alpha(y + h, tau), root_alpha(y - h, tau)
        (a3, T3), (a2, T2) = root_alpha(y, tau + h), root_alpha(y, tau - h)
        return a - mp.sqrt(alpha), ((a1 - a0) * (T3 - T2) - (a3 - a2) * (T1 - T0)) / (4 * h * h)

    y, tau = mp.findroot(equations, (y, tau), tol=1e-16)
    print_row("line", "T_M", mp.mpf(alpha), root_alpha(y, tau)[1])


def line_T_R(alpha, y, tau):
    def equations(y, tau):
        q = 1 - average(sech2, y, mp.mpf(1), tau)
        fourth = average(lambda x: sech2(x) ** 2, y, mp.mpf(1), tau)
        return root_alpha(y, tau)[0] - mp.sqrt(alpha), fourth / (tau * tau * q) - 1

    y, tau = mp.findroot(equations, (y, tau))
    print_row("line", "T_R", mp.mpf(alpha), root_alpha(y, tau)[1])


def line_T_c(alpha, y, tau, glass):
    alpha = mp.mpf(alpha)

    def free_energy(m, s, T, q):
        C = (1 - q) / T
        return m * m / 2 + s * s * C / 2 + alpha / 2 * (T * mp.log(1 - C) - q / (1 - C)) - T * average(log_2cosh, m, s, T)

    def equations(y, tau, glass):
        a, T = root_alpha(y, tau)
        q, Q = 1 - average(sech2, y, mp.mpf(1), tau), 1 - average(sech2, mp.mpf(0), mp.mpf(1), glass)
        s, S = T / tau, T / glass
        return (a - mp.sqrt(alpha), (S - S * (1 - Q) / T) / mp.sqrt(Q) - mp.sqrt(alpha),
                free_energy(y * s, s, T, q) - free_energy(mp.mpf(0), S, T, Q))

    y, tau, glass = mp.findroot(equations, (y, tau, glass))
    print_row("line", "T_c", alpha, root_alpha(y, tau)[1])


def sk(T, h, J0, m, q):
    T, h, J0 = mp.mpf(T), mp.mpf(h), mp.mpf(J0)

    def equations(m, q):
        b, s = J0 * m + h, mp.sqrt(q)
        return average(mp.tanh, b, s, T) - m, 1 - average(sech2, b, s, T) - q

    if h == 0 and J0 == 0:
        m = mp.mpf(0)
        q = mp.findroot(lambda q: equations(m, q)[1], (q, q * 1.01))
    else:
        m, q = mp.findroot(equations, (m, q))
    b, s, C = J0 * m + h, mp.sqrt(q), (1 - q) / T
    f = -T * C * C / 4 + J0 * m * m / 2 - T * average(log_2cosh, b, s, T)
    print_row("sk", T, h, J0, m, q, f, average(entropy, b, s, T) - C * C / 4)


def at(h, T, q):
    h = mp.mpf(h)

    def equations(T, q):
        s = mp.sqrt(q)
        return 1 - average(sech2, h, s, T) - q, average(lambda x: sech2(x) ** 2, h, s, T) / T ** 2 - 1

    print_row("at", h, mp.findroot(equations, (T, q))[0])


def signs(n):
    return [(mp.mpf(n - 2 * k), mp.binomial(n, k) / mp.mpf(2) ** n) for k in range(n + 1)]


def mixture(n, T, m):
    T = mp.mpf(T)
    m = mp.findroot(lambda m: sum(w * S * mp.tanh(m * S / T) for S, w in signs(n)) / n - m, m)
    print_row("mixture", str(n), T, m, n * m * m / 2 - T * sum(w * log_2cosh(m * S / T) for S, w in signs(n)))


def mixture_threshold(n, m, T):
    def equations(m, T):
        Q = sum(w * sech2(m * S / T) for S, w in signs(n))
        R = sum(w * (S * S - n) * sech2(m * S / T) for S, w in signs(n)) / (n * (n - 1))
        return sum(w * S * mp.tanh(m * S / T) for S, w in signs(n)) / n - m, 1 - (Q - R) / T

    print_row("threshold", str(n), mp.findroot(equations, (m, T))[1])


def curie_weiss(J, h, T, m):
    J, h, T = mp.mpf(J), mp.mpf(h), mp.mpf(T)
    m = mp.findroot(lambda m: mp.tanh((J * m + h) / T) - m, m)
    p, n = (1 + m) / 2, (1 - m) / 2
    print_row("curie-weiss", J, h, T, m, -J * m * m / 2 - h * m + T * (p * mp.log(p) + n * mp.log(n)))


# alpha_c of T = 0: sqrt(2 alpha) = erf(y)/y - 2/sqrt(pi) exp(-y^2), at its largest
load = lambda y: mp.erf(y) / y - 2 / mp.sqrt(mp.pi) * mp.exp(-y * y)
y = mp.findroot(lambda y: mp.diff(load, y), 1.5)
print_row("alpha_c", load(y) ** 2 / 2, mp.erf(y))

for J, h, T, m in ((1, 0, 0.5, 0.95), (1, 0.125, 0.5, -0.9), (1, 0.125, 0.5, -0.2), (-1, 0.5, 0.25, 0.4), (2, -0.25, 3, -0.2),
                   (1, 0, 0.999, 0.05)):
    curie_weiss(J, h, T, m)
for n, T, m in ((1, 0.75, 0.7), (2, 0.5, 0.45), (3, 0.25, 0.49), (3, 0.9375, 0.15), (5, 0.125, 0.37), (8, 0.5, 0.2)):
    mixture(n, T, m)
for n, m, T in ((3, 0.43, 0.46), (5, 0.34, 0.385), (7, 0.29, 0.344), (21, 0.15, 0.24)):
    mixture_threshold(n, m, T)
for T, h, J0, m, q in ((0.02, 0, 0, 0, 0.98), (0.125, 0, 0, 0, 0.9), (0.5, 0, 0, 0, 0.53), (0.9375, 0, 0, 0, 0.06),
                       (0.5, 0.25, 0, 0.22, 0.56), (2, 0.5, 0, 0.22, 0.06), (0.5, 0, 1.5, 0.73, 0.78), (0.75, 0.125, 1.25, 0.6, 0.6)):
    sk(T, h, J0, m, q)
for h, T, q in ((0.5, 0.535, 0.55), (1, 0.32, 0.77), (3, 0.0059, 0.99)):
    at(h, T, q)
for alpha, T, kind, m, s in (
        (0.0625, 0.125, "retrieval", 0.999, 0.25), (0.0625, 0.125, "retrieval unstable", 0.75, 0.6),
        (0.0625, 0.125, "spin glass", 0, 1.0), (0.125, 0.0625, "retrieval", 0.99, 0.38),
        (0.125, 0.0625, "retrieval unstable", 0.92, 0.52), (0.03125, 0.5, "retrieval", 0.93, 0.23),
        (0.0009765625, 0.875, "retrieval", 0.56, 0.1), (0.001953125, 0.03125, "retrieval", 1, 0.0442),
        (0.5, 1.0, "spin glass", 0, 1.08), (0.5, 1.625, "spin glass", 0, 0.4), (4, 0.0625, "spin glass", 0, 2.75),
        (0.1376953125, 0.015625, "retrieval", 0.97, 0.45)):
    hopfield(alpha, T, kind, mp.mpf(m), mp.mpf(s))
for alpha, y, tau in ((0.125, 2.121, 0.36), (0.03125, 2.132, 1.9), (0.0009765625, 2.105, 6.0)):
    line_T_M(alpha, mp.mpf(y), mp.mpf(tau))
for alpha, y, tau in ((0.125, 2.6, 0.032), (0.0625, 4.0, 0.0001)):
    line_T_R(alpha, mp.mpf(y), mp.mpf(tau))
for alpha, y, tau, glass in ((0.03125, 4.4, 2.15, 0.5), (0.046875, 4.56, 1.19, 0.277)):
    line_T_c(alpha, mp.mpf(y), mp.mpf(tau), mp.mpf(glass))
