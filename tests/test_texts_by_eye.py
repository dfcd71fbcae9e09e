"""Texts as offices, sites and letters have them, each with what a person reads in it: words, addresses, title, issuer, days, gaps."""

from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from docx.shared import Pt, RGBColor
from reportlab.pdfgen.canvas import Canvas

from assistant.complaints.intake.intake import IncomingFile, read_intake
from assistant.documents.metadata import effective_values
from assistant.errors import HuizhaoError
from assistant.ingestion import FileText
from assistant.policies.outline import NodeKind, place_name
from assistant.policies.repeals import read_repeals
from assistant.text.figures import joined_digits, read_amount
from ingest.chunking.outline import outline_of
from ingest.chunking.units import read_units
from ingest.classification import detect_kind
from ingest.gaps import gaps_of
from ingest.metadata import read_metadata
from ingest.parsed import ParsedDocument, Table
from ingest.parsing import ParseLimits, parse_file
from tests.files import FONT, SIZE, grid_table, official_lines, write_pdf

LIMITS = ParseLimits(ocr="never")
Wanted = dict[str, str | None]


def saved(path: Path, text: str, encoding: str = "utf-8") -> ParsedDocument:
    path.write_bytes(text.encode(encoding))
    return parse_file(path, LIMITS)


def printed(path: Path, *pages: Callable[[Canvas], None]) -> ParsedDocument:
    return parse_file(write_pdf(path, pages), LIMITS)


def facts(parsed: ParsedDocument, name: str) -> dict[str, str]:
    return effective_values(read_metadata(parsed, name))


def places(parsed: ParsedDocument, title: str = "") -> dict[str, str]:
    """The words at each numbered place, without white space."""
    prose = tuple(block for block in parsed.blocks if not isinstance(block, Table))
    nodes = outline_of(parsed, read_units(prose), title)
    found: dict[str, str] = {}
    for node in nodes:
        if node.kind not in {NodeKind.FRONT, NodeKind.HEADING, NodeKind.TEXT, NodeKind.END}:
            found.setdefault(place_name(nodes, node.ordinal), "".join(parsed.text[node.start : node.end].split()))
    return found


# --- web pages

SITE = """<html><head><title>栖澜区促进会展业发展奖补办法 - 通知公告 - 栖澜区商务局</title><meta name="PubDate" content="2026-05-20 09:11"></head><body>
<div class="nav"><a href="/">首页</a> &gt; <a href="/tz">通知公告</a></div>
<table width="960"><tr><td><table><tr><td>索 引 号：</td><td>QL0032/2025-00081</td><td>主题分类：</td><td>商贸</td></tr>
<tr><td>发文机关：</td><td>栖澜区商务局　栖澜区财政局</td><td>成文日期：</td><td>2025年3月6日</td></tr>
<tr><td>标　　题：</td><td colspan="3">栖澜区促进会展业发展奖补办法</td></tr>
<tr><td>发文字号：</td><td>栖商规〔2025〕2号</td><td>发布日期：</td><td>2026年5月20日</td></tr></table></td></tr>
<tr><td><p align="center"><b>栖澜区促进会展业发展<br>奖补办法</b></p>
<p>　　<span>第一条</span>&nbsp;<span>为培育会展</span><span>品牌，制定本办法。</span></p>
<p>　　第二条　在本区举办展览面积<span>5000</span>平方米以上的展会，按每平方米<span>12</span>元给予奖补，单个展会最高<span>60</span>万元。</p>
<p>　　第三条　引进国际协会会议的，一次性奖补<span>25万元</span>。</p>
<p>　　第四条　本办法自2025年4月10日起施行，暂定三年。</p>
<p><a class="btn" href="javascript:void(0)">立即申请</a> <span onclick="print()">打印本页</span></p></td></tr></table></body></html>"""
SPACED = """<html><head><title>关于支持夜间经济发展的若干措施（2026—2028年）_政策文件_云麓区政府网</title></head><body><div class="content">
<h1>关于支持夜间经济发展的若干措施<br>（2026—2028年）</h1>
<p>发布时间：2026-02-01 来源：云麓区商务局 浏览次数：120</p>
<div>　　一、支持延时经营。商场延时至24时的，<span style="color:red">补贴<b>8</b>万元</span>。</div><div>&nbsp;</div>
<div>　　二、支持街区改造。<br>　　（一）投入300万元以上的，补助投入的15%；<br>　　（二）新增外摆区的，每处补助2万元。</div>
<div>　　三、附则。政策期限为2026年至2028年。</div></div></body></html>"""


def test_a_page_of_nested_layout_tables_has_its_articles(tmp_path: Path) -> None:
    parsed = saved(tmp_path / "zcwj.html", SITE)
    read = facts(parsed, "zcwj.html")
    assert {
        name: read.get(name) for name in ("title", "issuer", "document_number", "issued_on", "valid_from", "valid_to")
    } == {
        "title": "栖澜区促进会展业发展奖补办法",
        "issuer": "栖澜区商务局 栖澜区财政局",
        "document_number": "栖商规〔2025〕2号",
        "issued_on": "2025-03-06",
        "valid_from": "2025-04-10",
        "valid_to": "2028-04-09",
    }
    found = places(parsed)
    assert found["第二条"].endswith("按每平方米12元给予奖补，单个展会最高60万元。")
    assert found["第三条"] == "第三条引进国际协会会议的，一次性奖补25万元。"
    assert "立即申请" not in parsed.text
    assert "打印" not in parsed.text


def test_a_page_of_breaks_and_spans_keeps_its_items(tmp_path: Path) -> None:
    parsed = saved(tmp_path / "t.html", SPACED)
    read = facts(parsed, "t.html")
    assert read["title"] == "关于支持夜间经济发展的若干措施（2026—2028年）"
    assert (read.get("valid_from"), read.get("valid_to"), read.get("issued_on")) == ("2026-01-01", "2028-12-31", None)
    found = places(parsed, read["title"])
    assert found["一、"] == "一、支持延时经营。商场延时至24时的，补贴8万元。"
    assert found["二、（二）"] == "（二）新增外摆区的，每处补助2万元。"


# --- a paragraph a line

MARKDOWN = """# 云麓区专精特新企业奖励细则
云麓区经济和信息化局
2025年9月1日
第一条　为支持专精特新企业，制定本细则。
第二条　首次获评的，奖励30万元；
复审通过的，奖励10万元。
第三条　本细则自2025年10月1日起施行，有效期至2028年9月30日。
"""
PLAIN = """云麓区招商引资中介奖励办法（试行）
云投发〔2024〕7号
第 一 条  为鼓励中介招商，制定本办法。
第 二 条  中介人引进项目到位资金每满1千万元，奖励五万元，最高不超过一百二十万元。
第 四 条  本办法自印发之日起施行，试行一年。
云麓区投资合作局
2024年7月15日
"""


def test_lines_of_markdown_are_paragraphs(tmp_path: Path) -> None:
    parsed = saved(tmp_path / "a.md", MARKDOWN)
    found = places(parsed)
    assert found["第一条"] == "第一条为支持专精特新企业，制定本细则。"
    assert found["第二条"] == "第二条首次获评的，奖励30万元；复审通过的，奖励10万元。"
    read = facts(parsed, "a.md")
    assert (read["title"], read["issuer"], read["valid_to"]) == (
        "云麓区专精特新企业奖励细则",
        "云麓区经济和信息化局",
        "2028-09-30",
    )


def test_a_skipped_number_and_blanks_in_labels(tmp_path: Path) -> None:
    parsed = saved(tmp_path / "b.txt", PLAIN, "gb18030")
    read = facts(parsed, "b.txt")
    assert (read["document_number"], read["issuer"], read["issued_on"]) == (
        "云投发〔2024〕7号",
        "云麓区投资合作局",
        "2024-07-15",
    )
    assert (read["valid_from"], read["valid_to"]) == ("2024-07-15", "2025-07-14")
    assert [place for place in places(parsed) if "款" not in place] == ["第一条", "第二条", "第四条"]


# --- printed pages


def test_a_dash_and_a_hyphen_at_a_lines_end_are_kept(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        for at, line in enumerate(
            (
                "第一条　对年营业收入达到800—",
                "1200万元的企业，按3%-",
                "5%给予奖励，咨询电话0999-",
                "5551234。",
                "第二条　本办法执行期为2026-",
                "2028年。",
            )
        ):
            canvas.drawString(80, 760 - 28 * at, line)

    text = "".join(printed(tmp_path / "a.pdf", page).text.split())
    assert "800—1200万元" in text
    assert "3%-5%" in text
    assert "0999-5551234" in text
    assert "2026-2028年" in text


LEFT_COLUMN = [
    "云麓科创园位于高新大道",
    "东段，占地三百二十亩，",
    "首期建成十二栋研发楼，",
    "可供企业即租即用，层高",
    "四点二米，配货梯两部。",
]
RIGHT_COLUMN = [
    "入园企业前两年租金减半",
    "收取，第三年按八折收取。",
    "园区设有人才公寓二百套，",
    "拎包入住，距地铁三号线",
    "科创站步行六百米。",
]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawCentredString(297, 790, "云麓科创园简介")
        for at, (left, right) in enumerate(zip(LEFT_COLUMN, RIGHT_COLUMN, strict=True)):
            canvas.drawString(60, 740 - 28 * at, left)
            canvas.drawString(320, 740 - 28 * at, right)

    text = "".join(printed(tmp_path / "a.pdf", page).text.split())
    assert "".join(LEFT_COLUMN) in text
    assert "".join(RIGHT_COLUMN) in text


def furnished(number: int, paragraphs: Sequence[str], note: str = "") -> Callable[[Canvas], None]:
    def page(canvas: Canvas) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawCentredString(297, 810, "云麓区惠企政策汇编（2026）")
        canvas.drawCentredString(297, 36, f"第 {number} 页 共 3 页")
        if note:
            canvas.line(80, 90, 220, 90)
            canvas.drawString(80, 76, note)
        canvas.setFont(FONT, SIZE)
        official_lines(canvas, paragraphs)

    return page


def test_a_sentence_over_pages_between_running_heads_and_notes(tmp_path: Path) -> None:
    first = "第一条　对新引进的总部企业，自认定年度起五年内按其对本区贡献给予奖励，前两年全额奖励，后三年减半奖励，单个企业累计最高不超过"
    pages = [
        furnished(1, [first], "①总部企业指经区政府认定的企业。"),
        furnished(3, ["第二条　本办法自2026年1月1日起施行。"]),
    ]

    def unindented(canvas: Canvas) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawCentredString(297, 810, "云麓区惠企政策汇编（2026）")
        canvas.drawCentredString(297, 36, "第 2 页 共 3 页")
        canvas.setFont(FONT, SIZE)
        official_lines(canvas, ["两千万元。"], indent=0)

    parsed = printed(tmp_path / "a.pdf", pages[0], unindented, pages[1])
    found = places(parsed)
    assert found["第一条"] == "".join(first.split()) + "两千万元。"
    assert "共3页" not in "".join(parsed.text.split())
    assert "总部企业指经区政府认定" in parsed.text


# --- Word


def test_struck_and_white_text_is_not_the_text(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("云麓区物流补贴细则")
    line = document.add_paragraph("第一条　每标箱补贴")
    line.add_run("200").font.strike = True
    line.add_run("350元。")
    hidden = document.add_paragraph("第二条　年度上限80万元。").add_run("内部掌握可至120万元。")
    hidden.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    tiny = document.add_paragraph("第三条　本细则自2026年1月1日起施行。").add_run("领导批示另行处理")
    tiny.font.size = Pt(1)
    document.save(str(tmp_path / "a.docx"))
    parsed = parse_file(tmp_path / "a.docx", LIMITS)
    assert places(parsed)["第一条"] == "第一条每标箱补贴350元。"
    assert "120万元" not in parsed.text
    assert "批示" not in parsed.text
    assert len(parsed.warnings) >= 2


# --- addresses

NO_ARTICLES = (
    "关于做好2026年度用工补贴申报工作的通知", "各有关企业：", "为做好用工补贴申报工作，现将有关事项通知如下：",
    "一、补贴对象", "在本区登记、新招用员工20人以上的企业。", "二、补贴标准", "（一）新招用员工的，每人补贴1500元；", "（二）校企合作定向招用的，每人补贴2600元。",
    "四、申报时间", "自2026年6月1日起至2026年7月15日止。", "附件：1.用工补贴申请表", "2.新招用员工名册", "云麓区人力资源和社会保障局", "2026年5月18日",
)  # fmt: skip
BETWEEN = (
    "云麓区外贸稳增长办法", "一、总则", "第一条　为稳定外贸，制定本办法。", "二、支持事项", "第二条　出口信用保险保费补贴百分之四十五。",
    "第三条　境外展会展位费补贴一万八千元。", "附则", "第四条　本办法由区商务局解释。", "本办法自2026年3月1日起施行，原《云麓区外贸扶持办法》（云商发〔2021〕9号）同时废止。",
)  # fmt: skip
RESTARTS = (
    "云麓区两项奖励细则", "第一章　科技奖励", "第一条　国家级平台奖励300万元。", "第二条　省级平台奖励120万元。", "第二章　人才奖励", "第一条　博士每人每月3000元。", "第二条　硕士每人每月1200元。",
)  # fmt: skip


def test_a_notice_without_articles_has_its_own_addresses(tmp_path: Path) -> None:
    parsed = saved(tmp_path / "通知.txt", "\n".join(NO_ARTICLES))
    found = places(parsed)
    assert found["二、（二）"] == "（二）校企合作定向招用的，每人补贴2600元。"
    assert found["四、"].startswith("四、申报时间")
    assert "三、" not in found
    read = facts(parsed, "通知.txt")
    assert (read["issuer"], read["issued_on"], read.get("valid_from"), read.get("valid_to")) == (
        "云麓区人力资源和社会保障局", "2026-05-18", None, None,
    )  # fmt: skip
    assert [gap.split("”")[0] for gap in gaps_of(parsed)] == [
        "文中列有附件“用工补贴申请表",
        "文中列有附件“新招用员工名册",
    ]


def test_headings_between_articles_and_a_rule_without_a_number(tmp_path: Path) -> None:
    parsed = saved(tmp_path / "办法.txt", "\n".join(BETWEEN))
    found = places(parsed)
    assert found["第一条"] == "第一条为稳定外贸，制定本办法。"
    assert found["第三条"] == "第三条境外展会展位费补贴一万八千元。"
    assert facts(parsed, "办法.txt")["valid_from"] == "2026-03-01"
    assert [(one.title, one.document_number) for one in read_repeals(parsed.text)] == [
        ("云麓区外贸扶持办法", "云商发〔2021〕9号")
    ]


def test_articles_that_begin_anew_in_each_chapter(tmp_path: Path) -> None:
    parsed = saved(tmp_path / "细则.txt", "\n".join(RESTARTS))
    prose = tuple(block for block in parsed.blocks if not isinstance(block, Table))
    nodes = outline_of(parsed, read_units(prose), "")
    articles = [(node.number, parsed.text[node.start : node.end]) for node in nodes if node.kind is NodeKind.ARTICLE]
    assert [number for number, _ in articles] == [1, 2, 1, 2]
    assert articles[3][1].endswith("硕士每人每月1200元。")


@pytest.mark.parametrize(
    ("closing", "first", "last"),
    [
        pytest.param(
            "本措施自2025年7月1日起施行，暂定三年。", "2025-07-01", "2028-06-30", id="for-three-years-for-now"
        ),
        pytest.param("本措施自2025年7月1日起试行两年，期满视情修订。", "2025-07-01", "2027-06-30", id="on-trial"),
        pytest.param("本措施实行年限为2025年至2027年。", "2025-01-01", "2027-12-31", id="years"),
        pytest.param("本措施有效期自2025年7月1日至2027年6月30日。", "2025-07-01", "2027-06-30", id="from-to"),
        pytest.param("本措施自二〇二五年七月一日起施行，有效期叁年。", "2025-07-01", "2028-06-30", id="in-characters"),
        pytest.param("本措施自2025年7月1日起执行，至2026年12月31日止。", "2025-07-01", "2026-12-31", id="until"),
    ],
)
def test_how_long_a_text_holds(tmp_path: Path, closing: str, first: str, last: str) -> None:
    body = (
        f"云麓区支持软件业若干措施\n第一条　为支持软件业，制定本措施。\n第二条　给予十万元奖励。\n第三条　{closing}\n"
    )
    read = facts(saved(tmp_path / "措施.txt", body), "措施.txt")
    assert (read.get("valid_from"), read.get("valid_to")) == (first, last)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("本办法施行之日起，我区此前印发的楼宇招商奖励规定一律停止执行。", ["此前印发的楼宇招商奖励规定"], id="in-words"),
        pytest.param("《云麓区总部经济办法》（云政发〔2020〕11号）自本办法施行之日起不再执行。", ["云政发〔2020〕11号"], id="no-longer"),
        pytest.param("云政办〔2019〕33号、云政办〔2021〕8号文件同时停止执行。", ["云政办〔2019〕33号", "云政办〔2021〕8号"], id="two-numbers"),
    ],
)  # fmt: skip
def test_what_a_text_ends(text: str, named: list[str]) -> None:
    assert [one.document_number or one.title or one.in_words for one in read_repeals(text)] == named


def test_only_the_front_of_a_text_is_known_as_such(tmp_path: Path) -> None:
    text = "云麓区人民政府办公室关于印发《云麓区低空经济扶持办法》的通知\n云政办〔2026〕4号\n各街道办事处：\n《云麓区低空经济扶持办法》已经区政府第9次常务会议研究同意，现印发给你们，请遵照执行。\n云麓区人民政府办公室\n2026年4月2日\n"
    parsed = saved(tmp_path / "通知.txt", text)
    assert any("只有印发通知" in gap and "云麓区低空经济扶持办法" in gap for gap in gaps_of(parsed))


# --- letters


class NoFiles:
    """These letters have no attachments to read."""

    def read_texts(self, paths: Sequence[Path], who: str = "") -> tuple[FileText | HuizhaoError, ...]:
        assert not paths
        return ()


def test_a_letter_in_gbk_without_a_word_of_it(tmp_path: Path) -> None:
    raw = (
        b"From: " + "云麓精工有限公司".encode("gbk") + b" <a@example.com>\r\nTo: b@example.com\r\nSubject: "
        + "关于设备补贴迟迟不到账的反映".encode("gbk")
        + b"\r\nContent-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + "我公司申报的设备补贴四十八万元至今没有到账，请予答复。".encode("gbk")
    )  # fmt: skip
    read = read_intake([IncomingFile("来信.eml", raw)], NoFiles(), 10_000_000)
    assert read.subject == "关于设备补贴迟迟不到账的反映"
    assert read.sender == "云麓精工有限公司"
    assert "四十八万元至今没有到账" in read.body


def test_a_letter_in_a_letter(tmp_path: Path) -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"], inner["From"] = "园区停水", "c@example.com"
    inner.set_content("园区停水已三天，生产线全部停工。")
    outer["Subject"], outer["From"] = "转办", "d@example.com"
    outer.set_content("请贵局阅处。")
    outer.add_attachment(inner)
    assert "停水已三天" in read_intake([IncomingFile("转办.eml", outer.as_bytes())], NoFiles(), 10_000_000).text


# --- kinds, sites and forms


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        pytest.param("需求.csv", "编号,合作事项,供需内容,拟投入（万元）,发布单位,对接人电话\n1,园区光伏建设,屋顶2万平方米招募投资方,800,某街道,0999-5550011\n", "opportunity", id="matters-to-cooperate-in"),
        pytest.param("企业用房.csv", "企业名称,需求面积（㎡）,意向区域,预算租金\n甲公司,800,滨江,60\n", "other", id="what-firms-look-for"),
        pytest.param("出租情况.csv", "房屋坐落,房屋用途,待租面积,挂牌价\n环城路6号,办公,420㎡,45元/㎡·月\n", "listing", id="a-ledger-of-addresses"),
        pytest.param("补贴公示.csv", "企业名称,补贴项目,补贴面积（㎡）,金额（万元）\n甲公司,租金补贴,500,12\n", "other", id="what-was-paid"),
    ],
)  # fmt: skip
def test_what_kind_a_table_is(tmp_path: Path, name: str, text: str, kind: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert detect_kind(parse_file(tmp_path / name, LIMITS), name, name.partition(".")[0]).value == kind


CUT = """<html><head><title>云麓区数字经济专项资金管理办法-云麓区...</title></head><body><div id="UCAP-CONTENT">
<p style="text-align:center"><strong>云麓区数字经济专项资金</strong></p><p style="text-align:center"><strong>管 理 办 法</strong></p>
<p style="text-align:center">（云数发﹝2025﹞6号　2025年8月12日印发）</p>
<p>第一章　总　则</p><p>第一条　为规范专项资金管理，制定本办法。</p><p>第二章　支持标准</p>
<p>第二条　对数据标注企业，按合同额的8%给予补助，最高200万<br>元。</p>
<p>第三条　本办法自发布之日起施行，有效期至2028年8月31日。</p></div>
<div class="footer">主办：云麓区人民政府办公室　2026-11-01</div></body></html>"""
DECREE = """云麓区人民政府
关于废止部分行政规范性文件的决定
云政发〔2026〕2号
各街道办事处，区政府各部门：
经研究，决定废止下列文件：
一、《云麓区楼宇招商奖励办法》（云政发〔2019〕4号）
二、《云麓区会展补贴细则》（云政办〔2020〕17号）
本决定自公布之日起施行。
云麓区人民政府
2026年2月9日
"""
RUN_ON = "云麓区首店奖励办法\n第一条　为发展首店经济，制定本办法。第二条　引进全国首店的，奖励50万元；引进全市首店的，奖励18万元。第三条　依照第二条规定申请的，应当在开业后60日内提出。第四条　本办法自2026年5月1日起施行，有效期二年。"


def test_a_title_over_two_lines_below_a_cut_one(tmp_path: Path) -> None:
    read = facts(saved(tmp_path / "a.html", CUT), "a.html")
    assert read["title"].replace(" ", "") == "云麓区数字经济专项资金管理办法"
    assert read["document_number"] == "云数发〔2025〕6号"
    assert (read["issued_on"], read["valid_from"], read["valid_to"]) == ("2025-08-12", "2025-08-12", "2028-08-31")


def test_a_list_of_what_is_repealed(tmp_path: Path) -> None:
    parsed = saved(tmp_path / "决定.txt", DECREE)
    assert {one.document_number for one in read_repeals(parsed.text)} == {"云政发〔2019〕4号", "云政办〔2020〕17号"}
    read = facts(parsed, "决定.txt")
    assert (read["issuer"], read["document_number"], read["issued_on"]) == (
        "云麓区人民政府",
        "云政发〔2026〕2号",
        "2026-02-09",
    )
    assert read["title"].removeprefix("云麓区人民政府") == "关于废止部分行政规范性文件的决定"


def test_articles_that_run_on_in_one_paragraph(tmp_path: Path) -> None:
    parsed = saved(tmp_path / "办法.txt", RUN_ON)
    found = places(parsed)
    assert found["第二条"] == "第二条引进全国首店的，奖励50万元；引进全市首店的，奖励18万元。"
    assert found["第三条"].startswith("第三条依照第二条规定")
    assert facts(parsed, "办法.txt")["valid_to"] == "2028-04-30"


def test_a_head_alone_at_a_pages_end_belongs_to_what_follows(tmp_path: Path) -> None:
    first, second = (
        furnished(1, ["一、租金补贴", "第一条　租金补贴按实缴租金的百分之三十五给予。", "二、设备补贴"]),
        furnished(2, ["第二条　购置设备的，补贴投资额的百分之九。"]),
    )
    parsed = printed(tmp_path / "a.pdf", first, second)
    found = places(parsed)
    assert found["第一条"] == "第一条租金补贴按实缴租金的百分之三十五给予。"
    assert "设备补贴" not in found["第二条"]


def test_a_table_of_prices_over_two_pages_is_one(tmp_path: Path) -> None:
    def page(rows: Sequence[Sequence[str]], head: bool) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            texts = {(at, column, 1, 1): text for at, row in enumerate(rows) for column, text in enumerate(row)}
            grid_table(canvas, texts, columns=3, rows=len(rows))

        return draw

    head = ["项目", "标准（元）", "说明"]
    parsed = printed(
        tmp_path / "a.pdf",
        page([head, ["展位", "9800", "每个"], ["搭建", "120", "每平方米"]], True),
        page([head, ["用电", "1.2", "每千瓦时"]], False),
    )
    (table,) = [block for block in parsed.blocks if isinstance(block, Table)]
    assert [row.values[:2] for row in table.rows] == [("展位", "9800"), ("搭建", "120"), ("用电", "1.2")]
    assert table.rows[-1].place.page == 2


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        pytest.param("两点五万元", "25000", id="a-point"),
        pytest.param("1万5千元", "15000", id="two-scales"),
        pytest.param("三百二十万元", "3200000", id="characters"),
        pytest.param("1 200万元", "12000000", id="split"),
        pytest.param("叁拾万元", "300000", id="contract"),
        pytest.param("1.2亿元", "120000000", id="hundred-millions"),
    ],
)
def test_sums_are_read_alike(words: str, figure: str) -> None:
    amount = read_amount(joined_digits(words))
    assert amount is not None
    assert str(int(amount.value)) == figure
