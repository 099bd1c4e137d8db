"""Every folder and file name of the project, in one place.

Belongs here: where things are. Does not belong here: reading or writing them. Imports nothing from the package
but errors, so that any module may ask for a path.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import NotFoundError, Problem

#: Set to the project's folder to run from anywhere; otherwise the folder is found from the working directory.
ROOT_VARIABLE = "JIXIAO_ROOT"


def find_root(start: Path | None = None) -> Path:
    """Find the project's folder: the variable, the working directory and above, then the source checkout."""
    named = os.environ.get(ROOT_VARIABLE)
    if named:
        return Path(named).resolve()
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, *Path(__file__).resolve().parents):
        if (folder / "data" / "raw").is_dir() and (folder / "expectations").is_dir():
            return folder
    raise NotFoundError(
        Problem(
            "找不到项目目录",
            str(here),
            expected="含有 data/raw 和 expectations 的目录",
            advice=f"在项目目录内运行，或设置环境变量 {ROOT_VARIABLE}",
        )
    )


@dataclass(frozen=True)
class Project:
    """The project's folders."""

    root: Path

    @classmethod
    def here(cls) -> Project:
        """Return the project that contains the working directory."""
        return cls(find_root())

    @property
    def raw(self) -> Path:
        """Documents as received."""
        return self.root / "data" / "raw"

    @property
    def expectations(self) -> Path:
        """Suites, one a tidy table."""
        return self.root / "expectations"

    @property
    def notebooks(self) -> Path:
        """The notebooks."""
        return self.root / "notebooks"

    @property
    def processed(self) -> Path:
        """The tidy tables of all fund years."""
        return self.root / "data" / "processed"

    @property
    def reports(self) -> Path:
        """What runs write."""
        return self.root / "reports"

    def fund_years(self) -> list[tuple[str, int]]:
        """List the fund years that have a folder, in order."""
        found = [
            (folder.parent.name, int(folder.name))
            for folder in self.raw.glob("*/*")
            if folder.is_dir() and folder.name.isascii() and folder.name.isdecimal()
        ]
        return sorted(found)

    def fund_year(self, fund: str, year: int) -> FundYearPaths:
        """Return the folders of one fund year, which need not exist."""
        return FundYearPaths(self, fund, year)


@dataclass(frozen=True)
class FundYearPaths:
    """The folders and files of one fund year."""

    project: Project
    fund: str
    year: int

    @property
    def raw(self) -> Path:
        """The documents."""
        return self.project.raw / self.fund / str(self.year)

    @property
    def manifest(self) -> Path:
        """What the documents are and their hashes."""
        return self.raw / "MANIFEST.yaml"

    @property
    def prose(self) -> Path:
        """The analyst's own text."""
        return self.raw / "prose.md"

    @property
    def corrections(self) -> Path:
        """What a person declared about the documents: corrections of cells, accepted findings."""
        return self.raw / "corrections.yaml"

    @property
    def aliases(self) -> Path:
        """Names confirmed to mean the same; all years of a fund share them."""
        return self.raw.parent / "aliases.yaml"

    @property
    def rules(self) -> Path:
        """Which confirmed rules the fund adopted for which of its years."""
        return self.raw.parent / "rules.yaml"

    def earlier(self) -> list[FundYearPaths]:
        """Return the earlier years of the same fund that have a manifest, the newest first."""
        years = [year for fund, year in self.project.fund_years() if fund == self.fund and year < self.year]
        found = (self.project.fund_year(self.fund, year) for year in reversed(years))
        return [paths for paths in found if paths.manifest.is_file()]

    @property
    def processed(self) -> Path:
        """The tidy tables and their lineage."""
        return self.project.processed / self.fund / str(self.year)

    @property
    def reports(self) -> Path:
        """What a run writes."""
        return self.project.reports / self.fund / str(self.year)

    @property
    def label(self) -> str:
        """How the fund year is named in messages."""
        return f"{self.fund}/{self.year}"
