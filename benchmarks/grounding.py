"""How many falsified sentences the grounding check catches, by kind, and how many true ones it takes for false.

    python -m benchmarks.grounding [--json]

True sentences are taken from the sample policies as a language model would write them: cited, partly reworded. Each is falsified by code
in every way that applies to it. A sentence counts as caught when it is withheld, or, where a condition was left out, when the condition
is shown with it.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.answering.checking.grounding import Source, check_sentence
from assistant.records import Chunk, ChunkKind, Clearance, DocumentInfo, DocumentKind, Passage, Place
from assistant.text.labels import parse_article_label
from assistant.text.numerals import int_to_chinese

_SWAPPED = "citation swapped"
POLICIES = Path(__file__).resolve().parents[1] / "samples" / "sources" / "policies"
_ARTICLE = re.compile(
    r"^(第[一二三四五六七八九十百]+条)[ 　](.*(?:\n(?!第[一二三四五六七八九十百]+条[ 　]|#).*)*)", re.MULTILINE
)
_MONEY = re.compile(r"(\d+(?:\.\d+)?)(万元|亿元|元)")
_RATE = re.compile(r"(\d+(?:\.\d+)?)%")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月")
_PERIOD = re.compile(r"(\d+|[一二三四五六七八九十]+)(个工作日|个月|日内|年)")
_NOT = (
    ("不得同时", "可以同时"),
    ("不得", "可以"),
    ("不属于", "属于"),
    ("不适用", "适用"),
    ("不再", "可以"),
    ("不予", "予以"),
    ("不收取", "收取"),
)
_UNITS = (
    *(("万元", "亿元"), ("亿元", "万元"), ("个工作日", "日"), ("个月", "年"), ("每月", "每年"), ("每年", "每月")),
    *(("平方米", "亩"), ("%", "‰"), ("吨", "公斤")),
)
_CONDITION = re.compile(r"^[^，。；]*(?:以上|不少于|不低于|达到|满[一二三四五六七八九十\d])[^，。；]*的，")
_REWORDED = (
    ("最高不超过", "最高"),
    ("给予", "可以得到"),
    ("按照", "按"),
    ("一次性", ""),
    ("单个企业", "每家企业"),
    ("应当", "要"),
    ("区人民政府", "区政府"),
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A cited sentence with the passages it may cite; ``kind`` is how it was falsified, "" for a true one."""

    kind: str
    text: str
    sources: dict[int, Source]


@dataclass(frozen=True, slots=True)
class Rate:
    """Of so many sentences so many were objected to."""

    kind: str
    sentences: int
    objected: int

    @property
    def share(self) -> float:
        return self.objected / self.sentences if self.sentences else 0.0


def statements(folder: Path = POLICIES) -> Iterator[Statement]:
    """Every true sentence of the policies, verbatim and reworded, and everything that it can be falsified to."""
    for path in sorted(folder.glob("*.md")):
        articles = articles_of(path)
        for at, source in enumerate(articles):
            other = articles[(at + 7) % len(articles)]
            sources = {1: _numbered(source, 1), 2: _numbered(other, 2)}
            for sentence in _sentences(source.text):
                if len(sentence) < 15:
                    continue
                for said in dict.fromkeys((sentence, _reworded(sentence), _introduced(sentence, source))):
                    yield Statement("", f"{said}[1]。", sources)
                for kind, falsify in _FALSIFIERS.items():
                    for false in falsify(sentence, source):
                        mark = 2 if kind == _SWAPPED else 1
                        if false != sentence or kind == _SWAPPED:
                            yield Statement(kind, f"{false}[{mark}]。", sources)


def objected_to(statement: Statement) -> bool:
    """Whether the sentence is withheld, or shown with a condition that it leaves out."""
    verdict = check_sentence(statement.text, statement.sources)
    return not verdict.grounded or (statement.kind == "condition omitted" and bool(verdict.omitted))


def rates(all_statements: Sequence[Statement]) -> list[Rate]:
    """By kind; the first, of kind "", are the false alarms."""
    counts: dict[str, list[bool]] = defaultdict(list)
    for statement in all_statements:
        counts[statement.kind].append(objected_to(statement))
    return [Rate(kind, len(found), sum(found)) for kind, found in sorted(counts.items())]


def _amount(sentence: str, source: Source) -> Iterator[str]:
    for pattern, unit in ((_MONEY, ""), (_RATE, "%")):
        for match in list(pattern.finditer(sentence))[:1]:
            changed = f"{float(match[1]) * 1.5:g}{unit or match[2]}"
            yield sentence[: match.start()] + changed + sentence[match.end() :]


def _date(sentence: str, source: Source) -> Iterator[str]:
    match = _DAY.search(sentence)
    if match:
        yield f"{sentence[: match.start()]}{int(match[1]) + 1}年{match[2]}月{sentence[match.end() :]}"
    match = _PERIOD.search(_DAY.sub(lambda found: "〇" * len(found.group()), sentence))
    if match:
        number = int(match[1]) + 5 if match[1].isdecimal() else parse_article_label(f"第{match[1]}条").article + 1
        written = str(number) if match[1].isdecimal() else int_to_chinese(number)
        yield f"{sentence[: match.start()]}{written}{match[2]}{sentence[match.end() :]}"


def _clause(sentence: str, source: Source) -> Iterator[str]:
    own = parse_article_label(source.chunk.passage.clause or "第一条").article
    yield _introduced(sentence, source, int_to_chinese(own + 1))


def _swapped(sentence: str, source: Source) -> Iterator[str]:
    yield sentence


def _negation(sentence: str, source: Source) -> Iterator[str]:
    for negative, positive in _NOT:
        if negative in sentence:
            yield sentence.replace(negative, positive, 1)
            return


def _condition(sentence: str, source: Source) -> Iterator[str]:
    left = _CONDITION.sub("", sentence)
    if left != sentence and re.search(r"给予|补助|奖励|补贴|可以申请", left):
        yield left


def _unit(sentence: str, source: Source) -> Iterator[str]:
    for unit, other in _UNITS:
        if unit in sentence:
            yield sentence.replace(unit, other, 1)
            return


_FALSIFIERS: dict[str, Callable[[str, Source], Iterator[str]]] = {
    "amount changed": _amount,
    "date or period shifted": _date,
    "clause off by one": _clause,
    _SWAPPED: _swapped,
    "negation dropped": _negation,
    "condition omitted": _condition,
    "unit changed": _unit,
}


def articles_of(path: Path) -> list[Source]:
    """The articles of a sample policy as passages."""
    front, _, body = path.read_text(encoding="utf-8").removeprefix("---\n").partition("---\n")
    title = re.search(r"^title: (.*)$", front, re.MULTILINE)
    name = title[1] if title else path.stem
    document = DocumentInfo(name, name, name, DocumentKind.POLICY, Clearance.PUBLIC, "text/plain")
    found = []
    for number, match in enumerate(_ARTICLE.finditer(body)):
        text = f"{match[1]}　{match[2].strip()}"
        passage = Passage(ChunkKind.CLAUSE, text, match[1], Place(0, len(text)), clause=match[1])
        chunk = Chunk(f"{name}{number}", document, number, passage)
        found.append(Source(number, chunk, text, f"《{name}》{match[1]}"))
    return found


def _numbered(source: Source, number: int) -> Source:
    return Source(number, source.chunk, source.text, source.label)


def _sentences(text: str) -> list[str]:
    body = re.sub(r"^第[一二三四五六七八九十百]+条　", "", text)
    return [part.strip() for part in re.split(r"[。；\n]", body) if part.strip() and "|" not in part]


def _reworded(sentence: str) -> str:
    for formal, plain in _REWORDED:
        sentence = sentence.replace(formal, plain)
    return re.sub(
        r"(?<![上前同十])([一二三四五六七八九])(?=年|个月)",
        lambda match: str("零一二三四五六七八九".index(match[1])),
        sentence,
    )


def _introduced(sentence: str, source: Source, number: str | None = None) -> str:
    label = f"第{number}条" if number else source.chunk.passage.clause
    return f"根据《{source.chunk.document.title}》{label}，{sentence}"


def main() -> None:
    """Print a table, or JSON; with --wrong also what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--wrong", action="store_true", help="list the sentences that were judged wrongly")
    arguments = parser.parse_args()
    found = list(statements())
    table = rates(found)
    if arguments.json:
        print(json.dumps([{**asdict(rate), "share": round(rate.share, 4)} for rate in table], ensure_ascii=False))
        return
    print("| sentences | number | objected to |\n| --- | --- | --- |")
    for rate in table:
        print(f"| {rate.kind or 'true: false alarms'} | {rate.sentences} | {rate.share:.1%} |")
    if arguments.wrong:
        for statement in found:
            if objected_to(statement) is not bool(statement.kind):
                verdict = check_sentence(statement.text, statement.sources)
                print(f"{statement.kind or 'false alarm'}: {statement.text} {verdict.reason}", file=sys.stderr)


if __name__ == "__main__":
    main()
