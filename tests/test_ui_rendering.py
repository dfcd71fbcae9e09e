"""What the page writes: every text in both languages, and nothing of a document as markup."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from assistant import doctor
from assistant.audit.events import Event
from assistant.buildings.columns import Field
from assistant.complaints.intake.matters import load_catalogue
from assistant.complaints.records import Action, State
from assistant.incentives.records import Beneficiary
from assistant.sections.complaints import DEFAULT_CHANNELS
from tests.scripted_api import HOSTILE
from ui import texts
from ui.chat.contract import Answer, Choice, FoundRow, Step, Value
from ui.chat.suggesting import suggestions
from ui.chat.texts import example_questions
from ui.chat.thread import Exchange, Thread
from ui.contract import Citation, Document, Table
from ui.library.page import Shelf
from ui.rendering import render, with_emphasis, with_marks
from ui.session import Language, Session
from ui.texts import amount_text, status_text, text, word_text
from ui.worksheet.form import CERTIFICATIONS, HEADQUARTERS, INDUSTRIES

TEMPLATES = Path(texts.__file__).parent / "templates"


class _Tags(HTMLParser):
    """Collects the tags, attributes and text of HTML as a browser would read them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_templates_use_only_texts_that_exist(template: Path) -> None:
    keys = re.findall(r"""\bt\(\s*["'](\w+)["']\s*[,)]""", template.read_text(encoding="utf-8"))
    assert [key for key in keys if not texts.has_text(key)] == []


def test_every_text_fills_the_same_places_in_both_languages() -> None:
    for key, (chinese, english) in texts._TEXTS.items():
        places = [set(re.findall(r"\{(\w+)\}", words)) for words in (chinese, english)]
        assert places[0] == places[1], key
        assert chinese and english, key


@given(st.text(max_size=80))
def test_an_answer_keeps_its_words_and_brings_no_markup(words: str) -> None:
    citation = Citation(number=1, label=words, chunk_id=words)
    parsed = _Tags(str(with_marks(words, [citation])))
    assert set(parsed.tags) <= {"p", "button", "strong"}
    assert set(parsed.attributes) <= {"type", "class", "data-act", "data-exchange", "data-number", "title"}
    assert set(parsed.text) <= set(words) | {"1"}


def test_every_clause_document_and_row_that_an_answer_names_is_a_link() -> None:
    citation = Citation(number=1, label="《办法》第八条", clause="第八条", source_id="d1", chunk_id="c1")
    html = str(with_marks("《办法》第八条[1]和《办法》都说到海纳中心。", [citation], 1, {"海纳中心": "b/r1"}))
    assert re.findall(r'href="([^"]+)">([^<]+)</a>', html) == [
        ("p/d1#%E7%AC%AC%E5%85%AB%E6%9D%A1", "《办法》第八条"),
        ("p/d1", "《办法》"),
        ("b/r1", "海纳中心"),
    ]
    assert 'data-number="1"' in html


def test_what_a_refusal_quotes_as_nearest_is_a_link() -> None:
    nearest = Citation(number=1, label="《办法》第八条", clause="第八条", source_id="d1", chunk_id="c1")
    refused = Exchange("问").answered(
        Answer(text="没有找到。\n《办法》第八条：「甲」", refused=True, related=(nearest,))
    )
    html = render("chat/thread", Language.CHINESE, thread=Thread("c", (refused,)), examples=(), suggested=lambda _: ())
    assert '<a class="hz-name" href="p/d1#%E7%AC%AC%E5%85%AB%E6%9D%A1">《办法》第八条</a>' in html


def test_what_a_line_rests_on_is_folded_below_it() -> None:
    html = str(with_marks("- 补贴：首年 1 元\n    计算：1 × 1\n    满足：甲\n合计：1 元", [], folded="理由"))
    assert html == (
        "<p>- 补贴：首年 1 元</p>"
        '<details class="hz-fold"><summary>理由</summary><p>计算：1 × 1</p><p>满足：甲</p></details>'
        "<p>合计：1 元</p>"
    )


ROWS = Table(
    columns=("名称", "租金", "符合情况"),
    rows=(("甲大厦", "58 元", "符合"), ("乙大厦", "60 元", "符合")),
    total=3,
    places=("b/1", "b/2"),
    sources=(1, 2),
    verdicts="符合情况",
)


def answered_with_rows() -> Exchange:
    step = Step(tool="match_listings", asked="写字楼", found=2)
    citations = tuple(Citation(number=number, label=f"台账第{number}行", row=number) for number in (1, 2))
    answer = Answer(text="共 3 条，列出 2 条。[1][2]", table=ROWS, citations=citations, steps=(step,))
    return Exchange("有哪些写字楼").answered(answer)


def test_marks_of_rows_stand_in_their_rows_with_name_and_verdict() -> None:
    html = render(
        "chat/thread",
        Language.CHINESE,
        thread=Thread(exchanges=(answered_with_rows(),)),
        examples=(),
        suggested=suggestions,
    )
    cells = re.findall(r"<td>(.*?)</td>", html, re.DOTALL)
    assert len(cells) == 4  # how it fits is no column of its own
    assert 'href="b/1">甲大厦</a>' in cells[0] and 'data-number="1"' in cells[0] and "符合" in cells[0]
    assert re.search(r"<p>共 3 条，列出 2 条。</p>", html)
    assert "显示其余 1 条" in html


def test_further_rows_come_into_the_same_columns_once() -> None:
    found = [
        FoundRow(id="2", name="乙大厦"),
        FoundRow(id="3", name="丙大厦", values=(Value(label="租金", text="面议"),)),
    ]
    table = answered_with_rows().with_rows(found, lambda row: "需核实").table
    assert table is not None
    assert table.rows[2:] == (("丙大厦", "面议", "需核实"),)
    assert table.places == ("b/1", "b/2", "b/3")


def test_more_rows_can_be_had_of_the_kind_that_was_found() -> None:
    building = replace(answered_with_rows(), steps=(Step(tool="match_listings", asked="写字楼", found=3),))
    assert building.further == ("listing", "写字楼")
    assert building.table is not None
    there = building.table.model_copy(update={"places": tuple(f"o/{one[2:]}" for one in building.table.places)})
    steps = (*building.steps, Step(tool="list_opportunities", asked="生物医药", found=3))
    assert replace(building, table=there, steps=steps).further == ("opportunity", "生物医药")
    assert replace(building, table=there).further is None


def test_what_may_be_asked_next_is_made_of_what_was_found() -> None:
    rows = answered_with_rows()
    assert suggestions(rows)[0] == "甲大厦和乙大厦比较一下"
    clause = Citation(number=1, label="《办法》第八条", clause="第八条", source_id="d1", status="已废止")
    cited = Exchange("What applies?").answered(Answer(text="[1]", citations=(clause,)))
    assert suggestions(cited)[0] == "Is 《办法》 still in force?"
    assert suggestions(rows.answered(Answer(text="？", choices=(Choice(question="甲？"),)))) == ()


def test_marks_open_their_citation_and_unknown_numbers_stay_text() -> None:
    html = str(
        with_marks("按租金的50%补贴[1]。另见[7]。", [Citation(number=1, label="《办法》第八条", chunk_id="c1")], 2)
    )
    assert 'data-exchange="2" data-number="1"' in html
    assert "[7]" in html
    assert html.count("<button") == 1


@given(st.text(max_size=60), st.text(max_size=20))
def test_emphasis_changes_no_word_of_a_passage(passage: str, quote: str) -> None:
    parsed = _Tags(str(with_emphasis(passage, quote)))
    assert set(parsed.tags) <= {"b"}
    assert parsed.text == _Tags(str(escape(passage))).text


def test_the_quoted_words_stand_out_in_their_passage() -> None:
    assert str(with_emphasis("第八条 甲。乙。丙。", "乙。")) == "第八条 甲。<b>乙。</b>丙。"
    assert str(with_emphasis("第八条 甲。", "第八条 甲。")) == "第八条 甲。"
    assert str(with_emphasis("第八条 甲。", "别的")) == "第八条 甲。"


def test_hostile_text_is_text_everywhere_in_a_thread() -> None:
    citation = Citation(number=1, label=HOSTILE, chunk_id=HOSTILE, status=HOSTILE)
    answer = Answer(
        text=f"{HOSTILE} [1]",
        citations=(citation,),
        table=Table(columns=(HOSTILE,), rows=((HOSTILE,),), total=1),
        notice=HOSTILE,
        message_id=HOSTILE,
    )
    thread = Thread(exchanges=(Exchange(HOSTILE).answered(answer),))
    parsed = _Tags(render("chat/thread", Language.CHINESE, thread=thread, examples=(), suggested=suggestions))
    assert not {"img", "script"} & set(parsed.tags)
    assert "onerror" not in parsed.attributes
    assert parsed.text.count("window.hacked=1") >= 5


def test_statuses_and_examples_are_worded_in_english_too() -> None:
    assert status_text("已废止", Language.ENGLISH) == "Repealed"
    assert status_text("已废止", Language.CHINESE) == "已废止"
    assert example_questions("admin", Language.ENGLISH) == example_questions("staff", Language.ENGLISH)
    assert text("rows_shown", Language.CHINESE, total=12, shown=5) == "共 12 条，列出 5 条"


@pytest.mark.parametrize(
    ("role", "sees", "administers"),
    [("investor", False, False), ("staff", True, False), ("admin", True, True)],
)
def test_the_library_shows_only_to_staff_and_upload_only_to_administrators(
    role: str, sees: bool, administers: bool
) -> None:
    session = Session(token="t", role=role)
    assert (session.sees_library, session.administers) == (sees, administers)


def test_the_header_offers_the_pages_that_there_are() -> None:
    shown = {"session": Session(), "page": "consult", "group": "consult", "tabs": [], "title": ""}
    assert "data-page" not in render("header", Language.CHINESE, menu={"consult": "consult"}, **shown)
    both = render("header", Language.CHINESE, menu={"consult": "consult", "library": "library"}, **shown)
    assert 'data-page="library"' in both
    assert "资料库" in both


@pytest.mark.parametrize("stored", [None, "x", [], {"language": "fr"}, {"token": 5}])
def test_an_unreadable_session_is_a_fresh_one(stored: object) -> None:
    assert Session.read(stored) == Session()


def test_documents_without_dates_show_none() -> None:
    found = {"documents": (Document(id="d", title="台账", kind="listing"),), "total": 1}
    html = render("library/documents", Language.CHINESE, found=found, shelf=Shelf(), limit=50, to_look_at=0)
    assert "None" not in html
    assert "楼宇台账" in html


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "tool",
    [
        "search_passages",
        "read_clause",
        "read_document",
        "match_listings",
        "list_opportunities",
        "work_out_benefits",
        "validity_of",
    ],
)
def test_each_step_of_an_answer_is_told_in_words(tool: str, language: Language) -> None:
    told = text(f"step_{tool}", language, asked="中小企业", found=3)
    assert "中小企业" in told
    assert "3" in told


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param([state.label for state in State], id="how-a-case-stands"),
        pytest.param([action.label for action in Action], id="what-was-done-to-it"),
        pytest.param([str(channel["label"]) for channel in DEFAULT_CHANNELS.values()], id="channels"),
        pytest.param([event.label for event in Event], id="events-of-the-audit"),
        pytest.param([str(state) for state in doctor.State], id="parts-of-the-installation"),
        pytest.param([str(one) for one in Beneficiary], id="who-gets-a-benefit"),
        pytest.param([field.value for field in Field], id="columns-of-ledgers"),
        pytest.param([matter.name for matter in load_catalogue().matters], id="matters-of-letters"),
        pytest.param([*INDUSTRIES, *HEADQUARTERS, *CERTIFICATIONS], id="the-worksheet-form"),
    ],
)
def test_what_the_api_calls_things_has_english_words(labels: list[str]) -> None:
    assert [label for label in labels if word_text(label, Language.ENGLISH) == label] == []
    assert [word_text(label, Language.CHINESE) for label in labels] == labels


@pytest.mark.parametrize(
    ("recorded", "english"),
    [
        ("12 亿元", "1,200 million yuan"),
        ("0.35 亿元", "35 million yuan"),
        ("800万元", "8 million yuan"),
        ("50万元", "500,000 yuan"),
        ("1-2亿元", "1-2亿元"),
        ("1.62万㎡", "16,200 ㎡"),
        ("5600平方米", "5,600 ㎡"),
        ("46 元/㎡·月", "46 yuan/㎡/month"),
        ("15-18元/㎡·月", "15-18 yuan/㎡/month"),
        ("1.2元/㎡·天", "1.2 yuan/㎡/day"),
        ("65万元/年（整租）", "65万元/年（整租）"),
        ("面议", "面议"),
    ],
)
def test_a_sum_is_told_in_english_where_it_is_plain(recorded: str, english: str) -> None:
    assert amount_text(recorded, Language.ENGLISH) == english
    assert amount_text(recorded, Language.CHINESE) == recorded
