"""The reports in JupyterLab's menu Save and Export Notebook As.

Belongs here: the names under which the menu lists our exporters, and the answer to a choice. Does not belong here: what
an exporter writes (``render.exporters``).

JupyterLab prints the key that the server lists, so that a format would be called Jixiao_pdf. Here our exporters are
listed under the name that they give themselves (``export_from_notebook``), which is then a part of the address that
JupyterLab opens. A notebook that cannot be exported is answered with our message on a page of its own; the server's own
handler writes a stack into its log and speaks of an internal error.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

from anyio.to_thread import run_sync
from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler, path_regex
from jupyter_server.nbconvert.handlers import AUTH_RESOURCE, NbconvertFileHandler
from jupyter_server.utils import url_path_join
from tornado import web

from analysis.errors import JixiaoError

#: Our formats by their short name, or by any name that needs escaping in an address; nbconvert's own names never do.
_FORMAT = r"(?P<format>jixiao_\w+|[^/]*%[^/]*)"


def handlers(base: str) -> list[tuple[str, type[web.RequestHandler]]]:
    """Return the addresses that are answered here, below the server's base address."""
    return [
        (url_path_join(base, "api", "nbconvert"), _Formats),
        (url_path_join(base, "nbconvert", _FORMAT) + path_regex, _Report),
    ]


def formats() -> dict[str, type[Any]]:
    """List the export formats as the menu shows them: the reports by their Chinese names first, then the others.

    Returns
    -------
    dict
        Name in the menu → exporter.
    """
    # Importing nbconvert costs a second or two, which would delay the start of the server.
    from nbconvert.exporters import get_export_names, get_exporter

    from analysis.render.exporters import ReportExporter

    found = {name: get_exporter(name) for name in get_export_names()}
    ours = {kind.export_from_notebook: kind for kind in found.values() if issubclass(kind, ReportExporter)}
    return ours | {name: kind for name, kind in found.items() if not issubclass(kind, ReportExporter)}


class _Formats(APIHandler):
    """The list from which JupyterLab makes the menu."""

    auth_resource = AUTH_RESOURCE

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer with the formats; importing the exporters takes its time, so that it is done beside the server."""
        listed = await run_sync(formats)
        told = {name: {"output_mimetype": kind.output_mimetype} for name, kind in listed.items()}
        self.finish(json.dumps(told))


class _Report(NbconvertFileHandler):  # type: ignore[misc,unused-ignore]
    """A notebook as one of the reports."""

    @web.authenticated
    @authorized
    async def get(self, format: str, path: str) -> None:
        """Answer with the report of the saved notebook, or with what is missing in it.

        Parameters
        ----------
        format
            Name in the menu or of the exporter.
        path
            The notebook, from the server's root.
        """
        self.check_xsrf_cookie()
        exporter = (await run_sync(_exporters)).get(format)
        if exporter is None:
            raise web.HTTPError(404, f"没有名为“{format}”的导出格式")
        model = await ensure_async(self.contents_manager.get(path.strip("/"), type="notebook"))  # type: ignore[no-untyped-call]
        try:
            written, found = await run_sync(lambda: exporter(config=self.config).from_notebook_node(model["content"]))
        except JixiaoError as error:
            self._refuse(error, model["name"])
            return
        if self.get_argument("download", "false").lower() == "true":
            self.set_attachment_header(PurePosixPath(model["name"]).stem + found["output_extension"])
        self.set_header("Content-Type", exporter.output_mimetype)
        self.set_header("Cache-Control", "no-store")
        self.finish(written)

    def _refuse(self, error: JixiaoError, notebook: str) -> None:
        self.log.warning("%s", error)
        self.set_status(422)
        self.finish(_page(error, notebook))


def _exporters() -> dict[str, Any]:
    """Return our exporters by the name in the menu and by the short one."""
    from nbconvert.exporters import get_export_names, get_exporter

    named = {name: get_exporter(name) for name in get_export_names() if name.startswith("jixiao_")}
    return named | {kind.export_from_notebook: kind for kind in named.values()}


def _page(error: JixiaoError, notebook: str) -> str:
    """Write the page that tells why there is no report."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("analysis.lab", ""), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template("refused.html.j2").render(error=error, notebook=notebook)
