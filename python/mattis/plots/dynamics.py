# SPDX-License-Identifier: BSD-3-Clause
"""Simulated networks, their mean-field theory, and both in one figure."""
from __future__ import annotations

import numpy as np

from mattis.plots._figure import Drawing, panel
from mattis.plots._source import Source, SourceError
from mattis.plots._style import DASHES, MARKERS, SIGNED, Pen, colour

TIME = r"Time $t$ (neuron time constants)"
OVERLAP = r"Overlap $m$ (dimensionless)"
ENERGY = r"Energy per neuron $E$ (dimensionless)"
PARTS = ("patterns", "neurons")  # of an energy


def time_of(source: Source) -> np.ndarray:
    return source.attribute("dt") * np.arange(source["m"].shape[-2])


def mean_and_error(source: Source, name: str) -> tuple[np.ndarray, np.ndarray]:
    """(.., T, K) of a theory, or of the mean over a simulation's trials; NaN where there is but one."""
    values = source[name]
    if source.kind == "solve":
        return values, source[f"{name}_se"]
    if f"{name}_se" in source:  # reference data: means already
        return values, source[f"{name}_se"]
    trials = len(values)
    error = values.std(axis=0, ddof=1) / np.sqrt(trials) if trials > 1 else np.full(values.shape[1:], np.nan)
    return values.mean(axis=0), error


def total_energy(source: Source) -> tuple[np.ndarray, np.ndarray]:
    """(.., T) sum of both parts, and its error."""
    energy = source["E"]
    if source.kind == "simulate" and "E_se" not in source:
        total = energy.sum(axis=-1)
        error = total.std(axis=0, ddof=1) / np.sqrt(len(total)) if len(total) > 1 else np.full(total.shape[1:], np.nan)
        return total.mean(axis=0), error
    return energy.sum(axis=-1), np.hypot(*np.moveaxis(source["E_se"], -1, 0))


def model_text(source: Source) -> str:
    n = int(source.attributes.get("n", 1))
    words = ["Hopfield" if n == 1 else f"dense, $n = {n}$", rf"$\alpha = {source.attribute('alpha'):g}$",
             rf"$g = {source.attribute('g'):g}$"]
    a = np.atleast_1d(source.attributes.get("a", []))
    if 1 <= len(a) <= 3:
        words.append(f"$a = {', '.join(f'{one:g}' for one in a)}$")
    return ", ".join(words)


def curves(values: np.ndarray, errors: np.ndarray):
    """(cue, k, values (T), errors (T)) of (T, K) or (cues, T, K)."""
    for cue, (one, error) in enumerate(zip(values, errors) if values.ndim == 3 else [(values, errors)]):
        for k in range(one.shape[-1]):
            yield cue, k, one[:, k], error[:, k]


def draw_overlaps(pen: Pen, source: Source) -> None:
    mean, error = mean_and_error(source, "m")
    cues = mean.shape[0] if mean.ndim == 3 else 1
    for cue, k, m, se in curves(mean, error):
        name = f"$m_{{{k + 1}}}$" + (f", cue {cue + 1}" if cues > 1 else "")
        pen.band(time_of(source), m, se, color=colour(k), ls=DASHES[cue % len(DASHES)],
                 label=name if cues * mean.shape[-1] > 1 else "$m$")
    pen.axes.set(xlabel=TIME, ylabel=OVERLAP)
    pen.axes.legend(title=model_text(source))


def draw_energy(pen: Pen, source: Source) -> None:
    mean, error = mean_and_error(source, "E")
    cues = mean.shape[0] if mean.ndim == 3 else 1
    for cue, k, energy, se in curves(mean, error):
        pen.band(time_of(source), energy, se, color=colour(k), ls=DASHES[cue % len(DASHES)],
                 label=PARTS[k] + (f", cue {cue + 1}" if cues > 1 else ""))
    pen.axes.set(xlabel=TIME, ylabel=ENERGY)
    pen.axes.legend(title=None if mean.size and source["m"].shape[-1] else model_text(source))


def draw_two_times(pen: Pen, source: Source, name: str) -> None:
    values, time = source[name], time_of(source)
    if name == "C_phi":
        pen.map(time, time, values, r"Correlation $C_\phi(t, t')$ (dimensionless)", vmin=min(0.0, values.min()))
    else:
        largest = np.abs(values).max() or 1.0
        pen.map(time, time, values, r"Response $S_\phi(t, t')$ (dimensionless)", cmap=SIGNED, vmin=-largest,
                vmax=largest)
    pen.axes.set(xlabel=r"Time $t'$ (time constants)", ylabel=r"Time $t$ (time constants)", aspect="equal")


def draw_one(source: Source) -> Drawing:
    overlaps = [panel(draw_overlaps, source)] if source["m"].shape[-1] else []
    rows = [overlaps + [panel(draw_energy, source)]]
    if source.kind == "solve":
        rows.append([panel(draw_two_times, source, name) for name in ("C_phi", "S_phi")])
    return Drawing(rows)


# --- several -----------------------------------------------------------------------------------------------------------


def expect_one_model(sources: list[Source]) -> None:
    first = sources[0]
    for other in sources[1:]:
        for name in ("n", "alpha", "g", "a", "dt"):
            own, theirs = first.attributes.get(name), other.attributes.get(name)
            if own is not None and theirs is not None and not np.array_equal(own, theirs):
                raise SourceError(f"{other.name}: expected {name} = {own}, as in {first.name}, got {theirs}")
        if other["m"].shape[-1] != first["m"].shape[-1]:
            raise SourceError(f"{other.name}: expected {first['m'].shape[-1]} overlaps, as in {first.name}, "
                              f"got {other['m'].shape[-1]}")
    if any(source["m"].ndim == 4 for source in sources):
        raise SourceError("several files: expected simulations of one cue, got some of several")


def name_of(source: Source) -> str:
    if source.kind == "solve":
        return r"theory, $N \to \infty$"
    trials = source.attributes.get("trials")
    return f"simulation, $N = {source.attributes.get('N', '?')}$" + (f", {trials} trials" if trials else "")


def draw_together(pen: Pen, sources: list[Source], value_of, label: str) -> None:
    """Theories as lines, simulations as points of every tenth of the time, shifted so that none hides another."""
    theories = [source for source in sources if source.kind == "solve"]
    simulations = [source for source in sources if source.kind == "simulate"]
    for i, source in enumerate(theories):
        for _, k, mean, error in curves(*value_of(source)):
            pen.band(time_of(source), mean, error, color="black", ls=DASHES[(i + k) % len(DASHES)], zorder=2,
                     label=name_of(source) if k == 0 else None)
    for i, source in enumerate(simulations):
        every = max(1, len(time_of(source)) // 10)
        shown = slice(i * every // 2 % every, None, every)
        for _, k, mean, error in curves(*value_of(source)):
            pen.points(time_of(source)[shown], mean[shown], error[shown], color=colour(i), ls="none", mfc="white", zorder=3,
                       marker=MARKERS[i % len(MARKERS)], label=name_of(source) if k == 0 else None)
    pen.axes.set(xlabel=TIME, ylabel=label)
    pen.axes.margins(x=0.02)


def disagreement(simulation: Source, theory: Source, name: str) -> float:
    """Largest |simulation - theory| over time and components, in combined standard errors."""
    (mean, error), (expected, its_error) = mean_and_error(simulation, name), mean_and_error(theory, name)
    with np.errstate(invalid="ignore", divide="ignore"):
        return float(np.nanmax(np.abs(mean - expected) / np.hypot(error, its_error)))


def disagreements(sources: list[Source]) -> list[str]:
    theories = [source for source in sources if source.kind == "solve"]
    notes = []
    for simulation in (source for source in sources if source.kind == "simulate"):
        for theory in theories:
            if mean_and_error(simulation, "m")[0].shape != theory["m"].shape or len(simulation["m"]) < 2:
                continue
            parts = [f"{what} {disagreement(simulation, theory, name):.1f}" for what, name in
                     (("overlap", "m"), ("energy", "E")) if theory[name].size]
            notes.append(f"N = {simulation.attributes.get('N', '?')}: largest disagreement with the theory, in standard "
                         f"errors: {', '.join(parts)}")
    return notes


def draw(sources: list[Source]) -> Drawing:
    if len(sources) == 1:
        return draw_one(sources[0])
    expect_one_model(sources)

    def overlaps(pen: Pen) -> None:
        draw_together(pen, sources, lambda source: mean_and_error(source, "m"), OVERLAP)
        pen.axes.legend(title=model_text(sources[0]))

    def energies(pen: Pen) -> None:
        draw_together(pen, sources, lambda source: tuple(one[:, None] for one in total_energy(source)), ENERGY)
        if not sources[0]["m"].shape[-1]:
            pen.axes.legend(title=model_text(sources[0]))

    panels = [panel(overlaps)] if sources[0]["m"].shape[-1] else []
    return Drawing([panels + [panel(energies)]], disagreements(sources))


DRAW = {"simulate": draw, "solve": draw}
SEVERAL = ("simulate", "solve")
