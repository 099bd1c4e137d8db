"""One notebook of a run: filled in, run on a warm kernel, brought into its canonical form.

Belongs here: what is asked of papermill. Does not belong here: which notebooks a run has (``report``), kernels
(``warm``), the canonical form (``render.notebook``).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.runs.failures import in_notebook

if TYPE_CHECKING:
    from nbformat import NotebookNode


def executed(source: Path, parameters: Mapping[str, Any], folder: Path) -> NotebookNode:
    """Run a notebook and return it as it is kept.

    Parameters
    ----------
    source
        The notebook.
    parameters
        What replaces the values of its parameter cell.
    folder
        The working directory of its kernel.

    Raises
    ------
    InNotebook
        When a cell fails or the kernel dies.
    """
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import raise_for_execution_errors
    from papermill.utils import chdir

    from analysis.render.notebook import normalise
    from analysis.warm.engine import ENGINE

    logging.getLogger("papermill").setLevel(logging.ERROR)
    # Told to run it at once, papermill would put the whole result into words at the end, once more than is needed.
    # It takes the output path for a format string; it is given none.
    prepared = papermill.execute_notebook(str(source), None, parameters=dict(parameters), prepare_only=True)
    kernel = papermill_engines.nb_kernel_name(ENGINE, prepared)
    try:
        with chdir(str(folder)):
            done = papermill_engines.execute_notebook_with_engine(
                ENGINE, prepared, kernel, progress_bar=False, log_output=False
            )
        raise_for_execution_errors(done, None)
    except (PapermillExecutionError, DeadKernelError) as failure:
        raise in_notebook(source, failure) from failure
    return normalise(done)
