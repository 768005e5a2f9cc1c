#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Makes docs/generated, the pages that are lists: the API of C++ by subject (subjects.toml), of C, Fortran and Python, and all
options of all commands, as the command itself tells them.

Usage: docs/site/generate.py MATTIS     the command of the build
Also build/docs/headers, what Doxygen reads."""
import pathlib
import re
import shutil
import subprocess
import sys
import tomllib

from headers_for_doxygen import for_doxygen

root = pathlib.Path(__file__).resolve().parent.parent.parent
made = root / "docs" / "generated"
sections = (":sections: briefdescription detaileddescription innernamespace innerclass enum typedef func var user-defined public-type "
            "public-func public-static-func public-attrib public-static-attrib")
headers = root / "src" / "mattis"
read = root / "build" / "docs" / "headers"


def write(name: str, text: str) -> None:
    """Only what changed, so that Sphinx reads nothing else again."""
    file = made / name
    if not file.exists() or file.read_text() != text:
        file.write_text(text)
    written.add(name)


def page(name: str, title: str, text: str, body: list[str]) -> None:
    write(f"{name}.md", "\n".join([f"# {title}", "", text.strip(), "", *body]).rstrip() + "\n")


def one_name(header: str) -> str:
    """Breathe finds a file by its last name alone."""
    return header.replace("/", "-")


def cpp_pages() -> None:
    subjects = tomllib.loads((root / "docs/site/subjects.toml").read_text())["subject"]
    listed = [header for subject in subjects for header in subject["headers"]]
    wanted = re.findall(r"#include <mattis/(.+)>", (headers / "mattis.hpp").read_text())
    faults = [f"expected {header} of <mattis/mattis.hpp>" for header in wanted if header not in listed]
    faults += [f"{header} is not there" for header in listed if not (headers / header).exists()]
    faults += [f"{header} is there twice" for header in set(listed) if listed.count(header) > 1]
    if faults:
        sys.exit("docs/site/subjects.toml: " + "; ".join(faults))
    for subject in subjects:
        body = []
        for header in subject["headers"]:
            body += [f"## `<mattis/{header}>`", "", f"```{{doxygenfile}} {one_name(header)}", sections, "```", ""]
        page(f"cpp_{subject['name']}", subject["title"], subject["text"], body)
    contents = "\n".join(f"cpp_{subject['name']}" for subject in subjects)
    page("cpp", "C++", "`#include <mattis/mattis.hpp>` has the first four subjects; the others have headers of their own. What stands in "
         "a folder `detail` is nobody's.", ["```{toctree}", contents, "```"])
    shutil.rmtree(read, ignore_errors=True)
    read.mkdir(parents=True)
    for header in [*listed, "mattis.h"]:
        (read / one_name(header)).write_text(for_doxygen(headers / header))


def c_pages() -> None:
    page("c", "C", "`#include <mattis/mattis.h>`; [the guide](../embedding.md#c) has a program, and says who owns what.",
         ["```{doxygenfile} mattis.h", sections, "```"])
    module = (headers / "mattis.f90").read_text()
    declarations, procedures = module.split("\n  interface\n", 1)
    body = ["Constants and types:", "", "```fortran", declarations.split("implicit none", 1)[1].strip("\n"), "```", ""]
    for match in re.finditer(r"^ +(?:integer\([^\n]*\) |type\([^\n]*\) )?(?:function|subroutine) (\w+).*?^ +end (?:function|subroutine) \1",
                             procedures, re.S | re.M):
        body += [f"## {match[1]}", "", "```fortran", match[0], "```", ""]
    page("fortran", "Fortran", "`use mattis`: made of the C interface by `scripts/make-fortran-module`, so everything means what "
         "[C](c.md) says. Arrays are row-major there: `(N, states)` in C is `(states, N)` here. [The guide](../embedding.md#fortran) "
         "has a program.", body)


def python_pages() -> None:
    package = root / "python" / "mattis"
    modules = sorted(file.stem for file in package.iterdir() if not file.name.startswith("_") and
                     (file.suffix == ".py" or (file / "__init__.py").exists()))
    body = []
    for module in ["mattis", *(f"mattis.{name}" for name in modules)]:  # docstrings are reStructuredText
        body += [f"## {module}", "", "```{eval-rst}", f".. automodule:: {module}", "   :members:", "```", ""]
    page("python_api", "Python", "[The guide](../python.md) says what differs from the original script.", body)


def helped(command: list[str]) -> str:
    return subprocess.run([mattis, *command, "--help"], check=True, capture_output=True, text=True).stdout.rstrip()


def command_page() -> None:
    body = []

    def add(command: list[str]) -> None:
        text = helped(command)
        below = re.search(r"^Subcommands:\n(.*?)(?:\n\n|\Z)", text, re.S | re.M)
        names = re.findall(r"^  ([\w-]+) ", below[1], re.M) if below else []
        title = " ".join(["mattis", *command])
        body.extend([f"## {title}", "", "```text", text, "```", ""])
        for name in names:
            if name != "help":
                add([*command, name])

    add([])
    page("options", "All options", "What `mattis COMMAND --help` prints; [the command](../command.md) is explained, with its files.", body)


mattis = sys.argv[1]
written: set[str] = set()
made.mkdir(exist_ok=True)
cpp_pages()
c_pages()
python_pages()
command_page()
for file in made.iterdir():
    if file.name not in written:
        file.unlink()
