"""Figures: the one drawing of a figure says what matplotlib's own two say, before and after a fork."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import textwrap

import pytest
from matplotlib import rcParams

from analysis.report import canvas, compose, narrative
from analysis.report.figures import LABEL, label_rows


def _by_matplotlib(drawn) -> str:
    """Write a figure as matplotlib writes it by itself, without what a report leaves out."""
    buffer = io.StringIO()
    drawn.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = re.sub(r"<\?xml[^>]*\?>\s*|<!DOCTYPE[^>]*>\s*|<!--.*?-->\s*", "", buffer.getvalue(), flags=re.DOTALL)
    return re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)


def _drawn(write, labels: list[str]) -> str:
    with canvas.figure(len(labels), extra=1.1) as (drawn, axis):
        rates = [90.0 + 45 * place for place in range(len(labels))]
        axis.barh(range(len(labels)), rates, color="white", edgecolor=canvas.ACCENT, hatch="////")
        axis.scatter(rates, range(len(labels)), marker="D", label="本年目标")
        for place, rate in enumerate(rates):
            axis.text(rate * 1.05, place, f"{rate:.2f}%\n（两行）", fontsize=8, **LABEL)
        axis.set_xscale("log")
        axis.set_xlim(80, 400)
        label_rows(axis, labels)
        axis.set_xlabel("完成率（对数刻度）")
        axis.legend(loc="lower center", bbox_to_anchor=(0.5, 1), frameon=False)
        return write(drawn)


LABELS = ["项目1 中小企业数字化转型", "项目2 fi & VA <首台套>", "项目3 $x^2$", ""]


def test_a_figure_is_what_matplotlib_writes_by_itself():
    assert _drawn(canvas.svg, LABELS) == _drawn(_by_matplotlib, LABELS)


def test_a_letter_that_the_face_lacks_gets_the_sign_of_matplotlib():
    labels = ["项目1 \N{CJK UNIFIED IDEOGRAPH-2A6D6}村", "项目2"]
    with pytest.warns(UserWarning, match="missing from font"):
        own = _drawn(canvas.svg, labels)
    with pytest.warns(UserWarning, match="missing from font"):
        assert own == _drawn(_by_matplotlib, labels)
    assert "LastResort" in own


def test_warming_up_changes_no_setting_and_no_figure():
    before, settings = _drawn(canvas.svg, LABELS), dict(rcParams)
    compose.warm()
    assert dict(rcParams) == settings
    assert _drawn(canvas.svg, LABELS) == before


def test_a_first_report_after_warming_up_compiles_nothing(evaluated, monkeypatch: pytest.MonkeyPatch):
    compose.warm()

    def refuse(*_asked: object, **_more: object) -> None:
        raise AssertionError("compiled a text that was at hand")

    monkeypatch.setattr(type(narrative.environment()), "compile", refuse)
    assert compose.compose(evaluated, {}).blocks


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_warm_process_has_one_thread_and_its_children_draw_the_same():
    script = """
        import hashlib, os, threading
        from analysis.report import canvas, compose
        from analysis.report.figures import bars

        def drawn():
            labels = [f"项目{n} 专项资金" for n in range(12)]
            return hashlib.sha256(bars(labels, range(12), labels, "比例（%）").encode()).hexdigest()

        compose.warm()
        assert threading.active_count() == 1, threading.enumerate()
        own = drawn()
        children = []
        for _ in range(3):
            child = os.fork()
            if not child:
                os._exit(0 if all(drawn() == own for _ in range(3)) else 1)
            children.append(child)
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=True, timeout=120)
