"""LibreOffice fetches nothing that a document names."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from assistant.documents import office_conversion
from assistant.documents.office_conversion import convert, office_program, without_network
from assistant.errors import UnreadableFile

pytestmark = pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")


class Listener:
    """A web server of this machine that notes who asks."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                with connection:
                    self.asked.append(connection.recv(2000).split(b"\r\n")[0])
                    connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


def page(folder: Path, address: str) -> Path:
    """A web page that calls itself a Word file."""
    path = folder / "通知.doc"
    path.write_text(
        f'<html><head><link rel="stylesheet" href="{address}/style"></head>'
        f'<body background="{address}/ground"><p>正文<img src="{address}/picture.png"></p></body></html>',
        encoding="utf-8",
    )
    return path


def rich_text(folder: Path, address: str) -> Path:
    path = folder / "通知.rtf"
    fields = "".join(
        rf'{{\field{{\*\fldinst{{ {kind} "{address}/{kind}" }}}}{{\fldrslt{{}}}}}}'
        for kind in ("INCLUDEPICTURE", "INCLUDETEXT")
    )
    path.write_text(rf"{{\rtf1\ansi text{fields}}}")
    return path


def formula(folder: Path, address: str) -> Path:
    book = Workbook()
    book.active.append([f'=WEBSERVICE("{address}/formula")', 1])
    book.save(folder / "台账.xlsx")
    return folder / "台账.xlsx"


def test_libreoffice_left_alone_would_fetch(tmp_path: Path, listener: Listener) -> None:
    with tempfile.TemporaryDirectory() as profile:
        command = [office_program() or "", "--headless", f"-env:UserInstallation={Path(profile).as_uri()}"]
        command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(page(tmp_path, listener.address))]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert listener.asked


@pytest.mark.parametrize("isolated", [True, False], ids=["without-network", "by-settings-alone"])
@pytest.mark.parametrize(
    ("made", "suffix"), [(page, ".pdf"), (rich_text, ".docx"), (formula, ".xlsx")], ids=["page", "rich-text", "formula"]
)
def test_an_address_in_a_document_is_not_fetched(
    tmp_path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch, made: object, suffix: str, isolated: bool
) -> None:
    if isolated and not without_network():
        pytest.skip("this system permits no network namespaces")
    if not isolated:
        monkeypatch.setattr(office_conversion, "without_network", lambda: ())
    path = made(tmp_path, listener.address)  # type: ignore[operator]
    with convert(path, suffix, 240) as converted:
        assert converted.stat().st_size > 0
    assert listener.asked == []


def test_where_namespaces_are_permitted_there_is_no_network(listener: Listener) -> None:
    if not without_network():
        pytest.skip("this system permits no network namespaces")
    script = f"exec 3<>/dev/tcp/{listener.address.removeprefix('http://').replace(':', '/')}"
    bash = shutil.which("bash") or "bash"
    assert subprocess.run([bash, "-c", script], check=False).returncode == 0
    assert subprocess.run([*without_network(), bash, "-c", script], check=False, capture_output=True).returncode != 0


def test_what_cannot_be_converted_is_still_told(tmp_path: Path) -> None:
    path = tmp_path / "坏.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    with pytest.raises(UnreadableFile), convert(path, ".docx", 240):
        pass
