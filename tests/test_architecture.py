"""The layers: imports go downwards only, and each outside library has one door."""

import ast
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
LAYERS = (
    {
        "errors",
        "calls",
        "groups",
        "turns",
        "records",
        "answers",
        "ingestion",
        "access",
        "workdays",
        "request_values",
        "storage",
        "text",
    },
    {
        "settings",
        "sections",
        "files",
        "prompting",
        "database",
        "chat_model",
        "model_limits",
        "audit",
        "word_lists",
    },
    {
        "retrieval",
        "documents",
        "buildings",
        "policies",
        "incentives",
        "comparison",
        "privacy",
        "accounts",
        "conversations",
        "jobs",
        "rates",
        "complaints",
    },
    {"tools", "curation"},
    {"answering", "replying"},
    {"plugins", "job_kinds", "wiring", "chat_service", "doctor", "backup", "sweeping", "observing", "evaluation"},
    {"api", "mcp", "cli", "commands", "__main__"},
)
LAYER_OF = {name: number for number, names in enumerate(LAYERS) for name in names}

ARROWS = {
    "buildings": {"documents", "privacy", "retrieval"},
    "comparison": {"documents", "policies", "retrieval"},
    "complaints": {"accounts", "documents", "policies", "retrieval"},
    "conversations": {"accounts", "documents"},
    "documents": {"buildings", "incentives", "policies", "retrieval"},
    "incentives": {"buildings", "documents"},
    "policies": {"documents"},
    "privacy": {"retrieval"},
    "retrieval": {"documents"},
}
"""Which room of the third layer imports which other: what is left of the time before rooms stood apart. It may only shrink."""

MOST_MODULES, MOST_LINES = 25, 320


def modules(package: str) -> list[Path]:
    return sorted(path for path in (REPOSITORY / package).rglob("*.py") if "migrations" not in path.parts)


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Full names of the modules that a file imports, also inside functions."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def comments(path: Path) -> Iterator[tokenize.TokenInfo]:
    with path.open("rb") as source:
        yield from (token for token in tokenize.tokenize(source.readline) if token.type == tokenize.COMMENT)


def room(module: str) -> str | None:
    """The room of ``assistant`` that a module belongs to."""
    parts = module.split(".")
    return parts[1] if parts[0] == "assistant" and len(parts) > 1 and parts[1] in LAYER_OF else None


def relative(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


@pytest.mark.parametrize("path", modules("assistant"), ids=relative)
def test_imports_go_downwards_only(path: Path) -> None:
    own = path.relative_to(REPOSITORY / "assistant").with_suffix("").parts[0]
    if own == "__init__":
        return
    assert own in LAYER_OF, f"{own} has no layer yet"
    higher = {name for name in imported(path) if (other := room(name)) and LAYER_OF[other] > LAYER_OF[own]}
    assert not higher


def test_rooms_beside_each_other_import_no_more_of_each_other() -> None:
    arrows: dict[str, set[str]] = {}
    for path in modules("assistant"):
        own = path.relative_to(REPOSITORY / "assistant").with_suffix("").parts[0]
        if own in LAYERS[2]:
            beside = {other for name in imported(path) if (other := room(name)) in LAYERS[2] and other != own}
            arrows.setdefault(own, set()).update(beside)
    found = {(own, other) for own, others in arrows.items() for other in others}
    listed = {(own, other) for own, others in ARROWS.items() for other in others}
    assert not found - listed, "a room may not come to know another one of its layer"
    assert not listed - found, "strike from ARROWS what is gone"


def test_no_folder_becomes_crowded() -> None:
    held = Counter(
        relative(path.parent)
        for package in ("assistant", "ingest", "ui", "training", "benchmarks")
        for path in modules(package)
        if path.name != "__init__.py"
    )
    crowded = {folder: count for folder, count in held.items() if count > MOST_MODULES}
    assert not crowded, f"a folder holds at most {MOST_MODULES} modules: make rooms"


LONG = {
    "assistant/accounts/registry.py": 324,
    "assistant/documents/library.py": 390,
    "ingest/pipeline.py": 356,
    "ui/app.py": 346,
    "ui/complaints/case_panel.py": 324,
}
"""Modules that are longer than they should be, and how long they may be at most: what is left. It may only shrink."""


def test_no_module_becomes_long() -> None:
    lines = {
        relative(path): len(path.read_text(encoding="utf-8").splitlines())
        for package in ("assistant", "ingest", "ui", "training", "benchmarks")
        for path in modules(package)
    }
    assert not {name: count for name, count in lines.items() if count > LONG.get(name, MOST_LINES)}, (
        f"a module holds one idea in at most {MOST_LINES} lines: split it by sense"
    )
    assert all(lines.get(name, 0) > MOST_LINES for name in LONG), "strike from LONG what is short by now"


@pytest.mark.parametrize("path", modules("assistant"), ids=relative)
def test_assistant_knows_neither_ingest_nor_ui(path: Path) -> None:
    assert not [name for name in imported(path) if name.split(".")[0] in {"ingest", "ui", "samples"}]


@pytest.mark.parametrize("path", modules("ingest"), ids=relative)
def test_ingest_uses_the_lower_layers_only(path: Path) -> None:
    assert not [name for name in imported(path) if (other := room(name)) and LAYER_OF[other] > 2]
    assert not [name for name in imported(path) if name.split(".")[0] == "ui"]


@pytest.mark.parametrize("path", modules("ui"), ids=relative)
def test_the_page_is_a_client_of_the_api(path: Path) -> None:
    assert not [name for name in imported(path) if name.split(".")[0] in {"assistant", "ingest"}]


@pytest.mark.parametrize("path", modules("assistant/tools"), ids=relative)
def test_a_tool_does_not_know_who_calls_it(path: Path) -> None:
    assert not [name for name in imported(path) if name.split(".")[0] in {"fastapi", "starlette", "mcp", "typer"}]


@pytest.mark.parametrize(
    ("library", "door"),
    [
        pytest.param("chromadb", "assistant/retrieval/chunk_store.py", id="chroma"),
        pytest.param("langchain_openai", "assistant/chat_model.py", id="language-model-client"),
        pytest.param("mcp", "assistant/mcp/", id="model-context-protocol"),
        pytest.param("jieba", "assistant/retrieval/segmentation.py", id="chinese-segmentation"),
        pytest.param("gradio", "ui/", id="web-page"),
        pytest.param("authlib", "assistant/api/sign_on.py", id="sign-on"),
        pytest.param("pyotp", "assistant/accounts/second_factor.py", id="second-factor"),
        pytest.param("opentelemetry", "assistant/calls/tracing.py", id="traces"),
        pytest.param("ahocorasick", "assistant/word_lists.py", id="word-lists"),
    ],
)
def test_each_library_has_one_door(library: str, door: str) -> None:
    users = [
        relative(path)
        for package in ("assistant", "ingest", "ui")
        for path in modules(package)
        if any(name.split(".")[0] == library for name in imported(path))
    ]
    assert users
    assert all(user.startswith(door) for user in users)


WHOLE_DOCUMENTS = {
    "assistant/policies/confirmation.py": "what administrators are asked about a document",
    "assistant/policies/clause_messages.py": "editions and candidates of a name",
    "assistant/policies/citations.py": "the note on a document; the note on a clause is beside it",
    "assistant/policies/editions.py": "which edition of a title is meant",
    "assistant/policies/policy_list.py": "the list of policies",
    "assistant/buildings/ledgers/listings.py": "which ledgers are current",
    "assistant/answering/framing.py": "the line above a quotation, with the note on its clause",
    "assistant/answering/versions.py": "which edition answers",
    "assistant/tools/documents.py": "the list of documents, and a document's own entry",
    "assistant/api/schemas/clauses.py": "other editions and candidates",
    "assistant/api/schemas/documents.py": "a document's own entry",
    "assistant/commands/documents.py": "the list of documents",
    "assistant/curation/usage.py": "documents that nobody was told of",
}


def test_the_validity_of_a_clause_is_not_taken_from_its_document() -> None:
    """A clause may end before its document: what speaks of one asks ``clause_…`` or ``chunk_…`` of ``access``."""
    names = {"document_status_on", "document_in_force"}
    users = {
        relative(path)
        for package in ("assistant", "ingest")
        for path in modules(package)
        if path.name != "access.py"
        and any(
            (isinstance(node, ast.Name) and node.id in names)
            or (isinstance(node, ast.Attribute) and node.attr in names)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    }
    assert users == set(WHOLE_DOCUMENTS)


@pytest.mark.parametrize("package", ["assistant", "ingest", "ui", "prompts"])
def test_the_fictional_district_is_in_the_samples_alone(package: str) -> None:
    names = re.compile("星渚|柳汐|金浦|云汀|澜州|楼宇政策补充|0999-")
    files = [
        path
        for path in (REPOSITORY / package).rglob("*")
        if path.suffix in {".py", ".md", ".yaml", ".txt", ".html", ".js", ".css"}
    ]
    assert files
    assert not [relative(path) for path in files if names.search(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("package", ["assistant", "ingest", "ui", "training", "benchmarks"])
def test_each_exception_from_a_check_has_its_reason(package: str) -> None:
    exception = re.compile(r"#\s*(?:noqa(?::\s*[A-Z]+\d+)?|type:\s*ignore(?:\[[a-z, -]+\])?)(?P<reason>.*)")
    paths = sorted((REPOSITORY / package).rglob("*.py"))
    assert paths
    bare = [
        f"{relative(path)}:{token.start[0]}"
        for path in paths
        for token in comments(path)
        if (found := exception.match(token.string)) and len(re.findall(r"[a-z]{2,}", found["reason"])) < 3
    ]
    assert not bare, "say behind the exception why it is right"
