"""The benchmark measures what it says, through the product's own store and retriever."""

import gzip
import json
import math
from pathlib import Path

import numpy as np
import pytest

from assistant.database import Database
from assistant.retrieval.embedding import Embedder
from assistant.settings import RetrievalSettings
from benchmarks.corpus import CorpusLine, Question, read_corpus, read_questions
from benchmarks.keyword_index import Corpus
from benchmarks.keyword_index import measure as measure_keyword_index
from benchmarks.keyword_index import table as keyword_table
from benchmarks.measuring import latency_of, ndcg_at, quality_of, recall_at, reciprocal_rank_at
from benchmarks.retrieval import Report, measure_modes, measure_public_parts, measure_scale, table
from benchmarks.stard_split import split
from benchmarks.vector_cache import CachedEmbedder

ARTICLES = [
    {"id": "a1", "title": "租赁条例第一条", "text": "承租人应当按照约定支付租金。", "heading": "第一章 总则"},
    {"id": "a2", "title": "租赁条例第二条", "text": "出租人应当维修房屋。" * 90, "heading": "第一章 总则"},
    {"id": "a3", "title": "投诉办法第一条之一", "text": "投诉应当在七个工作日内受理。"},
    {"id": "b1", "title": "一篇没有条文的通知", "text": "下周一召开招商推介会。"},
]
QUESTIONS = [
    {"id": "q1", "text": "租金怎么付"},
    {"id": "q2", "text": "房子坏了谁修"},
    {"id": "q3", "text": "没有答案的问题"},
]
JUDGEMENTS = "q1\t0\ta1\t1\nq2\t0\ta2\t1\nq2\t0\ta1\t0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, entries in (("corpus.jsonl", ARTICLES), ("questions.jsonl", QUESTIONS)):
        lines = (json.dumps(entry, ensure_ascii=False) for entry in entries)
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text(JUDGEMENTS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        pytest.param(recall_at(2, ["x", "a", "b"], frozenset("ab")), 0.5, id="recall"),
        pytest.param(reciprocal_rank_at(10, ["x", "a", "b"], frozenset("ab")), 0.5, id="reciprocal-rank"),
        pytest.param(reciprocal_rank_at(1, ["x", "a"], frozenset("a")), 0.0, id="answer-below-the-cut"),
        pytest.param(ndcg_at(10, ["a", "b"], frozenset("ab")), 1.0, id="best-order"),
        pytest.param(ndcg_at(10, ["x", "a"], frozenset("a")), 1 / math.log2(3), id="second-place"),
    ],
)
def test_measures_are_those_of_the_textbook(measured: float, expected: float) -> None:
    assert measured == pytest.approx(expected)


def test_quality_is_the_mean_over_questions() -> None:
    quality = quality_of([["a"], ["x"]], [frozenset("a"), frozenset("b")])
    assert quality.recall_at_5 == quality.mrr_at_10 == quality.ndcg_at_10 == 0.5


def test_latency_is_told_as_median_and_tail() -> None:
    assert (latency_of(range(1, 101)).p50_ms, latency_of(range(1, 101)).p95_ms) == (51, 96)


def test_a_title_that_ends_with_an_article_is_document_and_clause(folder: Path) -> None:
    lines = read_corpus(folder / "corpus.jsonl")
    assert [(line.document_title, line.clause) for line in lines[2:]] == [
        ("投诉办法", "第一条之一"),
        ("一篇没有条文的通知", ""),
    ]


def test_laws_in_their_own_form_and_compressed_are_read_too(tmp_path: Path) -> None:
    entry = {"id": "x", "law": "某条例", "article": "第二条", "text": "正文", "date": "2020-05-14", "heading": "第一章"}
    path = tmp_path / "laws.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(entry).encode()))
    assert read_corpus(path) == [CorpusLine("x", "某条例（2020-05-14）第二条", "正文", "第一章")]


def test_only_questions_with_answers_are_asked(folder: Path) -> None:
    questions = read_questions(folder / "questions.jsonl", folder / "qrels.tsv")
    assert [(question.id, question.answers) for question in questions] == [
        ("q1", frozenset({"a1"})),
        ("q2", frozenset({"a2"})),
    ]


def test_product_baseline_and_scale_are_measured_alike(folder: Path, embedder: Embedder) -> None:
    lines = read_corpus(folder / "corpus.jsonl")
    questions = read_questions(folder / "questions.jsonl", folder / "qrels.tsv")
    groups = {"all": questions, "one": questions[:1]}
    cache = folder / "cache"
    cached = CachedEmbedder(embedder, cache)
    settings = RetrievalSettings()
    results = measure_modes(lines, groups, ["dense", "keyword", "fused"], cached, settings, cache)
    results += measure_public_parts(lines, groups, cached, cache)
    results.append(measure_scale(lines, lines * 2, groups, cached, settings, cache))
    assert [result.name for result in results] == [
        *("dense", "keyword", "fused"),
        *("plain LangChain", "jieba BM25", "both, reciprocal ranks"),
        "fused, time only",
    ]
    assert all(results[index].quality["all"].recall_at_5 == 1 for index in (0, 2, 3, 5))
    assert results[0].passages > len(lines), "an article beyond the model's window is cut, and counts once all the same"
    assert not results[-1].quality
    printed = table(Report("here", {"all": 2, "one": 1}, tuple(results)))
    assert "| fused | one | " in printed
    assert printed.endswith("drawn at random from those of the smaller corpus.")


def test_no_article_of_the_unseen_questions_is_trained_or_chosen_on() -> None:
    random = np.random.default_rng(3)
    answers = [frozenset(f"a{article}" for article in random.integers(0, 6000, 2)) for _ in range(1200)]
    questions = [Question(str(number), "问", answer) for number, answer in enumerate(answers)]
    parts = split(questions)
    assert sorted(question.id for part in (parts.training, parts.chosen_on, parts.reported) for question in part) == (
        sorted(question.id for question in questions)
    )
    known = frozenset().union(*(question.answers for question in (*parts.training, *parts.chosen_on)))
    assert parts.unseen
    assert all(question in parts.reported and not question.answers & known for question in parts.unseen)
    assert parts == split(questions)


def test_vectors_are_computed_once(folder: Path, embedder: Embedder) -> None:
    class Counting:
        """Counts what reaches the model."""

        def __init__(self) -> None:
            self.fingerprint, self.dimensions = embedder.fingerprint, embedder.dimensions
            self.max_tokens = embedder.max_tokens
            self.texts = 0

        def __getattr__(self, name: str) -> object:
            return getattr(embedder, name)

        def embed_documents(self, texts: list[str]) -> object:
            self.texts += len(texts)
            return embedder.embed_documents(texts)

    counting = Counting()
    first = CachedEmbedder(counting, folder).embed_documents(["一", "二"])  # type: ignore[arg-type]
    again = CachedEmbedder(counting, folder).embed_documents(["二", "三", "一"])  # type: ignore[arg-type]
    assert counting.texts == 3
    assert (again[[2, 0]] == first).all()


def test_the_keyword_index_is_measured_by_itself(folder: Path) -> None:
    lines = read_corpus(folder / "corpus.jsonl")
    questions = read_questions(folder / "questions.jsonl", folder / "qrels.tsv")
    database = Database(f"sqlite:///{folder / 'index.db'}")
    database.migrate()
    report = measure_keyword_index(Corpus(lines, database), lines, questions, [2])
    database.close()
    assert report.chunks == len(lines)
    assert report.quality is not None
    assert report.quality.recall_at_10 >= 0.5, "租金 stands in the article that answers"
    assert report.update_chunks == 2, "the rental regulations have two articles"
    assert "| chunks | 4 |" in keyword_table(report)
