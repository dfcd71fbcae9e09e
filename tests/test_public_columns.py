"""A public ledger shows an investor its known fields and what was released; every other column, row and original is for staff."""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from sqlalchemy import select

from assistant.api.app import create_app
from assistant.buildings.headers.release_marks import internal_rows
from assistant.buildings.ledgers.decisions import ColumnChange
from assistant.documents.tables import ChunkRow
from assistant.records import Role
from assistant.retrieval.embedding import Embedder
from assistant.settings import Settings
from assistant.wiring import Services, build_services
from tests.files import write_workbook
from tests.ledger_books import write_book
from tests.test_ledgers import ADMIN, INVESTOR, STAFF, public_texts_with, rows_of, take_in

KNOWN = ("楼宇名称", "地址", "所属街道", "空置面积（㎡）", "租金（元/㎡·月）", "消防等级", "联系电话")
IN_WORDS = [
    "租户",
    "租户名称",
    "入驻企业",
    "入驻客户",
    "承租企业名称",
    "法定代表人",
    "手机",
    "实际控制人",
    "实控人电话",
    "在谈企业",
    "意向客户",
    "让利空间",
    "抵押",
    "查封",
    "备注",
    "备注（不对外）",
    "产权纠纷",
    "诉讼情况",
    "业主姓名",
    "租户联系人",
    "对接记录",
    "跟进情况",
    "客户评价",
    "企业负责人电话",
    "股东",
    "权利限制",
    "招商底牌",
    "身份证号",
    "开户行",
    "合同编号",
]
IN_FIGURES = [
    "欠租",
    "欠租金额（万元）",
    "税收",
    "年纳税额（万元）",
    "营收",
    "产值",
    "成交单价",
    "成交租金（元/㎡·月）",
    "合同租金",
    "实际租金",
    "保底租金",
    "押金",
    "收购价格",
    "评估价",
    "减免金额",
    "员工人数",
    "租金收入",
]
IN_DAYS = ("租约到期", "租金到期日", "合同起始日")
SENSITIVE = (*IN_WORDS, *IN_FIGURES, *IN_DAYS)
PLANTED = (
    *(f"机密{number:02d}字样" for number in range(len(IN_WORDS))),
    *(f"7{number:02d}.9{number:02d}7" for number in range(len(IN_FIGURES))),
    *(f"2031-0{number + 1}-17" for number in range(len(IN_DAYS))),
)
ROWS = (
    ("星河大厦", "星河路8号", "锦湖街道", 12000, 75, "甲类消防", "0999-5550201", *PLANTED),
    ("东渡中心", "东渡路18号", "东渡街道", 6000, 45, "乙类消防", "0999-5550202", *("" for _ in PLANTED)),
)
DOORS = (
    pytest.param("get", "/api/search?q=机密字样&k=50", None, id="search"),
    pytest.param("get", "/api/search?q=星河大厦&k=50", None, id="search-by-name"),
    pytest.param("post", "/api/chat", {"question": "星河大厦的租户是谁，欠租多少"}, id="chat"),
    pytest.param("post", "/api/chat", {"question": "介绍一下星河大厦"}, id="chat-all-of-it"),
    pytest.param("post", "/api/chat", {"question": "租金60以下的写字楼"}, id="chat-match"),
    pytest.param("post", "/api/listings/match", {"sentence": "写字楼"}, id="match"),
    pytest.param("post", "/api/listings/export.xlsx", {"sentence": "写字楼"}, id="workbook"),
    pytest.param("post", "/api/listings/compare", {"names": ["星河大厦", "东渡中心"]}, id="compare"),
)


@pytest.fixture
def services(make_services: Callable[..., Services]) -> Services:
    return make_services()


@pytest.fixture(scope="module")
def public(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, TestClient]]:
    folder = tmp_path_factory.mktemp("public")
    built = build_services(Settings(data_dir=folder / "data"), embedder)
    take_in(built, write_book(folder / "写字楼台账.xlsx", ROWS, (*KNOWN, *SENSITIVE)))
    with TestClient(create_app(built)) as client:
        yield built, client
    built.close()


def said(body: bytes) -> str:
    if body[:2] != b"PK":
        return body.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        return " ".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


def leaked(text: str) -> list[str]:
    return [secret for secret in PLANTED if secret in text]


def test_there_are_as_many_sensitive_headers_as_were_found_to_be_shown() -> None:
    assert len(SENSITIVE) >= 47


@pytest.mark.parametrize(("method", "path", "body"), DOORS)
def test_no_door_shows_an_investor_an_unknown_column(
    public: tuple[Services, TestClient], method: str, path: str, body: dict[str, object] | None
) -> None:
    response = public[1].request(method, path, json=body)
    assert response.status_code == 200
    assert not leaked(said(response.content))


def test_no_row_passage_or_chunk_endpoint_shows_one(public: tuple[Services, TestClient]) -> None:
    services, client = public
    rows = rows_of(services, INVESTOR)
    assert not leaked(str(rows)) and not [secret for secret in PLANTED if public_texts_with(services, secret)]
    with services.database.session() as session:
        chunks = session.execute(select(ChunkRow.id, ChunkRow.restricted)).all()
    for chunk, restricted in chunks:
        response = client.get(f"/api/chunks/{chunk}")
        assert response.status_code == (404 if restricted else 200)
        assert not leaked(response.text)
    for row in rows.values():
        detail = client.get(f"/api/listings/{row.id}")
        assert "消防" in detail.text and not leaked(detail.text)


def test_staff_see_all_of_it(public: tuple[Services, TestClient]) -> None:
    assert not set(PLANTED) - set(leaked(str(rows_of(public[0], STAFF)["星河大厦"].cells)))


class TestReleasing:
    HEADER = ("楼宇名称", "地址", "空置面积（㎡）", "租金（元/㎡·月）", "特色亮点", "底价")
    ROWS = (("星河大厦", "星河路8号", 12000, 75, "屋顶停机坪", 61.7),)

    def test_an_unknown_column_waits_and_is_shown_when_released_until_that_is_taken_back(
        self, services: Services, tmp_path: Path
    ) -> None:
        outcome = take_in(services, write_book(tmp_path / "台账.xlsx", self.ROWS, self.HEADER))
        (waiting,) = services.ledger_decisions.waiting()
        assert [column.header for column in waiting.report.columns] == ["特色亮点"]
        layout = outcome.ledgers[0].layout
        assert not public_texts_with(services, "停机坪")
        services.ledger_decisions.release(layout, "特色亮点", released=True, by=ADMIN)
        assert public_texts_with(services, "停机坪") and not services.ledger_decisions.waiting()
        assert "停机坪" in str(rows_of(services, INVESTOR)["星河大厦"].cells)
        services.ledger_decisions.release(layout, "特色亮点", released=False, by=ADMIN)
        assert not public_texts_with(services, "停机坪")

    def test_a_release_says_nothing_of_what_a_column_holds(self, services: Services, tmp_path: Path) -> None:
        outcome = take_in(services, write_book(tmp_path / "台账.xlsx", self.ROWS, self.HEADER))
        services.ledger_decisions.release(outcome.ledgers[0].layout, "租金（元/㎡·月）", released=False, by=ADMIN)
        (ledger,) = services.ledger_decisions.release(
            outcome.ledgers[0].layout, "租金（元/㎡·月）", released=True, by=ADMIN
        )
        assert [column.field for column in ledger.report.columns if "租金" in column.header] == [
            "RENT_YUAN_PER_M2_MONTH"
        ]

    def test_a_released_floor_price_is_no_rent(self, services: Services, tmp_path: Path) -> None:
        outcome = take_in(services, write_book(tmp_path / "台账.xlsx", self.ROWS, self.HEADER))
        (ledger,) = services.ledger_decisions.release(outcome.ledgers[0].layout, "底价", released=True, by=ADMIN)
        assert [column.field for column in ledger.report.columns if column.header == "底价"] == [""]

    def test_a_manifest_releases_columns_that_wait_and_no_floor_price(self, services: Services, tmp_path: Path) -> None:
        write_book(tmp_path / "台账.xlsx", self.ROWS, self.HEADER)
        manifest = "documents:\n  - {path: 台账.xlsx, kind: listing, clearance: public, released: [特色亮点, 底价]}\n"
        (tmp_path / "manifest.yaml").write_text(
            "documents:\n  - {path: 台账.xlsx, kind: listing, clearance: public}\n", "utf-8"
        )
        services.ingestor.ingest([tmp_path])
        assert not public_texts_with(services, "停机坪")
        (tmp_path / "manifest.yaml").write_text(manifest, "utf-8")
        services.ingestor.ingest([tmp_path])
        assert public_texts_with(services, "停机坪") and not public_texts_with(services, "61.7")
        assert not services.ledger_decisions.waiting()

    def test_a_table_that_becomes_a_ledger_hides_its_unknown_columns(self, services: Services, tmp_path: Path) -> None:
        outcome = take_in(services, write_book(tmp_path / "台账.xlsx", self.ROWS, self.HEADER), kind="other")
        services.correct_document(outcome.document_id, {"kind": "listing"}, ADMIN)
        assert not public_texts_with(services, "停机坪") and public_texts_with(services, "星河路8号")

    def test_api_releases_for_administrators_alone(self, services: Services, tmp_path: Path) -> None:
        outcome = take_in(services, write_book(tmp_path / "台账.xlsx", self.ROWS, self.HEADER))
        services.accounts.add("zhang", "long-password-1", Role.STAFF)
        services.accounts.add("guan", "long-password-1", Role.ADMIN)
        tokens = {name: services.accounts.login(name, "long-password-1").token for name in ("zhang", "guan")}
        body = {"layout": outcome.ledgers[0].layout, "header": "特色亮点", "released": True}
        with TestClient(create_app(services)) as client:

            def status(method: str, path: str, who: str) -> int:
                headers = {"Authorization": f"Bearer {tokens[who]}"} if who else {}
                sent = body if method == "post" else None
                return client.request(method, path, json=sent, headers=headers).status_code

            assert [status("get", "/api/ledgers/waiting", who) for who in ("", "zhang", "guan")] == [401, 200, 200]
            release = [status("post", "/api/ledgers/columns/release", who) for who in ("", "zhang", "guan")]
        assert release == [401, 403, 200]
        assert public_texts_with(services, "停机坪")


class TestReleasingColumnsWithoutNames:
    ROWS = (
        ("星河大厦", "", 12000, "屋顶停机坪", "张三", None),
        ("东渡中心", "东渡路18号", 6000, "下沉广场", "李四", 61.7),
    )

    @staticmethod
    def book(path: Path, rows: Sequence[Sequence[object]] = ROWS) -> Path:
        return write_workbook(path, rows)

    def test_each_waits_under_the_name_of_its_place_and_is_shown_when_released(
        self, services: Services, tmp_path: Path
    ) -> None:
        outcome = take_in(services, self.book(tmp_path / "楼宇.xlsx"))
        (waiting,) = services.ledger_decisions.waiting()
        assert [(column.column, column.header) for column in waiting.report.columns] == [
            ("A", "列1"), ("B", "列2"), ("C", "列3"), ("D", "列4"), ("E", "列5"), ("F", "列6"),
        ]  # fmt: skip
        assert not public_texts_with(services, "大厦")
        layout = outcome.ledgers[0].layout
        for header in ("列1", "列4"):
            services.ledger_decisions.release(layout, header, released=True, by=ADMIN)
        assert public_texts_with(services, "星河大厦") and public_texts_with(services, "下沉广场")
        assert not public_texts_with(services, "张三") and not public_texts_with(services, "61.7")
        (waiting,) = services.ledger_decisions.waiting()
        assert [column.header for column in waiting.report.columns] == ["列2", "列3", "列5", "列6"]
        services.ledger_decisions.release(layout, "列4", released=False, by=ADMIN)
        assert not public_texts_with(services, "下沉广场")

    def test_a_manifest_releases_them(self, services: Services, tmp_path: Path) -> None:
        self.book(tmp_path / "楼宇.xlsx")
        manifest = "documents:\n  - {path: 楼宇.xlsx, kind: listing, clearance: public, released: [列1]}\n"
        (tmp_path / "manifest.yaml").write_text(manifest, "utf-8")
        services.ingestor.ingest([tmp_path])
        assert public_texts_with(services, "星河大厦") and not public_texts_with(services, "张三")

    def test_an_administrator_tells_what_one_holds(self, services: Services, tmp_path: Path) -> None:
        outcome = take_in(services, self.book(tmp_path / "楼宇.xlsx"))
        services.ledger_decisions.correct(ColumnChange(outcome.ledgers[0].layout, "列1", field="NAME"), ADMIN)
        assert set(rows_of(services, INVESTOR)) == {"星河大厦", "东渡中心"}

    def test_a_release_holds_for_this_ledger_alone(self, services: Services, tmp_path: Path) -> None:
        outcome = take_in(services, self.book(tmp_path / "楼宇.xlsx"))
        services.ledger_decisions.release(outcome.ledgers[0].layout, "列4", released=True, by=ADMIN)
        other = (
            ("月港大厦", "月港路1号", 300, "业主急售", "王五", 1),
            ("江湾中心", "江湾路2号", 400, "欠租", "赵六", 2),
        )
        take_in(services, self.book(tmp_path / "另一份.xlsx", other))
        assert not public_texts_with(services, "业主急售")
        take_in(services, self.book(tmp_path / "楼宇.xlsx", (*self.ROWS, ("云栖楼", "", 1, "空中花园", "王五", 3))))
        assert public_texts_with(services, "空中花园") and not public_texts_with(services, "王五")


class TestInternalRows:
    @pytest.mark.parametrize(
        ("header", "said", "internal"),
        [
            pytest.param("是否对外发布", "否", True, id="no"),
            pytest.param("对外", "内部掌握", True, id="kept-inside"),
            pytest.param("公开情况", "暂不公开", True, id="not-yet"),
            pytest.param("发布", "不对外", True, id="not-to-outside"),
            pytest.param("可否公示", "暂缓公示", True, id="put-off"),
            pytest.param("是否涉密", "是", True, id="secret"),
            pytest.param("是否公开", "是", False, id="yes"),
            pytest.param("是否涉密", "否", False, id="not-secret"),
            pytest.param("对外报价", "75", False, id="a-price"),
            pytest.param("发布时间", "2026-11-01", False, id="a-day"),
            pytest.param("备案", "否", False, id="another-column"),
        ],
    )
    def test_a_row_is_internal_by_what_its_column_of_release_says(self, header: str, said: str, internal: bool) -> None:
        assert internal_rows(("名称", header), (("甲", said), ("乙", ""))) == (
            frozenset({0}) if internal else frozenset()
        )

    def test_an_internal_row_is_nowhere_for_an_investor_and_whole_for_staff(
        self, services: Services, tmp_path: Path
    ) -> None:
        header = ("楼宇名称", "地址", "空置面积（㎡）", "租金（元/㎡·月）", "是否对外发布")
        rows = (("星河大厦", "星河路8号", 12000, 75, "是"), ("暗标楼", "密林路77号", 7777, 55, "内部掌握"))
        take_in(services, write_book(tmp_path / "写字楼台账.xlsx", rows, header))
        assert set(rows_of(services, INVESTOR)) == {"星河大厦"}
        assert set(rows_of(services, STAFF)) == {"星河大厦", "暗标楼"}
        assert not public_texts_with(services, "密林路")
        with TestClient(create_app(services)) as client:
            for question in ("写字楼有多少", "密林路77号的写字楼", "暗标楼的租金", "空置面积合计"):
                told = client.post("/api/chat", json={"question": question}).text
                assert "7777" not in told and "密林路77号，" not in told
            hidden = rows_of(services, STAFF)["暗标楼"]
            assert client.get(f"/api/listings/{hidden.id}").status_code == 404
            assert client.get(f"/api/chunks/{hidden.chunk.id}").status_code == 404
            found = client.post("/api/listings/match", json={})
            assert [row["name"] for row in found.json()["rows"]] == ["星河大厦"] and "暗标楼" not in found.text


def book_with(path: Path, change: Callable[[Workbook], None]) -> Path:
    write_book(path, (("星河大厦", "星河路8号", 12000, 75), ("东渡中心", "东渡路18号", 6000, 45)), KNOWN_ONLY)
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


KNOWN_ONLY = ("楼宇名称", "地址", "空置面积（㎡）", "租金（元/㎡·月）")


def hide_sheet(book: Workbook) -> None:
    book.create_sheet("底稿").sheet_state = "hidden"


def hide_row(book: Workbook) -> None:
    book.active.row_dimensions[4].hidden = True


def hide_column(book: Workbook) -> None:
    book.active.column_dimensions["D"].hidden = True


def comment(book: Workbook) -> None:
    book.active["A3"].comment = Comment("业主急售", "招商")


def name_internal(book: Workbook) -> None:
    book.create_sheet("内部").append(["楼宇名称", "地址", "空置面积（㎡）", "租金（元/㎡·月）"])
    book["内部"].append(["暗标楼", "密林路77号", 777, 55])


@pytest.mark.parametrize(
    ("change", "status"),
    [
        pytest.param(lambda _: None, 200, id="nothing-hidden"),
        pytest.param(hide_sheet, 404, id="hidden-sheet"),
        pytest.param(hide_row, 404, id="hidden-row"),
        pytest.param(hide_column, 404, id="hidden-column"),
        pytest.param(comment, 404, id="comment"),
        pytest.param(name_internal, 404, id="internal-sheet"),
    ],
)
def test_the_original_is_withheld_as_soon_as_anything_of_it_is(
    services: Services, tmp_path: Path, change: Callable[[Workbook], None], status: int
) -> None:
    outcome = take_in(services, book_with(tmp_path / "写字楼台账.xlsx", change))
    with TestClient(create_app(services)) as client:
        assert client.get(f"/api/documents/{outcome.document_id}/original").status_code == status
        assert client.get(f"/api/documents/{outcome.document_id}").json()["may_open_original"] is (status == 200)
    assert "暗标楼" not in rows_of(services, INVESTOR)


def test_a_sheet_of_one_line_beside_a_ledger_is_read(services: Services, tmp_path: Path) -> None:
    def add_a_line(book: Workbook) -> None:
        book.create_sheet("说明").append(["本表每月更新"])

    take_in(services, book_with(tmp_path / "写字楼台账.xlsx", add_a_line))
    assert set(rows_of(services, INVESTOR)) == {"星河大厦", "东渡中心"}
