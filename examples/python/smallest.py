# SPDX-License-Identifier: BSD-3-Clause
import mattis
import numpy as np

xi = mattis.Patterns.random(5, 100, seed=1)
phi = np.ones(100, np.float32)
m = mattis.overlap(xi, phi)
for mu in range(5):
    print(f"m_{mu} = {m[mu]:.2f}")
