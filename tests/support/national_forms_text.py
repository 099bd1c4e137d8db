"""How a layout prints the contents of a form: names, amounts, levels, targets, actual values.

Belongs here: the text of one cell. Does not belong here: where the cell stands (``national_forms_layout``).
"""

from __future__ import annotations

from decimal import Decimal

from support.national_forms_model import Form, Fund, Line, Variant

_MONEY_FACTORS = {"万元": Decimal(1), "千元": Decimal(10), "元": Decimal(10000)}
_HALF_WIDTH = str.maketrans("（）：", "():")


def half_width(text: str) -> str:
    """Return a text with half-width brackets and colons."""
    return text.translate(_HALF_WIDTH)


def printed_name(name: str, code: str, variant: Variant) -> str:
    """Return a project's or an office's name as the layout prints it."""
    return f"{code}-{name}" if variant.codes and code else name


def printed_money(text: str, variant: Variant) -> str:
    """Return an amount in the layout's unit; a dash stays a dash."""
    if variant.money_unit == "万元" or not text[:1].isdigit():
        return text
    return f"{Decimal(text.replace(',', '')) * _MONEY_FACTORS[variant.money_unit]:,.2f}"


def printed_level(line: Line, level: str, form: Form, variant: Variant) -> str:
    """Return a level as printed, with its points where the layout adds them."""
    text = str(getattr(line, level))
    same = [each for each in form.lines if (each.level1, each.level2)[: 1 + (level == "level2")] == levels(line, level)]
    if variant.bare_levels:
        text = text.removesuffix("指标")
    if variant.breaks and text.endswith("指标"):
        text = f"{text.removesuffix('指标')}\n指标"
    if not same or not variant.level_points or (level == "level2" and variant.level_points != "both"):
        return text
    separator = "\n" if variant.level_points == "next_line" else ""
    points = f"{separator}（{sum(Decimal(each.points) for each in same)}分）"
    return text + (half_width(points) if variant.half_width else points)


def printed_actual(line: Line, variant: Variant) -> str:
    """Return the actual value, without its unit where a column of its own or the name holds it."""
    return line.actual.removesuffix(line.unit) if variant.bare_actual or variant.name_unit else line.actual


def cell_text(line: Line, column: str, form: Form, variant: Variant) -> str:
    """Return what stands in one column of an indicator's row."""
    if column in ("level1", "level2"):
        return printed_level(line, column, form, variant)
    if not line.target:
        return line.name if column == "name" else ""
    unit = "" if variant.name_unit else line.unit
    texts = {
        "name": _name(line, form, variant),
        "target": f"{line.sign}{line.target}{unit}",
        "sign": line.sign,
        "value": line.target,
        "measure": line.unit,
        "actual": printed_actual(line, variant),
        "points": line.points,
        "score": line.score,
        "deviation": line.deviation,
        "weight": f"{line.points}%",
        "standard": "按完成率计分",
        "explanation": f"反映{line.name}情况",
        "attained": "100%" if line.points == line.score else "未完成",
        "off": "0%" if line.points == line.score else "",
        "review": line.score,
        "remark": "",
    }
    return texts[column]


def _name(line: Line, form: Form, variant: Variant) -> str:
    name = f"{line.name}（{line.unit}）" if variant.name_unit and line.unit else line.name
    if not variant.numbered_names:
        return name
    same = [each for each in form.lines if levels(each, "level2") == levels(line, "level2")]
    return f"指标{same.index(line) + 1}：{name}"


def levels(line: Line, level: str) -> tuple[str, ...]:
    """Return the class of an indicator down to a level."""
    return (line.level1,) if level == "level1" else (line.level1, line.level2)


def fund_text(fund: Fund, key: str, variant: Variant) -> str:
    """Return what stands in one column of a row of the funds block."""
    texts = {"fund_points": fund.points, "rate": fund.rate, "fund_score": fund.score}
    return texts[key] if key in texts else printed_money(str(getattr(fund, key)), variant)
