"""Eight documents with tables as districts publish them, each in another format: statistics, targets, prices, grants."""

from collections.abc import Callable, Sequence
from pathlib import Path

import docx
from docx.table import Table
from reportlab.pdfgen.canvas import Canvas

from tests.files import FONT, grid_table, official_lines, write_pdf, write_workbook


def write_all(folder: Path) -> tuple[Path, ...]:
    """All eight, in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(write(folder / name) for name, write in _FILES.items())


def economy(path: Path) -> Path:
    """Word: two header lines, one unit a column, sub-rows 其中."""
    document = docx.Document()
    document.add_heading("栖澜区2026年一季度经济运行简报", 0)
    document.add_paragraph("一季度，全区经济开局平稳，主要指标好于预期，消费和工业是主要拉动力量。")
    document.add_paragraph("表1　主要经济指标完成情况")
    table = document.add_table(rows=0, cols=3)
    _add(table, ["指标名称", "2026年一季度", "2026年一季度"])
    _add(table, ["指标名称", "绝对额（亿元）", "同比增长（%）"])
    table.cell(0, 0).merge(table.cell(1, 0)).text = "指标名称"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "2026年一季度"
    for row in (
        ["地区生产总值", "186.4", "5.8"],
        ["其中：第一产业", "2.1", "1.2"],
        ["　　　第二产业", "61.7", "6.9"],
        ["　　　第三产业", "122.6", "5.3"],
        ["社会消费品零售总额", "74.9", "4.6"],
        ["其中：城镇零售额", "68.3", "4.4"],
        ["　　　乡村零售额", "6.6", "6.8"],
        ["固定资产投资", "—", "9.1"],
        ["一般公共预算收入", "14.2", "-3.7"],
    ):
        _add(table, row)
    document.add_paragraph("下一步，将围绕稳增长加大项目储备和要素保障力度。")
    document.save(str(path))
    return path


def streets(path: Path) -> Path:
    """Workbook: the unit in a line of its own, two header lines, a total."""
    rows = [
        ["栖澜区2026年1-3月分街道主要指标", None, None, None, None],
        ["单位：万元、%", None, None, None, None],
        ["街道", "规上工业总产值", None, "限上零售额", None],
        [None, "1-3月累计", "同比增长", "1-3月累计", "同比增长"],
        ["青篱街道", 41280, 6.2, 23650, 3.9],
        ["竹溪街道", 97515, 8.8, 11420, -1.4],
        ["柳浦街道", 15340, -2.5, 47890, 7.1],
        ["松陵镇", 132760, 11.3, 8815, 2.2],
        ["合计", 286895, 8.1, 91775, 4.7],
    ]
    return write_workbook(path, rows, merged=["A1:E1", "A2:E2", "A3:A4", "B3:C3", "D3:E3"], sheet="一季度")


def talents(path: Path) -> Path:
    """Web page: a table below an article, the unit in the heads."""
    lines = [
        "<html><head><title>栖澜区高层次人才引进支持办法</title></head><body><h1>栖澜区高层次人才引进支持办法</h1>",
        "<p>第一条　为集聚高层次人才，制定本办法。</p>",
        "<p>第二条　本办法所称高层次人才，分为A、B、C、D四类，由区人才办组织认定。</p>",
        "<p>第三条　全职引进的高层次人才，按照下表给予补助，服务期不少于五年。</p>",
        "<table border=1><tr><th rowspan=2>人才类别</th><th rowspan=2>认定条件</th><th colspan=2>补助标准</th><th rowspan=2>发放年限</th></tr>",
        "<tr><th>安家补助（万元）</th><th>生活津贴（元/月）</th></tr>",
        "<tr><td>A类</td><td>国际顶尖人才</td><td>300</td><td>15000</td><td>5年</td></tr>",
        "<tr><td>B类</td><td>国家级领军人才</td><td>160</td><td>9000</td><td>5年</td></tr>",
        "<tr><td>C类</td><td>省级领军人才</td><td>85</td><td>5500</td><td>3年</td></tr>",
        "<tr><td>D类</td><td>市级领军人才</td><td>40</td><td>3200</td><td>3年</td></tr></table>",
        "<p>第四条　同一人才符合多项条件的，按就高原则享受。</p>",
        "<p>第五条　本办法自2026年1月1日起施行，有效期3年。</p></body></html>",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def venues(path: Path) -> Path:
    """PDF with rules: two header lines, the unit above the table."""

    def page(canvas: Canvas) -> None:
        canvas.setFont(FONT, 20)
        canvas.drawCentredString(297, 790, "栖澜会展中心场地租用价目表")
        canvas.setFont(FONT, 10)
        canvas.drawString(420, 712, "单位：元/天")
        heads = {(0, 0, 2, 1): "场地", (0, 1, 2, 1): "面积（㎡）", (0, 2, 1, 2): "租用价格"}
        heads |= {(1, 2, 1, 1): "布展日", (1, 3, 1, 1): "开展日"}
        rows = [
            ["一号馆", "12000", "48000", "96000"],
            ["二号馆", "8500", "34000", "68000"],
            ["三号馆", "6000", "25500", "51000"],
            ["室外广场", "15000", "18000", "36000"],
            ["新闻发布厅", "400", "3500", "6800"],
        ]
        cells = {(at + 2, column, 1, 1): text for at, row in enumerate(rows) for column, text in enumerate(row)}
        grid_table(canvas, heads | cells, columns=4, rows=7)

    return write_pdf(path, [page])


def trade(path: Path) -> Path:
    """PDF without rules: the unit in a line of its own."""

    def page(canvas: Canvas) -> None:
        canvas.setFont(FONT, 20)
        canvas.drawCentredString(297, 790, "栖澜区2025年外贸外资运行通报")
        canvas.setFont(FONT, 16)
        end = official_lines(
            canvas,
            ["2025年，全区外贸外资保持增长，民营企业进出口占比继续提高，新兴市场开拓取得成效，现将主要情况通报如下。"],
            top=750,
        )
        canvas.setFont(FONT, 11)
        canvas.drawString(420, end - 6, "单位：亿美元")
        rows = [
            ["指标", "本年累计", "上年同期", "增长（%）"],
            ["进出口总额", "38.64", "35.12", "10.0"],
            ["出口额", "25.17", "22.96", "9.6"],
            ["进口额", "13.47", "12.16", "10.8"],
            ["一般贸易出口", "19.35", "17.08", "13.3"],
            ["实际使用外资", "2.86", "3.05", "-6.2"],
        ]
        unruled(canvas, rows, (80, 230, 335, 440), top=end - 28)

    return write_pdf(path, [page])


def charges(path: Path) -> Path:
    """Markdown: a unit for each row in a column of its own."""
    rows = [
        "| 收费项目 | 计费单位 | 收费标准 | 说明 |",
        "| --- | --- | --- | --- |",
        "| 标准厂房物业费 | 元/平方米·月 | 2.8 | 含公共照明 |",
        "| 办公楼物业费 | 元/平方米·月 | 6.5 | 含中央空调公摊 |",
        "| 工业用电 | 元/千瓦时 | 0.72 | 峰谷另计 |",
        "| 工业用水 | 元/吨 | 4.35 | 含污水处理 |",
        "| 蒸汽 | 元/吨 | 218 | 按表计量 |",
        "| 地面停车 | 元/月 | 180 | 每车 |",
    ]
    text = "\n".join(["# 栖澜智造园服务收费标准", "", "园区各项服务按下列标准收取，每季度结算一次。", "", *rows, ""])
    path.write_text(text, encoding="utf-8")
    return path


def targets(path: Path) -> Path:
    """CSV: a unit column, years across."""
    lines = [
        "栖澜区招商引资近三年完成情况,,,,",
        "指标,计量单位,2023年,2024年,2025年",
        "新签约项目,个,86,103,121",
        "新签约项目总投资,亿元,412.5,506.8,633.9",
        "到位内资,亿元,158.2,187.6,203.4",
        "世界500强项目,个,3,4,6",
        "新增总部企业,家,7,11,9",
    ]
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return path


def equipment(path: Path) -> Path:
    """Word: a table below an article, the unit in a note under it."""
    document = docx.Document()
    document.add_paragraph("栖澜区支持企业技术改造若干措施")
    for text in (
        "第一条　为鼓励企业实施技术改造，制定本措施。",
        "第二条　对企业实施的技术改造项目，按照设备实际投资额分档给予奖励，标准见下表。",
    ):
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=4)
    for row in (
        ["设备投资额", "奖励比例", "奖励上限", "拨付期数"],
        ["500万元（含）至2000万元", "6%", "90", "1"],
        ["2000万元（含）至5000万元", "8%", "320", "2"],
        ["5000万元（含）至1亿元", "10%", "850", "2"],
        ["1亿元及以上", "12%", "1600", "3"],
        ["注：奖励上限单位为万元，拨付期数单位为期。"] * 4,
    ):
        _add(table, row)
    table.rows[-1].cells[0].merge(table.rows[-1].cells[3]).text = "注：奖励上限单位为万元，拨付期数单位为期。"
    for text in ("第三条　企业应当在项目竣工后六个月内提出申请。", "第四条　本措施自2026年3月1日起施行，有效期2年。"):
        document.add_paragraph(text)
    document.save(str(path))
    return path


def unruled(
    canvas: Canvas, rows: Sequence[Sequence[str]], lefts: Sequence[float], *, top: float, pitch: float = 20
) -> float:
    """Draw rows of cells without any rule, 11 points high. Returns the next line's y."""
    canvas.setFont(FONT, 11)
    for at, row in enumerate(rows):
        for left, text in zip(lefts, row, strict=True):
            canvas.drawString(left, top - at * pitch, text)
    return top - len(rows) * pitch


def _add(table: Table, values: Sequence[str]) -> None:
    for cell, value in zip(table.add_row().cells, values, strict=True):
        cell.text = value


_FILES: dict[str, Callable[[Path], Path]] = {
    "栖澜区2026年一季度经济运行简报.docx": economy,
    "栖澜区2026年1-3月分街道主要指标.xlsx": streets,
    "栖澜区高层次人才引进支持办法.html": talents,
    "栖澜会展中心场地租用价目表.pdf": venues,
    "栖澜区2025年外贸外资运行通报.pdf": trade,
    "栖澜智造园服务收费标准.md": charges,
    "栖澜区招商引资近三年完成情况.csv": targets,
    "栖澜区支持企业技术改造若干措施.docx": equipment,
}
