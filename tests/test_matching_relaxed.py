"""A follow-up moves a bound of the need before it."""

import pytest

from assistant.buildings.matching import RowMatcher
from assistant.records import DocumentKind, Principal
from tests.buildings_ledgers import AS_OF, LEDGERS, database_with
from tests.requirement_labels import label_of


@pytest.fixture(scope="module")
def matcher(tmp_path_factory):
    return RowMatcher(database_with(tmp_path_factory.mktemp("relaxed"), *LEDGERS))


@pytest.mark.parametrize(
    ("before", "said", "area"),
    [
        pytest.param("厂房，5000平以上", "面积放宽到3000", "3000..", id="a-lower-bound"),
        pytest.param("500平以内的写字楼", "面积放宽到800", "..800", id="an-upper-bound"),
        pytest.param("写字楼，300到500平", "面积可以放宽到800平", "300..800", id="beyond-the-upper-of-two"),
        pytest.param("写字楼，300到500平", "面积再放宽到200", "200..500", id="beyond-the-lower-of-two"),
        pytest.param("写字楼，300到500平", "面积放宽到400", "300..500", id="within-both-moves-none"),
        pytest.param("写字楼，500平左右", "面积放宽到700", "400..700", id="of-about"),
        pytest.param("厂房，2亩以上", "面积放宽到1亩", "666.67..", id="in-another-unit"),
        pytest.param("厂房，5000平以上", "面积放宽到3000平以上", "3000..", id="said-in-full"),
    ],
)
def test_the_area_is_moved(matcher, before, said, area):
    understood = label_of(matcher.understand(said, Principal(), AS_OF, DocumentKind.LISTING, before))
    assert understood["must"]["面积"] == area
    assert "not_understood" not in understood


@pytest.mark.parametrize(
    ("before", "said", "expected"),
    [
        ("层高8米以上的厂房", "层高放宽到6米", {"类型": "厂房", "层高": "6.."}),
        ("租金60以内的写字楼", "租金放宽到80", {"类型": "写字楼", "租金": "..80"}),
        ("停车位200个以上的写字楼", "停车位降低到100个", {"类型": "写字楼", "停车位": "100.."}),
    ],
)
def test_other_bounds_are_moved(matcher, before, said, expected):
    assert label_of(matcher.understand(said, Principal(), AS_OF, DocumentKind.LISTING, before)) == {"must": expected}


def test_with_no_bound_to_move_it_is_said_not_to_be_understood(matcher):
    requirement = matcher.understand("面积放宽到3000", Principal(), AS_OF, DocumentKind.LISTING, "甲级写字楼")
    assert requirement.not_understood == ("面积放宽到3000",)


@pytest.mark.parametrize(("said", "category"), [("厂防，三千平", "厂房"), ("找个库防", "仓库")])
def test_a_type_of_two_characters_is_known_with_a_slip(matcher, said, category):
    understood = label_of(matcher.understand(said, Principal(), AS_OF, DocumentKind.LISTING))
    assert understood["must"]["类型"] == category
    assert "not_understood" not in understood


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("东渡大厦有没有停车位", "停车位：有，120 个"),
        ("云栖科创园1号楼有停车位吗", "停车位：无（"),
        ("北岭标准厂房1号有行车吗", "行车：有，10吨×2"),
        ("药谷GMP厂房有行车吗", "行车：台账未列明"),
    ],
)
def test_whether_there_is_any_is_answered_with_yes_and_how_much(matcher, question, answer):
    assert answer in matcher.answer(question, Principal(), AS_OF, DocumentKind.LISTING).summary
