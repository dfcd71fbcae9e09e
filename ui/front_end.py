"""What a browser needs of Gradio before the page can be used, told beforehand: it asks for everything at once instead of piece by piece, and
for all style sheets together. Small modules come with the page itself: over plain http a browser has six connections, and each module would
wait for one.

Gradio's build splits its front end into some hundred small modules, names for each component which of them it needs, and lets a browser
find that out in four rounds. A module or sheet that a ``link`` already names is not asked for again. An import map leads from the address of a
small module to its text; a browser that knows no such maps asks for the module.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import quote

import gradio as gr
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from ui.delivery.packing import packed_file

_FOLDER = Path(gr.__file__).parent / "templates" / "frontend"
_ASSETS = _FOLDER / "assets"
_ENTRY = re.compile(r'src="\./assets/([\w.-]+\.js)"')
_LISTED = re.compile(r"m\.f=\[(.*?)\]")
_STEP = re.compile(r"import\(`\./((?:Index|core|Blocks)-[\w-]+\.js)`\)[^\[]{0,60}__vite__mapDeps\(\[([\d,]*)\]\)")
_STATIC = re.compile(r'(?:from|import)\s*"\./([\w.-]+\.js)"')
_LARGEST_INLINED = 9000  # characters; larger ones are worth keeping in the browser's cache
_LOADS_MORE = re.compile(r"\bimport\s*\(|import\.meta")
_COMMENT_AT_END = re.compile(r"\s*//#[^\n]*\s*$")
_UNQUOTED = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in '%#"<>\\')
_OWN_NAMES = "gradio/"
_HASHED = re.compile(r"[\w.-]+-[\w-]{8,}\.(?:js|css)")
_KINDS = {"js": "text/javascript", "css": "text/css"}
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """Names of modules and style sheets among Gradio's assets; ``sheet`` is all of the latter, ``name`` that of the file that
    holds it. ``inlined`` are the texts of the small modules, by name."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    sheet: str = ""
    inlined: Mapping[str, str] = field(default_factory=dict)

    @property
    def fetched(self) -> tuple[str, ...]:
        """The modules that do not come with the page."""
        return tuple(name for name in self.scripts if name not in self.inlined)

    def import_map(self, base: str) -> str:
        """Leads to the texts of the inlined modules, and from the names that these import by; ``base`` is where the page's addresses begin. It
        holds no ``<``: it may stand in HTML."""
        named = {name for text in self.inlined.values() for name in _STATIC.findall(text)} - self.inlined.keys()
        imports = {f"{_OWN_NAMES}{name}": f"{base}assets/{name}" for name in sorted(named)}
        for name, text in self.inlined.items():
            own = _STATIC.sub(lambda found: found[0].replace('"./', f'"{_OWN_NAMES}'), text)
            address = f"data:text/javascript,{quote(own, safe=_UNQUOTED)}"
            # Side by side, so that packing finds the second in the first.
            imports |= {f"{_OWN_NAMES}{name}": address, f"{base}assets/{name}": address}
        return json.dumps({"imports": imports}, ensure_ascii=False) if imports else ""

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
    inlined = {name: text for name in scripts if (text := _small(name))}
    return FrontEnd(scripts, styles, "\n".join(_read(name) for name in styles), inlined)


def add_front_end(app: FastAPI, parts: FrontEnd) -> None:
    """Serve the style sheets as one, and Gradio's files packed once, for ever: their names tell their content."""
    routes = APIRouter(include_in_schema=False)

    @routes.get(f"/assets/{parts.name}")
    def together(request: Request) -> Response:
        return _packed_response(parts.sheet.encode(), "text/css", request)

    @routes.get("/assets/{name}")
    def asset(name: str, request: Request) -> Response:
        kind = _KINDS.get(name.rpartition(".")[2])
        if kind is None or not _HASHED.fullmatch(name) or not (_ASSETS / name).is_file():
            return PlainTextResponse("Not Found", 404)
        return _packed_response(_bytes(name), kind, request)

    app.include_router(routes)


def _packed_response(content: bytes, kind: str, request: Request) -> Response:
    body, encoding = packed_file(content, request.headers.get("accept-encoding", ""))
    headers = {**_FOR_EVER, "Vary": "Accept-Encoding"} | ({"Content-Encoding": encoding} if encoding else {})
    return Response(body, media_type=f"{kind}; charset=utf-8", headers=headers)


def _small(name: str) -> str:
    """The text of a module that may come with the page, else ""."""
    text = _COMMENT_AT_END.sub("", _read(name))
    return text if len(text) <= _LARGEST_INLINED and not _LOADS_MORE.search(text) else ""


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


@cache
def _bytes(name: str) -> bytes:
    return (_ASSETS / name).read_bytes()
