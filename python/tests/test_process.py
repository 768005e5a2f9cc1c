# SPDX-License-Identifier: BSD-3-Clause
"""The module in a process: how it is loaded, interrupted, forked, shared by threads and left. Each in a program of its own."""
import subprocess
import sys

import pytest

LONG = """
import numpy as np
import mattis
import mattis.dmft as dmft
SELF = dict(alpha=0.1, g=1.2, a=[1.08])
MODEL = dict(alpha=0.1, g=1.2, a=[1.08], ic_noise_std=0.5)
SMALL = dict(MODEL, T=20, dt=0.1, N=50, seed=1)

def long_solve(**keywords):
    dmft.solve_hopfield_dmft(**MODEL, T=400, dt=0.02, M=1000000, N_iter=1000, update_stepsize=0.3, **keywords)

def long_simulate(**keywords):
    dmft.simulate_hopfield(**MODEL, T=500, dt=0.02, N=3000, N_trials=50, **keywords)
"""


def test_importing_starts_nothing_and_takes_no_time(run_program):
    seconds, threads = [], set()
    for _ in range(5):  # the least: others may want the processor
        taken, number = run_program("""
            import json, os, time
            import numpy
            before = len(os.listdir("/proc/self/task"))
            start = time.perf_counter()
            import mattis.dmft
            print(json.dumps([time.perf_counter() - start, len(os.listdir("/proc/self/task")) - before]))
        """)
        seconds.append(taken)
        threads.add(number)
    assert threads == {0}
    assert min(seconds) < 0.030


def test_another_library_does_not_say_how_many_threads_there_are(run_program):
    def threads(before):
        """Of a run, and those that OpenMP then gives others."""
        return run_program(f"""
            import ctypes, json
            openmp = ctypes.CDLL("libgomp.so.1")
            {before}
            import mattis
            run = mattis.Hopfield(alpha=0.1, g=1.2, a=[1.08]).simulate(N=50, T=5, dt=0.1, seed=1)
            print(json.dumps([int(run.threads), openmp.omp_get_max_threads()]))
        """)

    alone, _ = threads("")
    own, of_others = threads("openmp.omp_set_num_threads(1)")  # as Debian's torch does when it is imported
    assert own == alone
    assert of_others == 1  # nor do we say it to others


def has_torch(python):
    """Whether it is of this version, whose module it can load, and imports torch."""
    source = f"import sys, numpy, torch; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    try:
        return subprocess.run([python, "-c", source], capture_output=True, timeout=120).returncode == 0
    except OSError:
        return False


TORCH = "import torch; torch.tanh(torch.randn(3000000)).sum().item(); (torch.ones(500, 500) @ torch.ones(500, 500)).sum().item()"


@pytest.mark.parametrize("before, after", [(TORCH, ""), ("", TORCH)], ids=["torch first", "torch after"])
def test_beside_torch(run_program, before, after):
    python = next((python for python in (sys.executable, "/usr/bin/python3") if has_torch(python)), None)
    if python is None:
        pytest.skip("no interpreter of this version with torch (apt install python3-torch, or pip install torch)")

    def seconds(before, after):
        return run_program(f"""
            {before}
            import json, time
            import numpy as np
            import mattis.dmft as dmft
            def seconds():
                start = time.perf_counter()
                dmft.solve_hopfield_dmft(0.1, 1.2, np.array([1.08]), 0.5, T=60, dt=0.02, M=50000, N_iter=150, update_stepsize=0.3,
                                         seed=1)
                return time.perf_counter() - start
            seconds()
            {after}
            print(json.dumps(min(seconds() for _ in range(7))))
        """, python)

    # in turn: others may want the processor
    alone, beside = zip(*((seconds("", ""), seconds(before, after)) for _ in range(3)))
    assert min(beside) < 1.5 * min(alone)  # 1.00 on two idle cores, and 1.8 with half the threads


# Each takes many seconds.
LONG_CALLS = [
    "mattis.Hopfield(**SELF).simulate(N=3000, T=500, trials=50, save_states=True)",
    "mattis.recovery(alpha=[0.05, 0.1, 0.2], g=1.5, a=[0.6, 1.35], T=200, M=100000)",
    "mattis.binary.retrieve(N=5000, P=500, T=0.1, sweeps=5000)",
    "mattis.binary.phase_map(loads=range(100, 1000, 10), temperatures=np.linspace(0.1, 1, 40), N=5000)",
    "mattis.binary.capacity([0.1, 0.12, 0.14], N=10000, sweeps=2000)",
    "mattis.binary.sequence(N=2000, P=20, steps=300000, replicas=1)",
    "mattis.binary.forgetting(N=5000, P=1000)",
    "mattis.binary.sample(N=1000, sweeps=100000)",
    "mattis.binary.sample(N=4000, sweeps=100, networks=16)",  # still drawing couplings
    "mattis.stimulus.run(N=1024, P=10, t_end=1000, trials=100)",
]


@pytest.mark.parametrize("call", ["long_solve()", "long_solve(method='damped')", "long_solve(verbose=True)",
                                  "long_solve(threads=1)", "long_simulate()", *LONG_CALLS])
def test_ctrl_c_is_answered_at_once(run_program, call):
    seconds = run_program(LONG + f"""
import json, os, signal, threading, time
seconds = []
for _ in range(3):
    sent = []
    def interrupt():
        sent.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)
    threading.Timer(0.3, interrupt).start()
    try:
        {call}
    except KeyboardInterrupt:
        seconds.append(time.perf_counter() - sent[0])
assert len(seconds) == 3, seconds
assert len(dmft.simulate_hopfield(**SMALL)) == 4  # and computes again
print(json.dumps(seconds))
""")
    assert min(seconds) < 0.2, seconds


def test_a_handler_of_signals_runs_during_a_call(run_program):
    heard = run_program(LONG + """
import json, signal, time
heard = []
def handler(number, frame):
    heard.append(time.perf_counter())
    if len(heard) == 3:
        raise TimeoutError
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.2, 0.2)
try:
    long_solve()
except TimeoutError:
    signal.setitimer(signal.ITIMER_REAL, 0)
    print(json.dumps(len(heard)))
""")
    assert heard == 3


def test_other_threads_run_and_compute_meanwhile(run_program):
    result = run_program(LONG + """
import json, threading, time
alone = dmft.simulate_hopfield(**SMALL)[1].tobytes()
results, ticks = [], []
running = threading.Event()
def compute():
    for _ in range(20):
        results.append(dmft.simulate_hopfield(**SMALL)[1].tobytes() == alone)
def tick():
    while running.is_set():
        ticks.append(time.perf_counter())
        time.sleep(0.01)
running.set()
threads = [threading.Thread(target=compute) for _ in range(3)] + [threading.Thread(target=tick)]
for thread in threads:
    thread.start()
dmft.solve_hopfield_dmft(**MODEL, T=150, dt=0.02, M=30000, N_iter=1, update_stepsize=1)
running.clear()
for thread in threads:
    thread.join()
print(json.dumps([len(results), all(results), len(ticks) > 3]))
""")
    assert result == [60, True, True]


def test_a_forked_child_gets_an_error_at_once(run_program):
    status, seconds, message = run_program(LONG + """
import json, os, time
dmft.simulate_hopfield(**SMALL)
here, there = os.pipe()
start = time.perf_counter()
child = os.fork()
if child == 0:
    try:
        dmft.simulate_hopfield(**SMALL)
    except RuntimeError as error:
        os.write(there, str(error).encode())
        raise SystemExit(7)  # through the interpreter's end
    os._exit(8)
_, status = os.waitpid(child, 0)
seconds = time.perf_counter() - start
message = os.read(here, 10000).decode()
dmft.simulate_hopfield(**SMALL)
print(json.dumps([os.waitstatus_to_exitcode(status), seconds, message]))
""")
    assert status == 7 and seconds < 1
    assert "forked from process" in message and "spawn" in message


def test_children_forked_before_the_first_call_compute(run_program):
    assert run_program("""
        import json, multiprocessing
        import mattis.dmft as dmft
        def compute(seed):
            return dmft.simulate_hopfield(0.1, 1.2, [1.08], 0.5, 20, 0.1, 50, seed=seed)[1].shape
        with multiprocessing.get_context("fork").Pool(2) as pool:
            print(json.dumps(pool.map(compute, range(4))))
    """) == [[1, 20, 50]] * 4


def test_results_outlive_kokkos(run_program):
    assert run_program(LONG + """
import json
import mattis._core
m, x, phi, E = dmft.simulate_hopfield(**SMALL)
mattis._core._end()  # as the interpreter does
phi[:] = m
try:
    dmft.simulate_hopfield(**SMALL)
except RuntimeError as error:
    print(json.dumps([bool((phi == m).all()), str(error)]))
""") == [True, "mattis: expected a call before the interpreter ends, got one after"]


def test_patterns_outlive_kokkos(run_program):
    assert run_program("""
import json, os
import numpy as np, mattis, mattis._core
xi, other = mattis.Patterns.random(5, 100, seed=1), mattis.Patterns.random(5, 100, seed=1)
if os.fork() == 0:  # a child that forgets its copy
    del xi
    raise SystemExit(0)
assert os.waitstatus_to_exitcode(os.wait()[1]) == 0
mattis._core._end()
del other
try:
    xi.unpack()
except RuntimeError as error:
    print(json.dumps([xi.P, xi.N, str(error)]))
""") == [5, 100, "mattis: expected a call before the interpreter ends, got one after"]


@pytest.mark.parametrize("call", ["long_solve()", "long_simulate()"])
def test_the_interpreter_ends_beside_a_thread_that_computes(run_program, call):
    assert run_program(LONG + f"""
import threading, time
dmft.simulate_hopfield(**SMALL)
threading.Thread(target=lambda: {call}, daemon=True).start()
time.sleep(0.3)
print('"ended"')
""") == "ended"


@pytest.mark.parametrize("call", [
    "dmft.simulate_hopfield(**MODEL, T=20, dt=0.1, N=100)",
    "dmft.simulate_dense_assoc_mem(**MODEL, n=2, T=40, dt=0.1, N=50)",
    "dmft.solve_hopfield_dmft(**MODEL, T=60, dt=0.1, M=500, N_iter=5, update_stepsize=0.3, return_stats=True)",
    "dmft.solve_dense_assoc_mem_dmft(**MODEL, n=2, T=60, dt=0.1, M=500, N_iter=5, update_stepsize=0.3, threads=2)",
])
def test_calls_do_not_grow_memory(growth, call):
    bytes_, objects = growth(LONG + """
def refused():
    try:
        dmft.simulate_hopfield(**dict(SMALL, N=-1))
    except ValueError:
        pass
""", f"{call}; refused()", times=200, before=20)
    assert bytes_ < 200000  # a thousand for each call; the smallest array (T, N) or (T, T) is fourteen thousand
    assert objects < 200
