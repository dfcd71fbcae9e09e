"""Whether the stored tree holds every article: against a count that knows nothing of the parser.

``python -m benchmarks.structure [--data ../shared/data] [--json]``

The count reads the raw bytes: markdown as lines, HTML through the standard library's parser. A line that begins with 第X条 counts when X
follows the number before it (or is 之一 of it, or begins anew at 第一条); one that does not is taken for a reference. The parser weighs all
candidates of a document together instead, and parses HTML with another library.
"""

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from html.parser import HTMLParser
from pathlib import Path

from assistant.buildings.headers.release_marks import Restriction
from assistant.policies.outline import NodeKind, OutlineNode
from assistant.records import DocumentKind
from ingest.chunking import cut_document
from ingest.parsed import ParsedDocument
from ingest.parsing import parse_file
from ingest.parsing.limits import ParseLimits

_LIMITS = ParseLimits(max_file_mb=100, max_pages=1000, max_expanded_mb=1024, timeout_s=600, ocr="never")
_LABEL = re.compile(
    r"^[\s　*#>]*第\s*([〇零一二三四五六七八九十百千\d０-９ 　]+?)\s*条(?:\s*之\s*([一二三四五六七八九十]+))?(?![、，。和至与及款项规所])"
)
_DIGITS = dict(zip("〇零一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000}
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "table",
        "ul",
        "ol",
    ]
)
_SILENT = frozenset({"script", "style", "noscript", "head"})


@dataclass(frozen=True, slots=True)
class Measured:
    """One folder: documents and articles by the count, those that the tree has too, and what differs, file by file."""

    folder: str
    documents: int
    counted: int
    found: int
    differing: tuple[str, ...]
    nodes: dict[str, int]
    whole: int
    """Documents whose nodes' words, in order, are the document again."""


def measure(folder: Path, pattern: str) -> Measured:
    """Compare all files of a folder."""
    counted_all = found_all = whole = 0
    differing: list[str] = []
    kinds: dict[str, int] = {}
    paths = sorted(folder.rglob(pattern))
    for path in paths:
        counted = list(count_articles(path))
        parsed = parse_file(path, _LIMITS)
        nodes = cut_document(
            parsed, DocumentKind.POLICY, path.stem, lambda text: len(text) <= 400, 400, lambda _, __: Restriction()
        ).outline
        found = [(node.number, node.inserted) for node in nodes if node.kind is NodeKind.ARTICLE]
        shared = sum(min(counted.count(number), found.count(number)) for number in set(counted))
        counted_all += len(counted)
        found_all += shared
        whole += is_whole(parsed, nodes)
        for node in nodes:
            kinds[str(node.kind)] = kinds.get(str(node.kind), 0) + 1
        if sorted(counted) != sorted(found):
            missing = [number for number in dict.fromkeys(counted) if counted.count(number) > found.count(number)]
            extra = [number for number in dict.fromkeys(found) if found.count(number) > counted.count(number)]
            differing.append(f"{path.name}: only counted {missing[:8]}, only in the tree {extra[:8]}")
    return Measured(folder.name, len(paths), counted_all, found_all, tuple(differing), kinds, whole)


def count_articles(path: Path) -> Iterator[tuple[int, int]]:
    """The numbers of a file's articles, each once, in order."""
    text = path.read_text(encoding="utf-8", errors="replace")
    last = (0, 0)
    for line in _html_lines(text) if path.suffix == ".html" else text.splitlines():
        match = _LABEL.match(line)
        if match is None:
            continue
        number = (_plain_number(match[1]), _plain_number(match[2]) if match[2] else 0)
        if number in {(last[0] + 1, 0), (last[0], last[1] + 1), (1, 0)} or last == (0, 0):
            last = number
            yield number


def is_whole(parsed: ParsedDocument, nodes: Sequence[OutlineNode]) -> bool:
    """Whether the own words of the nodes, in order, are the document; only white space may lie between them."""
    at = 0
    for node in nodes:
        end = node.start + len(node.text)
        if parsed.text[at : node.start].strip() or parsed.text[node.start : end] != node.text:
            return False
        at = end
    return not parsed.text[at:].strip()


def _plain_number(written: str) -> int:
    """A number by hand: 一百二十一, 第１０条's １０."""
    written = "".join(written.split())
    if written.isdecimal():
        return int(written)
    total, digit = 0, 0
    for sign in written:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS.get(sign, digit)
    return total + digit


def _html_lines(text: str) -> list[str]:
    reader = _Lines()
    reader.feed(text)
    return "".join(reader.parts).splitlines()


class _Lines(HTMLParser):
    """The text of a page, a line each block."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self._silent <= 0:
            self.parts.append(data.replace("\n", " "))


def main() -> None:
    """Print what was measured."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    arguments.add_argument("--json", action="store_true")
    options = arguments.parse_args()
    if not (options.data / "laws").is_dir():
        arguments.error(f"{options.data}/laws is not here: this benchmark needs the real data")
    measured = [measure(options.data / "laws", "*.md"), measure(options.data / "pages", "*.html")]
    if options.json:
        print(json.dumps([asdict(one) for one in measured], ensure_ascii=False, indent=2))
        return
    for one in measured:
        share = 100 * one.found / max(one.counted, 1)
        print(
            f"{one.folder}: {one.documents} documents, {one.counted} articles counted, {one.found} in the tree ({share:.2f} %)"
        )
        print(f"  whole: {one.whole} of {one.documents}; nodes: {one.nodes}")
        for line in one.differing:
            print(f"  {line}")


if __name__ == "__main__":
    main()
