"""The layers: imports go downwards only, and each outside library has one door."""

import ast
import re
import tokenize
from collections import Counter
from collections.abc import Callable, Iterator
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
        "contract",
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


def imports_of(package: str, is_wrong: Callable[[str], object]) -> dict[str, list[str]]:
    """What modules of a package import and may not, by the module."""
    wrong = {relative(path): [name for name in imported(path) if is_wrong(name)] for path in modules(package)}
    assert wrong, f"{package} has modules"
    return {path: names for path, names in wrong.items() if names}


def top(name: str) -> str:
    return name.split(".")[0]


def test_imports_go_downwards_only() -> None:
    higher: dict[str, set[str]] = {}
    for path in modules("assistant"):
        own = path.relative_to(REPOSITORY / "assistant").with_suffix("").parts[0]
        if own == "__init__":
            continue
        assert own in LAYER_OF, f"{own} has no layer yet"
        above = {name for name in imported(path) if (other := room(name)) and LAYER_OF[other] > LAYER_OF[own]}
        if above:
            higher[relative(path)] = above
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


def test_no_module_becomes_long() -> None:
    lines = {
        relative(path): len(path.read_text(encoding="utf-8").splitlines())
        for package in ("assistant", "ingest", "ui", "training", "benchmarks")
        for path in modules(package)
    }
    assert not {name: count for name, count in lines.items() if count > MOST_LINES}, (
        f"a module holds one idea in at most {MOST_LINES} lines: split it by sense"
    )


def test_assistant_knows_neither_ingest_nor_ui() -> None:
    assert not imports_of("assistant", lambda name: top(name) in {"ingest", "ui", "samples"})


def test_ingest_uses_the_lower_layers_only() -> None:
    assert not imports_of("ingest", lambda name: (other := room(name)) and LAYER_OF[other] > 2)
    assert not imports_of("ingest", lambda name: top(name) == "ui")


def test_the_page_is_a_client_of_the_api() -> None:
    assert not imports_of(
        "ui",
        lambda name: top(name) in {"assistant", "ingest"} and name.split(".")[:2] != ["assistant", "contract"],
    )


def test_messages_know_only_the_records() -> None:
    known = {"collections", "dataclasses", "datetime", "decimal", "enum", "typing", "assistant", "pydantic"}
    assert not imports_of("assistant/contract", lambda name: top(name) not in known)
    assert not imports_of(
        "assistant/contract", lambda name: top(name) == "assistant" and room(name) not in {"contract", "records"}
    )


def test_a_tool_does_not_know_who_calls_it() -> None:
    assert not imports_of("assistant/tools", lambda name: top(name) in {"fastapi", "starlette", "mcp", "typer"})


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


HAN = re.compile("[\u4e00-\u9fff]")
SIGNS = re.compile(
    r"\[[^\]]*[\u4e00-\u9fff][^\]]*\]|[\u4e00-\u9fff]\||\|[\u4e00-\u9fff]|\(\?|\\[dsSwWb]|[\u4e00-\u9fff]\?|\.\*|\[\^"
)
PATTERNS = {
    "assistant": 3,
    "assistant/answering": 231,
    "assistant/buildings": 268,
    "assistant/complaints": 2,
    "assistant/incentives": 32,
    "assistant/policies": 7,
    "assistant/privacy": 9,
    "assistant/replying": 69,
    "assistant/retrieval": 1,
    "assistant/text": 58,
    "ingest": 14,
    "ui": 2,
}
"""How many regular expressions with Chinese in them each room may hold: what is left. Words belong into a room's ``words.yaml``
(``assistant/text/phrases.py``), figures, days, units and labels to the grammar of ``assistant/text/``. It may only shrink."""


def written_out(node: ast.expr) -> str | None:
    """The text of a literal; what an f-string puts in stays out."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = written_out(node.left), written_out(node.right)
        return left + right if left is not None and right is not None else None
    return None


def patterns_with_chinese(path: Path) -> int:
    """Literals with Chinese that are given to ``re``, or hold signs of a regular expression; docstrings and other bare texts apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    given = {
        id(node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.args
    }

    def count(node: ast.AST) -> int:
        if id(node) in bare:
            return 0
        text = written_out(node) if isinstance(node, ast.expr) else None
        if text is not None:
            return int(HAN.search(text) is not None and (id(node) in given or SIGNS.search(text) is not None))
        return sum(map(count, ast.iter_child_nodes(node)))

    return count(tree)


def test_no_room_reads_chinese_by_more_patterns() -> None:
    found: Counter[str] = Counter()
    for package in ("assistant", "ingest", "ui"):
        for path in modules(package):
            parts = path.relative_to(REPOSITORY).parts
            own = "/".join(parts[:2]) if parts[0] == "assistant" and len(parts) > 2 else parts[0]
            found[own if own in PATTERNS else parts[0]] += patterns_with_chinese(path)
    assert not {room: count for room, count in found.items() if count > PATTERNS.get(room, 0)}, "words are data"
    assert not {room: PATTERNS[room] for room in PATTERNS if found[room] < PATTERNS[room]}, (
        "lower the bound of PATTERNS"
    )
