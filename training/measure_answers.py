"""How the whole product answers the labelled questions, library by library, beside plain LangChain parts.

    python -m training.measure_answers --split tuning|test [--libraries t1,t2] [--sample 300] [--json FILE] [--plain]

Each district's texts (and the real ones, ``real``) are ingested into a library of their own; every question is asked as an investor would,
a follow-up after the questions before it, on a day on which its text is in force. Right: answered, and the sentences cited hold at least half of what the writer named as the answer.
``--plain`` adds what LangChain's splitter with the public model finds (gold within four chunks of 750 characters; it refuses nothing).
Failures are not printed for the test split: it is scored, never read.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter
from scipy.stats import binomtest
from sqlalchemy import select

from assistant import access
from assistant.answering.events import AnswerComplete, end_of
from assistant.answers import Answer, Turn
from assistant.documents.reading import documents_by_id
from assistant.documents.tables import DocumentRow
from assistant.records import Principal
from assistant.retrieval.embedding import Embedder, load_embedder
from assistant.settings import EmbeddingSettings, Settings
from assistant.wiring import Services, build_services
from training.lines import REPOSITORY, Labelled, document_path, read_all
from training.numbering import sentences_of_file
from training.passage_text import group_of, plain
from training.splits import Split, split_of

DAY = date(2026, 11, 29)
_STORES = REPOSITORY / "build" / "libraries"
_CHUNKS, _CHUNK, _OVERLAP = 4, 750, 150
_SEED = 7


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question. ``found`` is the place (from 1) of the first hit that holds some of the answer, 0 for none; ``surest`` the
    reader's best probability; ``cited`` the share of the answer that was quoted; ``beside`` the share of the quotations that is no answer."""

    id: str
    document: str
    language: str
    kind: str
    follow_up: bool
    refused: bool
    cited: float
    beside: float
    found: int
    milliseconds: float

    @property
    def right(self) -> bool:
        return not self.refused and self.cited >= 0.5


def main() -> None:
    """Print a table, and what became of each question of the tuning split."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=["tuning", "test", "train"], default="tuning")
    parser.add_argument("--libraries", default="", help="comma-separated; all but the real texts by default")
    parser.add_argument("--sample", type=int, default=0, help="questions a library, drawn with a fixed seed; 0: all")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--stores", type=Path, default=_STORES)
    arguments = parser.parse_args()
    split = Split[arguments.split.upper()]
    labelled = [one for one in read_all() if one.kind != "claim" and split_of(one.document) is split]
    libraries: dict[str, list[Labelled]] = {}
    for one in labelled:
        libraries.setdefault(group_of(one.document), []).append(one)
    wanted = arguments.libraries.split(",") if arguments.libraries else [n for n in libraries if n != "real"]
    embedder = load_embedder(EmbeddingSettings())
    outcomes: list[Outcome] = []
    plain_found: list[bool] = []
    for name in wanted:
        questions = libraries[name]
        if arguments.sample:
            questions = random.Random(_SEED).sample(questions, min(arguments.sample, len(questions)))
        documents = sorted({one.document for one in libraries[name]})
        print(f"{name}: {len(documents)} texts, {len(questions)} questions", file=sys.stderr, flush=True)
        services = library(name, documents, arguments.stores / arguments.split, embedder)
        try:
            days = days_in_force(services)
            outcomes += [ask(one, services, days.get(one.document, DAY)) for one in questions]
        finally:
            services.close()
        if arguments.plain:
            plain_found += plain_pipeline(documents, questions)
    print(table(outcomes, plain_found))
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(one) for one in outcomes], ensure_ascii=False, indent=0))
    if split is Split.TUNING:
        wrong = [
            one
            for one in outcomes
            if (one.kind == "answerable") != one.right or (one.kind != "answerable" and not one.refused)
        ]
        print(
            "\n".join(
                f"{one.id} {one.kind} refused={one.refused} cited={one.cited:.2f} found={one.found}" for one in wrong
            ),
            file=sys.stderr,
        )


def library(
    name: str,
    documents: Sequence[str],
    folder: Path,
    embedder: Embedder,
) -> Services:
    """A library of these texts, ingested once."""
    services = build_services(Settings(data_dir=folder / name), embedder)
    names = {path.resolve(): document for document in documents if (path := document_path(document))}
    services.ingestor.ingest(list(names), options={"clearance": "public"}, names=names)
    return services


def days_in_force(services: Services) -> dict[str, date]:
    """For each text that is not in force today, by name, the last day or the first on which it is."""
    with services.database.session() as session:
        documents = documents_by_id(session, set(session.scalars(select(DocumentRow.id))))
    found: dict[str, date] = {}
    for document in documents.values():
        bounds = (document.repealed_on, document.valid_to, document.valid_from)
        days = (DAY, *(day + timedelta(days=step) for day in bounds if day is not None for step in (0, -1)))
        found[document.name] = next((day for day in days if access.document_in_force(document, day)), DAY)
    return found


def ask(one: Labelled, services: Services, day: date) -> Outcome:
    """Ask one question after those before it."""
    principal, history = Principal(), ()
    for earlier in one.history:
        complete = _complete(services, earlier, history, day)
        history = (*history, Turn.of(earlier, complete.standalone_question, complete.answer))
    started = time.perf_counter()
    complete = _complete(services, one.question, history, day)
    spent = (time.perf_counter() - started) * 1000
    golds = gold_parts(one) if one.kind == "answerable" else []
    cited, beside = _cited(complete.answer, golds)
    question = complete.standalone_question if one.history else one.question
    hits = services.retriever.search(question, principal, day, k=20).hits if golds else ()
    found = next((place for place, hit in enumerate(hits, 1) if _held(plain(hit.text), golds)), 0)
    return Outcome(
        one.id,
        one.document,
        one.language,
        one.kind,
        bool(one.history),
        complete.answer.refused,
        cited,
        beside,
        found,
        spent,
    )


def gold_parts(one: Labelled) -> list[str]:
    """What an answer must quote: the sentences, of a table's row the cells, for comparison."""
    parts = [part for sentence in one.sentences for part in (sentence.split("|") if "|" in sentence else [sentence])]
    return [text for part in parts if (text := plain(part))]


def _complete(services: Services, question: str, history: Sequence[Turn], day: date) -> AnswerComplete:
    return end_of(services.answerer.stream(question, Principal(), day, history))


def _held(text: str, golds: Sequence[str]) -> int:
    """Characters of the gold sentences that a text holds."""
    return sum(len(gold) for gold in golds if gold in text)


def _cited(answer: Answer, golds: Sequence[str]) -> tuple[float, float]:
    quotes = plain("".join(dict.fromkeys(citation.quote for citation in answer.citations)))
    total = sum(map(len, golds))
    held = sum(len(gold) if gold in quotes else len(quotes) if quotes and quotes in gold else 0 for gold in golds)
    return (min(1.0, held / total) if total else 0.0, max(0.0, 1 - held / len(quotes)) if quotes else 0.0)


def plain_pipeline(documents: Sequence[str], questions: Sequence[Labelled]) -> list[bool]:
    """For each answerable question, whether the nearest chunks hold at least half of the answer."""
    answerable = [one for one in questions if one.kind == "answerable"]
    found = []
    for one, text in zip(
        answerable,
        nearest_chunks(documents, [" ".join((*one.history, one.question)) for one in answerable]),
        strict=True,
    ):
        golds = gold_parts(one)
        found.append(_held(text, golds) >= sum(map(len, golds)) / 2)
    return found


def nearest_chunks(documents: Sequence[str], questions: Sequence[str]) -> list[str]:
    """For each question what a plain LangChain pipeline reads: the text of the nearest chunks, for comparison."""
    embedder = load_embedder(EmbeddingSettings(adapter=False))
    splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK, chunk_overlap=_OVERLAP)
    paths = [path for document in documents if (path := document_path(document))]
    chunks = [chunk for path in paths for chunk in splitter.split_text("\n".join(sentences_of_file(path)))]
    vectors = embedder.embed_documents([chunk[: embedder.max_tokens] for chunk in chunks])
    nearest = [np.argsort(-(vectors @ embedder.embed_query(question)))[:_CHUNKS] for question in questions]
    return [plain("".join(chunks[at] for at in own)) for own in nearest]


def table(outcomes: Sequence[Outcome], plain_found: Sequence[bool]) -> str:
    """Markdown: one line a group of questions."""
    groups = {
        "all": outcomes,
        "Chinese": [one for one in outcomes if one.language == "zh"],
        "English": [one for one in outcomes if one.language == "en"],
        "traditional": [one for one in outcomes if one.language == "hant"],
        "follow-ups": [one for one in outcomes if one.follow_up],
    }
    lines = [
        "| questions | answerable | right and cited | wrongly refused | beside the point | search 1 · 3 · 4 · 20 | near misses | refused |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, members in groups.items():
        held = [one for one in members if one.kind == "answerable"]
        missing = [one for one in members if one.kind != "answerable"]
        places = " · ".join(
            f"{np.mean([0 < one.found <= k for one in held]):.0%}" if held else "-" for k in (1, 3, 4, 20)
        )
        quoted = [one.beside for one in held if one.right]
        lines.append(
            f"| {name} | {len(held)} | {share([one.right for one in held])} | {share([one.refused for one in held])} "
            f"| {np.mean(quoted) if quoted else 0:.0%} | {places} | {len(missing)} | {share([one.refused for one in missing])} |"
        )
    if plain_found:
        lines.append(
            f"| plain LangChain, gold in {_CHUNKS} chunks | {len(plain_found)} | {share(plain_found)} | 0 % | | | | 0 % |"
        )
    times = sorted(one.milliseconds for one in outcomes)
    lines.append(f"\np50 {times[len(times) // 2]:.0f} ms, p95 {times[len(times) * 95 // 100]:.0f} ms")
    return "\n".join(lines)


def share(values: Sequence[bool]) -> str:
    """A share with its 95 % interval (Wilson)."""
    if not values:
        return "-"
    interval = binomtest(sum(values), len(values)).proportion_ci(method="wilson")
    return f"{np.mean(values):.1%} ({interval.low:.1%}-{interval.high:.1%})"


if __name__ == "__main__":
    main()
