"""Ingestion as its users see it: what is read, skipped, replaced, noticed, forgotten."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import InvalidInput, NotFound
from assistant.ingestion import IngestProgress
from assistant.records import Clearance, DocumentKind, Principal, Role
from assistant.wiring import Services
from assistant.workdays import today

INVESTOR = Principal(Role.INVESTOR)
STAFF = Principal(Role.STAFF)
ADMIN = Principal(Role.ADMIN, 1, "管理员")
POLICY = """# 云汀区楼宇经济扶持办法

云政规〔2024〕3号

第一条 为促进楼宇经济发展，制定本办法。

第二条 新引进企业租用商务楼宇的，按每月每平方米{amount}元给予租金补贴，补贴期限不超过三年。

第三条 本办法自2024年4月1日起施行，有效期五年。
"""

Build = Callable[..., Services]


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def found(services: Services, query: str, principal: Principal = STAFF) -> list[str]:
    result = services.retriever.search(query, principal, today(), k=5)
    return [hit.chunk.passage.text for hit in result.hits]


def test_a_policy_is_read_cut_and_found(make_services: Build, tmp_path: Path) -> None:
    services = make_services()
    path = write(tmp_path / "in", "办法.md", POLICY.format(amount=20))
    seen: list[IngestProgress] = []
    report = services.ingestor.ingest([path], progress=seen.append)
    (outcome,) = report.files
    assert (outcome.status, outcome.kind, outcome.clearance) == ("read", DocumentKind.POLICY, Clearance.INTERNAL)
    assert outcome.chunks["clause"] == 3
    assert seen[-1].files_done == seen[-1].files_total == 1
    detail = services.library.get(outcome.document_id, STAFF)
    assert (detail.info.title, detail.info.document_number) == ("云汀区楼宇经济扶持办法", "云政规〔2024〕3号")
    assert str(detail.info.valid_from) == "2024-04-01"
    assert str(detail.info.valid_to) == "2029-03-31"
    assert any("每月每平方米20元" in text for text in found(services, "租金补贴多少钱"))


def test_what_nobody_released_is_internal(make_services: Build, tmp_path: Path) -> None:
    services = make_services()
    services.ingestor.ingest([write(tmp_path / "in", "办法.md", POLICY.format(amount=20))])
    assert found(services, "租金补贴", INVESTOR) == []
    assert services.library.list(INVESTOR) == ((), 0)


def test_unchanged_bytes_are_skipped_and_changed_ones_replace(make_services: Build, tmp_path: Path) -> None:
    services = make_services()
    path = write(tmp_path / "in", "办法.md", POLICY.format(amount=20))
    services.ingestor.ingest([path])
    assert services.ingestor.ingest([path]).files[0].status == "unchanged"
    write(tmp_path / "in", "办法.md", POLICY.format(amount=25))
    assert services.ingestor.ingest([path]).files[0].status == "read"
    texts = found(services, "租金补贴多少钱")
    assert any("25元" in text for text in texts)
    assert not any("20元" in text for text in texts)
    assert services.library.list(STAFF)[1] == 1


def test_the_same_bytes_under_another_name_are_noticed(make_services: Build, tmp_path: Path) -> None:
    services = make_services()
    path = write(tmp_path / "in", "办法.md", POLICY.format(amount=20))
    shutil.copy(path, tmp_path / "in" / "副本.md")
    statuses = {outcome.name: outcome for outcome in services.ingestor.ingest([tmp_path / "in"]).files}
    assert sorted(outcome.status for outcome in statuses.values()) == ["duplicate", "read"]
    (second,) = [outcome for outcome in statuses.values() if outcome.status == "duplicate"]
    assert second.same_as
    assert services.library.list(STAFF)[1] == 1


def test_a_deleted_document_answers_nothing_at_once(make_services: Build, tmp_path: Path) -> None:
    services = make_services()
    report = services.ingestor.ingest([write(tmp_path / "in", "办法.md", POLICY.format(amount=20))])
    services.library.delete(report.files[0].document_id)
    assert found(services, "租金补贴") == []
    assert not list(services.settings.originals_dir.rglob("*.md"))
    with pytest.raises(NotFound):
        services.library.get(report.files[0].document_id, ADMIN)


def test_a_correction_needs_no_reading_and_survives_one(make_services: Build, tmp_path: Path) -> None:
    services = make_services()
    path = write(tmp_path / "in", "办法.md", POLICY.format(amount=20))
    document_id = services.ingestor.ingest([path]).files[0].document_id
    services.library.correct(document_id, {"title": "楼宇办法（更正）", "clearance": "public"}, ADMIN)
    assert found(services, "租金补贴", INVESTOR)
    write(tmp_path / "in", "办法.md", POLICY.format(amount=30))
    services.ingestor.ingest([path])
    detail = services.library.get(document_id, INVESTOR)
    assert detail.info.title == "楼宇办法（更正）"
    assert {fact.origin for fact in detail.facts if fact.field == "title"} >= {"admin"}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"valid_from": "二〇二四年"}, id="date-in-words"),
        pytest.param({"colour": "red"}, id="unknown-field"),
        pytest.param({"clearance": "secret"}, id="unknown-clearance"),
        pytest.param({"valid_from": "2025-01-01", "valid_to": "2024-01-01"}, id="ends-before-it-begins"),
    ],
)
def test_an_unusable_correction_changes_nothing(make_services: Build, tmp_path: Path, changes: dict[str, str]) -> None:
    services = make_services()
    path = write(tmp_path / "in", "办法.md", POLICY.format(amount=20))
    document_id = services.ingestor.ingest([path]).files[0].document_id
    before = services.library.get(document_id, ADMIN)
    with pytest.raises(InvalidInput):
        services.library.correct(document_id, changes, ADMIN)
    assert services.library.get(document_id, ADMIN) == before


def test_the_manifest_releases_and_takes_back(make_services: Build, tmp_path: Path) -> None:
    services = make_services()
    folder = tmp_path / "in"
    write(folder, "办法.md", POLICY.format(amount=20))
    write(folder, "manifest.yaml", "documents:\n  - {path: 办法.md, clearance: public}\n")
    services.ingestor.ingest([folder])
    assert found(services, "租金补贴", INVESTOR)
    write(folder, "manifest.yaml", "documents: []\n")
    assert [outcome.status for outcome in services.ingestor.ingest([folder]).files] == ["unchanged"]
    assert found(services, "租金补贴", INVESTOR) == []


def test_one_bad_file_never_stops_the_others(make_services: Build, tmp_path: Path) -> None:
    services = make_services()
    folder = tmp_path / "in"
    write(folder, "a-空.txt", "")
    (folder / "b-损坏.docx").write_bytes(b"PK\x03\x04not a zip")
    (folder / "c-伪装.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    write(folder, "d-无关.xyz", "x")
    write(folder, "e-办法.md", POLICY.format(amount=20))
    outcomes = {Path(outcome.name).name: outcome for outcome in services.ingestor.ingest([folder]).files}
    assert {name: outcome.status for name, outcome in outcomes.items()} == {
        "a-空.txt": "failed",
        "b-损坏.docx": "failed",
        "c-伪装.pdf": "failed",
        "d-无关.xyz": "skipped",
        "e-办法.md": "read",
    }
    reasons = {outcome.reason for outcome in outcomes.values() if outcome.status == "failed"}
    assert len(reasons) == 3
    assert all("Traceback" not in reason and "Error" not in reason for reason in reasons)


def test_two_files_of_one_name_do_not_replace_each_other(make_services: Build, tmp_path: Path) -> None:
    services = make_services()
    first = write(tmp_path / "x" / "in", "办法.md", POLICY.format(amount=20))
    second = write(tmp_path / "y" / "in", "办法.md", POLICY.format(amount=99))
    services.ingestor.ingest([first])
    services.ingestor.ingest([second])
    assert services.library.list(STAFF)[1] == 2


def test_a_new_version_repeals_the_old_whatever_the_order(make_services: Build, tmp_path: Path) -> None:
    new = POLICY.replace("〔2024〕3号", "〔2025〕8号").replace("2024年4月1日", "2025年6月1日").format(amount=40)
    new += "\n第四条 原《云汀区楼宇经济扶持办法》（云政规〔2024〕3号）同时废止。\n"
    for order in (("old", "new"), ("new", "old")):
        services = make_services("-".join(order))
        for which in order:
            content = new if which == "new" else POLICY.format(amount=20)
            services.ingestor.ingest([write(tmp_path / "in", f"{which}.md", content)])
        old = next(d for d in services.library.list(STAFF)[0] if "2024" in d.document_number)
        successor = next(d for d in services.library.list(STAFF)[0] if "2025" in d.document_number)
        assert (str(old.repealed_on), old.repealed_by) == ("2025-06-01", successor.id)
        texts = found(services, "租金补贴多少钱")
        assert any("40元" in text for text in texts)
        assert not any("20元" in text for text in texts)


def test_a_path_that_is_not_there_is_an_unusable_argument(make_services: Build, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="找不到"):
        make_services().ingestor.ingest([tmp_path / "nowhere"])
