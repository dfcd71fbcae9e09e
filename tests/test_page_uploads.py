"""Files that the page sends on: only what was uploaded through it, whoever asks and whatever the request says it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import gradio as gr
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from tests.page_queue import PageQueue
from tests.serving import serving
from ui.app import build_page
from ui.uploads import uploaded_files

SECRET = b"the key that signs every token"
TEXT = "租金补贴没有到账"
SESSION = {"token": "of-somebody", "name": "somebody", "role": "admin", "language": "zh"}
HANDLERS = [
    pytest.param("file-complaint", "complaint-files", {"complaint-text": TEXT}, id="complaint"),
    pytest.param("send-files", "supply-files", {}, id="supplement"),
    pytest.param("register-submit", "register-files", {"register-text": "来电反映班车取消"}, id="registration"),
    pytest.param("start-upload", "upload-files", {}, id="library"),
]


@dataclass
class Received:
    """What the page sent to the API."""

    bodies: list[bytes] = field(default_factory=list)


@dataclass(frozen=True)
class Served:
    """The page before an API that only writes down what it is sent."""

    queue: PageQueue
    received: Received


@pytest.fixture(scope="module")
def running() -> Iterator[Served]:
    app, received = FastAPI(), Received()

    @app.api_route("/api/{rest:path}", methods=["GET", "POST"])
    async def note(rest: str, request: Request) -> JSONResponse:
        received.bodies.append(await request.body())
        return JSONResponse({"error": {"code": "invalid_input", "message": "只记下"}}, 400)

    with serving(build_page(app)) as address:
        yield Served(PageQueue(address), received)


@pytest.fixture
def served(running: Served) -> Served:
    running.received.bodies.clear()
    return running


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.key"
    path.write_bytes(SECRET)
    return path


def _named(path: object, **more: object) -> dict[str, object]:
    return {"path": str(path), "meta": {"_type": "gradio.FileData"}, **more}


@pytest.mark.parametrize(
    "more", [pytest.param({}, id="as-a-file"), pytest.param({"is_stream": True}, id="as-a-stream")]
)
@pytest.mark.parametrize(("button", "field", "values"), HANDLERS)
def test_a_path_that_was_not_uploaded_is_refused(
    served: Served, secret: Path, button: str, field: str, values: dict[str, object], more: dict[str, object]
) -> None:
    ended = served.queue.click(button, {**values, field: [_named(secret, **more)]}, SESSION)
    assert not ended["success"]
    assert not any(SECRET in body for body in served.received.bodies)
    assert secret.read_bytes() == SECRET, "what was not uploaded must not be removed either"


@pytest.mark.parametrize(
    ("button", "field", "values"), [handler for handler in HANDLERS if handler.id != "registration"]
)
def test_an_uploaded_file_is_sent_on(served: Served, button: str, field: str, values: dict[str, object]) -> None:
    """A registration needs a channel, whose choices come from the API: tests/test_ui_complaints.py registers one."""
    path = served.queue.upload("回执.txt", b"the receipt of May " + button.encode())
    ended = served.queue.click(button, {**values, field: [_named(path)]}, SESSION)
    assert ended["success"]
    assert any(b"the receipt of May" in body for body in served.received.bodies)


def test_a_path_that_climbs_out_of_the_upload_folder_is_refused(served: Served, secret: Path) -> None:
    uploaded = Path(served.queue.upload("a.txt", b"anything"))
    climbing = uploaded.parent.joinpath(*[".."] * len(uploaded.parent.parts), *secret.parts[1:])
    assert climbing.read_bytes() == SECRET
    ended = served.queue.click(
        "file-complaint", {"complaint-text": TEXT, "complaint-files": [_named(climbing)]}, SESSION
    )
    assert not ended["success"]
    assert served.received.bodies == []


def test_a_link_in_the_upload_folder_opens_nothing_else(served: Served, secret: Path) -> None:
    link = Path(served.queue.upload("b.txt", b"anything else")).with_name("link.txt")
    link.symlink_to(secret)
    try:
        ended = served.queue.click(
            "file-complaint", {"complaint-text": TEXT, "complaint-files": [_named(link)]}, SESSION
        )
    finally:
        link.unlink()
    assert not ended["success"]
    assert served.received.bodies == []


@pytest.mark.parametrize(
    "wrapped",
    [
        pytest.param(lambda file: file, id="in-place-of-text"),
        pytest.param(lambda file: {"a": [file]}, id="deep-inside"),
        pytest.param(lambda file: {"path": "x", "meta": {}, "inner": file}, id="behind-another"),
    ],
)
def test_a_file_smuggled_into_another_input_is_refused(served: Served, secret: Path, wrapped) -> None:
    ended = served.queue.click("file-complaint", {"complaint-text": wrapped(_named(secret))}, SESSION)
    assert not ended["success"]
    copies = [path for path in Path(gr.utils.get_upload_folder()).rglob(secret.name) if path.read_bytes() == SECRET]
    assert copies == [], "Gradio serves what lies in its folder"


def test_an_address_is_not_fetched(served: Served) -> None:
    fetched = _named(f"{served.queue.address}/api/fetched")
    ended = served.queue.click("file-complaint", {"complaint-text": TEXT, "complaint-files": [fetched]}, SESSION)
    assert not ended["success"]
    assert served.received.bodies == []


def test_gradios_own_check_of_paths_is_on_too() -> None:
    mounted = build_page(FastAPI()).routes[-1]
    assert mounted.app.app.get_blocks().has_launched


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "", ".", "a\0b", "x" * 5000], ids=["file", "empty", "folder", "null", "long"]
)
def test_a_handler_takes_no_path_from_elsewhere_itself(name: str) -> None:
    with pytest.raises(gr.Error):
        uploaded_files([name])
