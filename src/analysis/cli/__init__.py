"""The command ``jixiao``: a thin face over ``runs``, ``pipeline`` and ``documents``.

Belongs here: arguments, printing, exit codes. Does not belong here: any work. Heavy modules are imported inside the
commands, so that ``--help`` answers at once.

Exit codes: 0 done · 1 a fault of the program · 2 parameters · 3 not found · 4 document · 5 manifest · 6 critical check
· 7 rules · 8 output · 9 prose or template · 10 corrections or aliases · 11 open warning in a strict check · 12 another
run is writing · 13 a run came to a sudden end · 14 some reports of a batch failed · 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
import sys

import typer

# Importing a module registers its commands.
from analysis.cli import check, documents, run  # noqa: F401
from analysis.cli.common import app
from analysis.errors import JixiaoError

__all__ = ["app", "main"]


def main() -> None:
    """Run the command; an error of the input prints its message and ends with its own exit code."""
    # An IRI grammar behind jsonschema takes two seconds to load in every process; nothing here uses it.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    try:
        app()
    except JixiaoError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(error.exit_code) from None
