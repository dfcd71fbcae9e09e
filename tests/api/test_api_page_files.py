"""The page hands out what was uploaded to it or made by it, and nothing else: no file of the machine, nothing of another address."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
import safehttpx
from gradio.utils import get_upload_folder

from assistant.api.app import create_app
from assistant.jobs.service import Jobs
from assistant.plugins import mount_page
from tests.api.conftest import World
from tests.conftest import REPOSITORY
from tests.page_queue import PageQueue
from tests.serving import serving

NOBODY = {"token": "", "name": "", "role": "investor", "language": "zh"}
METHODS = pytest.mark.parametrize("method", ["GET", "HEAD"])


class Foreign(ThreadingHTTPServer):
    """Another site, which notes who calls."""

    visits: list[str]


class Noting(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Foreign)
        self.server.visits.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"foreign")

    do_HEAD = do_GET  # noqa: N815 - so the standard library calls it

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def page(world: World) -> Iterator[str]:
    services = replace(world.services, jobs=Jobs(world.services.database))  # an app that ends closes its jobs
    with serving(mount_page(create_app(services))) as address:
        yield address


@pytest.fixture
def foreign(monkeypatch: pytest.MonkeyPatch) -> Iterator[Foreign]:
    """A site that Gradio takes for a public one."""

    async def resolved(hostname: str) -> str:
        return "127.0.0.1"

    monkeypatch.setattr(safehttpx, "async_validate_url", resolved)
    with Foreign(("127.0.0.1", 0), Noting) as server:
        server.visits = []
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@METHODS
@pytest.mark.parametrize(
    "asked",
    [
        "file=http://{site}/x",
        "file=HTTP://{site}/x",
        "file=http%3A%2F%2F{site}%2Fx",
        "file=http:/{site}/x",
        "file=http:{site}/x",
        "file=https://{site}/x",
        "file=ftp://{site}/x",
        "file=//{site}/x",
        "file=%2F%2F{site}/x",
        "file=\\\\{site}\\x",
        "file=%20http://{site}/x",
        "file/http://{site}/x",
        "file/http%3A%2F%2F{site}%2Fx",
        "file//{site}/x",
        "proxy=http://{site}/x",
        "proxy=https://someone.hf.space/x",
    ],
)
def test_no_other_address_is_fetched_or_sent_to(page: str, foreign: Foreign, asked: str, method: str) -> None:
    host, port = foreign.server_address[:2]
    site = f"{host!s}:{port}"
    response = httpx.request(method, f"{page}/gradio_api/{asked.format(site=site)}")
    assert response.status_code == 404
    assert "location" not in response.headers
    assert foreign.visits == []


@METHODS
@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("/etc/passwd", id="absolute"),
        pytest.param("%2fetc%2fpasswd", id="encoded"),
        pytest.param("..%2f..%2f..%2f..%2f..%2fetc%2fpasswd", id="upwards"),
        pytest.param("file:///etc/passwd", id="scheme"),
        pytest.param(str(REPOSITORY / "pyproject.toml"), id="repository"),
        pytest.param("pyproject.toml", id="working-folder"),
        pytest.param("{data}/secret.key", id="secret"),
        pytest.param("{uploads}", id="folder"),
        pytest.param("{uploads}/..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd", id="out-of-the-uploads"),
        pytest.param("{uploads}/link.txt", id="link-out-of-the-uploads"),
        pytest.param("{uploads}/x%00.txt", id="null"),
        pytest.param("x" * 5000, id="long"),
        pytest.param("", id="nothing"),
    ],
)
@pytest.mark.parametrize("route", ["file=", "file/"])
def test_no_file_of_the_machine_is_handed_out(
    page: str, world: World, link_out: Path, asked: str, method: str, route: str
) -> None:
    path = asked.format(data=world.services.settings.data_dir.absolute(), uploads=link_out.parent)
    response = httpx.request(method, f"{page}/gradio_api/{route}{path}")
    assert response.status_code == 404
    if method == "GET":
        assert response.json()["error"]["code"] == "not_found"


@pytest.fixture
def link_out() -> Iterator[Path]:
    """A link in the upload folder to a file outside of it."""
    link = Path(get_upload_folder()) / "link.txt"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to("/etc/passwd")
    yield link
    link.unlink()


def test_what_was_uploaded_is_handed_out(page: str) -> None:
    path = PageQueue(page).upload("租金 补贴.txt", "内容".encode())
    for method, content in (("GET", "内容"), ("HEAD", "")):
        response = httpx.request(method, f"{page}/gradio_api/file={path}")
        assert (response.status_code, response.text) == (200, content)


def test_what_the_page_made_is_handed_out(page: str) -> None:
    ended = PageQueue(page).click("ws-submit", {"ws-sentence": "专精特新企业，租金50元每平方米每月"}, NOBODY)
    output = ended["output"]
    assert isinstance(output, dict)
    (made,) = [item["value"] for item in output["data"] if isinstance(item, dict) and "path" in str(item.get("value"))]
    book = httpx.get(f"{page}/gradio_api/file={made['path']}")
    assert (book.status_code, book.content[:2]) == (200, b"PK")
