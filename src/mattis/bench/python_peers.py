# SPDX-License-Identifier: BSD-3-Clause
"""What a user's Python does for `mattis bench --peer-python`: one line in, one line out.

    -> (nothing)                               <- mattis NumPy 2.1.0[;PyTorch 2.5.1]
    -> make LIBRARY OPERATION PRECISION SIZE.. <- ready
    -> run LIBRARY REPEATS                     <- seconds of so many calls
    -> drop                                    <- dropped: all arrays are given back

LIBRARY counts those of the first line. Operations and their sizes are the keys of OPERATIONS; each is what
a user would write, without arrays made anew where the library can do without.
"""
import sys
import time

import numpy

try:
    import torch
except Exception:  # an installation that is broken is none
    torch = None


class NumPy:
    name = "NumPy " + numpy.__version__
    tanh, exp, matmul, log1p, abs = numpy.tanh, numpy.exp, numpy.matmul, numpy.log1p, numpy.abs
    array = staticmethod(lambda values: values)
    swapped = staticmethod(lambda matrices: numpy.swapaxes(matrices, -1, -2))


LIBRARIES = [NumPy]
if torch is not None:
    class PyTorch:
        name = "PyTorch " + torch.__version__
        tanh, exp, matmul, log1p, abs = torch.tanh, torch.exp, torch.matmul, torch.log1p, torch.abs
        array = staticmethod(torch.from_numpy)
        swapped = staticmethod(lambda matrices: torch.swapaxes(matrices, -1, -2))

    LIBRARIES.append(PyTorch)

TYPES = {"float": numpy.float32, "double": numpy.float64}


def numbers(lib, precision, *shape):
    """Of order one, none like its neighbours."""
    some = (numpy.arange(1999) * 1237 % 1999 / 1000 - 0.9985).astype(TYPES[precision])
    return lib.array(numpy.resize(some, shape))


def signs(lib, precision, *shape):
    some = numpy.where(numpy.arange(1999) * 1237 % 1999 < 1000, 1, -1).astype(TYPES[precision])
    return lib.array(numpy.resize(some, shape))


def zeros(lib, precision, *shape):
    return lib.array(numpy.zeros(shape, TYPES[precision]))


def products(lib, precision, patterns, neurons):
    """h = g xi^T (xi phi / N)^2"""
    xi, phi = signs(lib, precision, patterns, neurons), numbers(lib, precision, neurons)
    m, h = zeros(lib, precision, patterns), zeros(lib, precision, neurons)

    def run():
        lib.matmul(xi, phi, out=m)
        m.__imul__(1.0 / neurons)
        m.__imul__(m)
        lib.matmul(lib.swapped(xi), m, out=h)
        h.__imul__(1.2)
    return run


def network_step(lib, precision, patterns, neurons, trials, order):
    """x <- (1 - dt) x + dt g xi^T (xi tanh x / N)^n, of several networks with their own patterns"""
    xi, x = signs(lib, precision, trials, patterns, neurons), numbers(lib, precision, trials, neurons, 1)
    phi, h = zeros(lib, precision, trials, neurons, 1), zeros(lib, precision, trials, neurons, 1)
    m = zeros(lib, precision, trials, patterns, 1)

    def run():
        lib.tanh(x, out=phi)
        lib.matmul(xi, phi, out=m)
        m.__imul__(1.0 / neurons)
        if order == 2:
            m.__imul__(m)
        lib.matmul(lib.swapped(xi), m, out=h)
        h.__imul__(0.02 * 1.2)
        x.__imul__(0.98)
        x.__iadd__(h)
    return run


def covariance(lib, precision, steps, samples):
    phi, c = numbers(lib, precision, steps, samples), zeros(lib, precision, steps, steps)

    def run():
        lib.matmul(phi, lib.swapped(phi), out=c)
        c.__imul__(1.0 / samples)
    return run


def elementwise(name):
    def make(lib, precision, count):
        x, out = numbers(lib, precision, count), zeros(lib, precision, count)
        return lambda: getattr(lib, name)(x, out=out)
    return make


def log_cosh(lib, precision, count):
    """|x| + log1p(e^(-2|x|)) - log 2"""
    x, out = numbers(lib, precision, count), zeros(lib, precision, count)
    magnitude = zeros(lib, precision, count)

    def run():
        lib.abs(x, out=magnitude)
        out[:] = magnitude
        out.__imul__(-2.0)
        lib.exp(out, out=out)
        lib.log1p(out, out=out)
        out.__iadd__(magnitude)
        out.__isub__(0.6931471805599453)
    return run


OPERATIONS = {"products": products, "network_step": network_step, "covariance": covariance,
              "tanh": elementwise("tanh"), "exp": elementwise("exp"), "log_cosh": log_cosh}


def main():
    print("mattis " + ";".join(library.name for library in LIBRARIES), flush=True)
    made = {}
    for line in sys.stdin:
        words = line.split()
        if words[0] == "make":
            library, operation, precision = int(words[1]), words[2], words[3]
            made[library] = OPERATIONS[operation](LIBRARIES[library], precision, *map(int, words[4:]))
            print("ready", flush=True)
        elif words[0] == "run":
            run, repeats = made[int(words[1])], int(words[2])
            start = time.perf_counter()
            for _ in range(repeats):
                run()
            print(repr(time.perf_counter() - start), flush=True)
        else:
            made.clear()
            print("dropped", flush=True)


main()
