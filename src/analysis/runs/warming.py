"""What a worker would do first, done once before workers are forked: imported by the warm process.

Belongs here: imports, and work whose result every report needs and no report changes: suites, templates, fonts, a first
figure. Does not belong here: anything that depends on a fund year, and anything that starts a thread (a process with
threads must not fork).
"""

from __future__ import annotations

import inspect
import sys
from contextlib import suppress

# The imports are the purpose.
import nbclient  # noqa: F401
import papermill  # noqa: F401

import analysis.checks
import analysis.desk
import analysis.pipeline
import analysis.render.archive
import analysis.render.docx
import analysis.render.html
import analysis.render.pdf
import analysis.render.score_book
import analysis.render.webfont
import analysis.report.compose
import analysis.runs.report
import analysis.warm.engine
from analysis.errors import NotFoundError
from analysis.paths import Project

#: Rooms whose cached loaders start something instead of reading the package's own words, layouts, texts and rules.
_STARTERS = ("analysis.warm", "analysis.runs")


def read_packaged() -> int:
    """Call every cached function of the package that takes no argument; return how many there are."""
    loaders = [
        found
        for name, module in list(sys.modules.items())
        if name.startswith("analysis.") and not name.startswith(_STARTERS)
        for found in vars(module).values()
        if hasattr(found, "cache_info") and found.__module__ == name and not inspect.signature(found).parameters
    ]
    for loader in loaders:
        loader()
    return len(loaders)


def warm() -> None:
    """Do the first work of every step that knows what it will need."""
    suites = None
    # The rules of checks lie in the project; without one a worker says so.
    with suppress(NotFoundError):
        suites = Project.here().expectations
    analysis.checks.warm(suites)
    analysis.report.compose.warm()
    # The tools that cut and pack fonts are many small modules.
    analysis.render.webfont.font_face("绩效")
    read_packaged()


warm()
