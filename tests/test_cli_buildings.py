"""``huizhao buildings match``: what other programs read of it."""

import json
from collections.abc import Iterator

import pytest
from click.testing import Result

from assistant.retrieval.embedding import Embedder
from tests.ledger_books import OCTOBER, write_book
from tests.test_cli import Run, in_process

ROW_KEYS = {
    *("name", "verdict", "matched", "unknown", "failed", "wishes", "values"),
    *("citation", "source_id", "chunk_id", "sheet", "row"),
}


@pytest.fixture(scope="module")
def huizhao(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """``huizhao …`` on a store with one public ledger of three offices, the first record in row 3."""
    folder = tmp_path_factory.mktemp("match")
    book = write_book(folder / "商务楼宇台账.xlsx", OCTOBER, title="云汀区商务楼宇台账（2026年10月）")
    with pytest.MonkeyPatch.context() as patch:
        run = in_process(patch, embedder, folder / "data")
        done = run("ingest", str(book), "--clearance", "public", "--json")
        assert done.exit_code == 0, done.stderr
        yield run


def match(huizhao: Run, *arguments: str) -> Result:
    return huizhao("buildings", "match", *arguments, "--as-of", "2026-11-23")


def test_rows_come_with_what_they_meet_their_place_and_the_total(huizhao: Run) -> None:
    done = match(huizhao, "租金80以内的写字楼，空置5000平以上", "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (found["total"], found["fitting_total"], found["to_verify_total"], found["listed"]) == (2, 2, 0, 2)
    assert [row["name"] for row in found["rows"]] == ["星河大厦", "东渡中心"]
    first = found["rows"][0]
    assert set(first) == ROW_KEYS
    assert (first["verdict"], len(first["matched"]), first["failed"], first["sheet"], first["row"]) == (
        *("met", len(found["conditions"]), [], "写字楼", 3),
    )
    assert (found["near_misses"], found["relaxations"]) == ([], [])


def test_a_limit_shortens_the_rows_and_not_the_total(huizhao: Run) -> None:
    found = json.loads(match(huizhao, "有哪些写字楼，最便宜的排前面", "--limit", "1", "--json").stdout)
    assert (found["total"], found["listed"], [row["name"] for row in found["rows"]]) == (3, 1, ["老码头商务楼"])


def test_where_nothing_fits_the_nearest_rows_say_what_fails_and_what_would_help(huizhao: Run) -> None:
    done = match(huizhao, "租金20以内的写字楼", "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["total"], found["rows"]) == (0, 0, [])
    assert (found["near_misses"][0]["name"], found["near_misses"][0]["failed"]) == (
        *("老码头商务楼", ["租金不高于 20 元/㎡·月（租金高出 8 元/㎡·月）"]),
    )
    assert found["relaxations"][0] == {"text": "放宽为“租金不高于 28 元/㎡·月”，可得 1 处", "gained": 1}


def test_a_restricted_column_is_not_told_to_an_investor(huizhao: Run) -> None:
    done = match(huizhao, "租金80以内的写字楼", "--json")
    assert json.loads(done.stdout)["total"] == 3
    assert not any(secret in done.stdout for secret in ("底价", "61.7", "38.3", "22.9"))


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        pytest.param(("星辰国际大厦的租金",), 1, "台账里没有：星辰国际", id="name-that-no-row-has"),
        pytest.param(("你好",), 1, "没有听懂需求", id="nothing-understood"),
        pytest.param(("写字楼", "--limit", "0"), 2, "", id="limit-out-of-range"),
        pytest.param(("写字楼", "--role", "king"), 2, "", id="unknown-role"),
        pytest.param((), 2, "", id="no-need"),
    ],
)
def test_what_cannot_be_looked_for_is_told_on_standard_error(
    huizhao: Run, arguments: tuple[str, ...], code: int, says: str
) -> None:
    done = match(huizhao, *arguments, "--json")
    assert (done.exit_code, done.stdout) == (code, "")
    assert says in done.stderr
    assert isinstance(done.exception, SystemExit)
