# SPDX-License-Identifier: BSD-3-Clause
"""The equilibrium theory of binary networks and spin glasses (docs/equilibrium.md): every number with a bound on its error.

Results have the curves that the command's files have, and ``numbers``: what the command prints, the bound on the error of ``m``
as ``m_error``. Those are fields of the result, too.
"""
from __future__ import annotations

import typing


from . import _core
from ._call import threads_of
from .results import Equilibrium

if typing.TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

__all__ = ["capacity", "curie_weiss", "diagram", "graphical", "line", "mixtures", "noise", "point", "sk", "van_hemmen"]


def _theory(model, **options) -> Equilibrium:
    given = {name: value for name, value in options.items() if value is not None}
    arrays, attributes, numbers = _core.equilibrium(model=model, **given, threads=threads_of(None))
    if not attributes:  # the command writes no file of it
        attributes = {"command": "equilibrium", "kind": model,
                      **{name: value for name, value in numbers.items() if not isinstance(value, list)}}
    return Equilibrium(arrays, attributes, numbers)


def _temperatures(T):
    return [T] if isinstance(T, (int, float)) else T


def point(alpha: float, T: float) -> Equilibrium:
    """All solutions of the Hopfield network at a load and a temperature, replica symmetric.

    Parameters
    ----------
    alpha : float
        Load P / N, at least 0.
    T : float
        Temperature, from 0 to infinity.

    Returns
    -------
    Equilibrium
        phase, m, q, r, f, entropy, energy of the phase, and `solutions`, a dict of each.

    Raises
    ------
    ValueError
        Naming the parameter.

    Examples
    --------
    >>> import mattis
    >>> result = mattis.equilibrium.point(alpha=0.05, T=0.2)
    >>> result.phase, round(result.m, 3)
    ('retrieval global', 0.999)
    >>> [solution["kind"] for solution in result.solutions]
    ['retrieval', 'spin glass', 'retrieval unstable']
    """
    return _theory("point", alpha=alpha, T=T)


def line(name: str, alpha: float) -> Equilibrium:
    """The temperature of a line of the phase diagram at a load.

    Parameters
    ----------
    name : {"T_g", "T_M", "T_c", "T_R"}
        Below it: spin glass; retrieval is there; has the least free energy; has broken replica symmetry.
    alpha : float
        Load P / N.

    Returns
    -------
    Equilibrium
        T, and T_lower where the line has a lower branch.

    Raises
    ------
    ValueError
        Beyond the end of the line.

    Examples
    --------
    >>> import mattis
    >>> round(mattis.equilibrium.line("T_M", alpha=0.1).T, 4)
    0.3154
    """
    return _theory("line", line=name, alpha=alpha)


def diagram(*, tolerance: float = 1e-3, alpha_max: float = 0.2) -> Equilibrium:
    """The lines of the Hopfield network's phase diagram.

    Parameters
    ----------
    tolerance : float
        Straight pieces between points bend by no more.
    alpha_max : float
        Load where T_g ends.

    Returns
    -------
    Equilibrium
        T_M_alpha, T_M_T, .. and their errors; alpha_c, the capacity at T = 0.

    Examples
    --------
    >>> import mattis
    >>> result = mattis.equilibrium.diagram(tolerance=0.01)
    >>> round(result.alpha_c, 6), result.T_M_alpha.shape == result.T_M_T.shape
    (0.137906, True)
    """
    return _theory("diagram", tolerance=tolerance, alpha_max=alpha_max)


def mixtures(n: int, T: float = 0.0) -> Equilibrium:
    """Symmetric mixtures of n patterns, of finitely many.

    Parameters
    ----------
    n : int
        Patterns, from 1 on.
    T : float
        Temperature of the numbers; the curves are over all.

    Returns
    -------
    Equilibrium
        m, f, stable and eigenvalues at T in `numbers`; over the temperature as arrays.

    Raises
    ------
    ValueError
        Naming the parameter.

    Examples
    --------
    >>> import mattis
    >>> result = mattis.equilibrium.mixtures(3)
    >>> result.numbers["m"], result.numbers["stable"], result.arrays["m"].shape
    (0.5, True, (3, 201))
    """
    return _theory("mixtures", n=n, T=T)


def sk(T: float, *, h: float = 0.0, J0: float = 0.0) -> Equilibrium:
    """Sherrington and Kirkpatrick's spin glass, replica symmetric.

    Parameters
    ----------
    T : float
        Temperature of the numbers; the curves are over all.
    h, J0 : float
        Field, mean coupling.

    Returns
    -------
    Equilibrium
        q, m, f, entropy, energy, replicon and T_AT at T in `numbers`; over the temperature as arrays.

    Raises
    ------
    ValueError
        Naming the parameter.

    Examples
    --------
    >>> import mattis
    >>> round(mattis.equilibrium.sk(0.0).numbers["f"], 5)
    -0.79788
    """
    return _theory("sk", T=T, h=h, J0=J0)


def curie_weiss(T: float | Sequence[float] | np.ndarray, *, J: float = 1.0, h: float = 0.0) -> Equilibrium:
    """All solutions of m = tanh((J m + h) / T).

    Parameters
    ----------
    T : float or sequence of float
        Temperatures.
    J, h : float
        Coupling and field.

    Returns
    -------
    Equilibrium
        `points`, a dict of each temperature with its `states`; tanh and f over m as arrays.

    Raises
    ------
    ValueError
        Naming the parameter.

    Examples
    --------
    >>> import mattis
    >>> result = mattis.equilibrium.curie_weiss([0.5, 1.5])
    >>> [len(point["states"]) for point in result.points]
    [3, 1]
    """
    return _theory("curie-weiss", T=_temperatures(T), J=J, h=h)


def graphical(alpha: float, T: float | Sequence[float] | np.ndarray) -> Equilibrium:
    """The graphical solution of the Hopfield network at a load.

    Parameters
    ----------
    alpha : float
        Load, above 0.
    T : float or sequence of float
        Temperatures.

    Returns
    -------
    Equilibrium
        m, answer, q, f along the curves, and the solutions.

    Raises
    ------
    ValueError
        Naming the parameter.

    Examples
    --------
    >>> import mattis
    >>> mattis.equilibrium.graphical(0.05, [0.1, 0.5]).answer.shape
    (2, 401)
    """
    return _theory("graphical", alpha=alpha, T=_temperatures(T))


def capacity(alpha: float | None = None, *, N: int | None = None, P: int | None = None) -> Equilibrium:
    """Signal to noise: which share of a stored pattern is unstable, and how many patterns that allows.

    Parameters
    ----------
    alpha : float, optional
        Load of infinitely many neurons.
    N, P : int, optional
        Neurons, and patterns.

    Returns
    -------
    Equilibrium
        unstable of the load; P_one, P_all, .. of N; unstable_exact of N and P.

    Raises
    ------
    ValueError
        Where neither a load nor N is given.

    Examples
    --------
    >>> import mattis
    >>> round(mattis.equilibrium.capacity(0.138).unstable, 5)
    0.00355
    """
    return _theory("capacity", alpha=alpha, N=N, P=P)


def van_hemmen(T: float, *, J0: float = 0.0, J: float = 1.0) -> Equilibrium:
    """Van Hemmen's spin glass.

    Parameters
    ----------
    T : float
        Temperature.
    J0, J : float
        Couplings, at least 0.

    Returns
    -------
    Equilibrium
        phase, m, q, f and `solutions`; lines between the phases as arrays.

    Raises
    ------
    ValueError
        Naming the parameter.

    Examples
    --------
    >>> import mattis
    >>> mattis.equilibrium.van_hemmen(0.2, J0=0.5).phase
    'mixed'
    """
    return _theory("van-hemmen", T=T, J0=J0, J=J)


def noise() -> Equilibrium:
    """The noise of a stochastic neuron, normal against that which makes Glauber's rule.

    Returns
    -------
    Equilibrium
        Where the two are farthest apart, and how far; both distributions as arrays.

    Examples
    --------
    >>> import mattis
    >>> round(mattis.equilibrium.noise().difference, 4)
    0.0442
    """
    return _theory("noise")
