"""Sliders for a trial, with a result that follows them.

Belongs here: the controls and what they change. Does not belong here: the trial (``whatif``) and how a result looks
(``whatif.result``). Without a notebook in front of it the panel shows the plain result.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from html import escape
from typing import Any

from analysis import tables
from analysis.desk.attended import is_attended
from analysis.errors import JixiaoError
from analysis.exact import half_up, plain
from analysis.leaf_scores import leaf_rule
from analysis.vocabulary import Scope
from analysis.whatif import Trial
from analysis.whatif.changes import Actual, BandFrom, Change, Factor, Points, Renormalised, Threshold, made
from analysis.whatif.compare import leaf_name, leaf_rows
from analysis.whatif_panel.words import words

#: How fine the sliders are; what is finer can be written in code.
_STEPS = {"threshold": Decimal("0.05"), "factor": Decimal("0.05"), "band": Decimal("0.5"), "points": Decimal("0.5")}
_WIDE = {"width": "32em"}


class Panel:
    """Controls over a trial: threshold, factor, grade bands, an indicator's points and actual.

    Parameters
    ----------
    start
        Where the controls begin; what the panel cannot change of it stays.

    Attributes
    ----------
    trial
        The trial that the controls make now.
    """

    def __init__(self, start: Trial) -> None:
        self._start = start
        self._moves: dict[tuple[str, ...], Change] = {}
        self._quiet = False
        self.trial = start
        self.controls = self._made_controls()
        self._began = {name: control.value for name, control in self.controls.items()}
        self._view, self._reset = _view_and_button(lambda _: self.reset())
        for name, control in self.controls.items():
            control.observe(lambda event, name=name: self._moved(name, event["new"]), names="value")
        self._place()
        self._show()

    @property
    def widget(self) -> Any:
        """The whole panel as one widget."""
        import ipywidgets

        controls = [*self.controls.values(), self._reset]
        return ipywidgets.VBox([ipywidgets.VBox(controls), self._view], _dom_classes=("jixiao-whatif-panel",))

    @property
    def shown(self) -> str:
        """The HTML of the result as it stands beside the controls."""
        return str(self._view.value)

    def __repr__(self) -> str:
        return repr(self.trial)

    def _repr_mimebundle_(self, **_wishes: Any) -> dict[str, Any]:
        plain_words = {"text/plain": repr(self)}
        if is_attended():
            return {**self.widget._repr_mimebundle_(), **plain_words}
        note = f"<p>{escape(words().panel.static)}</p>"
        return {"text/html": note + self.trial.result.html(brief=True), **plain_words}

    def _made_controls(self) -> dict[str, Any]:
        import ipywidgets

        said, rules = words().panel, self._start.inputs.book
        scheme = rules.scheme(Scope.FUND)
        made_now: dict[str, Any] = {}
        if scheme.over_attainment:
            over = rules.rule(scheme.over_attainment).values()
            made_now["threshold"] = _slider(said.threshold, over.threshold, 1, max(3, over.threshold * 2), "threshold")
            made_now["factor"] = _slider(said.factor, over.factor, 0, 1, "factor")
        for band in rules.grades[scheme.grades].bands[:-1]:
            name = f"band {band.grade}"
            made_now[name] = _slider(said.band.format(grade=band.grade), band.lower, 0, scheme.points, "band")
        leaves = [
            (f"{row['indicator_id']} {leaf_name(row['node'])}", row["indicator_id"])
            for row in leaf_rows(self._start.scores)
            if row["indicator_id"] in set(self._start.inputs.leaves["indicator_id"])
        ]
        made_now["leaf"] = ipywidgets.Dropdown(options=leaves, description=said.leaf, layout=_WIDE, style=_style())
        most = max((row["points"] for row in leaf_rows(self._start.scores)), default=Decimal(1)) * 2
        made_now["points"] = _slider(said.points, Decimal(0), 0, most, "points")
        made_now["actual"] = ipywidgets.Text(
            description=said.actual, continuous_update=False, layout=_WIDE, style=_style()
        )
        made_now["renormalised"] = ipywidgets.Checkbox(description=said.renormalised, indent=False, layout=_WIDE)
        made_now["renormalised"].value = any(isinstance(each, Renormalised) for each in self._start.changes)
        return made_now

    def reset(self) -> None:
        """Put every control back to where it began."""
        self._moves.clear()
        self.trial = self._start
        self._quiet = True
        for name, control in self.controls.items():
            control.value = self._began[name]
        self._quiet = False
        self._place()
        self._show()

    def _moved(self, name: str, value: Any) -> None:
        """Follow a control; what cannot be made is told in place of the result, and the trial stays."""
        if self._quiet:
            return
        if name == "leaf":
            self._place()
            return
        try:
            change, same = self._change(name, value)
            self._moves.pop(change.key, None)
            self._moves |= {} if same else {change.key: change}
            self.trial = self._base().with_changes(*self._moves.values())
        except JixiaoError as refused:
            self._view.value = f'<p lang="zh-CN"><strong>{escape(str(refused))}</strong></p>'
            return
        self._show()

    def _base(self) -> Trial:
        """Return the trial to which moves are added: without renormalising where its box is empty."""
        if self.controls["renormalised"].value:
            return self._start.renormalised()
        kept = (each for each in self._start.changes if not isinstance(each, Renormalised))
        return self._start.reset().with_changes(*kept)

    def _change(self, name: str, value: Any) -> tuple[Change, bool]:
        """Return the change that a control asks for, and whether it asks for what holds anyway."""
        leaf = self.controls["leaf"].value
        if name == "renormalised":
            return made(Renormalised), True
        if name == "actual":
            text = value.strip() or None
            return made(Actual, indicator=leaf, text=text), text == _text_of(self._start, leaf)
        sort, _, grade = name.partition(" ")
        exact = _stepped(value, sort)
        if sort == "points":
            return made(Points, scope=Scope.FUND, node=leaf, value=exact), exact == _points_of(self._start, leaf)
        same = exact == _stepped(self._began[name], sort)
        if sort == "band":
            return made(BandFrom, grade=grade, lower=exact), same
        return made(Threshold if sort == "threshold" else Factor, value=exact), same

    def _place(self) -> None:
        """Let the controls of the chosen indicator say what the trial holds, without being followed."""
        leaf = self.controls["leaf"].value
        (row,) = (each for each in tables.records(self.trial.inputs.indicators) if each["indicator_id"] == leaf)
        self._quiet = True
        self.controls["points"].value = float(_points_of(self.trial, leaf))
        self.controls["actual"].value = _text_of(self.trial, leaf) or ""
        self.controls["actual"].disabled = leaf_rule(row, self.trial.inputs.book.scheme(Scope.FUND)).by == "execution"
        self._quiet = False

    def _show(self) -> None:
        said = words().panel
        code = f"<p>{escape(said.code)}：<code>{escape(self.trial.code)}</code></p>"
        self._view.value = self.trial.result.html(brief=True) + code


def _view_and_button(pressed: Callable[[Any], None]) -> tuple[Any, Any]:
    import ipywidgets

    button = ipywidgets.Button(description=words().panel.reset, layout=_WIDE)
    button.on_click(pressed)
    return ipywidgets.HTML(), button


def _points_of(trial: Trial, leaf: str) -> Decimal:
    """Return the points that were asked for, before any renormalising, or those that hold."""
    asked = [each.value for each in trial.changes if isinstance(each, Points) and each.node == leaf]
    leaves = trial.inputs.leaves
    return asked[0] if asked else next(iter(leaves.loc[leaves["indicator_id"] == leaf, "points"]))


def _text_of(trial: Trial, leaf: str) -> str | None:
    """Return the actual's text as it stands in the trial."""
    cells = trial.inputs.actuals
    text = next(iter(cells.loc[cells["indicator_id"] == leaf, "text"]), None)
    return text if isinstance(text, str) else None


def _slider(label: str, value: Decimal, low: Any, high: Any, sort: str) -> Any:
    import ipywidgets

    step = _STEPS[sort]
    form = ".0%" if sort in ("threshold", "factor") else ".1f"
    return ipywidgets.FloatSlider(
        value=float(value),
        min=float(low),
        max=float(high),
        step=float(step),
        description=label,
        readout_format=form,
        layout=_WIDE,
        style=_style(),
    )


def _stepped(value: float, sort: str) -> Decimal:
    """Take from a slider the step that it stands on, exactly."""
    step = _STEPS[sort]
    return plain(half_up(Decimal(str(value)) / step, 0) * step)


def _style() -> dict[str, str]:
    return {"description_width": "9em"}
