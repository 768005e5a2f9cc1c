# SPDX-License-Identifier: BSD-3-Clause
"""Scans of binary networks over temperature, load, cue and mixture, and what they forget."""
from __future__ import annotations

import numpy as np

from mattis.plots._figure import Drawing, panel
from mattis.plots._source import Source
from mattis.plots._style import Pen, colour

OVERLAP_AND_SHARE = "Overlap, share (dimensionless)"


def bars(pen: Pen, x: np.ndarray, data: Source, name: str, **style) -> None:
    pen.points(x, data[name], data[f"{name}_se"], **{"marker": "o", "ms": 3.5, **style})


def mark_half(pen: Pen, data: Source, text: str) -> None:
    """Where half of the runs are retrieved; nowhere while a scan is unfinished."""
    half, error = data.attributes.get("half", np.nan), np.nan_to_num(data.attributes.get("half_se", 0.0))
    if np.isfinite(half):
        pen.axes.axvspan(half - error, half + error, color=colour(2), alpha=0.25, lw=0)
        pen.axes.axvline(half, color=colour(2), lw=1, label=f"half: {text} = {half:.3g}")


def theories(pen: Pen, x: np.ndarray, data: Source) -> None:
    """Lines under the measured overlaps: binary spins in equilibrium, the graded network's mean-field theory."""
    if "theory_m" in data:
        text = "Curie-Weiss" if data.attributes.get("P") == 1 else "replica symmetric"
        pen.axes.plot(data["theory_at"], data["theory_m"], color="black", lw=1, label=text)
    if np.any(np.isfinite(data["m_graded"])):
        bars(pen, x, data, "m_graded", color=colour(3), label="graded network's theory", ls="-.", mfc="white")


def draw_magnetisation(pen: Pen, data: Source) -> None:
    theories(pen, data["temperature"], data)
    bars(pen, data["temperature"], data, "m", color=colour(0), label=f"{data.attribute('dynamics')}: $|m|$", ls="none")
    pen.axes.set(xlabel="Temperature $T$ (dimensionless)", ylabel="Overlap $m$ (dimensionless)", ylim=(0, 1.03),
                 xlim=(0, None))


def draw_capacity(pen: Pen, data: Source) -> None:
    theories(pen, data["load"], data)
    bars(pen, data["load"], data, "m", color=colour(0), label="final overlap $m$")
    bars(pen, data["load"], data, "retrieved", color=colour(1), label="share retrieved", ls="--")
    mark_half(pen, data, r"$\alpha$")
    pen.axes.set(xlabel=r"Load $\alpha = P/N$", ylabel=OVERLAP_AND_SHARE, ylim=(0, 1.03))


def draw_basin(pen: Pen, data: Source) -> None:
    pen.diagonal(color="grey")
    bars(pen, data["m_start"], data, "m", color=colour(0), label="final overlap $m$")
    bars(pen, data["m_start"], data, "retrieved", color=colour(1), label="share retrieved", ls="--")
    mark_half(pen, data, "$m(0)$")
    pen.axes.set(xlabel="Initial overlap $m(0) = 1 - 2r$", ylabel=OVERLAP_AND_SHARE, ylim=(-0.03, 1.03))


def draw_mixtures(pen: Pen, data: Source) -> None:
    if np.any(np.isfinite(data["m_theory"])):
        pen.axes.plot(data["n"], data["m_theory"], "_", color="black", ms=14, label="theory of few patterns")
    bars(pen, data["n"], data, "m", color=colour(0), label="overlap with one pattern $m$")
    bars(pen, data["n"], data, "retrieved", color=colour(1), label="share still mixed", ls="--")
    pen.axes.set(xlabel="Patterns of the mixture $n$", ylabel=OVERLAP_AND_SHARE, ylim=(-0.03, 1.03), xticks=data["n"])


def draw_forgetting(pen: Pen, data: Source) -> None:
    if "m" in data:
        mean, error = data["m"], data["m_se"]
    else:  # unfinished: of the networks so far
        mean, error = data["m_run"].mean(axis=0), np.zeros(data["m_run"].shape[1])
    pen.band(np.arange(len(mean)), mean, error, color=colour(0), lw=1.2)
    pen.axes.axhline(data.attribute("threshold"), color="grey", lw=0.8, ls=":")
    if "remembered" in data.attributes:
        remembered = data.attributes["remembered"]
        pen.axes.axvline(remembered, color=colour(1), lw=1, ls="--", label=f"remembered: {remembered:.3g}")
    pen.axes.set(xlabel="Patterns learned since", ylabel="Final overlap $m$ (dimensionless)", ylim=(0, 1.03),
                 xlim=(0, len(mean)))


def alone(draw):
    def draw_with_legend(pen: Pen, data: Source) -> None:
        draw(pen, data)
        if pen.axes.get_legend_handles_labels()[0]:
            pen.axes.legend()

    return lambda sources: Drawing([[panel(draw_with_legend, sources[0])]])


DRAW = {"binary magnetisation": alone(draw_magnetisation), "binary capacity": alone(draw_capacity),
        "binary basin": alone(draw_basin), "binary mixtures": alone(draw_mixtures),
        "binary forgetting": alone(draw_forgetting)}
