# SPDX-License-Identifier: BSD-3-Clause
"""Arrays of the program's own, without a copy: a field with a border of one point on each side, results written in place."""
import sys

import mattis
import numpy as np

P, N = 5, 100
xi = mattis.Patterns.random(P, N, seed=1)
grid = np.zeros(N + 2)
phi = grid[1:-1]
phi[:] = 1
m, square = np.empty((1, P)), np.empty((1, 1))
mattis.overlap(xi, phi, out=m[0])
mattis.covariance(m, out=square)
print(f"m_0 = {m[0, 0]:.2f}, mean square {square[0, 0]:.3f}")
sys.exit(0 if grid[0] == 0 else 1)
