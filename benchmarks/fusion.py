"""Ways to join meaning and words, compared on a part of STARD that is embedded in minutes.

    python -m benchmarks.fusion [--passages 3072] [--questions 700] [--cache FOLDER]

The part is every article that answers a question and others drawn at random. Ways are chosen on half of the questions (A) and reported
on those of the other half whose articles answer none of the first (B): what popular articles teach does not count. No figure here
compares with those on all 56,428 articles: a smaller corpus is easier.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs
from sqlalchemy import select

from assistant.documents.tables import ChunkRow
from assistant.records import Clearance
from assistant.retrieval.embedding import load_embedder
from assistant.retrieval.everyday import with_official_words
from assistant.retrieval.ranking import blend
from assistant.settings import load_settings
from benchmarks.corpus import CorpusLine, Question, read_corpus, read_questions
from benchmarks.loading import LoadedCorpus, load_corpus
from benchmarks.measuring import RankingQuality, quality_of
from benchmarks.retrieval import DATA
from benchmarks.vector_cache import CachedEmbedder

_DEPTH = 60
_RRF_CONSTANT = 60


@dataclass(frozen=True, slots=True)
class Found:
    """What both searches give for one question, by chunk id. ``expanded`` are the keyword matches with official words added."""

    cosines: Mapping[str, float]
    nearest: Mapping[str, float]
    keywords: Mapping[str, float]
    expanded: Mapping[str, float]


def part_of(lines: Sequence[CorpusLine], questions: Sequence[Question], size: int) -> list[CorpusLine]:
    """Every answer and others drawn at random, the same in every run, in the corpus's order."""
    answers = {answer for question in questions for answer in question.answers}
    others = [line.id for line in lines if line.id not in answers]
    drawn = np.random.default_rng(0).permutation(len(others))[: max(0, size - len(answers))]
    kept = answers | {others[index] for index in drawn}
    return [line for line in lines if line.id in kept]


def halves(questions: Sequence[Question]) -> tuple[list[int], list[int]]:
    """Indexes of the half to choose on, and of those of the other half that share no article with it."""
    first = list(range(0, len(questions), 2))
    seen = {answer for index in first for answer in questions[index].answers}
    return first, [index for index in range(1, len(questions), 2) if not questions[index].answers & seen]


def ways() -> dict[str, Callable[[Found], list[str]]]:
    """Each way as a function from what was found to chunk ids, best first."""
    return {
        "dense": lambda found: _best(found.nearest),
        "keyword": lambda found: _best(found.keywords),
        "keyword, everyday words": lambda found: _best(found.expanded),
        "reciprocal ranks, dense twice": lambda found: _reciprocal(found, found.keywords),
        "reciprocal ranks, everyday words": lambda found: _reciprocal(found, found.expanded),
        **{f"blend, keyword weight {weight:g}": _blended(weight, expanded=False) for weight in (1.0, 2.0, 3.0, 4.0)},
        **{
            f"blend, keyword weight {weight:g}, everyday words": _blended(weight, expanded=True)
            for weight in (2.0, 3.0, 4.0)
        },
    }


def _blended(weight: float, *, expanded: bool) -> Callable[[Found], list[str]]:
    def ranked(found: Found) -> list[str]:
        matches = found.expanded if expanded else found.keywords
        known = {key: found.cosines[key] for key in {*found.nearest, *matches}}
        scored = blend(known, matches, {}, keyword_weight=weight, exact_weight=0.0, nearest=found.nearest)
        return [key for key, _ in scored]

    return ranked


def _reciprocal(found: Found, matches: Mapping[str, float]) -> list[str]:
    """Reciprocal rank fusion, as the product did before. Source: Cormack, Clarke and Büttcher, SIGIR 2009."""
    scores: dict[str, float] = {}
    for ranking, weight in ((_best(found.nearest), 2.0), (_best(matches), 1.0)):
        for rank, key in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + weight / (_RRF_CONSTANT + rank)
    return _best(scores)


def _best(scores: Mapping[str, float]) -> list[str]:
    return sorted(scores, key=lambda key: -scores[key])


def search_all(corpus: LoadedCorpus, embedder: CachedEmbedder, questions: Sequence[Question]) -> list[Found]:
    """Every question through the product's vectors and keyword index."""
    with corpus.database.session() as session:
        rows = session.execute(select(ChunkRow.number, ChunkRow.id, ChunkRow.vector_id)).all()
        names = {number: chunk for number, chunk, _ in rows}
        held = corpus.store.find(Clearance.PUBLIC, [vector for _, _, vector in rows])
        chunks = [chunk for _, chunk, vector in rows if vector in held]
        matrix = np.stack([held[vector] for _, _, vector in rows if vector in held])
        found = []
        for question in questions:
            cosines = dict(zip(chunks, (matrix @ embedder.embed_query(question.text)).tolist(), strict=True))
            nearest = {key: cosines[key] for key in _best(cosines)[:_DEPTH]}
            keywords, expanded = (
                {
                    names[match.number]: match.score
                    for match in corpus.keyword_index.search(session, Clearance.PUBLIC, text, _DEPTH)
                }
                for text in (question.text, with_official_words(question.text))
            )
            found.append(Found(cosines, nearest, keywords, expanded))
    return found


def measured(
    way: Callable[[Found], list[str]],
    found: Sequence[Found],
    questions: Sequence[Question],
    indexes: Sequence[int],
    corpus_ids: Mapping[str, str],
) -> RankingQuality:
    """The quality of a way on some questions; parts of one article count once."""
    rankings = [list(dict.fromkeys(corpus_ids[key] for key in way(found[index]))) for index in indexes]
    return quality_of(rankings, [questions[index].answers for index in indexes])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=3072)
    parser.add_argument("--questions", type=int, default=700)
    parser.add_argument("--cache", type=Path, default=Path(platformdirs.user_cache_dir("huizhao")) / "benchmarks")
    chosen = parser.parse_args()
    stard = DATA / "stard"
    if not stard.is_dir():
        print(f"skipped: {stard} is not there; this data is not part of the project")
        return
    questions = read_questions(stard / "questions.jsonl", stard / "qrels.tsv")
    embedder = CachedEmbedder(load_embedder(load_settings().embedding), chosen.cache)
    corpus = load_corpus(
        part_of(read_corpus(stard / "articles.jsonl"), questions, chosen.passages), embedder, chosen.cache
    )
    drawn = sorted(np.random.default_rng(7).permutation(len(questions))[: chosen.questions])
    some = [questions[index] for index in drawn]
    found = search_all(corpus, embedder, some)
    first, second = halves(some)
    print(f"{len(corpus.corpus_ids)} passages, A {len(first)} questions, B {len(second)}\n")
    print("| way | A MRR@10 | A R@10 | B MRR@10 | B R@5 | B R@10 |\n| --- | --- | --- | --- | --- | --- |")
    for name, way in ways().items():
        one, other = (measured(way, found, some, indexes, corpus.corpus_ids) for indexes in (first, second))
        figures = (one.mrr_at_10, one.recall_at_10, other.mrr_at_10, other.recall_at_5, other.recall_at_10)
        print(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |")
    corpus.close()


if __name__ == "__main__":
    main()
