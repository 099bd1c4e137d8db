"""Reports as nbconvert exporters, so that JupyterLab's menu and ``jupyter nbconvert --to jixiao_pdf`` offer them.

Belongs here: what nbconvert needs to know about each format. Does not belong here: how a page looks (``html``,
``pdf``, ``docx``). The report is read back from the executed notebook and from nothing else.
"""

from __future__ import annotations

from typing import Any, ClassVar

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import default

from analysis.errors import JixiaoError
from analysis.render.html import to_html
from analysis.render.notebook import blocks_of
from analysis.render.pdf import epoch, to_pdf
from analysis.report.blocks import Blocks


class ReportExporter(Exporter):  # type: ignore[misc]  # nbconvert ships no types
    """An exporter that hands the notebook's blocks to a writer.

    ``export_from_notebook`` is its name in JupyterLab's menu (``lab.menu``).
    """

    _extension: ClassVar[str]

    @default("file_extension")
    def _default_file_extension(self) -> str:
        return self._extension

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any | None = None, **options: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """Convert an executed notebook; see :class:`nbconvert.exporters.Exporter`."""
        notebook, found = super().from_notebook_node(nb, resources, **options)
        try:
            return self._write(blocks_of(notebook)), found
        except JixiaoError as error:
            self._stop(error)
            raise

    def _write(self, blocks: Blocks) -> str | bytes:
        raise NotImplementedError

    def _stop(self, error: JixiaoError) -> None:
        """End a command line run with the message alone; elsewhere the caller shows the error."""
        from nbconvert.nbconvertapp import NbConvertApp
        from traitlets.config import Application

        # The command does not make itself known to the exporter, so the running application is asked for.
        if Application.initialized() and isinstance(Application.instance(), NbConvertApp):
            self.log.error("%s", error)
            raise SystemExit(error.exit_code) from None


class HtmlReportExporter(ReportExporter):
    """The report as one offline HTML file."""

    export_from_notebook = "绩效评价报告（HTML）"
    output_mimetype = "text/html"
    _extension = ".html"

    def _write(self, blocks: Blocks) -> str:
        return to_html(blocks)


class PdfReportExporter(ReportExporter):
    """The report as an accessible PDF."""

    export_from_notebook = "绩效评价报告（PDF）"
    output_mimetype = "application/pdf"
    _extension = ".pdf"

    def _write(self, blocks: Blocks) -> bytes:
        return to_pdf(blocks, timestamp=epoch())


class DocxReportExporter(ReportExporter):
    """The report as a Word document that can be edited further."""

    export_from_notebook = "绩效评价报告（DOCX）"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    _extension = ".docx"

    def _write(self, blocks: Blocks) -> bytes:
        # python-docx costs a fifth of a second, which the other formats need not wait for.
        from analysis.render.docx import to_docx

        return to_docx(blocks, timestamp=epoch())
