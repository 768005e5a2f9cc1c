# SPDX-License-Identifier: BSD-3-Clause
"""Sphinx's configuration; scripts/docs runs it. The pages are read on their own, too: links to other files of the repository are
made for that, and given to readers of the site as files to download."""
import pathlib
import re

import nbclient.client
import traitlets
from docutils import nodes

root = pathlib.Path(__file__).resolve().parent.parent

project = "mattis"
author = "the mattis developers"
copyright = "the mattis developers, BSD-3-Clause"
release = re.search(r"project\(mattis VERSION ([\d.]+)", (root / "CMakeLists.txt").read_text())[1]

extensions = ["breathe", "myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["README.md", "site"]
root_doc = "index"

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
suppress_warnings = ["duplicate_declaration.cpp"]  # each header opens the namespace

breathe_projects = {"mattis": str(root / "build" / "docs" / "doxygen" / "xml")}
breathe_default_project = "mattis"
breathe_domain_by_extension = {"hpp": "cpp", "h": "c"}
breathe_show_include = False

autodoc_member_order = "bysource"
autodoc_typehints = "description"
napoleon_google_docstring = False

nb_execution_mode = "cache"
nb_execution_cache_path = str(root / "build" / "docs" / "notebooks")
nb_execution_timeout = 600  # of a cell, which takes seconds, but where other programs want the machine


class PatientClient(nbclient.client.NotebookClient):
    startup_timeout = traitlets.Int(600).tag(config=True)


nbclient.client.NotebookClient = PatientClient
nb_execution_raise_on_error = True
nb_execution_show_tb = True

html_theme = "furo"
html_title = f"mattis {release}"
html_static_path = ["_static"]
html_css_files = ["mattis.css"]
html_show_sphinx = False
html_copy_source = False
templates_path = []
copybutton_exclude = ".linenos, .gp, .go"


def links_to_folders(app, name, source):
    """A folder of the repository is no page and no file: its name stays."""
    def replaced(match):
        path = (root / "docs" / pathlib.Path(name).parent / match[2].split("#")[0]).resolve()
        return f"`{path.relative_to(root)}`" if path.is_dir() else match[0]
    source[0] = re.sub(r"\[([^\]]*)\]\(((?:\.\./)+[^)]*)\)", replaced, source[0])


def pages_that_docstrings_name(app, doctree, name):
    """Docstrings cite `docs/models.md 1.1`: the section of that number, a link."""
    for text in list(doctree.findall(nodes.Text)):
        if isinstance(text.parent, (nodes.reference, nodes.literal, nodes.literal_block, nodes.title)) or "docs/" not in text:
            continue
        parts, end = [], 0
        for match in re.finditer(r"docs/(\w+)\.md(?: (\d+(?:\.\d+)?))?", text):
            if match[1] not in app.env.found_docs:
                continue
            slugs = app.env.metadata[match[1]].get("myst_slugs", {})
            place = next((section for _, section, title in slugs.values() if match[2] and re.match(re.escape(match[2]) + r"\.? ", title)), "")
            to = app.builder.get_relative_uri(name, match[1]) + ("#" + place if place else "")
            parts += [nodes.Text(text[end:match.start()]), nodes.reference("", match[0], refuri=to, internal=True)]
            end = match.end()
        if parts:
            text.parent.replace(text, [*parts, nodes.Text(text[end:])])


def magnitudes(app, what, name, obj, options, lines):
    """|a| in a docstring is a magnitude, no substitution."""
    lines[:] = [line if "``" in line or ">>>" in line else re.sub(r"(?<!\\)\|", r"\\|", line) for line in lines]


def setup(app):
    app.connect("autodoc-process-docstring", magnitudes)
    app.connect("source-read", links_to_folders)
    app.connect("doctree-resolved", pages_that_docstrings_name)
