"""Files that a visitor chose: nothing is read, passed on or removed but what came through the page's own upload.

A browser uploads a file first and then names it by the path where it lies; whoever speaks to the page's queue directly can name any
path of this machine, or an address to be fetched. Gradio looks at such paths only in apps that it launched itself (``build_page``
tells it that this one is), so the page looks at them too: before Gradio touches them, and where a handler takes them.

Files are handed out by their paths too, and where the path is an address Gradio fetches it for whoever asks.
"""

import re
from collections.abc import Iterator, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.data_classes import BlocksConfigDict
from gradio.state_holder import SessionState
from gradio.utils import get_upload_folder
from starlette.responses import JSONResponse

from ui.session import Language
from ui.texts import text
from ui.transport import AsgiApp, Receive, Send

_HANDS_OUT = re.compile(r"/gradio_api/(?:file[=/](?P<path>.*)|proxy=.*)", re.DOTALL)


class OwnFiles:
    """Hands out the files of the upload folder, where Gradio also puts those that the page makes, and nothing of any other path or address."""

    def __init__(self, app: AsgiApp) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        asked = _HANDS_OUT.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if asked is None or _is_uploaded(Path(asked["path"] or "")):
            await self.app(scope, receive, send)
            return
        body = {"error": {"code": "not_found", "message": text("no_such_file", Language.CHINESE)}}
        await JSONResponse(body, 404)(scope, receive, send)


class Blocks(gr.Blocks):
    """Gradio's blocks, whose handlers are given no file that was not uploaded here, whatever component it is said to belong to.

    An open page holds no connection while nothing happens: a browser has six for a host, and the seventh tab would wait for ever. What
    Gradio keeps of a page goes by its age instead of by the end of the connection.
    """

    def get_config_file(self) -> BlocksConfigDict:
        config = super().get_config_file()
        config["connect_heartbeat"] = False
        return config

    async def preprocess_data(
        self,
        block_fn: BlockFunction,
        inputs: list[Any],
        state: SessionState | None,
        explicit_call: bool = False,
    ) -> list[Any]:
        """The values that a handler is called with. Raises gr.Error for a file from elsewhere."""
        uploaded_files(list(_named_files(inputs)))
        return list(await super().preprocess_data(block_fn, inputs, state, explicit_call))


def uploaded_files(files: Sequence[str] | None, language: Language = Language.CHINESE) -> list[Path]:
    """The files of a ``gr.File``, each in the upload folder. Raises gr.Error for any other path: it must not even be removed."""
    paths = [Path(file) for file in files or ()]
    if not all(map(_is_uploaded, paths)):
        raise gr.Error(text("not_uploaded", language), print_exception=False)
    return paths


def _is_uploaded(path: Path) -> bool:
    """Whether it is a file in the upload folder, links and ``..`` followed."""
    try:
        return path.is_file() and path.resolve().is_relative_to(Path(get_upload_folder()).resolve())
    except (OSError, ValueError):  # a name too long, or with a null character
        return False


def _named_files(value: object) -> Iterator[str]:
    """The path of everything that Gradio would take for a file, at any depth."""
    if isinstance(value, dict):
        if "path" in value and "meta" in value:
            yield str(value["path"])
        yield from _named_files(list(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _named_files(item)
