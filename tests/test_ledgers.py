"""Ledgers over time and in an administrator's hands: warnings, history, near names, what is gone, corrections."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.buildings.columns import Field
from assistant.buildings.ledgers.browsing import ListingDetail, OpportunityFilter, listing_detail, opportunities
from assistant.buildings.ledgers.dashboard import dashboard
from assistant.buildings.ledgers.decisions import ColumnChange
from assistant.buildings.ledgers.history import history_of
from assistant.buildings.ledgers.listings import current_listings, read_rows
from assistant.buildings.ledgers.tables import ListingRow, RestrictedListingCellRow
from assistant.buildings.rows import ListedRow
from assistant.documents.tables import ChunkRow
from assistant.errors import InvalidInput, NotFound
from assistant.ingestion import FileOutcome, IngestReport
from assistant.records import Clearance, DocumentKind, Principal, Role
from assistant.retrieval.embedding import Embedder
from assistant.settings import Settings
from assistant.wiring import Services, build_services
from tests.ledger_books import HEADER, NOVEMBER, OCTOBER, write_book

INVESTOR, STAFF = Principal(), Principal(Role.STAFF, 1, "李")
ADMIN = Principal(Role.ADMIN, 2, "管理员")
TODAY = date(2026, 11, 26)


@pytest.fixture
def services(make_services: Callable[..., Services]) -> Services:
    return make_services()


def take_in(services: Services, path: Path, clearance: str = "public", kind: str = "listing") -> FileOutcome:
    report: IngestReport = services.ingestor.ingest([path], options={"clearance": clearance, "kind": kind})
    (outcome,) = report.files
    assert outcome.status == "read", outcome.reason
    return outcome


def rows_of(services: Services, who: Principal = STAFF, day: date = TODAY) -> dict[str, ListedRow]:
    with services.database.session() as session:
        listings = session.scalars(current_listings(session, who, DocumentKind.LISTING, day)).all()
        return {row.name: row for row in read_rows(session, who, listings)}


def detail_of(services: Services, name: str, who: Principal = STAFF) -> ListingDetail:
    with services.database.session() as session:
        return listing_detail(session, rows_of(services, who)[name].id, who, TODAY, 90)


def two_editions(services: Services, folder: Path) -> None:
    take_in(services, write_book(folder / "重点楼宇台账2026年10月.xlsx", OCTOBER))
    take_in(services, write_book(folder / "重点楼宇台账2026年11月.xlsx", NOVEMBER))


def test_a_cell_that_cannot_be_read_is_empty_and_named_while_its_row_stays(services: Services, tmp_path: Path) -> None:
    outcome = take_in(services, write_book(tmp_path / "台账2026年11月.xlsx", NOVEMBER))
    assert {(warning.sheet, warning.cell, warning.text) for warning in outcome.cell_warnings} == {
        ("写字楼", "F5", "三千多"),
        ("写字楼", "G5", "5O"),
    }
    assert all("台账2026年11月.xlsx" in warning.document for warning in outcome.cell_warnings)
    row = rows_of(services)["云栖科创园"]
    assert row.texts[Field.VACANT_AREA_M2] == "三千多"
    assert row.span(Field.VACANT_AREA_M2) is None and row.span(Field.RENT_YUAN_PER_M2_MONTH) is None


def test_ingestion_tells_what_each_column_was_taken_for(services: Services, tmp_path: Path) -> None:
    outcome = take_in(services, write_book(tmp_path / "台账.xlsx", OCTOBER))
    (ledger,) = outcome.ledgers
    assert [(column.column, column.label, column.restricted) for column in ledger.columns] == [
        ("A", "名称", False), ("B", "地址", False), ("C", "街道", False), ("D", "级别", False), ("E", "总建筑面积", False),
        ("F", "空置面积", False), ("G", "租金", False), ("H", "", True), ("I", "核验时间", False),
    ]  # fmt: skip


def test_a_newer_edition_replaces_rows_and_keeps_their_history(services: Services, tmp_path: Path) -> None:
    two_editions(services, tmp_path)
    found = rows_of(services)
    assert set(found) == {"星河大厦", "东渡中心大厦", "云栖科创园"}
    history = detail_of(services, "星河大厦").history
    assert [
        (seen.observed_on, seen.figures[Field.VACANT_AREA_M2].exact, seen.cells[Field.VACANT_AREA_M2])
        for seen in history
    ] == [(date(2026, 10, 20), Decimal(12000), "F3"), (date(2026, 11, 18), Decimal(9000), "F3")]
    assert [seen.figures[Field.RENT_YUAN_PER_M2_MONTH].ends for seen in history] == [(75, 85), (72, 80)]


def test_editions_give_the_same_rows_in_whichever_order_they_come(services: Services, tmp_path: Path) -> None:
    take_in(services, write_book(tmp_path / "重点楼宇台账2026年11月.xlsx", NOVEMBER))
    take_in(services, write_book(tmp_path / "重点楼宇台账2026年10月.xlsx", OCTOBER))
    assert set(rows_of(services)) == {"星河大厦", "东渡中心大厦", "云栖科创园"}
    assert rows_of(services)["星河大厦"].span(Field.VACANT_AREA_M2).exact == 9000  # type: ignore[union-attr]


def test_the_older_edition_still_answers_for_its_days(services: Services, tmp_path: Path) -> None:
    two_editions(services, tmp_path)
    assert "老码头商务楼" in rows_of(services, day=date(2026, 10, 25))


def test_what_the_newer_edition_leaves_out_is_marked_as_gone(services: Services, tmp_path: Path) -> None:
    two_editions(services, tmp_path)
    with services.database.session() as session:
        gone = dashboard(session, STAFF, TODAY, 90).gone
    assert {(entry.name, entry.delisted_on) for entry in gone} >= {("老码头商务楼", date(2026, 11, 1))}


def test_a_replaced_file_marks_what_it_no_longer_lists(services: Services, tmp_path: Path) -> None:
    take_in(services, write_book(tmp_path / "楼宇台账.xlsx", OCTOBER))
    take_in(services, write_book(tmp_path / "楼宇台账.xlsx", OCTOBER[:2]))
    with services.database.session() as session:
        assert [entry.name for entry in dashboard(session, STAFF, TODAY, 90).gone] == ["老码头商务楼"]
    take_in(services, write_book(tmp_path / "楼宇台账.xlsx", (*OCTOBER[:2], (*OCTOBER[2][:5], 800, *OCTOBER[2][6:]))))
    with services.database.session() as session:
        assert not dashboard(session, STAFF, TODAY, 90).gone


def test_a_deleted_document_takes_its_history_along(services: Services, tmp_path: Path) -> None:
    two_editions(services, tmp_path)
    services.library.delete(detail_of(services, "云栖科创园").document.id)
    assert set(rows_of(services)) == {"星河大厦", "东渡中心", "老码头商务楼"}
    assert len(detail_of(services, "星河大厦").history) == 1


def test_a_near_name_is_flagged_and_merged_only_by_an_administrator(services: Services, tmp_path: Path) -> None:
    two_editions(services, tmp_path)
    (pair,) = services.ledger_decisions.near_names()
    assert {pair.first.name, pair.second.name} == {"东渡中心", "东渡中心大厦"}
    assert len(detail_of(services, "东渡中心大厦").history) == 1
    services.ledger_decisions.decide(pair.first.number, pair.second.number, "same", by=ADMIN)
    assert [seen.figures[Field.VACANT_AREA_M2].exact for seen in detail_of(services, "东渡中心大厦").history] == [
        6000,
        5000,
    ]
    assert not services.ledger_decisions.near_names()
    with pytest.raises(InvalidInput):
        services.ledger_decisions.decide(pair.first.number, pair.second.number, "different", by=ADMIN)


def test_names_that_were_merged_can_be_told_apart_again(services: Services, tmp_path: Path) -> None:
    two_editions(services, tmp_path)
    (pair,) = services.ledger_decisions.near_names()
    before = {name: detail_of(services, name).history for name in rows_of(services)}
    services.ledger_decisions.decide(pair.first.number, pair.second.number, "same", by=ADMIN)
    later = (*NOVEMBER[:1], ("东渡中心大厦", "东渡路18号", "东渡街道", "乙级", 30000, 4000, "43", "37", "2026-11-24"))
    take_in(services, write_book(tmp_path / "重点楼宇台账2026年12月.xlsx", later))
    assert len(detail_of(services, "东渡中心大厦").history) == 3
    undone = services.ledger_decisions.decide(pair.first.number, pair.second.number, "undo", by=ADMIN)
    assert undone.decision == ""
    history = detail_of(services, "东渡中心大厦").history
    assert [seen.figures[Field.VACANT_AREA_M2].exact for seen in history] == [5000, 4000]
    assert history[:1] == before["东渡中心大厦"]
    assert [item.first.name for item in services.ledger_decisions.near_names()] == [pair.first.name]
    with services.database.session() as session:
        assert [row.figures[Field.VACANT_AREA_M2].exact for row in history_of(session, pair.first.number, STAFF)] == [
            6000
        ]
    with pytest.raises(InvalidInput):
        services.ledger_decisions.decide(pair.first.number, pair.second.number, "undo", by=ADMIN)


def test_a_row_not_verified_for_long_is_stale(services: Services, tmp_path: Path) -> None:
    take_in(services, write_book(tmp_path / "台账.xlsx", OCTOBER))
    with services.database.session() as session:
        assert [row.name for row in dashboard(session, STAFF, TODAY, 90).stale] == ["老码头商务楼"]
    assert detail_of(services, "老码头商务楼").stale and not detail_of(services, "星河大厦").stale


def test_vacancy_adds_the_rows_that_it_names(services: Services, tmp_path: Path) -> None:
    two_editions(services, tmp_path)
    with services.database.session() as session:
        found = dashboard(session, STAFF, TODAY, 90)
    assert (found.whole.vacant_m2, found.whole.percent) == (14000, Decimal("15.6"))
    assert [row.name for row in found.whole.unknown] == ["云栖科创园"]
    assert {group.name: group.vacant_m2 for group in found.by_street} == {
        "锦湖街道": 9000,
        "东渡街道": 5000,
        "云栖街道": 0,
    }


def test_an_internal_edition_does_not_end_what_investors_see(services: Services, tmp_path: Path) -> None:
    take_in(services, write_book(tmp_path / "重点楼宇台账2026年10月.xlsx", OCTOBER))
    take_in(services, write_book(tmp_path / "重点楼宇台账2026年11月.xlsx", NOVEMBER), clearance="internal")
    assert set(rows_of(services, INVESTOR)) == {"星河大厦", "东渡中心", "老码头商务楼"}
    assert rows_of(services, STAFF)["星河大厦"].span(Field.VACANT_AREA_M2).exact == 9000  # type: ignore[union-attr]
    assert len(detail_of(services, "星河大厦", INVESTOR).history) == 1


class TestCorrections:
    ODD = (
        "楼宇名称",
        "地址",
        "所属街道",
        "等级",
        "总建筑面积（㎡）",
        "腾挪余量（㎡）",
        "租金（元/㎡·月）",
        "合作费用",
        "核验时间",
    )

    def test_a_corrected_column_is_remembered_for_the_layout(self, services: Services, tmp_path: Path) -> None:
        outcome = take_in(services, write_book(tmp_path / "甲.xlsx", OCTOBER, self.ODD))
        layout = outcome.ledgers[0].layout
        services.ledger_decisions.correct(ColumnChange(layout, "腾挪余量（㎡）", "VACANT_AREA_M2"), by=ADMIN)
        assert rows_of(services)["星河大厦"].span(Field.VACANT_AREA_M2).exact == 12000  # type: ignore[union-attr]
        later = take_in(services, write_book(tmp_path / "乙.xlsx", NOVEMBER, self.ODD))
        column = next(item for item in later.ledgers[0].columns if item.header == "腾挪余量（㎡）")
        assert (column.field, column.origin) == ("VACANT_AREA_M2", "admin")

    def test_a_column_made_restricted_leaves_nothing_in_public_passages(
        self, services: Services, tmp_path: Path
    ) -> None:
        outcome = take_in(services, write_book(tmp_path / "甲.xlsx", OCTOBER, self.ODD))
        services.ledger_decisions.release(outcome.ledgers[0].layout, "合作费用", released=True, by=ADMIN)
        assert public_texts_with(services, "61.7")
        services.ledger_decisions.correct(
            ColumnChange(outcome.ledgers[0].layout, "合作费用", restricted=True), by=ADMIN
        )
        assert not public_texts_with(services, "61.7")
        with services.database.session() as session:
            assert "61.7" in session.scalars(select(RestrictedListingCellRow.text)).all()
            assert session.scalar(select(ListingRow.clearance).limit(1)) is Clearance.PUBLIC
        assert not [cell for cell in rows_of(services, INVESTOR)["星河大厦"].cells if cell.text == "61.7"]
        services.ledger_decisions.correct(
            ColumnChange(outcome.ledgers[0].layout, "合作费用", restricted=False), by=ADMIN
        )
        assert public_texts_with(services, "61.7")

    @pytest.mark.parametrize(
        ("change", "error"),
        [
            pytest.param(ColumnChange("0" * 16, "底价", "NAME"), NotFound, id="unknown-layout"),
            pytest.param(ColumnChange("0" * 16, "底价", "NO_SUCH"), InvalidInput, id="unknown-field"),
        ],
    )
    def test_an_impossible_correction_is_refused(
        self, services: Services, change: ColumnChange, error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            services.ledger_decisions.correct(change, by=ADMIN)


def public_texts_with(services: Services, word: str) -> list[str]:
    with services.database.session() as session:
        texts = session.scalars(select(ChunkRow.text).where(ChunkRow.restricted.is_(False)))
        return [text for text in texts if word in text]


@pytest.fixture(scope="module")
def opportunity_services(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("opportunities")
    built = build_services(Settings(data_dir=folder / "data"), embedder)
    book = write_book(folder / "机会清单.xlsx", TestOpportunities.ROWS, TestOpportunities.LIST, sheet="机会清单")
    take_in(built, book, kind="opportunity")
    yield built
    built.close()


class TestOpportunities:
    LIST = ("类别", "项目名称", "内容", "投资规模（亿元）", "责任单位", "时限", "状态")
    ROWS = (
        ("先进制造", "显示模组项目", "建设产线", "12", "园区管委会", "2027-06-30", "开放"),
        ("先进制造", "光学器件项目", "车载镜头", "3.2", "区投资合作局", "2026-09-30", "开放"),
        ("数字经济", "算力平台", "扩容", "6-8", "区经信局", "2026年底", "开放"),
        ("城市更新", "商场改造", "社区商业", "面议", "区商务局", "2027-03-31", "已签约"),
    )

    @pytest.mark.parametrize(
        ("wanted", "names", "expired"),
        [
            pytest.param(OpportunityFilter(), ["显示模组项目", "算力平台", "光学器件项目", "商场改造"], 2, id="expired-last"),
            pytest.param(OpportunityFilter(topic="先进制造"), ["显示模组项目", "光学器件项目"], 1, id="by-category"),
            pytest.param(OpportunityFilter(with_expired=False), ["显示模组项目", "算力平台"], 0, id="open-ones"),
            pytest.param(OpportunityFilter(minimum_yuan=Decimal(700_000_000)), ["显示模组项目", "算力平台"], 0, id="at-least-7"),
            pytest.param(OpportunityFilter(maximum_yuan=Decimal(500_000_000)), ["光学器件项目"], 1, id="at-most-5"),
            pytest.param(OpportunityFilter(due_by=date(2026, 12, 31)), ["算力平台", "光学器件项目"], 1, id="by-deadline"),
            pytest.param(OpportunityFilter(unit="区商务局"), ["商场改造"], 1, id="by-responsible-unit"),
            pytest.param(OpportunityFilter(status="已签约"), ["商场改造"], 1, id="by-status"),
            pytest.param(OpportunityFilter(words="镜头"), ["光学器件项目"], 1, id="by-words"),
            pytest.param(
                OpportunityFilter(sort="-investment"), ["显示模组项目", "算力平台", "光学器件项目", "商场改造"], 2, id="largest-first"
            ),
            pytest.param(OpportunityFilter(sort="deadline"), ["算力平台", "显示模组项目", "光学器件项目", "商场改造"], 2, id="soonest-first"),
        ],
    )  # fmt: skip
    def test_the_list_answers_by_its_conditions(
        self, opportunity_services: Services, wanted: OpportunityFilter, names: list[str], expired: int
    ) -> None:
        with opportunity_services.database.session() as session:
            page = opportunities(session, wanted, INVESTOR, TODAY, 50, 0)
        assert ([row.name for row in page.rows], page.total, page.expired) == (names, len(names), expired)


def test_restricted_columns_are_never_typed_into_the_public_table(services: Services, tmp_path: Path) -> None:
    take_in(services, write_book(tmp_path / "台账.xlsx", OCTOBER))
    secrets = {row[HEADER.index("底价")] for row in OCTOBER}
    with services.database.session() as session:
        public = session.execute(select(ListingRow.__table__)).all()
        assert not [row for row in public if secrets & {str(value) for value in row}]
    assert rows_of(services)["星河大厦"].span(Field.RENT_YUAN_PER_M2_MONTH).low == 75  # type: ignore[union-attr]


def test_chat_tells_how_a_buildings_figures_moved(services: Services, tmp_path: Path) -> None:
    two_editions(services, tmp_path)
    answer = services.answerer.answer("星河大厦的空置率这两年怎么变的", INVESTOR, TODAY, ())
    assert "空置率 20 → 15 %，减少 5 %" in answer.text
    assert answer.table is not None
    assert [row[0] for row in answer.table.rows] == ["2026-10-20", "2026-11-18"]
    assert answer.table.columns[1] == "空置面积（㎡）"
    assert answer.table.rows[0][-1] == "《重点楼宇台账2026年10月》 写字楼 第3行"
    assert "61.7" not in str(answer)


def test_chat_compares_named_buildings(services: Services, tmp_path: Path) -> None:
    two_editions(services, tmp_path)
    answer = services.answerer.answer("星河大厦和东渡中心大厦哪个便宜", INVESTOR, TODAY, ())
    assert "租金较低的是东渡中心大厦" in answer.text
    assert answer.table is not None
    assert answer.table.columns == ("项目", "星河大厦", "东渡中心大厦")
    assert len(answer.citations) == 2
    assert "60.1" not in str(answer)
