"""Personal data is found, taken out and put back: on sentences of people who complain, and on any text at all."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.privacy.masking import NUMBERS, Masker, find_personal_data
from assistant.privacy.records import Finding, PersonalData
from tests.privacy_sentences import HELD_OUT, SENTENCES

_MARKED = re.compile(r"\[(?P<kind>\w+)\|(?P<text>[^\]]+)\]")


@dataclass(frozen=True)
class Labelled:
    """A sentence with its labels as findings."""

    text: str
    labels: tuple[Finding, ...]


def labelled(sentences: Sequence[str]) -> Iterator[Labelled]:
    for sentence in sentences:
        text, at, labels = "", 0, []
        for match in _MARKED.finditer(sentence):
            text += sentence[at : match.start()]
            value = match["text"]
            labels.append(Finding(PersonalData(match["kind"]), len(text), len(text) + len(value), value))
            text += value
            at = match.end()
        yield Labelled(text + sentence[at:], tuple(labels))


@dataclass(frozen=True)
class Score:
    """Recall: labels that findings cover to the last character. Precision: findings that touch a label."""

    recall: dict[PersonalData, float]
    precision: dict[PersonalData, float]


def score(sentences: Sequence[str]) -> Score:
    labels: Counter[PersonalData] = Counter()
    covered: Counter[PersonalData] = Counter()
    found: Counter[PersonalData] = Counter()
    right: Counter[PersonalData] = Counter()
    for sentence in labelled(sentences):
        findings = find_personal_data(sentence.text)
        taken = {place for finding in findings for place in range(finding.start, finding.end)}
        for label in sentence.labels:
            labels[label.kind] += 1
            covered[label.kind] += set(range(label.start, label.end)) <= taken
        for finding in findings:
            found[finding.kind] += 1
            right[finding.kind] += any(
                finding.start < label.end and label.start < finding.end for label in sentence.labels
            )
    return Score(
        {kind: covered[kind] / labels[kind] for kind in labels}, {kind: right[kind] / found[kind] for kind in found}
    )


def test_recall_and_precision_on_the_sentences_the_rules_were_made_with() -> None:
    assert len(SENTENCES) >= 80
    reached = score(SENTENCES)
    print(reached)
    assert set(reached.recall) == set(PersonalData)
    assert min(reached.recall.values()) >= 0.98
    assert min(reached.precision.values()) >= 0.98


def test_recall_and_precision_on_sentences_that_no_rule_was_made_for() -> None:
    reached = score(HELD_OUT)
    print(reached)
    assert all(value == 1.0 for kind, value in reached.recall.items() if kind is not PersonalData.NAME)
    assert reached.recall[PersonalData.NAME] >= 0.8
    assert min(reached.precision.values()) >= 0.95


@pytest.mark.parametrize("sentence", [*labelled(SENTENCES), *labelled(HELD_OUT)], ids=lambda one: one.text[:20])
def test_a_masked_sentence_comes_back_whole(sentence: Labelled) -> None:
    masker = Masker()
    assert masker.unmask(masker.mask(sentence.text)) == sentence.text


_PIECES = st.sampled_from(
    [
        "王芳",
        "14000005501",
        "【电话1】",
        "【姓名2】",
        "【原文1】",
        "【",
        "】",
        "联系人：",
        "999999198503120018",
        "a@example.com",
        "锦澜路8号",
        "\n",
    ]
)


@given(st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=12).map("".join))
def test_masking_is_undone_exactly_for_any_text(text: str) -> None:
    masker = Masker()
    assert masker.unmask(masker.mask(text)) == text


@given(st.lists(st.lists(_PIECES, max_size=5).map("".join), min_size=2, max_size=4))
def test_one_masker_serves_all_texts_of_an_exchange(texts: list[str]) -> None:
    masker = Masker()
    masked = [masker.mask(text) for text in texts]
    assert [masker.unmask(text) for text in masked] == texts


def test_equal_data_gets_an_equal_mark_and_marks_are_stable() -> None:
    masker = Masker()
    first, second = masker.mask("联系人：王芳，电话14000005501"), masker.mask("王芳的电话是14000005501")
    assert first == "联系人：【姓名1】，电话【电话2】"
    assert second == "【姓名1】的电话是【电话2】"


def test_known_persons_are_taken_out_wherever_they_stand() -> None:
    assert Masker(names=["巴特尔"]).mask("昨天巴特尔去过。") == "昨天【姓名1】去过。"


def test_what_a_model_makes_of_a_mark_is_not_put_back_wrongly() -> None:
    masker = Masker()
    masker.mask("电话14000005501")
    assert masker.unmask("请致电【电话1】，不是【电话9】。") == "请致电14000005501，不是【电话9】。"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("号码999999198503120018", PersonalData.IDENTITY, id="check-digit-right"),
        pytest.param("号码999999198503120017", PersonalData.IDENTITY, id="mistyped-identity-number"),
        pytest.param("号码6219990000000003451", PersonalData.BANK_CARD, id="luhn-right"),
        pytest.param("卡号6219990000000003457", PersonalData.BANK_CARD, id="mistyped-card-after-its-name"),
    ],
)
def test_check_digits_tell_kinds_apart_and_let_mistyped_numbers_through(text: str, kind: PersonalData) -> None:
    assert [finding.kind for finding in find_personal_data(text)] == [kind]


def test_a_question_about_policies_keeps_its_words() -> None:
    question = "联系人王芳问：14000005501能收到《云汀区促进总部经济发展办法》第六条的答复吗"
    assert Masker(NUMBERS).mask(question) == question.replace("14000005501", "【电话1】")


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("13812345678", id="mobile"),
        pytest.param("110101199003074514", id="identity-card"),
        pytest.param("6222021234567890123", id="bank-card"),
        pytest.param("zhang.san@example.com", id="email"),
        pytest.param("0999-5550123", id="landline"),
    ],
)
def test_personal_numbers_do_not_leave_and_come_back(number: str) -> None:
    masker = Masker(NUMBERS)
    masked = masker.mask(f"联系人张三，{number}，补贴200万元，2025年4月1日")
    assert number not in masked
    assert "200万元" in masked
    assert "2025年4月1日" in masked
    assert number in masker.unmask(masked)
