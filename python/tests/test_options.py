# SPDX-License-Identifier: BSD-3-Clause
"""Options of every computation, and anything else in their places: a result or one line that names the argument."""
import inspect
import signal
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mattis

MODEL = mattis.Hopfield(alpha=0.1, g=1.2, a=[1.08])

# Each with arguments that take no time.
CALLS = {
    "simulate": (MODEL.simulate, dict(N=40, T=5, dt=0.1)),
    "solve": (MODEL.solve, dict(T=5, dt=0.1, M=200)),
    "recovery": (mattis.recovery, dict(alpha=[0.1], g=1.5, a=[0.6], T=5, dt=0.2, M=200, capacity_tol=0)),
    "retrieve": (mattis.binary.retrieve, dict(N=40, P=3, sweeps=2, replicas=2)),
    "phase_map": (mattis.binary.phase_map, dict(loads=[2], temperatures=[0.1, 0.2], N=40, sweeps=2)),
    "capacity": (mattis.binary.capacity, dict(loads=[0.1], N=40, sweeps=2, networks=1, replicas=2)),
    "magnetisation": (mattis.binary.magnetisation, dict(temperatures=[0.5], N=40, P=1, sweeps=2, networks=1, replicas=2)),
    "basin": (mattis.binary.basin, dict(corruption=[0.1], N=40, P=3, sweeps=2, networks=1, replicas=2)),
    "mixtures": (mattis.binary.mixtures, dict(n=[1, 3], N=40, P=3, sweeps=2, networks=1, replicas=2)),
    "sequence": (mattis.binary.sequence, dict(N=40, P=3, replicas=2)),
    "forgetting": (mattis.binary.forgetting, dict(N=40, P=5, sweeps=2, networks=1)),
    "sample": (mattis.binary.sample, dict(N=20, sweeps=4, discarded=1, replicas=2)),
    "chain": (mattis.binary.chain, dict(N=4)),
    "point": (mattis.equilibrium.point, dict(alpha=0.05, T=0.2)),
    "line": (mattis.equilibrium.line, dict(name="T_M", alpha=0.05)),
    "curie_weiss": (mattis.equilibrium.curie_weiss, dict(T=0.5)),
    "sk": (mattis.equilibrium.sk, dict(T=0.5)),
    "equilibrium.mixtures": (mattis.equilibrium.mixtures, dict(n=3)),
    "van_hemmen": (mattis.equilibrium.van_hemmen, dict(T=0.5)),
    "run": (mattis.stimulus.run, dict(N=32, P=2, t_end=0.5, bootstrap=10)),
    "autapse": (mattis.stimulus.autapse, dict(t_end=0.5, trials=2, bootstrap=10)),
}

# Small whatever they are taken for, so that what is computed takes no time ..
SMALL = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 9), st.floats(-2, 9), st.sampled_from([np.nan, np.inf, -np.inf, 5e-324]), st.text(max_size=3),
    st.lists(st.one_of(st.floats(-1, 3), st.integers(-1, 5), st.text(max_size=2), st.none()), max_size=3),
    st.builds(lambda shape, dtype: np.ones(shape).astype(dtype), st.lists(st.integers(0, 3), max_size=3),
              st.sampled_from(["f4", ">f8", "c16", "i1", "U3", "O", "?"])),
    st.just(object()), st.just({"time": 0.0}))
# .. or far too large, but for what is large in time alone, and would be computed.
ANYTHING = st.one_of(SMALL, st.sampled_from([2**31, 2**40, 2**63, 2**64, 2**80, -(2**63), 1e308]))
TIMES = ("sweeps", "discarded", "networks", "iterations", "max_sweeps", "bootstrap", "steps", "kept", "limit")


class TookLong(Exception):
    """Of the alarm, in case some size is between small and too large."""


def alarm(*_):
    raise TookLong


# The same examples every time: what a change is not to blame for does not stop it.
@settings(max_examples=600, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(sorted(CALLS)), data=st.data())
def test_anything_is_computed_or_refused(name, data):
    function, good = CALLS[name]
    known = [one for one in inspect.signature(function).parameters if one not in ("progress", "threads", "device")]
    chosen = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=2, unique=True))
    given_ = {**good, **{one: data.draw(SMALL if one in TIMES else ANYTHING, label=one) for one in chosen}}
    before = signal.signal(signal.SIGALRM, alarm)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        signal.setitimer(signal.ITIMER_REAL, 5)
        try:
            function(**given_)
        except TookLong:
            pass
        except (ValueError, TypeError, RuntimeError) as error:  # RuntimeError: what does not converge
            assert "\n" not in str(error), error
            assert "std::" not in str(error) and "incompatible function arguments" not in str(error), error
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_thousand_calls_do_not_grow_memory(name, growth):
    function, good = CALLS[name]
    owner = "MODEL" if name in ("simulate", "solve") else function.__module__
    call = f"{owner}.{function.__name__}(**{good!r})"
    bytes_, objects = growth(f"""
        import os, warnings
        os.environ["OMP_NUM_THREADS"] = "1"  # where others want the processors, threads wait for each other most of the time
        import mattis, mattis.binary, mattis.equilibrium, mattis.models, mattis.stimulus
        warnings.simplefilter("ignore")
        MODEL = mattis.Hopfield(alpha=0.1, g=1.2, a=[1.08])
        def refused():
            try:
                {call.replace("(**{", "(**{'threads': -1, ", 1)}
            except (TypeError, ValueError):
                pass
    """, f"{call}; refused()", times=CALLS_OF_MEMORY.get(name, 1000))
    assert bytes_ < 200000 and objects < 300


# Of many milliseconds each: what they allocate is as many times as large.
CALLS_OF_MEMORY = {"phase_map": 300, "sk": 50, "van_hemmen": 100}


def test_kernels_do_not_grow_memory(growth):
    bytes_, objects = growth("""
        import numpy as np, mattis
        signs = np.ones((10, 300), np.int8)
        phi = np.ones((20, 300), "f4")
        def everything():
            xi = mattis.Patterns(signs)
            mattis.Patterns.random(10, 300, seed=1)
            mattis.overlap(xi, phi[0]); mattis.overlap(signs, phi.T); mattis.field(xi, np.ones(10))
            mattis.covariance(phi); mattis.response(phi, np.zeros((20, 20)), 0.1); mattis.activation(phi.astype(">f8"))
            xi.unpack(); xi.bits()
            try:
                mattis.overlap(xi, phi)
            except ValueError:
                pass
    """, "everything()")
    assert bytes_ < 200000 and objects < 300


def test_unknown_names():
    from mattis import _core

    with pytest.raises(TypeError, match="unexpected keyword argument 'beta'"):
        _core.simulate(alpha=0.1, g=1.2, beta=1)
    with pytest.raises(TypeError):
        MODEL.simulate(beta=1)
    with pytest.raises(ValueError, match="alpha: expected a number, got None"):
        mattis.Hopfield(None, 1.2).simulate()


def test_a_doubtful_solution_warns():
    doubtful = mattis.Dense(2, alpha=0.001, g=5.0, a=[0.3])  # at the edge of two basins
    with pytest.warns(RuntimeWarning, match="bimodal") as told:
        result = doubtful.solve(T=30, dt=0.2, M=600, seed=1)
    assert str(told[0].message) == result.warnings and told[0].filename == __file__
    with pytest.warns(RuntimeWarning, match="bimodal") as told:
        *_, stats = mattis.dmft.solve_dense_assoc_mem_dmft(5.0, 0.001, 2, [0.3], None, 30, 0.2, 600, 100, 0.3, seed=1,
                                                           return_stats=True)
    assert [str(one.message) for one in told] == stats.warnings and told[0].filename == __file__
    with warnings.catch_warnings(), pytest.raises(RuntimeWarning, match="bimodal"):
        warnings.simplefilter("error")
        doubtful.solve(T=30, dt=0.2, M=600, seed=1)


def test_progress_is_drawn(capsys):
    MODEL.simulate(N=40, T=5, dt=0.1, progress=True)
    assert "100% done" in capsys.readouterr().err
