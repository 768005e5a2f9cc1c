# SPDX-License-Identifier: BSD-3-Clause
"""Retrieval of a stored pattern by a Hopfield network, simulated and by its mean-field theory: the twin of retrieval_xtensor.cpp.

A network starts near one of its patterns. Below capacity the overlap with that pattern stays high, the energy falls, and the mean
over trials of a large network lies on the curve of infinitely many neurons.
"""
import sys

import mattis
import numpy as np

model = mattis.Hopfield(alpha=0.05, g=1.5, a=[1.2])
dt = 0.05
simulated = model.simulate(N=2000, T=60, dt=dt, trials=16, seed=1)
solved = model.solve(T=60, dt=dt, M=20000, seed=2)

m = simulated.m[:, :, 0]
mean, se = m.mean(axis=0), m.std(axis=0, ddof=1) / np.sqrt(len(m))
theory, theory_se = solved.m[:, 0], solved.m_se[:, 0]

print("time   simulated m            theory m")
for t in range(9, 60, 10):
    print(f"{dt * t:4.2f}   {mean[t]:.5f} +- {se[t]:.5f}   {theory[t]:.5f} +- {theory_se[t]:.5f}")
largest = np.max(np.abs(mean - theory) / np.hypot(se, theory_se))
print(f"largest deviation: {largest:.1f} standard errors")


def report(fact, holds):
    print(f"{fact:<58} {'yes' if holds else 'NO'}")
    return holds


energy = simulated.E.mean(axis=0).sum(axis=1)
# N is finite: its corrections of order 1/N come on top of the statistical errors.
facts = [report("the pattern is retrieved (m > 0.9 at the end)", mean[-1] > 0.9 and theory[-1] > 0.9),
         report("the energy never increases", np.all(np.diff(energy) <= 1e-6)),
         report("simulation and theory agree (4.5 standard errors)", largest < 4.5)]
sys.exit(0 if all(facts) else 1)
