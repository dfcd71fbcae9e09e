"""Word, slides, web pages, Markdown, plain text and OFD as a reader sees them."""

import zipfile
from pathlib import Path

import docx
import pptx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from assistant.documents.metadata import effective_values
from assistant.errors import UnreadableFile
from ingest.metadata import read_metadata
from ingest.parsed import Block, Heading, Paragraph, ParsedDocument, Table
from ingest.parsing import ParseLimits, parse_file
from tests.files import numbered_document, ofd_text, sample_notice, write_ofd, write_zip

SHARED_PAGES = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "pages"
LIMITS = ParseLimits()


def texts(parsed: ParsedDocument, kind: type[Block] = Paragraph) -> list[str]:
    return [block.text for block in parsed.blocks if isinstance(block, kind) and not isinstance(block, Table)]


def read(document: docx.document.Document, folder: Path) -> ParsedDocument:
    path = folder / "文件.docx"
    document.save(str(path))
    return parse_file(path, LIMITS)


def test_automatic_numbers_are_part_of_the_text(tmp_path: Path) -> None:
    document = numbered_document(
        [("chineseCounting", "第%1条"), ("japaneseCounting", "（%2）"), ("decimal", "%3."), ("decimalEnclosedCircle", "%4")],
        [(0, "为了促进招商，制定本办法。"), (0, "支持下列企业："), (1, "总部企业；"), (1, "研发机构："), (2, "国家级；"), (2, "省级。"),
         (0, "解释权归投资合作局。"), (1, "例外。"), (3, "其一。")],
    )  # fmt: skip
    assert texts(read(document, tmp_path)) == [
        "第一条　为了促进招商，制定本办法。",
        "第二条　支持下列企业：",
        "（一）总部企业；",
        "（二）研发机构：",
        "1.国家级；",
        "2.省级。",
        "第三条　解释权归投资合作局。",
        "（一）例外。",
        "①其一。",
    ]


def test_a_list_can_start_anew(tmp_path: Path) -> None:
    document = numbered_document([("decimal", "%1.")], [(0, "甲"), (0, "乙")])
    root = document.part.numbering_part.element
    root.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="8"><w:abstractNumId w:val="7"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    )
    for text in ("丙", "丁"):
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="8"/></w:numPr>')
        )
    assert texts(read(document, tmp_path)) == ["1.甲", "2.乙", "1.丙", "2.丁"]


@pytest.mark.parametrize(
    ("shape", "twelfth"),
    [
        pytest.param("decimal", "12", id="decimal"),
        pytest.param("chineseCountingThousand", "十二", id="chinese"),
        pytest.param("chineseLegalSimplified", "壹拾贰", id="formal-chinese"),
        pytest.param("upperRoman", "XII", id="roman"),
        pytest.param("lowerLetter", "l", id="letter"),
        pytest.param("decimalFullWidth", "１２", id="full-width"),
    ],
)
def test_number_shapes(tmp_path: Path, shape: str, twelfth: str) -> None:
    document = numbered_document([(shape, "%1、")], [(0, "项")] * 12)
    number = texts(read(document, tmp_path))[-1].removesuffix("、项")
    assert number in {twelfth, twelfth.removeprefix("壹")}


def test_only_the_final_visible_version_is_read(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("补贴标准为")._p
    space = nsdecls("w")
    paragraph.append(parse_xml(f'<w:del {space} w:id="1"><w:r><w:delText>10</w:delText></w:r></w:del>'))
    paragraph.append(parse_xml(f'<w:ins {space} w:id="2"><w:r><w:t>20</w:t></w:r></w:ins>'))
    paragraph.append(parse_xml(f"<w:r {space}><w:t>元。</w:t></w:r>"))
    paragraph.append(parse_xml(f"<w:r {space}><w:rPr><w:vanish/></w:rPr><w:t>内部批注</w:t></w:r>"))
    assert texts(read(document, tmp_path)) == ["补贴标准为20元。"]


def test_headings_by_style_outline_and_inheritance_but_no_contents(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("总体情况", 1)
    outlined = document.add_paragraph("重点工作")
    outlined._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="1"/>'))
    derived = document.styles.add_style("公文小标题", 1)
    derived.base_style = document.styles["Heading 3"]
    document.add_paragraph("存在问题", style=derived)
    entry = document.styles.add_style("toc 1", 1)
    document.add_paragraph("总体情况\t3", style=entry)
    parsed = read(document, tmp_path)
    assert [(block.text, block.level) for block in parsed.blocks if isinstance(block, Heading)] == [
        ("总体情况", 1),
        ("重点工作", 2),
        ("存在问题", 3),
    ]
    assert "\t3" not in parsed.text


def test_word_tables_with_cells_merged_both_ways(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=3)
    for (row, column), text in {
        (0, 0): "类别", (0, 1): "奖励（万元）", (1, 1): "首次", (1, 2): "再次", (2, 0): "总部企业", (2, 1): "500", (2, 2): "100",
        (3, 0): "研发机构", (3, 1): "300",
    }.items():  # fmt: skip
        table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(3, 1).merge(table.cell(3, 2))
    (found,) = [block for block in read(document, tmp_path).blocks if isinstance(block, Table)]
    assert found.header == ("类别", "奖励（万元）·首次", "奖励（万元）·再次")
    assert [row.values for row in found.rows] == [("总部企业", "500", "100"), ("研发机构", "300", "300")]


def test_text_boxes_are_read_once_and_footnotes_at_the_end(tmp_path: Path) -> None:
    document = docx.Document()
    run = document.add_paragraph("正文。").add_run()
    box = "<w:txbxContent><w:p><w:r><w:t>文本框里的话</w:t></w:r></w:p></w:txbxContent>"
    run._r.append(
        parse_xml(
            f'<mc:AlternateContent {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">'
            f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
        )
    )
    path = tmp_path / "文件.docx"
    document.save(str(path))
    with zipfile.ZipFile(path) as package:
        members = {name: package.read(name) for name in package.namelist()}
    members["word/footnotes.xml"] = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>数据截至九月底。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    ).encode()
    relations = "word/_rels/document.xml.rels"
    members[relations] = members[relations].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" '
        b'Target="footnotes.xml"/></Relationships>',
    )
    types = "[Content_Types].xml"
    members[types] = members[types].replace(
        b"</Types>",
        b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'wordprocessingml.footnotes+xml"/></Types>',
    )
    write_zip(path, members)
    assert texts(parse_file(path, LIMITS)) == ["正文。", "文本框里的话", "注：数据截至九月底。"]


def test_pictures_in_a_document_with_text_are_reported(tmp_path: Path) -> None:
    picture = tmp_path / "图.png"
    Image.new("RGB", (400, 300), "white").save(picture)
    document = docx.Document()
    document.add_paragraph("为了促进招商，制定本办法。" * 20)
    document.add_picture(str(picture))
    assert read(document, tmp_path).warnings == ("文中有 1 张图片，图片里的文字未读",)


def test_a_document_of_pictures_is_recognised(tmp_path: Path) -> None:
    picture = tmp_path / "通知.png"
    sample_notice().save(picture)
    document = docx.Document()
    document.add_picture(str(picture), width=Cm(15))
    assert "2026年度楼宇政策补充申报" in read(document, tmp_path).text


def test_slides_with_groups_merged_cells_charts_and_notes(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "投资环境"
    group = slide.shapes.add_group_shape()
    box = group.shapes.add_textbox(Cm(1), Cm(4), Cm(5), Cm(1))
    box.text_frame.text = "三条地铁"
    table = slide.shapes.add_table(3, 2, Cm(1), Cm(6), Cm(10), Cm(3)).table
    for (row, column), text in {(0, 0): "街道", (0, 1): "楼宇", (1, 0): "汀洲", (1, 1): "甲座", (2, 1): "乙座"}.items():
        table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    data = CategoryChartData()
    data.categories = ["一季度", "二季度"]
    data.add_series("签约", (12, 15.5))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(10), Cm(8), Cm(5), data)
    slide.notes_slide.notes_text_frame.text = "讲两分钟"
    unseen = deck.slides.add_slide(deck.slide_layouts[6])
    unseen.shapes.add_textbox(Cm(1), Cm(1), Cm(5), Cm(1)).text_frame.text = "不公开"
    unseen._element.set("show", "0")
    deck.slides.add_slide(deck.slide_layouts[6])
    path = tmp_path / "推介.pptx"
    deck.save(str(path))
    parsed = parse_file(path, LIMITS)
    assert texts(parsed, Heading) == ["投资环境"]
    assert texts(parsed) == ["三条地铁"]
    merged, chart = [block for block in parsed.blocks if isinstance(block, Table)]
    assert [row.values for row in merged.rows] == [("汀洲", "甲座"), ("汀洲", "乙座")]
    assert [row.values for row in chart.rows] == [("一季度", "12"), ("二季度", "15.5")]
    assert merged.rows[0].place.page == 1
    assert (parsed.page_count, parsed.empty_pages) == (3, (3,))
    hidden, notes = parsed.warnings
    assert hidden == "有 1 张幻灯片是隐藏的，未读" and notes.startswith("文中有演讲者备注：没有读入")


PAGE = """<html><head><meta charset="{declared}"><title>办法 - 云汀区人民政府</title><meta name="PubDate" content="2024-3-5 10:00">
<style>.secret{{display:none}} p{{color:red}}</style></head><body>
<div class="nav"><a>首页</a><a>政务公开</a></div><div class="breadcrumb">您的位置：首页 &gt; 文件</div>
<table class="index"><tr><td>索引号：0012</td><td>发文字号：云政规〔2024〕3号</td></tr></table>
<div class="article-content"><h1>云汀区<span>楼宇</span>办法</h1><p>第一条&nbsp;为促进<b>楼宇</b>经济发展，制定本办法。{filling}</p>
<p class="secret">隐藏的话</p><p style="display:none">也看不见</p>
<table><tr><th>等级</th><th>奖励<br>标准</th></tr><tr><td rowspan="2">甲级</td><td>100万元</td></tr><tr><td>50万元</td></tr></table>
<p>第二条 由<br>投资合作局解释。</p></div>
<div class="share">分享到微信</div><div class="footer">版权所有 网站地图</div><script>var a="脚本";</script></body></html>"""


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        pytest.param("utf-8", "utf-8", id="utf-8"),
        pytest.param("gb18030", "gb2312", id="gb-declared-by-its-older-name"),
        pytest.param("utf-8", "gb2312", id="wrongly-declared"),
    ],
)
def test_web_page_keeps_its_text_and_drops_the_rest(tmp_path: Path, encoding: str, declared: str) -> None:
    path = tmp_path / "办法.html"
    path.write_bytes(PAGE.format(declared=declared, filling="支持企业入驻。" * 60).encode(encoding))
    parsed = parse_file(path, LIMITS)
    assert texts(parsed, Heading) == ["云汀区楼宇办法"]
    paragraphs = texts(parsed)
    assert parsed.beside == ("索引号：0012 发文字号：云政规〔2024〕3号", "发布日期：2024-03-05")
    assert paragraphs[0].startswith("第一条 为促进楼宇经济发展，制定本办法。")
    assert paragraphs[1:] == ["第二条 由", "投资合作局解释。"]
    (table,) = [block for block in parsed.blocks if isinstance(block, Table)]
    assert table.header == ("等级", "奖励标准")
    assert [row.values for row in table.rows] == [("甲级", "100万元"), ("甲级", "50万元")]
    assert {(fact.field, fact.value) for fact in parsed.facts} == {("title", "办法"), ("title", "云汀区楼宇办法")}


LAYOUT_PAGE = """<html><head><title>云湾区落户企业支持办法（2026-2028年）_云湾区人民政府网站</title></head><body>
<table><tr><td>{index}</td></tr></table>
<table><tr><td><table><tr>{beside}<td id="text"><p>云湾区落户企业支持办法</p><p>云湾政规〔2026〕1号</p>
<p>第一条　为吸引企业落户，制定本办法，适用于注册、税务关系都在本区的新落户企业。</p><p>第二条　落户补助二十二万元。</p>
<p>第三条　本办法自2026年4月1日起施行。</p></td></tr></table></td></tr></table></body></html>"""
INDEX_TABLE = """<table><tr><td>索 引 号：</td><td>000/2026-1</td><td>主题分类：</td><td>商贸</td></tr>
<tr><td>发文机关：</td><td>云湾区人民政府</td><td>成文日期：</td><td>2026年3月1日</td></tr>
<tr><td>标　题：</td><td colspan="3">云湾区落户企业支持办法（2026-2028年）</td></tr></table>"""
INDEX_LIST = """<dl><dt>索引号</dt><dd>000/2026-1</dd><dt>标题</dt><dd>云湾区落户企业支持办法（2026-2028年）</dd>
<dt>发文机关</dt><dd>云湾区人民政府</dd><dt>成文日期</dt><dd>2026年3月1日</dd></dl>"""
INDEX_CELLS = """<table><tr><td>发文机关: 云湾区人民政府</td><td>成文日期: 2026年3月1日</td></tr>
<tr><td colspan="2">标题: 云湾区落户企业支持办法（2026-2028年）</td></tr></table>"""
ONE_LINE = """<p>发文机关：云湾区人民政府 成文日期：2026年3月1日</p>"""


@pytest.mark.parametrize("beside", ["", "<td>打印</td>"], ids=["one-cell", "a-narrow-cell-beside"])
@pytest.mark.parametrize(
    "index",
    [
        pytest.param(INDEX_TABLE, id="table"),
        pytest.param(INDEX_LIST, id="list"),
        pytest.param(INDEX_CELLS, id="label-and-value-in-one-cell"),
        pytest.param(ONE_LINE, id="one-line"),
    ],
)
def test_text_in_a_layout_table_keeps_its_paragraphs_below_the_publishers_index(
    tmp_path: Path, index: str, beside: str
) -> None:
    path = tmp_path / "页面.html"
    path.write_text(LAYOUT_PAGE.format(index=index, beside=beside), encoding="utf-8")
    parsed = parse_file(path, LIMITS)
    values = effective_values(read_metadata(parsed, path.name))
    paragraphs = texts(parsed)
    assert [line[:3] for line in paragraphs[-3:]] == ["第一条", "第二条", "第三条"]
    assert not [block for block in parsed.blocks if isinstance(block, Table)]
    assert (values["issuer"], values["issued_on"]) == ("云湾区人民政府", "2026-03-01")
    assert values["title"].startswith("云湾区落户企业支持办法")
    if index != ONE_LINE:
        assert values["title"] == "云湾区落户企业支持办法（2026-2028年）"
        assert "发文机关" not in parsed.text


def web_page(folder: Path, body: str, title: str = "") -> ParsedDocument:
    path = folder / "页面.html"
    path.write_text(f"<html><head><title>{title}</title></head><body>{body}</body></html>", encoding="utf-8")
    return parse_file(path, LIMITS)


def test_an_index_set_without_a_table_is_metadata(tmp_path: Path) -> None:
    index = "<p>索引号：000/2026-1</p><p>发文机关：云湾区人民政府</p><p>发文字号：云湾政规〔2026〕1号</p><p>来源：http://example.gov.cn/1</p>"
    parsed = web_page(
        tmp_path, f"<h1>云湾区办法</h1>{index}<p>第一条　为吸引企业落户，制定本办法。</p><p>第二条　补助二万元。</p>"
    )
    assert texts(parsed) == ["第一条 为吸引企业落户，制定本办法。", "第二条 补助二万元。"]
    assert parsed.beside[:2] == ("索引号：000/2026-1", "发文机关：云湾区人民政府")


def test_labelled_lines_of_a_guide_are_its_text(tmp_path: Path) -> None:
    lines = ["名称：厂房租金补贴", "责任单位：区投资合作局", "服务对象：制造业企业", "有效期：至2027年底"]
    assert texts(web_page(tmp_path, "".join(f"<p>{line}</p>" for line in lines))) == lines


@pytest.mark.parametrize(
    "stamp",
    [
        pytest.param("<div>发布时间：2026-11-20 10:32 来源：云湾区投资合作局 浏览次数：120</div>", id="upload-line"),
        pytest.param("<p>【字体：大 中 小】 打印</p>", id="size-of-letters"),
        pytest.param("<p>分享到：</p>", id="share"),
        pytest.param('<p><a class="btn btn-primary" href="/apply">立即申请</a></p>', id="button-link"),
        pytest.param('<p><span onclick="apply()">我要申报</span></p>', id="what-is-pressed"),
        pytest.param("<p>&nbsp;</p><p>\u3000\u3000</p><p>\u200b</p>", id="empty-paragraphs"),
    ],
)
def test_what_the_publishing_system_sets_around_a_text_is_left_out(tmp_path: Path, stamp: str) -> None:
    body = f"<p>\u3000\u3000第<span>一</span>\u200b条&nbsp;&nbsp;补助<b>二</b>万元。</p>{stamp}<p>来源于本区的收入打印成册后提交。</p>"
    assert texts(web_page(tmp_path, body)) == ["第一条 补助二万元。", "来源于本区的收入打印成册后提交。"]


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        pytest.param("碳达峰——产业园区行动方案_云湾区人民政府", "碳达峰——产业园区行动方案", id="a-dash-in-the-title"),
        pytest.param(
            "支持办法（2026-2028年） - 政策文件 - 云湾区政府网", "支持办法（2026-2028年）", id="two-names-behind"
        ),
        pytest.param("支持办法|云湾", "支持办法", id="bar"),
        pytest.param("云湾区“十五五”规划—先进制造篇", "云湾区“十五五”规划—先进制造篇", id="no-site"),
        pytest.param("  支持\n办法 ", "支持 办法", id="broken-in-the-source"),
    ],
)
def test_a_pages_title_loses_the_sites_name_and_nothing_else(tmp_path: Path, title: str, read_as: str) -> None:
    (fact,) = web_page(tmp_path, "<p>正文。</p>", title).facts
    assert fact.value == read_as


def test_a_page_within_a_form_and_facts_above_its_table_are_read(tmp_path: Path) -> None:
    facts = "".join(f"<dl><dt>{label}</dt><dd>{value}</dd></dl>" for label, value in
                    (("主管部门", "区投资合作局"), ("咨询电话", "0999-5550100"), ("办理时间", "工作日九点至五点")))  # fmt: skip
    rows = "".join(f"<tr><td>第{at}份材料，由申请企业盖章后提交窗口</td><td>纸质</td></tr>" for at in range(12))
    body = f'<form><div class="guide-top">{facts}</div><div class="guide-body"><table><tr><th>材料</th><th>形式</th></tr>{rows}</table></div></form>'
    parsed = web_page(tmp_path, body)
    assert texts(parsed)[:2] == ["主管部门", "区投资合作局"]
    assert len([block for block in parsed.blocks if isinstance(block, Table)]) == 1


def test_a_table_of_documents_is_no_index_of_the_page(tmp_path: Path) -> None:
    path = tmp_path / "清单.html"
    rows = "".join(f"<tr><td>云湾区办法之{at}</td><td>云湾政规〔2026〕{at}号</td><td>有效</td></tr>" for at in range(3))
    head = "<tr><td>标题</td><td>文号</td><td>有效性</td></tr>"
    path.write_text(f"<html><body><p>清理结果</p><table>{head}{rows}</table></body></html>", encoding="utf-8")
    (table,) = [block for block in parse_file(path, LIMITS).blocks if isinstance(block, Table)]
    assert table.header == ("标题", "文号", "有效性")
    assert len(table.rows) == 3


@pytest.mark.skipif(not SHARED_PAGES.is_dir(), reason="../shared/data/pages is not there")
def test_saved_government_pages_keep_their_body_and_lose_their_menus() -> None:
    menus = ("网站地图", "无障碍浏览", "您当前的位置", "设为首页", "版权所有", "ICP备", "微信扫一扫：分享")
    for path in sorted(SHARED_PAGES.glob("*.html")):
        parsed = parse_file(path, LIMITS)
        assert len(parsed.text) > 300, path.name
        assert not [menu for menu in menus if menu in parsed.text], path.name
        assert any(fact.field == "title" for fact in parsed.facts), path.name


def test_markdown_with_front_matter_lists_tables_and_comments(tmp_path: Path) -> None:
    path = tmp_path / "办法.md"
    path.write_text(
        "---\n标题: 云汀区办法\nvalid_from: 2024-04-01\nvalid_to: 待定\nclearance: public\nkind: 随便\n---\n"
        "# 云汀区办法\n\n<!-- INFO END -->\n\n第一条 为促进楼宇\n经济发展，\n制定本办法。\n\n    缩进的一段话。\n\n"
        "1. 申请表\n2. 合同\n   - 租赁合同\n\n| 等级 | 奖励 |\n|--|--|\n| 甲级 | 100<br>万元 |\n\n"
        "<table><tr><td>名称</td><td>面积</td></tr><tr><td>甲座</td><td>100</td></tr></table>\n",
        encoding="utf-8",
    )
    parsed = parse_file(path, LIMITS)
    assert texts(parsed) == [
        "第一条 为促进楼宇经济发展，制定本办法。",
        "缩进的一段话。",
        "1. 申请表",
        "2. 合同",
        "租赁合同",
    ]
    pipe, html = [block for block in parsed.blocks if isinstance(block, Table)]
    assert (pipe.header, pipe.rows[0].values) == (("等级", "奖励"), ("甲级", "100\n万元"))
    assert (html.header, html.rows[0].values) == (("名称", "面积"), ("甲座", "100"))
    assert {(fact.field, fact.value) for fact in parsed.facts} == {
        ("title", "云汀区办法"),
        ("valid_from", "2024-04-01"),
    }


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("云汀区奖励办法\n云政规〔2026〕1号\n第一条　为支持企业在本区长期发展，制定本办法。\n第二条　下列企业：\n（一）总部企业；\n（二）研发机构。",
                     ["云汀区奖励办法", "云政规〔2026〕1号", "第一条　为支持企业在本区长期发展，制定本办法。", "第二条　下列企业：", "（一）总部企业；", "（二）研发机构。"], id="a-line-a-paragraph"),
        pytest.param("为了支持企业在本区长期发展并扩大\n规模，制定本办法。", ["为了支持企业在本区长期发展并扩大规模，制定本办法。"], id="wrapped"),
        pytest.param("支持总部企业、\n研发机构发展。", ["支持总部企业、研发机构发展。"], id="wrapped-at-a-comma"),
        pytest.param("The district supports\nforeign firms.", ["The district supports foreign firms."], id="english"),
        pytest.param("- 一行\n  接着写完这一项。", ["一行接着写完这一项。"], id="in-a-list"),
    ],
)  # fmt: skip
def test_lines_of_chinese_markdown_are_paragraphs_unless_wrapped(tmp_path: Path, source: str, lines: list[str]) -> None:
    path = tmp_path / "办法.md"
    path.write_text(source, encoding="utf-8")
    assert texts(parse_file(path, LIMITS)) == lines


def test_plain_text_keeps_its_lines_unless_a_program_broke_them(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes("一、总体情况\r\n　　今年以来，招商有力。\r\n\r\n　　二是服务。\r\n".encode("gb18030"))
    assert texts(parse_file(path, LIMITS)) == ["一、总体情况", "今年以来，招商有力。", "二是服务。"]
    sentence = "今年以来全区坚持项目为王理念持续优化营商环境推动产业发展" * 12
    broken = [sentence[at : at + 30] for at in range(0, len(sentence), 30)]
    path.write_text("\n".join(["一、总体情况", *broken, "", "二、下一步"]), encoding="utf-8")
    assert texts(parse_file(path, LIMITS)) == ["一、总体情况", sentence, "二、下一步"]


def test_ofd_lines_paragraphs_templates_and_boxes(tmp_path: Path) -> None:
    first = "第一条　为引导中小企业走专业化精细化特色化新颖化发展道路，"
    page = (
        ofd_text(90, 40, "云汀区办法", 7)
        + ofd_text(40, 60, first)
        + ofd_text(30, 68, "根据有关规定，结合本区实际，制定本措施。")
        + ofd_text(40, 76, "金额", delta="5")
        + ofd_text(56, 76, "50万元")
        + ofd_text(100, 285, "- 1 -", 4)
    )
    path = write_ofd(tmp_path / "措施.ofd", [page], template=ofd_text(60, 20, "云汀区人民政府文件", 9))
    parsed = parse_file(path, LIMITS)
    assert texts(parsed) == [
        "云汀区人民政府文件",
        "云汀区办法",
        f"{first}根据有关规定，结合本区实际，制定本措施。",
        "金额 50万元",
    ]
    line = next(line for line in parsed.lines if parsed.text[line.start : line.end] == first)
    assert (line.page, round(line.x0, 2), round(line.y0, 2)) == (1, 0.19, 0.2)
    assert parsed.page_count == 1


def test_ofd_text_in_units_that_are_used_again_is_read_where_they_are_placed(tmp_path: Path) -> None:
    inner = f'<ofd:CompositeGraphicUnit ID="31"><ofd:Content>{ofd_text(0, 0, "第二条　自2026年5月1日起施行。")}</ofd:Content></ofd:CompositeGraphicUnit>'
    placed = '<ofd:CompositeObject ID="7" Boundary="10 20 160 10" ResourceID="31" CTM="0.5 0 0 0.5 0 0"/>'
    outer = (
        f'<ofd:CompositeGraphicUnit ID="30"><ofd:Content>{ofd_text(10, 10, "第一条　补助三十万元。")}{placed}</ofd:Content>'
        "</ofd:CompositeGraphicUnit>"
    )
    page = ofd_text(60, 20, "云汀区办法") + '<ofd:CompositeObject ID="8" Boundary="20 40 170 60" ResourceID="30"/>'
    parsed = parse_file(write_ofd(tmp_path / "办法.ofd", [page], units=inner + outer), LIMITS)
    assert texts(parsed) == ["云汀区办法", "第一条　补助三十万元。", "第二条　自2026年5月1日起施行。"]
    line = next(line for line in parsed.lines if parsed.text[line.start : line.end].startswith("第二条"))
    assert (round(line.x0 * 210), round(line.y0 * 297, 1), round((line.y1 - line.y0) * 297, 1)) == (30, 60.0, 2.5)


def test_a_unit_that_is_not_there_is_named_and_one_that_holds_itself_comes_to_an_end(tmp_path: Path) -> None:
    itself = '<ofd:CompositeObject ID="7" Boundary="0 0 210 297" ResourceID="30"/>'
    unit = f'<ofd:CompositeGraphicUnit ID="30"><ofd:Content>{itself}</ofd:Content></ofd:CompositeGraphicUnit>'
    lost = itself.replace('"30"', '"99"')
    for units, drawn in ((unit, itself), ("", lost)):
        parsed = parse_file(
            write_ofd(tmp_path / "办法.ofd", [ofd_text(60, 20, "云汀区办法") + drawn], units=units), LIMITS
        )
        assert texts(parsed) == ["云汀区办法"]
        assert "复合图元" in parsed.warnings[0]


def test_names_in_an_ofd_are_found_whatever_their_case(tmp_path: Path) -> None:
    path = write_ofd(
        tmp_path / "办法.ofd", [ofd_text(60, 40, "云汀区办法")], template=ofd_text(60, 20, "云汀区人民政府文件", 9)
    )
    with zipfile.ZipFile(path) as package:
        members = {name.upper(): package.read(name) for name in package.namelist()}
    shouted = parse_file(write_zip(tmp_path / "大写.ofd", members), LIMITS)
    assert texts(shouted) == ["云汀区人民政府文件", "云汀区办法"]
    without = {name: content for name, content in members.items() if "TPLS" not in name}
    parsed = parse_file(write_zip(tmp_path / "缺.ofd", without), LIMITS)
    assert texts(parsed) == ["云汀区办法"]
    assert "模板" in parsed.warnings[0]


def test_encrypted_or_damaged_ofd_is_refused(tmp_path: Path) -> None:
    locked = write_zip(tmp_path / "a.ofd", {"OFD.xml": "<OFD/>", "Encryptions.xml": "<a/>"})
    with pytest.raises(UnreadableFile, match="加密"):
        parse_file(locked, LIMITS)
    broken = write_zip(tmp_path / "b.ofd", {"OFD.xml": "<OFD><DocBody><DocRoot>没有.xml</DocRoot></DocBody></OFD>"})
    with pytest.raises(UnreadableFile, match="损坏"):
        parse_file(broken, LIMITS)


def test_a_scanned_ofd_page_is_recognised(tmp_path: Path) -> None:
    path = write_ofd(tmp_path / "扫描.ofd", [""], picture=sample_notice())
    parsed = parse_file(path, LIMITS)
    assert parsed.ocr_pages == (1,)
    assert "2026年度楼宇政策补充申报" in parsed.text
