"""Photos of listed places: taken from beside the ledger, made our own, and shown to those who may see the row."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from assistant.api.app import create_app
from assistant.buildings.ledgers.photos import is_file_name
from assistant.records import Role
from assistant.settings import ListingSettings
from assistant.wiring import Services
from tests.ledger_books import HEADER, OCTOBER, write_book

NAMES = ("星河.jpg", "坏.png", "../../secret.png")


def picture(path: Path, size: tuple[int, int] = (2400, 1200)) -> None:
    """A photograph with the camera's position in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif[0x010F] = "相机"
    Image.new("RGB", size, "#557799").save(path, exif=exif)


@pytest.fixture
def services(make_services: Callable[..., Services], tmp_path: Path) -> Services:
    ledgers = tmp_path / "ledgers"
    rows = [(*row, name) for row, name in zip(OCTOBER, NAMES, strict=True)]
    write_book(ledgers / "公开台账.xlsx", rows, (*HEADER, "照片"), title="锦湖区楼宇台账（2026年10月）")
    picture(ledgers / "照片" / "星河.jpg")
    (ledgers / "照片" / "坏.png").write_text("这不是图片", encoding="utf-8")
    picture(tmp_path / "secret.png")
    made = make_services()
    made.accounts.add("zhaoshang", "zhaoshang-lanting-89", Role.STAFF)
    return made


def photos(client: TestClient) -> dict[str, str]:
    found = client.post("/api/listings/match", json={}).json()["rows"]
    return {row["name"]: row["photo"] for row in found}


def test_a_named_picture_is_kept_smaller_and_without_what_the_camera_wrote(services: Services, tmp_path: Path) -> None:
    report = services.ingestor.ingest([tmp_path / "ledgers"], options={"clearance": "public"})
    assert [outcome.name for outcome in report.files] == ["ledgers/公开台账.xlsx"]  # photos are no documents
    assert report.files[0].warnings == ("照片“坏.png”不是可用的图片（JPG、PNG、WebP，不超过 15 MB），未采用",)
    client = TestClient(create_app(services))
    addresses = photos(client)
    answer = client.get(addresses["星河大厦"])
    kept = Image.open(BytesIO(answer.content))
    assert (answer.headers["content-type"], kept.size, dict(kept.getexif())) == ("image/jpeg", (960, 480), {})
    assert client.get(addresses["东渡中心"]).status_code == 404
    assert addresses["老码头商务楼"] == ""  # a path is no file name: nothing outside the folder can be named


def test_an_internal_ledgers_photo_is_staffs(services: Services, tmp_path: Path) -> None:
    services.ingestor.ingest([tmp_path / "ledgers"], options={"clearance": "internal"})
    client = TestClient(create_app(services))
    assert photos(client) == {}
    login = client.post("/api/login", json={"username": "zhaoshang", "password": "zhaoshang-lanting-89"}).json()
    staff = {"Authorization": f"Bearer {login['token']}"}
    rows = client.post("/api/listings/match", json={}, headers=staff).json()["rows"]
    address = next(row["photo"] for row in rows if row["name"] == "星河大厦")
    assert client.get(address, headers=staff).status_code == 200
    assert client.get(address).status_code == 404


def test_a_photo_that_comes_later_and_a_deleted_ledger(services: Services, tmp_path: Path) -> None:
    picture(tmp_path / "later.png")
    services.ingestor.ingest([tmp_path / "ledgers"], options={"clearance": "public"})
    (tmp_path / "ledgers" / "照片" / "坏.png").write_bytes((tmp_path / "later.png").read_bytes())
    report = services.ingestor.ingest([tmp_path / "ledgers"], options={"clearance": "public"})
    assert report.files[0].status == "unchanged"
    client = TestClient(create_app(services))
    assert client.get(photos(client)["东渡中心"]).status_code == 200
    services.library.delete(report.files[0].document_id)
    assert not list((services.settings.data_dir / "photos").rglob("*.jpg"))


def test_an_address_is_shown_from_an_allowed_host_only(make_services: Callable[..., Services], tmp_path: Path) -> None:
    told = ("https://img.example/a.jpg", "http://img.example/a.jpg", "https://img.example@evil.example/a.jpg")
    rows = [(*row, address) for row, address in zip(OCTOBER, told, strict=True)]
    write_book(tmp_path / "台账.xlsx", rows, (*HEADER, "照片"), title="锦湖区楼宇台账（2026年10月）")
    services = make_services(listings=ListingSettings(photo_hosts=frozenset({"img.example"})))
    services.ingestor.ingest([tmp_path / "台账.xlsx"], options={"clearance": "public"})
    assert sorted(photos(TestClient(create_app(services))).values()) == ["", "", told[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("大厦.jpg", True, id="name"),
        pytest.param("大厦.JPEG", True, id="upper-case"),
        pytest.param("大厦", False, id="no-suffix"),
        pytest.param("a/大厦.jpg", False, id="folder"),
        pytest.param("..\\大厦.jpg", False, id="windows-folder"),
        pytest.param("C:大厦.jpg", False, id="drive"),
        pytest.param("https://example.com/a.jpg", False, id="address"),
        pytest.param("大厦.svg", False, id="script-may-hide"),
    ],
)
def test_what_names_a_file(text: str, expected: bool) -> None:
    assert is_file_name(text) is expected
