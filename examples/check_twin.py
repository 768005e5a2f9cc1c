#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""check_twin.py PROGRAM SCRIPT: whether a C++ example and its twin in Python print the same, to the last digit shown.

Exit status: 0 the same, 1 not; each line that differs is printed."""
import subprocess
import sys

program, script = (subprocess.run(command, capture_output=True, text=True) for command in
                   ([sys.argv[1]], [sys.executable, sys.argv[2]]))
for one, name in ((program, sys.argv[1]), (script, sys.argv[2])):
    if one.returncode:
        sys.exit(f"{name}: exit status {one.returncode}\n{one.stdout}{one.stderr}")
if program.stdout != script.stdout:
    lines = zip(program.stdout.splitlines(), script.stdout.splitlines())
    sys.exit("\n".join(f"{a}\n{b}" for a, b in lines if a != b) or "one prints more lines than the other")
