"""The shape of the package: imports run downward, rooms stay small, every module says what belongs in it."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "analysis"

#: The rows of the architecture table in the README; a module imports from its own row or a lower number.
ROWS: dict[str, int] = {
    name: row
    for row, names in enumerate(
        (
            "errors vocabulary paths exact strict handwritten places numbering warm",
            "parameters provenance expressions claims tables likeness",
            "documents rules kinds",
            "reconcile promises comparison target_quality views suites findings validation checks acceptance listing "
            "attainment leaf_scores scoring self_scores execution progress",
            "facts evaluation whatif",
            "report",
            "processed pipeline across",
            "render",
            "desk whatif_panel lab runs cli",
        )
    )
    for name in names.split()
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    part = path.relative_to(PACKAGE).parts[0]
    return part.removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Rooms of the package that a module imports, lazily or not, type-checking blocks left out."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "analysis":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis."):
            found.add(node.module.split(".")[1])
    return found


@pytest.mark.parametrize("path", [p for p in MODULES if p.parent != PACKAGE or p.name != "__init__.py"], ids=str)
def test_imports_run_downward(path):
    own = ROWS[room(path)]
    above = {name for name in imports(path) if ROWS[name] > own}
    assert above == set(), f"{path.name} (row {own}) imports from a later row"


def test_every_room_has_a_row_and_every_row_a_room():
    assert {room(path) for path in MODULES} - {"__init__"} == set(ROWS)


def test_only_validation_imports_great_expectations():
    users = {room(p) for p in MODULES if re.search(r"^\s*(import|from) great_expectations", p.read_text("utf-8"), re.M)}
    assert users == {"validation"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_rooms_are_small_and_say_what_belongs_in_them(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 260
    docstring = ast.get_docstring(ast.parse(text)) or ""
    assert docstring
    if path.name != "__init__.py":
        assert re.search(r"belongs? here", docstring, re.I), "the first lines say what belongs here and what does not"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 60, f"{node.name} is too long"


def test_no_rule_or_check_names_a_fund_or_a_project(evaluated):
    names = [*evaluated.tables["projects"]["name"], *evaluated.tables["projects"]["implementer"].unique()]
    files = [
        *PACKAGE.rglob("*.py"),
        *PACKAGE.rglob("*.j2"),
        *PACKAGE.rglob("*.yaml"),
        *ROOT.glob("expectations/*.json"),
    ]
    assert len(files) > 80
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not [name for name in names if name in text], path.name


class TestNotebooks:
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))

    def test_there_are_notebooks(self):
        assert [p.name for p in self.paths] == [
            "00_explore.ipynb",
            "10_validate.ipynb",
            "20_score.ipynb",
            "30_report.ipynb",
            "40_compare.ipynb",
        ]

    @pytest.mark.parametrize("path", paths, ids=lambda p: p.name)
    def test_thin_clean_and_told_as_a_story(self, path):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [c for c in cells if c["cell_type"] == "code"]
        assert [c for c in code if c.get("outputs") or c.get("execution_count")] == []
        assert sum("parameters" in c["metadata"].get("tags", []) for c in code) == 1
        assert len({c["id"] for c in cells}) == len(cells)
        assert cells[0]["cell_type"] == "markdown"
        for cell in code:
            source = "".join(cell["source"])
            assert len(source.splitlines()) <= 8
            assert not re.search(r"^\s*(def|class|for|while|if|with|lambda) ", source, re.M)
            assert not re.search(r"\.merge\(|\.groupby\(|[\d\w)] [*/+-] [\d\w(]|/data/|\.csv|\.xlsx|\.docx", source)
