#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Changes of mattis.h that scripts/check-abi must find, and one that it must not.

Libraries with the header's functions, which do nothing, are compared with what was written of the header as it is."""
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
text = (root / "src" / "mattis" / "mattis.h").read_text()


def check(folder: pathlib.Path, header_text: str, library_text: str, *options: str) -> subprocess.CompletedProcess:
    header, source, library = (folder / name for name in ("mattis.h", "library.c", "libmattis.so"))
    header.write_text(header_text)
    source.write_text(re.sub(r"^(MATTIS_API\s[^;{]*);", r"\1 { __builtin_trap(); }", library_text, flags=re.M))
    subprocess.run(["cc", "-w", "-fPIC", "-shared", "-o", library, source], check=True)
    return subprocess.run([sys.executable, root / "scripts" / "check-abi", library, "--header", header, "--abi", folder / "abi",
                           *options], capture_output=True, text=True)


def changed(old: str, new: str) -> str:
    if text.count(old) != 1:
        sys.exit(f"mattis.h: expected '{old}' once, got {text.count(old)}: change it here, too")
    return text.replace(old, new)


without_free = changed("MATTIS_API int mattis_plan_free(mattis_plan plan);", "")
with_one_more = changed("MATTIS_API int mattis_plan_free(mattis_plan plan);",
                        "MATTIS_API int mattis_plan_free(mattis_plan plan);\nMATTIS_API int mattis_plan_copy(mattis_plan plan);")
other_type = changed("mattis_patterns_random(int64_t P", "mattis_patterns_random(int32_t P")
field_before = changed("/* sizeof(mattis_plan_options) */", "int64_t new_field;")
field_behind = changed("  int64_t states;           /* at once; 1 */", "  int64_t states;\n  int64_t new_field;")
cases = [  # what, the header, what the library is made of, exit status, what is said
    ("nothing changed", text, text, 0, "as in"),
    ("a function is gone", without_free, without_free, 1, "mattis_plan_free: expected among the exported functions"),
    ("a function is declared and not defined", text, without_free, 1, "mattis_plan_free: declared in mattis.h and not exported"),
    ("a function is added", with_one_more, with_one_more, 1, "mattis_plan_copy: exported and not in"),
    ("something else is exported", text, text + "\nint helper(void) { return 0; }", 1, "helper: exported, expected to stay inside"),
    ("an argument has another type", other_type, other_type, 1, "mattis_patterns_random"),
    ("a field before others", field_before, field_before, 1, "mattis_plan_options"),
    ("a field behind all others", field_behind, field_behind, 0, "as in"),
]
failed = 0
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    written = check(folder, text, text, "--write")
    if written.returncode == 2:
        print(written.stderr.strip())
        sys.exit(2)
    for what, header_text, library_text, status, said in cases:
        run = check(folder, header_text, library_text)
        if run.returncode != status or said not in run.stdout:
            print(f"{what}: expected {status} and '{said}', got {run.returncode}:\n{run.stdout}{run.stderr}")
            failed += 1
sys.exit(1 if failed else 0)
