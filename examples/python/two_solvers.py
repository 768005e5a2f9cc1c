# SPDX-License-Identifier: BSD-3-Clause
"""Two solvers at once, each in its own Python thread: the kernels free the interpreter's lock, and each solver ends in the bits
that it ends in alone."""
import sys
from concurrent.futures import ThreadPoolExecutor

import mattis
import numpy as np


def solve(g, seed):
    """Heun's rule for one network."""
    N, P, alpha, dt = 3000, 150, 0.05, np.float32(0.05)
    xi = mattis.Patterns.random(P, N, seed=seed)

    def rhs(x):
        m = mattis.overlap(xi, mattis.activation(x))
        return mattis.field(xi, np.float32(g / np.sqrt(alpha)) * m) - x

    x = np.sin(np.arange(N, dtype=np.float32) * np.float32(seed))
    for _ in range(200):
        slope = rhs(x)
        x = x + dt / 2 * (slope + rhs(x + dt * slope))
    return x


alone = solve(1.2, 1), solve(1.6, 2)
with ThreadPoolExecutor(2) as threads:
    together = list(threads.map(solve, (1.2, 1.6), (1, 2)))
same = all(np.array_equal(one, other) for one, other in zip(alone, together))
print(f"x_0 = {alone[0][0]:.4f} and {alone[1][0]:.4f}, the bits of each alone: {'yes' if same else 'NO'}")
sys.exit(0 if same else 1)
