"""Tables that a person can search, sort and filter, offline.

Belongs here: the markup around a plain table, and the bundle of DataTables that ``itables`` brings. Does not belong
here: the plain table and when it is made interactive (``frames``), or the words of the controls (``settings.yaml``).

The bundle is packed and stands in every such output: an output can be moved, saved and opened again without the others
and without a network. Nothing in it is random; equal tables are equal outputs.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from analysis.desk.settings import settings


def framed(body: Markup) -> str:
    """Put what a cell shows into the desk's own frame and style."""
    style = Markup((files("analysis.desk") / "desk.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    return str(Markup('<div class="jixiao-desk" lang="zh-CN"><style>{}</style>{}</div>').format(style, body))


def wrapped(table: Markup, values: Sequence[Sequence[str]]) -> Markup:
    """Make a plain table interactive.

    Parameters
    ----------
    table
        The table, with a head.
    values
        The different values of each column, which decide how it is filtered: by a list, or by a condition.
    """
    limits = settings().tables
    options = {
        "autoWidth": False,
        "columnControl": ["order", "searchDropdown"],
        "columnDefs": [
            {"targets": place, "columnControl": ["order", ["searchList"]]}
            for place, different in enumerate(values)
            if _is_listed(different)
        ],
        "language": limits.language,
        "lengthMenu": list(limits.pages),
        "order": [],
        "ordering": {"indicators": False, "handler": True},
        "pageLength": limits.page,
    }
    told = json.dumps(options, ensure_ascii=False, sort_keys=True)
    script = Markup("<script>{}</script>").format(_script())
    return Markup('<div class="jixiao-live" data-options="{}">{}</div>{}').format(told, table, script)


def _is_listed(different: Sequence[str]) -> bool:
    limits = settings().tables
    return len(different) <= limits.listed_values and all(len(value) <= limits.listed_length for value in different)


@cache
def _script() -> Markup:
    text = (files("analysis.desk") / "live.js").read_text(encoding="utf-8")
    bundle = files("itables") / "html"
    for mark, name in (("__SCRIPT__", "dt_bundle.js"), ("__STYLE__", "dt_bundle.css")):
        text = text.replace(mark, json.dumps(_packed((bundle / name).read_bytes())))
    return Markup(text)  # noqa: S704 - our own script and the bundle of a locked package


def _packed(data: bytes) -> str:
    return b64encode(gzip.compress(data, compresslevel=9, mtime=0)).decode("ascii")
