# SPDX-License-Identifier: BSD-3-Clause
"""A solver of one's own: the right-hand side of a network from the kernels, in the midpoint rule, all arrays made before it."""
import sys

import mattis
import numpy as np

P, N = 20, 1000
alpha, g, dt = 0.02, 1.5, np.float32(0.1)
xi = mattis.Patterns.random(P, N, seed=1)
phi, h, m = np.empty(N, np.float32), np.empty(N, np.float32), np.empty(P, np.float32)


def rhs(x, dxdt):
    """dx/dt = -x + (g / sqrt(alpha)) xi^T m, m = xi tanh(x) / N"""
    mattis.overlap(xi, mattis.activation(x, out=phi), out=m)
    mattis.field(xi, np.multiply(m, g / np.sqrt(alpha), out=m, dtype=np.float32), out=h)
    np.subtract(h, x, out=dxdt)


x = (0.5 * xi.unpack()[0] + np.sin(np.arange(N))).astype(np.float32)
dxdt = np.empty_like(x)
for _ in range(100):
    rhs(x, dxdt)
    rhs(x + dt / 2 * dxdt, dxdt)
    x += dt * dxdt
mattis.overlap(xi, mattis.activation(x, out=phi), out=m)
print(f"overlap with the pattern that it started near: {m[0]:.2f}")
sys.exit(0 if m[0] > 0.5 else 1)
