"""Labels, units, bounds and days: the corpus beside each table is the test, and what is printed is read again."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text import labels
from assistant.text.bounds import Bound, bound_of
from assistant.text.days import read_day
from assistant.text.grammar import Grammar, Lexicon, Rule
from assistant.text.labels import APPENDIX, ARTICLE_LABEL, DIVISION, LIST_STYLES, list_mark, parse_article_label
from assistant.text.lists import members
from assistant.text.named_documents import (
    ISSUED_TITLE,
    edition_apart,
    edition_before,
    is_edition,
    named_documents,
    remark_in,
    without_edition,
    year_in,
)
from assistant.text.numerals import chinese_to_int, int_to_chinese
from assistant.text.phrases import phrases
from assistant.text.readings import GRAMMAR
from assistant.text.units import table_of, unit_written

FOLDER = Path(labels.__file__).parent


def corpus(name: str) -> list[tuple[str, ...]]:
    lines = (FOLDER / f"{name}.corpus.txt").read_text("utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def label_of(line: str) -> str:
    if ARTICLE_LABEL.match(line):
        number = parse_article_label(line)
        return f"article {number.article}{f'.{number.inserted}' if number.inserted else ''}"
    if division := DIVISION.match(line):
        return f"division {division['unit']} {chinese_to_int(division['number'])}"
    if mark := list_mark(line):
        return f"list {mark.style} {mark.number}"
    if appendix := APPENDIX.match(line):
        return f"appendix {appendix['number'] or '-'}"
    return "-"


def unit_of(text: str) -> str:
    unit = unit_written(text)
    return "-" if unit is None else f"{unit.name} {unit.one.normalize():f}"


def named_in(text: str) -> str:
    named = [f"{one.title}|{one.number}|{one.short}" for one in named_documents(text)]
    issued = ISSUED_TITLE.search(text)
    year = None if named else year_in(remark_in(text)) or edition_apart(text)[1]
    return (
        "；".join([*named, *([f"issues {issued['title']}"] if issued else []), *([f"edition {year}"] if year else [])])
        or "-"
    )


WORDS_OF_UNITS = [word for word, _ in corpus("units")]
READERS: dict[str, Callable[..., str]] = {
    "labels": label_of,
    "units": unit_of,
    "bounds": lambda place, word: str(bound_of(word, place) or "-"),
    "named_documents": named_in,
    "days": lambda text: str(read_day(text) or "-"),
}


@pytest.mark.parametrize("name", READERS)
def test_what_is_written_is_read(name: str) -> None:
    lines = corpus(name)
    assert len({line[:-1] for line in lines}) == len(lines) >= 10
    assert [(*line[:-1], READERS[name](*line[:-1])) for line in lines] == lines


def test_no_sentence_of_the_corpus_has_two_readings() -> None:
    assert not [text for text, _ in corpus("readings") if any(parse.others for parse in GRAMMAR.parses(text))]


def test_two_rules_that_differ_on_the_same_words_are_reported() -> None:
    lexicon = Lexicon((("N", r"\d+"), ("U", "成")))
    form = re.compile("NU")
    rules = (Rule("tenths", form, lambda parts: "tenths"), Rule("done", form, lambda parts: "done"))
    (parse,) = Grammar(lexicon, rules).parses("约3 成")
    assert (parse.reading, parse.others, parse.start, parse.end) == ("tenths", ("done",), 1, 4)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_day_that_is_printed_is_read_again(day: date) -> None:
    assert {
        read_day(text)
        for text in (f"{day.year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d}", f"{day.year}.{day.month}.{day.day}")
    } == {day}


@given(st.integers(1, 20), st.sampled_from(LIST_STYLES))
def test_a_list_mark_that_is_printed_is_read_again(number: int, style: labels.ListStyle) -> None:
    written = {"①": chr(ord("①") + number - 1), "1.": f"{number}.", "（1）": f"（{number}）"}.get(
        style.name, style.name.replace("一", int_to_chinese(number))
    )
    mark = list_mark(f"{written}甲")
    assert mark is not None
    assert (mark.style, mark.number, mark.mark, mark.level) == (style.name, number, written, style.level)


@pytest.mark.parametrize("dimension", ["area", "length", "weight", "power", "money", "time", "counted", "things"])
def test_the_unit_of_any_spelling_is_the_one_of_the_table(dimension: str) -> None:
    for pattern, one in table_of(dimension):
        words = [word for word in WORDS_OF_UNITS if re.fullmatch(pattern, word, re.IGNORECASE)]
        assert {unit_written(word).one for word in words if unit_written(word) is not None} <= {one}


@pytest.mark.parametrize(
    ("notation", "found", "not_found"),
    [
        pytest.param("研发…占比", "研发费用占比", "研发，占比", id="gap"),
        pytest.param("[国家级]小巨人", "国家级小巨人", "小", id="may-be-left-out"),
        pytest.param("软件<投入/能力>", "软件企业", "软件投入", id="not-behind"),
        pytest.param("<非/拟>上市公司", "境内上市公司", "拟上市公司", id="not-before"),
        pytest.param("biotech*", "a Biotechnology firm", "bio tech", id="any-ending"),
        pytest.param("AI", "做AI的公司", "TRAINING", id="whole-word"),
        pytest.param("fit out", "fit-out cost", "fit an out", id="blank"),
    ],
)
def test_a_phrase_means_what_its_notation_says(notation: str, found: str, not_found: str) -> None:
    pattern = phrases((notation,))
    assert pattern.search(found)
    assert not pattern.search(not_found)


def test_a_denial_turns_a_bound_round() -> None:
    assert {word: bound_of(word, "before") for word in ("超过", "不超过", "低于", "不低于")} == {
        "超过": Bound.MORE_THAN,
        "不超过": Bound.AT_MOST,
        "低于": Bound.LESS_THAN,
        "不低于": Bound.AT_LEAST,
    }


@pytest.mark.parametrize("edition", ["（2018年修正）", "（试行）", "2021年版", "(2020)"])
def test_editions_of_one_title_are_one_title(edition: str) -> None:
    assert without_edition(f"某区总部办法{edition}") == "某区总部办法"


def test_a_year_before_a_title_names_its_edition() -> None:
    assert [edition_before(text) for text in ("请看2018年版的", "2021年", "某发〔2021〕3号和", "2021")] == [
        2018,
        2021,
        None,
        None,
    ]


def test_a_note_below_a_title_is_no_edition() -> None:
    assert [is_edition(line) for line in ("（2024-2026年）", "（试行）", "（2025年3月12日通过）", "试行")] == [
        True,
        True,
        False,
        False,
    ]


def test_the_members_of_an_enumeration_are_told_apart() -> None:
    assert members("面积、租金和物业费以及车位") == ["面积", "租金", "物业费", "车位"]
