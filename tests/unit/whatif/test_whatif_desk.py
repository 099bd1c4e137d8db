"""From an open fund year: nothing reaches the folders, and a year without scores says what is missing."""

from __future__ import annotations

from pathlib import Path

import analysis
from analysis.provenance import sha256_of
from analysis.whatif import NoTrial


def tree(folder: Path) -> dict[str, tuple[int, str]]:
    """Return every file below a folder with its time of change and its hash."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): (path.stat().st_mtime_ns, sha256_of(path)) for path in files}


def test_nothing_is_written(project, monkeypatch):
    fy = analysis.open("gd-finance", 2023)
    assert len(fy.scored.tables["scores"])
    before = tree(project.root)
    assert any(name.startswith("data/processed/") for name in before)
    monkeypatch.chdir(project.root)
    locked = [path for path in (project.root, *project.root.rglob("*")) if path.is_dir()]
    for path in locked:
        path.chmod(0o555)
    try:
        w = fy.what_if().threshold(4).points("F-03", 5).actual("F-03", "12个").without("F-20").renormalised()
        assert repr(w)
        assert w._repr_html_()
        assert w.sensitivity()._repr_html_()
        sliders = fy.what_if_panel()
        sliders.controls["threshold"].value = 2.5
        assert sliders._repr_mimebundle_()
    finally:
        for path in locked:
            path.chmod(0o755)
    assert tree(project.root) == before
    assert not (project.root / "reports").exists()


def test_a_year_without_scores_says_what_is_missing(project):
    for year in (2022, 2024):
        fy = analysis.open("gd-finance", year)
        w = fy.what_if()
        assert isinstance(w, NoTrial)
        for shown in (w, w.threshold(2).actual("F-03", "1"), w.sensitivity(), fy.what_if_panel()):
            told = repr(shown)
            assert "不能测算" in told
            assert "专项资金绩效自评表" in told
            assert f"jixiao add gd-finance {year}" in told


def test_a_year_with_scores_opened_as_a_midterm_check_can_be_tried(project):
    fy = analysis.open("gd-finance", 2023, kind="target_review")
    assert fy.what_if().threshold(4).result.total.difference == 7
