"""How well and how fast the product's own retriever finds what answers a question, on a BEIR-like set.

    python -m benchmarks.retrieval --corpus A.jsonl --questions Q.jsonl --qrels R.tsv [--json]

Everything is real: the relational tables, the keyword index and the collections that ingestion fills, and ``Retriever.search`` as the
answerer calls it. ``--baseline`` measures beside it the same with the public model, without the adapter, and what public parts find: a
plain LangChain pipeline, BM25 over jieba's words, and both joined by reciprocal ranks. ``--scale`` measures time alone over the 147,283
articles of ``laws_all_articles.jsonl.gz``. Without arguments it takes STARD from ``../shared/data``: the questions that
``benchmarks.stard_split`` keeps to report on, and apart those whose articles the adapter never saw. The first run embeds the corpus and
keeps vectors and stores in the cache folder. Tables go to standard output, progress to standard error.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol, get_args

import numpy as np
import platformdirs

from assistant.records import Clearance, Principal
from assistant.retrieval.embedding import Embedder, load_embedder
from assistant.retrieval.retriever import Mode, Retriever
from assistant.settings import RetrievalSettings, load_settings
from benchmarks.corpus import CorpusLine, Question, read_corpus, read_questions
from benchmarks.loading import LoadedCorpus, load_corpus
from benchmarks.measuring import Latency, RankingQuality, latency_of, machine, quality_of, timed
from benchmarks.plain_pipeline import PlainEnsemble, PlainPipeline, PlainWords
from benchmarks.resampled import ResampledEmbedder
from benchmarks.stard_split import split
from benchmarks.vector_cache import CachedEmbedder

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_STARD_QUESTIONS = DATA / "stard" / "questions.jsonl"
_DEPTH = 100
_SHOWN = 8  # passages that the answerer asks for
_TIMED_QUESTIONS = 200
_SAMPLE = 20_000
_INVESTOR = Principal()
Groups = Mapping[str, Sequence[Question]]


class Search(Protocol):
    """A way to search: corpus ids for a question, best first."""

    def __call__(self, question: str, k: int) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Result:
    """One way to search; ``quality`` by group of questions, empty where only time was measured; ``latency`` is of one whole search."""

    name: str
    passages: int
    quality: Mapping[str, RankingQuality]
    latency: Latency


@dataclass(frozen=True, slots=True)
class Report:
    """One run."""

    machine: str
    questions: Mapping[str, int]
    results: tuple[Result, ...]


class ProductSearch:
    """The retriever over a loaded corpus, its answers given as corpus ids."""

    def __init__(self, corpus: LoadedCorpus, embedder: Embedder, settings: RetrievalSettings, mode: Mode) -> None:
        # A retriever for each mode: it remembers questions that it embedded, and every mode is to embed its own.
        self._retriever = Retriever(corpus.database, embedder, corpus.store, corpus.keyword_index, settings)
        self._corpus_ids = corpus.corpus_ids
        self._mode = mode
        self._day = date.today()

    def __call__(self, question: str, k: int) -> list[str]:
        """Corpus ids, best first."""
        found = self._retriever.search(question, _INVESTOR, self._day, k, mode=self._mode)
        return list(dict.fromkeys(self._corpus_ids[hit.chunk.id] for hit in found.hits))


def measure(name: str, search: Search, groups: Groups, passages: int, *, quality: bool) -> Result:
    """Time of a search that shows some passages, then quality of a deep one."""
    questions = {question.id: question for group in groups.values() for question in group}
    search("预热", _SHOWN)
    times = [
        timed(partial(search, question.text, _SHOWN))[1] for question in list(questions.values())[:_TIMED_QUESTIONS]
    ]
    found: dict[str, RankingQuality] = {}
    if quality:
        rankings = {key: search(question.text, _DEPTH) for key, question in questions.items()}
        for group, members in groups.items():
            found[group] = quality_of([rankings[one.id] for one in members], [one.answers for one in members])
    print(f"measured {name}", file=sys.stderr)
    return Result(name, passages, found, latency_of(times))


def measure_modes(
    lines: Sequence[CorpusLine],
    groups: Groups,
    modes: Sequence[Mode],
    embedder: Embedder,
    settings: RetrievalSettings,
    cache: Path,
    suffix: str = "",
) -> list[Result]:
    """The product's modes on one corpus."""
    corpus = load_corpus(lines, embedder, cache)
    passages = corpus.store.count(Clearance.PUBLIC)
    results = [
        measure(f"{mode}{suffix}", ProductSearch(corpus, embedder, settings, mode), groups, passages, quality=True)
        for mode in modes
    ]
    corpus.close()
    return results


def measure_public_parts(lines: Sequence[CorpusLine], groups: Groups, embedder: Embedder, cache: Path) -> list[Result]:
    """What anyone can put together."""
    plain = PlainPipeline(lines, embedder, cache)
    words = PlainWords(lines)
    both = PlainEnsemble(plain, words)
    named: tuple[tuple[str, Search], ...] = (
        ("plain LangChain", plain),
        ("jieba BM25", words),
        ("both, reciprocal ranks", both),
    )
    return [measure(name, search, groups, plain.count(), quality=True) for name, search in named]


def measure_scale(
    lines: Sequence[CorpusLine],
    big: Sequence[CorpusLine],
    groups: Groups,
    embedder: Embedder,
    settings: RetrievalSettings,
    cache: Path,
) -> Result:
    """Time of the fused search over a bigger corpus, whose vectors are drawn from those of the smaller one."""
    small = load_corpus(lines, embedder, cache)
    ids = sorted(small.store.vector_ids(Clearance.PUBLIC))
    picked = np.random.default_rng(0).permutation(len(ids))[:_SAMPLE]
    sample = small.store.get(Clearance.PUBLIC, [ids[index] for index in picked])
    small.close()
    resampled = ResampledEmbedder(embedder, sample)
    corpus = load_corpus(big, resampled, cache)
    search = ProductSearch(corpus, resampled, settings, "fused")
    result = measure("fused, time only", search, groups, corpus.store.count(Clearance.PUBLIC), quality=False)
    corpus.close()
    return result


def table(report: Report) -> str:
    """The report as a Markdown table."""
    counts = ", ".join(f"{name}: {count} questions" for name, count in report.questions.items())
    head = "| search | questions | passages | R@5 | R@10 | R@20 | R@100 | MRR@10 | nDCG@10 | p50 ms | p95 ms |"
    lines = [f"{report.machine}; {counts}", "", head, "| --- " * 11 + "|"]
    for result in report.results:
        times = [f"{result.latency.p50_ms:.1f}", f"{result.latency.p95_ms:.1f}"]
        groups = {
            group: [f"{value:.3f}" for value in asdict(found).values()] for group, found in result.quality.items()
        }
        for group, figures in (groups or {"-": ["-"] * 6}).items():
            lines.append("| " + " | ".join([result.name, group, str(result.passages), *figures, *times]) + " |")
    if any(not result.quality for result in report.results):
        lines += ["", "Time only: the vectors are drawn at random from those of the smaller corpus."]
    return "\n".join(lines)


def run(arguments: argparse.Namespace) -> Report:
    """Measure what the arguments ask for."""
    settings = load_settings()
    cache = arguments.cache
    embedder = CachedEmbedder(load_embedder(settings.embedding), cache)
    lines = read_corpus(arguments.corpus)
    groups = _groups(arguments)
    results = measure_modes(lines, groups, arguments.modes, embedder, settings.retrieval, cache)
    if arguments.baseline:
        public_settings = settings.embedding.model_copy(update={"adapter": False})
        public = CachedEmbedder(load_embedder(public_settings), cache)
        by_meaning: list[Mode] = [mode for mode in arguments.modes if mode != "keyword"]
        results += measure_modes(lines, groups, by_meaning, public, settings.retrieval, cache, ", public model")
        results += measure_public_parts(lines, groups, public, cache)
    if arguments.scale:
        big = read_corpus(arguments.scale)
        results.append(measure_scale(lines, big, groups, embedder, settings.retrieval, cache))
    return Report(machine(), {name: len(group) for name, group in groups.items()}, tuple(results))


def _groups(arguments: argparse.Namespace) -> Groups:
    """The questions to ask: all, or of STARD those that nothing was trained on."""
    questions = read_questions(arguments.questions, arguments.qrels)
    if arguments.questions != _STARD_QUESTIONS:
        return {"all": _some_of(questions, arguments.limit_questions)}
    parts = split(questions)
    reported = _some_of(parts.reported, arguments.limit_questions)
    return {"reported": reported, "unseen": [question for question in reported if question in set(parts.unseen)]}


def _some_of(questions: Sequence[Question], limit: int | None) -> Sequence[Question]:
    """A random part, the same in every run: the first ones of a set are often of one topic."""
    if limit is None or limit >= len(questions):
        return questions
    return [questions[index] for index in sorted(np.random.default_rng(0).permutation(len(questions))[:limit])]


def main() -> None:
    """Print the table, or one JSON document."""
    modes = get_args(Mode)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=DATA / "stard" / "articles.jsonl")
    parser.add_argument("--questions", type=Path, default=_STARD_QUESTIONS)
    parser.add_argument("--qrels", type=Path, default=DATA / "stard" / "qrels.tsv")
    parser.add_argument("--modes", nargs="+", choices=modes, default=["dense", "keyword", "fused"])
    parser.add_argument("--baseline", action="store_true", help="measure the public model and public parts too")
    parser.add_argument(
        "--scale", nargs="?", type=Path, const=DATA / "laws_all_articles.jsonl.gz", help="time over a bigger corpus too"
    )
    parser.add_argument("--limit-questions", type=int, help="only so many, drawn at random with a fixed seed")
    parser.add_argument("--cache", type=Path, default=Path(platformdirs.user_cache_dir("huizhao")) / "benchmarks")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    for path in (arguments.corpus, arguments.questions, arguments.qrels, *filter(None, [arguments.scale])):
        if not path.is_file():
            parser.error(f"no file {path}; name one with --corpus, --questions, --qrels, --scale")
    report = run(arguments)
    print(json.dumps(asdict(report), ensure_ascii=False) if arguments.json else table(report))


if __name__ == "__main__":
    main()
