"""Of two editions of one document the older one ends where the newer begins, whatever the order in which they were read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.access import document_in_force, document_status_on
from assistant.policies.succession import Edition, edition_starts, superseded_editions
from assistant.records import Clearance, DocumentInfo, DocumentKind, Principal, Role, Status
from assistant.wiring import Services

STAFF = Principal(Role.STAFF)


def edition(
    key: str, issued: date | None, start: date | None, *, title: str = "楼宇办法", issuer: str = "", public: bool = True
) -> Edition:
    return Edition(key, title, issuer, issued, start, public)


FIRST = edition("first", date(2018, 1, 5), date(2018, 3, 1))
SECOND = edition("second", date(2021, 6, 1), date(2018, 3, 1))  # an amendment keeps the first 施行日期
THIRD = edition("third", date(2023, 12, 29), date(2024, 7, 1))


@pytest.mark.parametrize(
    "order", list(permutations([FIRST, SECOND, THIRD])), ids=lambda order: "-".join(e.id for e in order)
)
def test_each_edition_ends_with_the_next(order: tuple[Edition, ...]) -> None:
    assert superseded_editions(order) == {
        "first": (date(2021, 6, 1), "second"),
        "second": (date(2024, 7, 1), "third"),
    }


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(edition("x", date(2023, 1, 1), None, title="厂房办法"), id="another-title"),
        pytest.param(edition("x", date(2018, 1, 5), date(2018, 3, 1)), id="issued-together"),
        pytest.param(edition("x", None, None), id="undated"),
        pytest.param(edition("x", date(2023, 1, 1), None, public=False), id="an-internal-draft"),
    ],
)
def test_no_edition_of_it(other: Edition) -> None:
    assert FIRST.id not in superseded_editions([FIRST, other])


def test_two_known_issuers_are_two_documents() -> None:
    one = edition("one", date(2020, 1, 1), None, issuer="甲区人民政府")
    other = edition("other", date(2023, 1, 1), None, issuer="乙区人民政府")
    assert superseded_editions([one, other]) == {}


TEXT = """# 云汀区统计办法

{issued}云汀区人民政府令第{number}号公布

第一条 为加强统计，制定本办法。

第二条 企业每月{day}日前报送上月报表。

第三条 本办法自{start}起施行。
"""


@pytest.mark.parametrize("names", [("旧.md", "新.md"), ("新.md", "旧.md")], ids=["older-first", "newer-first"])
def test_the_older_edition_is_not_quoted_as_current(
    make_services: Callable[..., Services], tmp_path: Path, names: tuple[str, str]
) -> None:
    services = make_services()
    texts = {
        "旧.md": TEXT.format(issued="2019年1月2日", number=3, day="十", start="2019年3月1日"),
        "新.md": TEXT.format(issued="2023年1月2日", number=8, day="十五", start="2023年3月1日"),
    }
    for name in names:
        (tmp_path / name).write_text(texts[name], encoding="utf-8")
        services.ingestor.ingest([tmp_path / name], options={"clearance": "public", "kind": "policy"})
    held = {info.name.rsplit("/", 1)[-1]: info for info in services.library.list(STAFF)[0]}
    old, new = held["旧.md"], held["新.md"]
    assert (old.repealed_by, old.repealed_on, old.amended) == (new.id, date(2023, 3, 1), True)
    assert document_status_on(old, date(2024, 1, 1)) is Status.AMENDED
    assert document_status_on(old, date(2023, 2, 28)) is Status.IN_FORCE
    answer = services.answerer.answer("企业每月几日前报送上月报表", Principal(), date(2024, 1, 1))
    assert {citation.source_id for citation in answer.citations} == {new.id}
    assert "十五日" in answer.text
    earlier = services.answerer.answer("企业每月几日前报送上月报表", Principal(), date(2020, 1, 1))
    assert {citation.source_id for citation in earlier.citations} == {old.id}
    services.library.delete(new.id)
    assert services.library.get(old.id, STAFF).info.repealed_on is None


def test_of_an_amended_text_and_its_first_version_only_one_holds_on_a_day() -> None:
    assert edition_starts([FIRST, SECOND, THIRD]) == {"second": date(2021, 6, 1)}


def test_a_start_before_the_day_of_issue_counts_when_it_is_the_editions_own() -> None:
    earlier = edition("earlier", date(2020, 1, 5), date(2020, 2, 1))
    retroactive = edition("later", date(2025, 3, 10), date(2025, 1, 1))
    assert superseded_editions([earlier, retroactive]) == {"earlier": (date(2025, 1, 1), "later")}
    assert edition_starts([earlier, retroactive]) == {}


def test_an_amended_text_alone_in_the_library_says_itself_from_when_it_holds() -> None:
    amended = replace(SECOND, edition_from=date(2021, 7, 1))
    assert edition_starts([amended]) == {"second": date(2021, 7, 1)}
    assert superseded_editions([FIRST, amended])["first"] == (date(2021, 7, 1), "second")


DAYS = st.dates(date(2018, 1, 1), date(2026, 1, 1))
EDITIONS = st.lists(st.tuples(DAYS, st.none() | DAYS), min_size=2, max_size=5, unique_by=lambda days: days[0])


@given(EDITIONS, st.dates(date(2017, 1, 1), date(2027, 1, 1)))
def test_no_two_editions_hold_on_one_day(days: list[tuple[date, date | None]], day: date) -> None:
    editions = [edition(str(at), issue, start) for at, (issue, start) in enumerate(days)]
    ends, starts = superseded_editions(editions), edition_starts(editions)
    infos = [
        DocumentInfo(
            id=one.id,
            name=one.id,
            title=one.title,
            kind=DocumentKind.POLICY,
            clearance=Clearance.PUBLIC,
            media_type="",
            valid_from=one.valid_from,
            edition_from=starts.get(one.id),
            repealed_on=ends[one.id][0] if one.id in ends else None,
        )
        for one in editions
        if one.valid_from is not None
    ]
    assert sum(document_in_force(info, day) for info in infos) <= 1
