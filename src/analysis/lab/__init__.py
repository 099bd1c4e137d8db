"""JupyterLab's side of the project: the reports in its export menu, and settings that keep it off the network.

Belongs here: what Jupyter's server asks of an extension, and the two settings files in ``config``, which installing the
package puts where Jupyter looks for them (``[tool.setuptools.data-files]``). Does not belong here: what an analyst
calls in a notebook (``desk``), or how a report is written (``render``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Name the module that Jupyter's server loads."""
    return [{"module": "analysis.lab"}]


def _load_jupyter_server_extension(serverapp: ServerApp) -> None:
    """Answer for our formats in place of the server's own handlers, which are asked after those added here."""
    from analysis.lab.menu import handlers

    serverapp.web_app.add_handlers(".*$", handlers(serverapp.base_url))  # type: ignore[no-untyped-call]
