"""The tables of the appendices: findings, rules, weights, documents.

Belongs here: one function a table, from an evaluation to rows of cells. Does not belong here: the tables of the
chapters (``tables``), titles, widths and notes (``exhibits.yaml``).
"""

from __future__ import annotations

from dataclasses import replace

from analysis import tables as tidy
from analysis.evaluation import Evaluation
from analysis.places import human_place
from analysis.report import limits
from analysis.report.blocks import Table
from analysis.report.exhibits import BLANK, spanned, table, words
from analysis.report.views import FindingView, Views
from analysis.rules.model import Rule
from analysis.vocabulary import CorrectionStatus, DocumentKind, FindingStatus


def findings(evaluation: Evaluation, views: Views) -> Table:
    """One row a finding, worst first; of very many one row a code."""
    shown = limits.rows(views.findings)
    if shown.is_cut:
        return _by_code(evaluation, views)
    rows = [
        [
            words(f.id),
            words(f.severity.label),
            words(f.family.label),
            words(human_place(f.place)),
            words(f.message),
            words(_handling(f)),
        ]
        for f in views.findings
    ]
    nothing = [[words(None), words(None), words(None), words(None), words("没有发现"), words(None)]]
    return table("findings", rows or nothing, "本报告核查")


def rules(evaluation: Evaluation, _views: Views) -> Table:
    """One row a rule of the year: formula, values, status, reference, and how often it was used."""
    used = evaluation.tables["scores"]["rule_id"].value_counts()
    rows = [
        [
            words(rule.title),
            words(rule.formula),
            words(_params(rule)),
            words(rule.status.label),
            words(rule.reference),
            words(used.get(rule_id, 0)),
        ]
        for rule_id, rule in evaluation.rules.rules.items()
    ]
    for grades in evaluation.rules.grades.values():
        bands = "；".join(f"{band.grade}：{band.lower}分起" for band in grades.bands)
        rows.append(
            [words(t) for t in (grades.title, "按总分所在的档次", bands, grades.status.label, grades.reference, BLANK)]
        )
    return table("rules", rows, "评分规则文件")


def weights(evaluation: Evaluation, _views: Views) -> Table:
    """One row a first-level node of each scheme."""
    nodes = [(scheme, node) for scheme in evaluation.rules.schemes.values() for node in scheme.nodes]
    first = spanned([words(f"{scheme.title}（{scheme.reference}）") for scheme, _ in nodes])
    rows = [
        [cell, words(node.name), words(node.points), words("、".join(f"{c.name}{c.points}" for c in node.covers))]
        for cell, (_, node) in zip(first, nodes, strict=True)
    ]
    return table("weights", rows, "指标体系文件")


def documents(evaluation: Evaluation, _views: Views) -> Table:
    """One row a document."""
    rows = [
        [
            words(d["file"]),
            words(DocumentKind(d["kind"]).label),
            words(d["title"]),
            words(d["issuer"]),
            words(d["status"]),
            words(d["sha256"][:12]),
        ]
        for d in tidy.records(evaluation.tables["documents"])
    ]
    return table("documents", rows, "文件清单 MANIFEST.yaml")


def corrections(evaluation: Evaluation, _views: Views) -> Table:
    """One row a corrected cell: what stood there, what was taken instead, why, and how far it is agreed."""
    shown = limits.rows(tidy.records(evaluation.tables["corrections"]))
    rows = [
        [
            words(human_place(c["source"])),
            words(c["found"]),
            words(c["corrected"]),
            words(c["reason"]),
            words(c["reported_to"]),
            words(CorrectionStatus(c["status"]).label),
        ]
        for c in shown.items
    ]
    return shown.told(table("corrections", rows, "更正说明 corrections.yaml"), evaluation)


def _by_code(evaluation: Evaluation, views: Views) -> Table:
    """One row a code and status: how many, and the first of them in full."""
    groups: dict[tuple[str, bool], list[FindingView]] = {}
    for finding in views.findings:
        groups.setdefault((finding.code, finding.is_accepted), []).append(finding)
    rows = []
    for (code, _), own in groups.items():
        first = own[0]
        more = f"等{len(own):,d}处" if len(own) > 1 else ""
        rows.append(
            [
                *(words(code), words(first.severity.label), words(first.family.label)),
                *(words(f"{human_place(first.place)}{more}"), words(f"{'例：' if more else ''}{first.message}")),
                words(_handling(first)),
            ]
        )
    whole = table("findings", rows, "本报告核查")
    count = len(views.findings)
    note = f"共{count:,d}处，按代码汇总，每类列出第一处；完整的数据见{limits.complete('findings', evaluation)}。"
    return replace(whole, title=f"{whole.title}（按代码汇总）", notes=(note,))


def _handling(finding: FindingView) -> str:
    """Say what is to be done about a finding, or why it was accepted."""
    return f"{FindingStatus.ACCEPTED.label}：{finding.reason}" if finding.is_accepted else finding.advice


def _params(rule: Rule) -> str:
    """Say a rule's values in words."""
    if rule.kind == "over_attainment":
        return f"门槛{rule.params['threshold']}倍，系数{rule.params['factor']}"
    if rule.kind == "qualitative":
        return "；".join(f"{band['name']}×{band['share']}" for band in rule.params["bands"])
    return BLANK
