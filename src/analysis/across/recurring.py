"""Findings that come back, and those that are gone.

Belongs here: telling which findings of several years are one matter. Does not belong here: finding anything
(``checks``) or any rule (``expectations``).

A matter is one rule at one place: a project series, or the fund as a whole with what the finding speaks of there. A
finding that somebody accepted is none. That a finding is gone is only said of a year that could have had it: its
documents are of the same kind, and hold rows of the same table for the same projects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis import tables
from analysis.across.chains import Chain
from analysis.across.model import Member
from analysis.across.series import Series, rows_of
from analysis.places import Source
from analysis.tables import Record
from analysis.vocabulary import Family, FindingStatus, Recurrence, Severity


@dataclass(frozen=True)
class Mark:
    """A finding of one year."""

    year: int
    id: str
    code: str
    severity: Severity
    family: Family
    table: str
    project_no: int | None
    thing: str
    document: str
    message: str
    subject: str


@dataclass(frozen=True)
class Matter:
    """One rule at one place through the years.

    Parameters
    ----------
    code, family, severity
        The rule's; the worst severity met.
    series
        The project series; blank for the fund as a whole.
    subject
        What it speaks of: the indicator where it is the same one in several years, else the sort of figure.
    marks
        The findings, the oldest first.
    became
        What became of it.
    until
        The newest year that it was looked for in.
    """

    code: str
    family: Family
    severity: Severity
    series: str
    subject: str
    marks: tuple[Mark, ...]
    became: Recurrence
    until: int

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have it."""
        return tuple(sorted({mark.year for mark in self.marks}))

    def count(self, year: int) -> int:
        """Return how many findings a year has of it."""
        return sum(mark.year == year for mark in self.marks)


def matters(members: tuple[Member, ...], series: Iterable[Series], chains: Iterable[Chain]) -> tuple[Matter, ...]:
    """Follow the findings of a fund's years.

    Parameters
    ----------
    members
        The years of one fund, the oldest first.
    series, chains
        What continues through these years.

    Returns
    -------
    tuple of Matter
        Every matter of the fund as a whole and of projects that continue; findings of projects of a single year can
        neither come back nor go, and are left out. Those that came back stand first, the worst of them on top.
    """
    by_node = {node: each for each in series for node in each.nodes}
    chained = {node: chain for chain in chains for node in chain.nodes}
    found: dict[tuple[str, str, str], list[Mark]] = defaultdict(list)
    looked = {member.year: _Rows(member) for member in members}
    for member in members:
        for mark in _marks(looked[member.year]):
            own = by_node.get((mark.year, mark.project_no)) if mark.project_no is not None else None
            if mark.project_no is None or own is not None:
                subject = "" if own is not None else mark.subject
                found[mark.code, own.key if own is not None else "", subject].append(mark)
    known = {each.key: each for each in by_node.values()}
    made = [
        _matter(key, own, known.get(key[1]), looked, {node: chain.name for node, chain in chained.items()})
        for key, own in found.items()
    ]
    order = list(Recurrence)
    worst = list(Severity)
    return tuple(
        sorted(made, key=lambda x: (order.index(x.became), worst.index(x.severity), x.series == "", x.series, x.code))
    )


def marks(member: Member) -> list[Mark]:
    """Return the findings of a fund year that nobody accepted, each with its project and what it speaks of."""
    return _marks(_Rows(member))


def _marks(rows: _Rows) -> list[Mark]:
    member, made = rows.member, []
    for row in rows_of(member, "findings"):
        if row["status"] == FindingStatus.ACCEPTED:
            continue
        record = rows.record(row["table"], row["key"] or "")
        indicator = rows.indicator(record)
        made.append(
            Mark(
                year=member.year,
                id=row["id"],
                code=row["code"],
                severity=Severity(row["severity"]),
                family=Family(row["family"]),
                table=row["table"],
                project_no=rows.project(row["table"], record),
                thing=str(indicator.get("indicator_id") or record.get("item") or ""),
                document=rows.documents.get(Source.parse(row["source"] or "").file, ""),
                message=row["message"],
                subject=str(indicator.get("name") or record.get("name") or _plain_key(row["key"] or "")),
            )
        )
    return made


class _Rows:
    """Looks rows of a fund year up by their keys."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.indicators = {row["indicator_id"]: row for row in rows_of(member, "indicators")}
        self.documents = {row["file"]: row["kind"] for row in rows_of(member, "documents")}
        self._known: dict[str, dict[str, Record]] = {}
        self._numbers: dict[str, set[int | None]] = {}

    def by_table(self, table: str) -> dict[str, Record]:
        """Return the rows of a table by key; none of a table that the year does not have."""
        if table not in self._known:
            rows = rows_of(self.member, table) if table in self.member.tables else []
            self._known[table] = {tables.row_key(table, row): row for row in rows}
        return self._known[table]

    def numbers(self, table: str) -> set[int | None]:
        """Return the projects that a table has rows of; ``None`` stands for the fund as a whole."""
        if table not in self._numbers:
            self._numbers[table] = {self.project(table, row) for row in self.by_table(table).values()}
        return self._numbers[table]

    def record(self, table: str, key: str) -> Record:
        """Return the row of a key; a finding about a table as a whole has none."""
        return self.by_table(table).get(key, {})

    def indicator(self, record: Record) -> Record:
        """Return the indicator that a row speaks of."""
        return self.indicators.get(str(record.get("indicator_id") or ""), {})

    def project(self, table: str, record: Record) -> int | None:
        """Return the project that a row belongs to; ``None`` for the fund as a whole."""
        if table == "projects":
            number = record.get("no")
        else:
            number = record.get("project_no") or self.indicator(record).get("project_no")
        return int(number) if number is not None else None


def _plain_key(key: str) -> str:
    """Leave the addresses out of a row's name: they differ from document to document."""
    return "|".join(part for part in key.split("|") if "#" not in part)


def _matter(
    key: tuple[str, str, str],
    own: list[Mark],
    series: Series | None,
    looked: Mapping[int, _Rows],
    chained: Mapping[tuple[int, str], str],
) -> Matter:
    worst = min(own, key=lambda mark: list(Severity).index(mark.severity))
    years = sorted({mark.year for mark in own})
    watched = [year for year in looked if series is None or year in series.years]
    later = [year for year in watched if year > years[-1] and _could_have(looked[year], own[-1], series)]
    became = _became(years, watched, later)
    until = later[-1] if later else years[-1]
    subject = key[2] if series is None else _same_thing(own, chained)
    return Matter(own[0].code, own[0].family, worst.severity, key[1], subject, tuple(own), became, until)


def _became(years: list[int], watched: list[int], later: list[int]) -> Recurrence:
    if len(years) > 1:
        return Recurrence.AGAIN
    if years[-1] == watched[-1]:
        return Recurrence.NEW
    return Recurrence.GONE if later else Recurrence.UNCLEAR


def _could_have(rows: _Rows, mark: Mark, series: Series | None) -> bool:
    """Tell whether a year has what the rule looks at: documents of that kind, rows of that table and project."""
    if mark.document and mark.document not in rows.documents.values():
        return False
    own = rows.numbers(mark.table)
    return bool(own) if series is None else bool(own & set(series.numbers(rows.member.year)))


def _same_thing(own: list[Mark], chained: Mapping[tuple[int, str], str]) -> str:
    """Name the indicators that the same rule marks in more than one year."""
    years: dict[str, set[int]] = defaultdict(set)
    for mark in own:
        name = chained.get((mark.year, mark.thing))
        if name is not None:
            years[name].add(mark.year)
    return "、".join(name for name, found in years.items() if len(found) > 1)


def families(member: Member) -> dict[Family, int]:
    """Count a fund year's findings by family, accepted ones left out."""
    counted: dict[Family, int] = dict.fromkeys(Family, 0)
    for mark in marks(member):
        counted[mark.family] += 1
    return counted
