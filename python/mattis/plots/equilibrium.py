# SPDX-License-Identifier: BSD-3-Clause
"""Equilibrium theory: phase diagrams, order parameters, graphical solutions, free energies, noise."""
from __future__ import annotations

import numpy as np

from mattis.plots._figure import Drawing, panel
from mattis.plots._source import Source
from mattis.plots._style import DASHES, Pen, colour

LINES = {"T_g": "$T_g$: spin glass", "T_M": "$T_M$: retrieval", "T_c": "$T_c$: retrieval global",
         "T_R": "$T_R$: replica symmetry broken"}
FREE_ENERGY = "Free energy per neuron $f$ (dimensionless)"


def draw_diagram(pen: Pen, data: Source) -> None:
    for k, (line, label) in enumerate(LINES.items()):
        pen.line(data[f"{line}_alpha"], data[f"{line}_T"], color=colour(k), ls=DASHES[k], label=label)
    pen.axes.set(xlabel=r"Load $\alpha = P/N$", ylabel=r"Temperature $T$ (dimensionless)", ylim=(0, None),
                 xlim=(0, data.attribute("alpha_max")))
    pen.axes.legend(loc="center right")


def draw_mixtures(pen: Pen, data: Source, name: str) -> None:
    for i, n in enumerate(data["n"].astype(int)):
        pen.line(data["T"], data[name][i], color=colour(i), lw=0.8, ls=":")
        pen.line(data["T"], np.where(data["stable"][i] > 0, data[name][i], np.nan), color=colour(i), lw=1.6, label=f"{n}")
    pen.axes.set(xlabel=r"Temperature $T$ (dimensionless)",
                 ylabel=r"Overlap $m_n$ (dimensionless)" if name == "m" else FREE_ENERGY)
    if name == "m":
        pen.axes.legend(title="patterns $n$; dotted:\nunstable")


def draw_order_parameters(pen: Pen, data: Source, mark: float | None = None) -> None:
    pen.line(data["T"], data["q"], color=colour(0), label="$q$")
    if np.any(data["m"] != 0):
        pen.line(data["T"], data["m"], color=colour(1), ls="--", label="$m$")
    if mark is not None:
        pen.axes.axvline(mark, color="grey", lw=0.8, ls=":")
    pen.axes.set(xlabel="Temperature $T$ (dimensionless)", ylabel="Order parameter (dimensionless)", xlim=(0, None),
                 ylim=(-0.02, 1.03))
    pen.axes.legend()


def draw_entropy(pen: Pen, data: Source) -> None:
    pen.line(data["T"], data["entropy"], color=colour(0))
    pen.axes.axhline(0, color="grey", lw=0.8, ls=":")
    pen.axes.set(xlabel="Temperature $T$ (dimensionless)", ylabel="Entropy per spin (dimensionless)")


def draw_stability(pen: Pen, data: Source) -> None:
    pen.line(data["h"], data["T_AT"], color=colour(2))
    pen.axes.set(xlabel="Field $h$ (dimensionless)", ylabel=r"de Almeida-Thouless $T_{\mathrm{AT}}$", xlim=(0, None),
                 ylim=(0, 1.02))


def row(values: np.ndarray, i: int) -> np.ndarray:
    """Of temperature i, where there is a row for each; the one for all else."""
    return values[i] if values.ndim == 2 else values


def draw_solutions(pen: Pen, data: Source, curve: str, solution: str) -> None:
    """A curve over m for each temperature, filled circles at its stable solutions, open ones at the others."""
    for i, T in enumerate(data["T"]):
        pen.line(row(data["m"], i), data[curve][i], color=colour(i), ls=DASHES[i % len(DASHES)], label=f"{T:g}")
        for stable, face in ((1, colour(i)), (0, "white")):
            these = (data["solution_T"] == T) & (data["solution_stable"] == stable)
            pen.axes.plot(data["solution_m"][these], data[solution][these], "o", ms=4, color=colour(i), mfc=face)


def draw_curie_weiss_curves(pen: Pen, data: Source) -> None:
    pen.axes.plot(data["m"], data["m"], color="black", lw=0.8, ls=":")
    draw_solutions(pen, data, "tanh", "solution_m")
    pen.axes.set(xlabel="Magnetisation $m$ (dimensionless)", ylabel=r"$\tanh[(J m + h)/T]$ and $m$")
    pen.axes.legend(title="$T$; open circles: unstable")


def draw_graphical_curves(pen: Pen, data: Source) -> None:
    pen.diagonal(1.02)
    draw_solutions(pen, data, "answer", "solution_m")
    pen.axes.set(xlabel="Overlap $m$ (dimensionless)", xlim=(-0.02, 1.03), ylim=(-0.02, 1.03),
                 ylabel=r"$\langle\tanh[(m + \sqrt{\alpha r}\,z)/T]\rangle$ and $m$")
    pen.axes.legend(title=f"$T$ at $\\alpha$ = {data.attribute('alpha'):g};\nopen circles: unstable")


def draw_free_energy(pen: Pen, data: Source, of: str) -> None:
    draw_solutions(pen, data, "f", "solution_f")
    pen.axes.set(xlabel=f"{of} $m$ (dimensionless)", ylabel=r"Free energy per spin $f(m)$ (dimensionless)")
    if of == "Overlap":
        pen.axes.set_xlim(-0.02, 1.03)


def draw_van_hemmen(pen: Pen, data: Source) -> None:
    axes, T, mixed = pen.axes, data["line_T"], data["line_mixed"]
    known = np.isfinite(mixed)
    pen.line([0, 1], [1, 1], color=colour(0))
    pen.line([1, 1.5], [1, 1.5], color=colour(0), label="continuous")
    pen.line(np.append(mixed[known], data.attribute("triple_J0")), np.append(T[known], data.attribute("triple_T")),
             color=colour(0))
    pen.line(data["line_ferromagnet"], T, color=colour(1), ls="--", label="discontinuous")
    for x, y, text in ((0.45, 1.2, "paramagnet"), (0.25, 0.6, "spin glass"), (1.1, 0.5, "ferromagnet"),
                       (0.5, 0.03, "mixed")):
        axes.text(x, y, text, ha="center")
    J = data.attribute("J")
    axes.plot([data.attribute("J0") / J], [data.attribute("T") / J], "k+", ms=8, clip_on=False)
    axes.set(xlabel="Ferromagnetic coupling $J_0/J$", ylabel="Temperature $T/J$", xlim=(0, 1.5), ylim=(0, 1.5))
    axes.legend(loc="lower right", bbox_to_anchor=(1, 0.02))


def draw_distribution(pen: Pen, data: Source) -> None:
    pen.line(data["x"], data["glauber"], color=colour(0), label=r"$(1 + \tanh x)/2$")
    pen.line(data["x"], data["normal"], color=colour(1), ls="--", label=r"$(1 + \mathrm{erf}(x/\sqrt{2}))/2$")
    pen.axes.set(xlabel=r"Local field $\varphi/T$", ylabel=r"Probability of $\sigma = +1$", ylim=(-0.02, 1.02))
    pen.axes.legend()


def draw_flips(pen: Pen, data: Source) -> None:
    pen.line(data["x"], data["flip_glauber"], color=colour(0), label="Glauber")
    pen.line(data["x"], data["flip_metropolis"], color=colour(1), ls="--", label="Metropolis")
    pen.axes.set(xlabel=r"Change of energy $\Delta E/T$", ylabel="Probability of a flip", ylim=(-0.02, 1.02))
    pen.axes.legend()


def in_a_row(*draws):
    """Of one source, panels side by side."""
    return lambda sources: Drawing([[panel(one, sources[0]) for one in draws]])


DRAW = {
    "equilibrium diagram": in_a_row(draw_diagram),
    "equilibrium mixtures": in_a_row(lambda pen, data: draw_mixtures(pen, data, "m"),
                                     lambda pen, data: draw_mixtures(pen, data, "f")),
    "equilibrium sk": in_a_row(draw_order_parameters, draw_entropy, draw_stability),
    "equilibrium curie-weiss": in_a_row(draw_curie_weiss_curves,
                                        lambda pen, data: draw_free_energy(pen, data, "Magnetisation")),
    "equilibrium graphical": in_a_row(draw_graphical_curves, lambda pen, data: draw_free_energy(pen, data, "Overlap")),
    "equilibrium van-hemmen": in_a_row(draw_van_hemmen,
                                       lambda pen, data: draw_order_parameters(pen, data, data.attribute("T"))),
    "equilibrium noise": in_a_row(draw_distribution, draw_flips),
}
