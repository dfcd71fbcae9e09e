"""What a browser needs of Gradio before the page can be used, told beforehand: it asks for everything at once instead of piece by piece, and
for all style sheets together.

Gradio's build splits its front end into some hundred small modules, names for each component which of them it needs, and lets a browser
find that out in four rounds. A module or sheet that a ``link`` already names is not asked for again.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import gradio as gr
from fastapi import APIRouter, FastAPI
from fastapi.responses import Response

_FOLDER = Path(gr.__file__).parent / "templates" / "frontend"
_ASSETS = _FOLDER / "assets"
_ENTRY = re.compile(r'src="\./assets/([\w.-]+\.js)"')
_LISTED = re.compile(r"m\.f=\[(.*?)\]")
_STEP = re.compile(r"import\(`\./((?:Index|core|Blocks)-[\w-]+\.js)`\)[^\[]{0,60}__vite__mapDeps\(\[([\d,]*)\]\)")
_STATIC = re.compile(r'(?:from|import)\s*"\./([\w.-]+\.js)"')
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """Names of modules and style sheets among Gradio's assets; ``sheet`` is all of the latter, ``name`` that of the file that holds it."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def name(self) -> str:
        return f"together-{hashlib.sha256(self.sheet.encode()).hexdigest()[:16]}.css"


def front_end(kinds: Iterable[str]) -> FrontEnd:
    """All that components of these kinds need. Empty where Gradio's build is not as expected: a browser then finds out by itself."""
    entry = _ENTRY.search((_FOLDER / "index.html").read_text(encoding="utf-8"))
    if entry is None:
        return FrontEnd()
    frame = list(_steps(entry[1]))
    frame += [name for step in frame if step.startswith("Index-") and step.endswith(".js") for name in _steps(step)]
    needed = dict.fromkeys(part for name in (*frame, *_of_components(frozenset(kinds))) for part in _with_imports(name))
    known = [name for name in needed if (_ASSETS / name).is_file() and not name.startswith("index-")]
    styles = tuple(name for name in known if name.endswith(".css"))
    scripts = tuple(name for name in known if name.endswith(".js"))
    return FrontEnd(scripts, styles, "\n".join(_read(name) for name in styles))


def add_front_end(app: FastAPI, parts: FrontEnd) -> None:
    """Serve the style sheets as one."""
    routes = APIRouter(include_in_schema=False)

    @routes.get(f"/assets/{parts.name}")
    def together() -> Response:
        return Response(parts.sheet, media_type="text/css; charset=utf-8", headers=_FOR_EVER)

    app.include_router(routes)


def _steps(name: str) -> Iterator[str]:
    """What a module loads by itself on the way to the page, each with what goes with it."""
    text = _read(name)
    for step, numbers in _STEP.findall(text):
        yield step
        yield from _numbered(_listed(text), numbers)


def _of_components(kinds: frozenset[str]) -> Iterator[str]:
    """What Gradio's core lists for each kind of component."""
    core = next(_ASSETS.glob("core-*.js"), None)
    if core is None:
        return
    text = _read(core.name)
    listed = _listed(text)
    for kind in sorted(kinds):
        found = re.search(
            rf"[{{,]{kind}:\{{[^}}]*?component:\(\)=>\w+\(\(\)=>import\(`\./([\w.-]+)`\)[^\[]*\[([\d,]*)\]", text
        )
        if found is not None:
            yield found[1]
            yield from _numbered(listed, found[2])


def _with_imports(name: str) -> Iterator[str]:
    """A module and what it imports at once."""
    yield name
    if name.endswith(".js") and (_ASSETS / name).is_file():
        yield from _STATIC.findall(_read(name))


def _listed(text: str) -> list[str]:
    found = _LISTED.search(text)
    return [] if found is None else [item.strip('"').removeprefix("./") for item in found[1].split(",")]


def _numbered(listed: list[str], numbers: str) -> Iterator[str]:
    return (listed[int(number)] for number in numbers.split(",") if number and int(number) < len(listed))


def _read(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")
