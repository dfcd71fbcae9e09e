"""When a place must have been built is read from how people say it, and a year is never read as a figure of anything else.

``requirements_built.jsonl`` was labelled before the rules were written (0 of 46 then) and is what they were mended with;
``requirements_built_unseen.jsonl`` was labelled with it and scored once, after them (17 of 18; 0 of 18 before).
"""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.buildings.columns import Field
from assistant.buildings.conditions import CategoryIs, CompletedIn, Dated, InRange, WithinBudget
from assistant.buildings.matching import RowMatcher
from assistant.buildings.needs.money import take_rents
from assistant.buildings.needs.scanning import Scanner
from assistant.buildings.needs.sentences import read_requirement
from assistant.buildings.needs.tracing import Proposed, trace
from assistant.buildings.presenting.requirement_form import ConditionForm, from_form, to_form
from assistant.buildings.requirements import Requirement, describe
from assistant.buildings.rows import Category
from assistant.errors import InvalidInput
from assistant.records import DocumentKind, Principal
from tests.buildings_ledgers import AS_OF, LEDGERS, Ledger, database_with
from tests.requirement_labels import label_of, labelled_sentences

BUILT = labelled_sentences("requirements_built.jsonl")
UNSEEN = labelled_sentences("requirements_built_unseen.jsonl")
LEAST_UNSEEN = 0.94
AGED = Ledger(
    title="楼龄台账",
    sheet="写字楼",
    header=("名称", "所属街道", "建成时间", "空置面积（㎡）", "租金（元/㎡·月）"),
    rows=(
        ("一号楼", "锦湖街道", "2014年6月", "500", "60"),
        ("二号楼", "锦湖街道", "2015", "800", "65"),
        ("三号楼", "锦湖街道", "2019-05-01", "900", "70"),
        ("四号楼", "锦湖街道", "", "700", "75"),
    ),
)
DIGITS = "零一二三四五六七八九"
YEARS = st.integers(1985, 2035)
SAID_SO = st.sampled_from(
    [
        "{y}年以后建成的写字楼", "{y}年以后", "写字楼，{y}年之前的", "{y}年前后的厂房", "{y}年左右", "{y}年的写字楼有哪些", "{y}年能入驻的办公室",
        "{y}年以前建的仓库，层高高一点", "{y}年底前入驻的写字楼", "{y}年", "写字楼 {y}年建", "预算{y}年再定，写字楼", "租金{y}年起涨的写字楼",
        "面积大的写字楼，{y}年竣工", "不早于{y}年的写字楼", "{y}年至{z}年之间建成的厂房", "{y}-{z}年建成的写字楼", "{y}到{z}年的写字楼", "建成于{y}的写字楼",
        "停车位多的写字楼，{y}年投用", "{y}年投资的写字楼", "每年涨租的写字楼，{y}年建成", "一年一付，{y}年以后建成的写字楼", "offices built after {y}",
        "office after {y}", "built since {y}", "factory completed before {y}", "office built in {y}", "offices built between {y} and {z}",
        "{c}年以后建成的写字楼", "{c}年的写字楼", "价格好商量，{c}年以前的厂房",
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def vocabularies(tmp_path_factory):
    matcher = RowMatcher(database_with(tmp_path_factory.mktemp("built"), *LEDGERS))
    return {kind: matcher.snapshot(Principal(), kind, AS_OF).vocabulary for kind in DocumentKind}


@pytest.mark.parametrize(("sentence", "label"), BUILT, ids=[sentence for sentence, _ in BUILT])
def test_when_it_must_have_been_built_is_understood_exactly(vocabularies, sentence, label):
    assert label_of(read_requirement(sentence, vocabularies[DocumentKind.LISTING], AS_OF)) == label


def test_most_unseen_sentences_are_understood_exactly(vocabularies):
    read = [
        label_of(read_requirement(said, vocabularies[DocumentKind.LISTING], AS_OF)) == label for said, label in UNSEEN
    ]
    assert sum(read) / len(read) >= LEAST_UNSEEN


@given(YEARS, st.integers(0, 12), SAID_SO, st.sampled_from([DocumentKind.LISTING, DocumentKind.OPPORTUNITY]))
def test_a_year_is_never_an_amount(vocabularies, year, more, sentence, kind):
    spoken = "".join(DIGITS[int(digit)] for digit in str(year))
    said = sentence.format(y=year, z=year + more, c=spoken)
    requirement = read_requirement(said, vocabularies[kind], AS_OF)
    everything = (*requirement.conditions, *requirement.wishes)
    assert not [item for item in everything if isinstance(item, InRange | WithinBudget)], said
    assert requirement.unclear == ()
    assert not list(take_rents(Scanner(said)))


@given(
    YEARS, st.integers(50, 9000), st.sampled_from(["{y}年以后建成的写字楼，{a}平以上", "{a}平以上，建于{y}年的写字楼"])
)
def test_an_area_beside_a_year_is_read_as_it_is_without(vocabularies, year, area, sentence):
    requirement = read_requirement(sentence.format(y=year, a=area), vocabularies[DocumentKind.LISTING], AS_OF)
    figures = [(item.minimum, item.maximum) for item in requirement.conditions if isinstance(item, InRange)]
    assert figures == [(Decimal(area), None)]


@pytest.mark.parametrize(
    "sentence",
    [
        "2000平的写字楼",
        "租金2000元每月的写字楼",
        "area about 2000 sqm",
        "from 2000 to 3000 sqm",
        "月租2015元",
        "预算一年2000万",
    ],
)
def test_figures_that_only_look_like_years_are_still_figures(vocabularies, sentence):
    requirement = read_requirement(sentence, vocabularies[DocumentKind.LISTING], AS_OF)
    assert [item for item in requirement.conditions if isinstance(item, InRange | WithinBudget)]


def test_a_model_cannot_make_an_amount_of_a_year(vocabularies):
    vocabulary = vocabularies[DocumentKind.LISTING]
    for field, unit in (("租金", "元/㎡·月"), ("每月总租金预算", "元"), ("停车位", "个"), ("空置面积", "㎡")):
        proposed = Proposed("2015年以后", "must", field, minimum=Decimal(2015), unit=unit)
        assert trace(proposed, "2015年以后建成的写字楼", vocabulary) is None, field


def test_rows_are_judged_by_their_year_and_those_without_it_are_to_be_verified(tmp_path):
    matcher = RowMatcher(database_with(tmp_path, AGED))
    match = matcher.match("2015年以后建成的写字楼", Principal(), AS_OF)
    assert [item.row.name for item in match.fitting] == ["二号楼", "三号楼"]
    assert [(item.row.name, item.unknown[0].reason) for item in match.to_verify] == [("四号楼", "建成时间未列明")]
    failing = matcher.match("2020年以后建成的写字楼，租金80以内，空置800平以上", Principal(), AS_OF)
    assert failing.fitting_total == 0
    assert failing.relaxations[0].relaxed == CompletedIn(first=2019)
    assert [item.failed[0].reason for item in failing.near_misses[:2]] == ["建成时间早 1 年", "空置面积差 100 ㎡"]
    last = matcher.match("哪栋写字楼建成时间最晚", Principal(), AS_OF, limit=1)
    assert last.fitting[0].row.name == "三号楼"


def test_a_refinement_replaces_the_years(vocabularies):
    vocabulary = vocabularies[DocumentKind.LISTING]
    first = read_requirement("2015年以后建成的写字楼", vocabulary, AS_OF)
    later = read_requirement("那2010年以后建成的呢", vocabulary, AS_OF)
    assert set(first.refined_by(later).conditions) == {CompletedIn(first=2010), CategoryIs((Category.OFFICE,))}


@given(st.one_of(st.none(), YEARS), st.one_of(st.none(), YEARS))
def test_years_go_through_the_form_and_back(first, last):
    condition = CompletedIn(first, last)
    if first is None and last is None:
        with pytest.raises(InvalidInput):
            from_form(to_form(condition))
        return
    assert from_form(to_form(condition)) == condition
    assert str(first or last) in describe(condition) and str(first or last) in describe(condition, english=True)


@pytest.mark.parametrize("figure", ["12", "2015.5", "99999"])
def test_what_is_no_year_is_refused(figure):
    with pytest.raises(InvalidInput, match="四位年份"):
        from_form(ConditionForm("completed", minimum=Decimal(figure)))


def test_moving_in_by_a_year_is_no_year_of_building(vocabularies):
    requirement = read_requirement("2027年能交付的写字楼", vocabularies[DocumentKind.LISTING], AS_OF)
    assert Dated(Field.AVAILABLE_FROM, date(2027, 12, 31)) in requirement.conditions


def test_the_judge_of_rows_says_unknown_where_no_year_is_kept(tmp_path):
    matcher = RowMatcher(database_with(tmp_path, *LEDGERS[:1]))
    found = matcher.find(Requirement(conditions=(CompletedIn(2015),)), Principal(), AS_OF)
    assert (found.fitting_total, found.to_verify_total) == (0, found.compared)
