# SPDX-License-Identifier: BSD-3-Clause
"""A solver with adaptive steps takes a network through time: Dormand and Prince's, with the control of steps that Boost.Odeint has."""
import mattis
import numpy as np

P, N, alpha, g = 20, 1000, 0.02, 1.5
tolerance = 1e-6
xi = mattis.Patterns.random(P, N, seed=1)
phi, h, m = np.empty(N), np.empty(N), np.empty(P)

# Dormand and Prince (1980): rows of the stages, of which the last is the step, and what tells its error.
STAGES = [np.array(row) for row in (
    [1 / 5], [3 / 40, 9 / 40], [44 / 45, -56 / 15, 32 / 9], [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656], [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84])]
ERROR = np.array([71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40])


def rhs(x):
    """dx/dt = -x + (g / sqrt(alpha)) xi^T m, m = xi tanh(x) / N"""
    mattis.overlap(xi, mattis.activation(x, out=phi), out=m)
    return g / np.sqrt(alpha) * mattis.field(xi, m, out=h) - x


def step(x, slope, dt):
    """The state after dt, its slope, and the error in units of what is allowed."""
    slopes = [slope]
    for row in STAGES:
        moved = x + dt * sum(weight * k for weight, k in zip(row, slopes))
        slopes.append(rhs(moved))
    error = dt * sum(weight * k for weight, k in zip(ERROR, slopes))
    allowed = tolerance + tolerance * (np.abs(x) + dt * np.abs(slope))
    return moved, slopes[-1], np.max(np.abs(error) / allowed)


x = np.sin(np.arange(N))
slope, t, end, dt, steps = rhs(x), 0.0, 10.0, 0.1, 0
while end - t > np.finfo(float).eps:
    dt = min(dt, end - t)
    moved, moved_slope, error = step(x, slope, dt)
    if error > 1:
        dt *= max(0.9 * error ** (-1 / 3), 0.2)
        continue
    x, slope, t, steps = moved, moved_slope, t + dt, steps + 1
    if error < 0.5:
        dt *= 0.9 * max(5.0 ** -5, error) ** (-1 / 5)
print(f"{steps} steps, x_0 = {x[0]:.4f}")
