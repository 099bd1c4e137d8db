"""A report with every kind of block, long tables, merged cells and text that tries to be markup."""

from __future__ import annotations

from analysis.report.blocks import (
    Block,
    Blocks,
    Cell,
    Column,
    Contents,
    Cover,
    Heading,
    Items,
    KeyFigure,
    KeyFigures,
    Link,
    Note,
    Paragraph,
    Picture,
    Table,
    Text,
    Value,
)

#: Words that each markup language would take for its own.
NASTY = r'#let x = 1 $a$ *粗* _斜_ @ref <script>alert("1")</script> [方] {花} \反斜 ~ `码` = - + / // %} {{ 3 }} &amp;'

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="240" viewBox="0 0 600 240">'
    '<g fill="#0d4a58"><rect x="150" y="20" width="390" height="36"/><rect x="150" y="76" width="312" height="36"/>'
    '<rect x="150" y="132" width="180" height="36"/></g><path d="M330 10V190" stroke="#8f4a12" stroke-dasharray="4"/>'
    "</svg>"
)

_SOURCES = "附件2 分配方案.docx 表1 第3行第4列；预算执行情况表.xlsx 执行!D6"


def value(text: str, key: str = "f") -> Value:
    return Value(key, text, formula=f"{text} = 各项之和（四舍五入）", sources=_SOURCES)


def cell(text: str, **options: object) -> Cell:
    return Cell((Text(text),), **options)  # type: ignore[arg-type]


COVERED = Cell((), rowspan=0)


def words(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def score_table() -> Table:
    """Forty rows in eight groups: runs over several pages, with tall merged cells."""
    rows = []
    for group in range(8):
        for line in range(5):
            number = group * 5 + line + 1
            rows.append(
                (
                    cell(f"效益类指标第{group + 1}组", rowspan=5) if line == 0 else COVERED,
                    cell(f"第{number}项 再担保业务合作融资金额总量及其对中小微企业融资的带动情况"),
                    cell(f"不低于{number * 7}亿元"),
                    Cell((value(f"{number * 1234.5:,.2f}"),)),
                    Cell((Text(("99.41%", "183.5%", "100%", "–")[number % 4]),)),
                    cell(("达标", "未达标", "部分达成", "未填报")[number % 4]),
                )
            )
    total = (cell("合计", colspan=2), Cell((), colspan=0), cell(""), cell("1,012,290.00"), cell("–"), cell(""))
    return Table(
        number="2-1",
        title="各项绩效指标完成情况",
        anchor="table-2-1",
        columns=(
            Column("类别", width=1.2),
            Column("指标", width=3),
            Column("目标", width=1.5),
            Column("实际完成值", "decimal", 1.5),
            Column("完成率", "decimal", 1.1),
            Column("状态", "left", 1.2),
        ),
        rows=(*rows, total),
        source="绩效目标表、绩效自评表",
        unit="万元",
        notes=("完成率为实际完成值与目标值之比。", "未填报的指标不计分。"),
        total_row=True,
    )


def wide_table() -> Table:
    """Nine columns on a landscape page."""
    labels = ["一级指标", "二级指标", "三级指标", "分值", "评分标准", "目标", "实际", "得分", "评分依据"]
    aligns = ["left", "left", "left", "decimal", "left", "right", "right", "decimal", "left"]
    rows = tuple(
        (
            cell("产出", rowspan=12) if number == 0 else COVERED,
            cell("数量指标", rowspan=6) if number in (0, 6) else COVERED,
            cell(f"上线金融产品数量（第{number + 1}项）"),
            cell("3.00"),
            cell("达到目标得满分；未达到的按完成比例计分；超过目标50%以上的，视为指标值设置偏低，计一半分值。"),
            cell("50款"),
            cell("70款"),
            Cell((value("1.5"),)),
            cell("3 × 50% = 1.5：实际70款 ÷ 目标50款 = 140.0%，见 MANIFEST_2023_supporting_documents_final_v2.xlsx"),
        )
        for number in range(12)
    )
    return Table(
        number="附1",
        title="专项资金绩效评分表",
        anchor="table-wide",
        columns=tuple(
            Column(label, align, width)  # type: ignore[arg-type]
            for label, align, width in zip(labels, aligns, (1, 1.2, 2.2, 0.9, 3.4, 1, 1, 0.9, 3.4), strict=True)
        ),
        rows=rows,
        source="项目评分表",
        unit="分",
        landscape=True,
        row_headers=3,
    )


def nasty_table() -> Table:
    return Table(
        number="1-2",
        title="含特殊字符的表 <b>#1</b>",
        anchor="table-nasty",
        columns=(Column("项目 #"), Column("说明 *", width=2), Column("金额", "decimal")),
        rows=(
            (cell(NASTY), cell("=SUM(A1)\n- 第二行\n+ 第三行"), cell("6,908")),
            (cell("A" * 60), cell("很长的中文" * 12), cell("234.52")),
            (cell("https://example.invalid/a/very/long/path?with=query&and=more"), cell("严重"), cell("6,673.48")),
        ),
        source="附件2 分配方案 #合计行",
    )


def figure() -> Picture:
    data = Table(
        number="数据",
        title="图1-1的数据",
        anchor="figure-1-1-data",
        columns=(Column("方向"), Column("金额", "decimal")),
        rows=((cell("融资担保"), cell("1,950.00")), (cell("上市补贴"), cell("1,560.5"))),
        source="附件2 分配方案",
        unit="万元",
    )
    return Picture(
        number="1-1",
        title="失分集中在效益类指标",
        anchor="figure-1-1",
        svg=SVG,
        alt="条形图：效益类失6.50分，产出类失1.50分，过程类失0.57分。",
        source="表2-1",
        notes=("虚线为平均水平。",),
        data=data,
    )


def cover() -> Cover:
    return Cover(
        title="2023年度广东省促进经济高质量发展专项资金（金融服务实体经济）绩效评价报告",
        subtitle="依据项目单位报送材料编制",
        fund="促进经济高质量发展专项资金（金融服务实体经济）",
        year=2023,
        issuer="广东省地方金融监督管理局",
        date="2024年6月30日",
        short_title="2023年度金融服务实体经济专项资金绩效评价报告",
        notes=("本报告的数据由程序从报送材料读取，每一个数字都可追溯至原文件的单元格。",),
    )


def summary() -> list[Block]:
    return [
        Heading(1, "摘要", "summary", numbered=False, new_page=True),
        KeyFigures(
            (
                KeyFigure("绩效得分", (value("91.43分"),), "满分100分，等级为优"),
                KeyFigure("下达资金", (value("3,834.29万元"),), "9个二级项目"),
                KeyFigure("预算执行率", (value("99.41%"),), "支出3,811.75万元"),
                KeyFigure("核查发现", (value("17项"),), "其中严重3项"),
            )
        ),
        Paragraph(
            (
                Text("2023年度专项资金绩效得分"),
                value("91.43分", "score"),
                Text("，等级为“优”。全年下达"),
                value("3,834.29万元", "allocated"),
                Text("，支出"),
                value("3,811.75万元", "paid"),
                Text("，执行率"),
                value("99.41%", "rate"),
                Text("（见"),
                Link("table-2-1", "表2-1"),
                Text("和"),
                Link("nowhere", "附表9"),
                Text("）。"),
                Text("失分原因", strong=True),
                Text("主要是"),
                Text("指标值设置偏低", emphasis=True),
                Text("。"),
            )
        ),
        Note((Text("分配方案声明申报金额合计6,908万元，9个项目之和为6,673.48万元。本报告采用分项之和。"),), "warning"),
        Items(
            (
                (Text("目标偏低。6项指标的实际值是目标的1.8至15倍，说明目标与资金规模、既有水平不匹配。"),),
                (Text("个别项目未报送实际完成值，不计分。"),),
                (Text("资金未全部支出，结余22.54万元。"),),
            ),
            ordered=True,
        ),
    ]


def body() -> list[Block]:
    long = (
        "专项资金按照“集中财力、突出重点、公开公平、注重绩效”的原则安排，用于支持融资担保、企业上市和地方金融风险防控。"
        * 3
    )
    return [
        Contents(),
        Heading(1, "一、基本情况", "chapter-1", new_page=True),
        Heading(2, "（一）资金安排", "section-1-1"),
        words(long),
        Heading(3, "1.资金来源", "section-1-1-1"),
        words(long),
        Heading(4, "（1）省级财政资金", "section-1-1-1-1"),
        words(NASTY),
        Items(((Text("融资担保降费奖补"),), (Text("企业上市融资奖补"),))),
        figure(),
        Note((Text("项目名称以分配方案为准。"), value("3,834.29", "n"))),
        nasty_table(),
        Heading(2, "（二）绩效目标", "section-1-2"),
        Items(tuple((Text(f"第{number}项阶段目标"),) for number in range(1, 23)), ordered=True),
        Heading(1, "二、绩效指标完成情况分析", "chapter-2"),
        words("各项指标完成情况如下。" + long),
        score_table(),
        words("表后一段正文，用来看表与正文之间的距离。" + long),
        Heading(1, "附件1  专项资金绩效评分表", "annex-1", numbered=False, new_page=True),
        words("评分表由程序计算，人工核定的分值另行注明。"),
        wide_table(),
        Heading(1, "附录A  核查发现", "annex-a", numbered=False, new_page=True),
        words("横向页之后回到纵向页。"),
    ]


def report() -> Blocks:
    """Return the whole sample."""
    return (cover(), *summary(), *body())
