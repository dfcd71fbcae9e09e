"""References as links in the page: they change no word and bring no markup of a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from ui.contract import Document, Passage, PassageInContext, Reference, ReferenceTarget
from ui.rendering import render, with_emphasis
from ui.session import Language

TARGET = ReferenceTarget(address="《办法》第十条", text="第十条　<b>补贴</b>五年。", status="现行有效")
QUOTE = "第八条　依照本办法第十条和第九条执行。"


def reference(start: int, end: int, *targets: ReferenceTarget) -> Reference:
    return Reference(start=start, end=end, text=QUOTE[start:end], targets=targets)


@pytest.mark.parametrize(
    ("cited", "html"),
    [
        pytest.param("", '依照<a href="#reference-1">本办法第十条</a>和第九条', id="without-emphasis"),
        pytest.param(
            "第十条和", '<a href="#reference-1">本办法<b>第十条</b></a><b>和</b>第九条', id="emphasis-across-the-link"
        ),
    ],
)
def test_a_reference_that_leads_somewhere_is_a_link(cited: str, html: str) -> None:
    references = [reference(6, 12, TARGET), reference(13, 16)]
    assert html in with_emphasis(QUOTE, cited, references)


@given(
    st.text(max_size=40), st.text(max_size=8), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=4)
)
def test_links_change_no_word(passage: str, cited: str, places: list[tuple[int, int]]) -> None:
    references = [Reference(start=start, end=end, text="", targets=(TARGET,)) for start, end in places]
    html = with_emphasis(passage, cited, references)
    assert isinstance(html, Markup)
    for number in range(1, 5):
        html = html.replace(Markup(f'<a href="#reference-{number}">'), Markup(""))
    plain = html.replace(Markup("</a>"), "").replace(Markup("<b>"), "").replace(Markup("</b>"), "")
    assert Markup(plain).unescape() == passage


@pytest.mark.parametrize(("language", "heading"), [("zh", "文中提到的条款"), ("en", "Clauses mentioned here")])
def test_the_viewer_shows_the_clauses_mentioned_in_place(language: str, heading: str) -> None:
    passage = PassageInContext(
        chunk=Passage(chunk_id="c1"),
        document=Document(id="d1", title="办法"),
        quote=QUOTE,
        references=(reference(6, 12, TARGET), reference(13, 16)),
    )
    values = {"problem": "", "passage": passage, "cited": "", "shown_page": None, "image_problem": "", "image": ""}
    html = render("viewer", Language(language), **values)
    assert heading in html
    assert html.count("<details") == 1
    assert "第十条　&lt;b&gt;补贴&lt;/b&gt;五年。" in html
