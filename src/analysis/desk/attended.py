"""Whether a person sits in front of the notebook, and what only a person is shown.

Belongs here: asking IPython, and folding the stack of an error under its Chinese message. Does not belong here: the
message itself (``errors``), or what is shown to whom (``frames``). A batch shows less: its outputs must be small, the
same every time, and free of the machine's paths.
"""

from __future__ import annotations

import sys
import traceback
from typing import Any

from markupsafe import Markup

from analysis.errors import JixiaoError
from analysis.parameters import has_person

_FOLDED = Markup(
    '<details class="jixiao-calls"><summary>程序调用过程（供维护人员查看；一般只需按上面的提示处理）</summary>'
    "<pre>{}</pre></details>"
)


def is_attended() -> bool:
    """Tell whether a person runs this in a notebook that can show more than text."""
    shell = _shell()
    return shell is not None and has_person(shell.user_ns)


def fold_tracebacks() -> None:
    """Show, from now on, the stack of our errors folded away below their message; asked again, nothing changes.

    The message itself is what :meth:`analysis.errors.JixiaoError._render_traceback_` returns, so that the cell counts
    as failed and papermill keeps the name and the text of the error; a terminal shows the message alone.
    """
    shell = _shell()
    if shell is not None and _show_stack not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _show_stack)


def _show_stack(result: Any) -> None:
    error = result.error_in_exec
    if not isinstance(error, JixiaoError) or not is_attended():
        return
    from IPython.display import HTML, display

    display(HTML(_FOLDED.format("".join(traceback.format_exception(error)))))


def _shell() -> Any:
    """Return the running IPython, if this is one; it is not loaded for the question."""
    loaded = sys.modules.get("IPython")
    return loaded.get_ipython() if loaded is not None else None
