# SPDX-License-Identifier: BSD-3-Clause
"""A bar on standard error, for verbose=True."""
import sys

_WIDTH = 40


class Bar:
    """Within a `with` statement, draws what it is called with; what it drew last stays, on a line of its own."""

    def __init__(self, wanted):
        self._stream = sys.stderr if wanted else None  # None, too, where a program has no standard error
        self._length = 0

    @property
    def report(self):
        """What the module calls as the computation goes on; None: nobody asked."""
        return self if self._stream is not None else None

    def __call__(self, stage, fraction, residual):
        fraction = min(max(fraction, 0.0), 1.0)
        text = f"[{'=' * int(fraction * _WIDTH):{_WIDTH}}] {fraction:4.0%} {stage}"
        if residual >= 0:
            text += f", residual {residual:.1e}"
        self._stream.write(f"\r{text:{self._length}}")
        self._stream.flush()
        self._length = len(text)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if self._stream is None:
            return
        if error is None:
            self("done", 1.0, -1)
        if self._length:
            self._stream.write("\n")
            self._stream.flush()
