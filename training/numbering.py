"""The sentences of a text by number, as those who write questions see them.

    python -m training.numbering FILE [FROM TO]

Lines are sentences; a line of running text is cut at 。；！？. A row of a table stays one sentence. Of HTML the visible text counts.
"""

import re
import sys
from functools import lru_cache
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString

_SENTENCE = re.compile(r"[^。；！？!?;]*[。；！？!?;]+[”’」』）)]*|[^。；！？!?;]+$")
_BLOCKS = ("p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "section")


@lru_cache(maxsize=512)
def sentences_of_file(path: Path) -> tuple[str, ...]:
    """The sentences of a file, in order; the first is number 1."""
    sentences: list[str] = []
    for line in _text_of(path).splitlines():
        line = " ".join(line.split())
        if not line.strip("| "):
            continue
        if line.startswith("|") or " | " in line:
            sentences.append(line)
        else:
            sentences += [piece for match in _SENTENCE.finditer(line) if (piece := match.group().strip())]
    return tuple(sentences)


def _text_of(path: Path) -> str:
    raw = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix not in (".html", ".htm"):
        return raw
    # The parser of the standard library keeps unclosed elements as they stand, as the writers' listing did.
    page = BeautifulSoup(raw, "html.parser")
    for hidden in page(["script", "style"]):
        hidden.decompose()
    for text in page.find_all(string=True):
        if type(text) is NavigableString:  # neither a comment nor the document's type
            text.replace_with(text.replace("\n", " "))
    for cell in page(["td", "th"]):
        cell.insert(0, " | ")
    for block in page(_BLOCKS):
        block.insert(0, "\n")
        if block.name != "br":
            block.append("\n")
    return page.get_text()


def main() -> None:
    """Print the numbered sentences of a file."""
    sentences = sentences_of_file(Path(sys.argv[1]))
    first, last = (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 3 else (1, len(sentences))
    for number in range(first, min(last, len(sentences)) + 1):
        print(f"{number}: {sentences[number - 1]}")


if __name__ == "__main__":
    main()
