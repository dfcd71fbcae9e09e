"""Questions that a bureau or an evaluation collected, as lines to train with.

    python -m training.add SUITE.jsonl --document district/name.md [--output training/questions/own.txt]

A line of SUITE is a case of ``huizhao evaluate``. Of a case whose expected words stand in the document, the sentences that hold them are the answer;
a case that is to be refused becomes a near miss. What fits neither is said and left out. Read the lines over before you train.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.answering.asking.language import is_english
from assistant.evaluation.suite import Case, read_suite
from training.lines import QUESTIONS, document_path
from training.numbering import sentences_of_file
from training.passage_text import plain

_FORBIDDEN = str.maketrans({"|": "，", "\n": " "})


def line_of(case: Case, sentences: Sequence[str]) -> str:
    """A case as a line; "" where the document holds none of what is expected."""
    asked = " ## ".join((*case.history, case.question)).translate(_FORBIDDEN)
    language = "en" if is_english(case.question) else "zh"
    if case.expect.refused:
        return f"{'g' if case.history else 'n'}|own|{language}||{asked}|拒答"
    wanted = [plain(text) for text in case.expect.contains]
    numbers = [number for number, text in enumerate(sentences, 1) if any(part in plain(text) for part in wanted)]
    found = ",".join(map(str, numbers))
    return f"{'f' if case.history else 'a'}|own|{language}|{found}|{asked}" if found else ""


def lines_of(cases: Sequence[Case], document: str) -> Iterator[str]:
    """The file's head and its lines. Raises FileNotFoundError for a document that is not at hand."""
    path = document_path(document)
    if path is None:
        raise FileNotFoundError(document)
    sentences = sentences_of_file(path)
    yield f"# {document}"
    for case in cases:
        line = line_of(case, sentences)
        if line:
            yield line
        else:
            print(f"left out {case.id}: the document holds none of {case.expect.contains}", file=sys.stderr)


def main() -> None:
    """Add the lines to a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite", type=Path)
    parser.add_argument("--document", required=True)
    parser.add_argument("--output", type=Path, default=QUESTIONS / "own.txt")
    arguments = parser.parse_args()
    lines = list(lines_of(read_suite(arguments.suite), arguments.document))
    with arguments.output.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    print(f"{len(lines) - 1} lines added to {arguments.output}")


if __name__ == "__main__":
    main()
