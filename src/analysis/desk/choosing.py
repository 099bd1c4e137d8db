"""A drop-down of the fund years.

Belongs here: the widget, and what a choice sets. Does not belong here: which fund years there are (``listing``) or
opening one (``opening``). The parameter cell stays the truth: what is chosen holds until that cell runs again, and the
widget shows the lines to write there.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from analysis.desk.attended import is_attended
from analysis.desk.frames import FrameView
from analysis.desk.listing import fund_years
from analysis.desk.opening import opened

_ADVICE = (
    "要长期改用，把这两行写进上面的参数单元格。接着把下面各格再运行一遍（菜单 Run → Run Selected Cell and All Below）。"
)


def choose(namespace: MutableMapping[str, Any]) -> Any:
    """Offer the fund years in a drop-down; a choice sets ``fund``, ``year`` and ``fy`` in the notebook.

    Parameters
    ----------
    namespace
        The notebook's ``globals()``.

    Returns
    -------
    ipywidgets.VBox or None
        The drop-down with the chosen fund year's card; nothing where nobody can choose, or there is nothing to choose.
    """
    if not is_attended():
        return None
    listed = fund_years()
    return _widget(namespace, listed) if len(listed) else None


def _widget(namespace: MutableMapping[str, Any], listed: FrameView) -> Any:
    import ipywidgets

    rows = listed.frame.to_dict("records")
    options = [(f"{row['fund']} {row['year']}　{row['name'] or ''}　{row['state']}", at) for at, row in enumerate(rows)]
    current = (namespace.get("fund"), namespace.get("year"))
    chosen = next((at for at, row in enumerate(rows) if (row["fund"], row["year"]) == current), None)
    menu = ipywidgets.Dropdown(
        options=options, value=chosen, description="资金年度", layout=ipywidgets.Layout(width="auto", max_width="60em")
    )
    shown = ipywidgets.Output()

    def change(event: Any) -> None:
        row = rows[event["new"]]
        shown.clear_output(wait=True)
        with shown:
            _set(namespace, row["fund"], int(row["year"]))

    menu.observe(change, names="value")
    return ipywidgets.VBox([menu, shown])


def _set(namespace: MutableMapping[str, Any], fund: str, year: int) -> None:
    """Open the chosen fund year, and show its card below the lines that name it."""
    from IPython.display import HTML, display

    fy = opened({"fund": fund, "year": year, "kind": namespace.get("kind", "auto")})
    namespace.update(fund=fund, year=year, fy=fy)
    display(HTML(f'<pre>fund = "{fund}"\nyear = {year}</pre><p>{_ADVICE}</p>'), fy)
