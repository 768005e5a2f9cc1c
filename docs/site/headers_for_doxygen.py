# SPDX-License-Identifier: BSD-3-Clause
"""What Doxygen reads of a header, so that what it and Breathe make of it is what the header says."""
import pathlib
import re


def escaped(line: str) -> str:
    """Angle brackets in comments are averages and placeholders here, no HTML."""
    mark, text = re.fullmatch(r"(\s*.*?///<?)(.*)", line).groups()
    if re.match(r" {4,}\S", text):  # code
        return line
    parts = text.split("`")
    parts[::2] = [re.sub(r"(?<!\\)([<>])", r"\\\1", part) for part in parts[::2]]
    text = re.sub(r"^(.*\S) (Error bound:.*)$", rf"\1\n{mark}\n{mark} \2", "`".join(parts))  # a paragraph, no part of \throws
    return mark + text


def of_cpp(text: str) -> str:
    # initializers that Sphinx cannot parse are told in words
    text = re.sub(r"= (\{\.[^;]*\});", r";  ///< unless given: `\1`", text)
    text = re.sub(r"(static constexpr bool \w+) = requires[^;]*;[^;]*;", r"\1;", text)
    return "\n".join(escaped(line) if "///" in line else line for line in text.split("\n"))


def of_c(text: str) -> str:
    """Plain comments, before a declaration and behind a field, are documentation; a struct and its typedef are one thing."""
    text = re.sub(r"([;,0-9]) +/\* ", r"\1 /**< ", text)
    text = re.sub(r"^/\* ", "/** ", text, flags=re.M)
    text = re.sub(r"/\*\*<? .*?\*/", lambda comment: comment[0][:5] + re.sub(r"[<>]", r"\\\g<0>", comment[0][5:]), text, flags=re.S)
    return re.sub(r"typedef (struct|enum) (\w+) \{(.*?)\} \2;", r"\1 \2 {\3};", text, flags=re.S)


def for_doxygen(header: pathlib.Path) -> str:
    return (of_c if header.suffix == ".h" else of_cpp)(header.read_text())
