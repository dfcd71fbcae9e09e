"""What becomes of laypeople's questions over a library that holds some of the laws.

    HUIZHAO_DATA_DIR=… python -m benchmarks.lay_refusal

Those of STARD's questions that nothing was trained on: whose articles' laws are all held, and whose laws are all missing. Asked by staff, without
a language model. A question whose law is missing may be answered rightly from another law, and one whose law is held may be answered by no
article of it in words that a layperson would accept: the labels say which article a lawyer named, so both figures are bounds.
"""

import argparse
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from assistant.documents.tables import DocumentRow
from assistant.records import Principal, Role
from assistant.settings import load_settings
from assistant.wiring import Services, build_services
from assistant.workdays import today
from benchmarks.corpus import CorpusLine, Question, read_corpus, read_questions
from benchmarks.retrieval import DATA
from benchmarks.stard_split import split

_STAFF = Principal(role=Role.STAFF)
_IN_BRACKETS = re.compile(r"[（(].*?[)）]")
Articles = Mapping[str, CorpusLine]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question; ``named`` whether an article that a lawyer named was cited, ``found`` whether it was among the passages."""

    refused: bool
    named: bool
    found: bool


def law_name(title: str) -> str:
    """A law's title as two sources write it alike."""
    plain = _IN_BRACKETS.sub("", unicodedata.normalize("NFKC", title))
    return re.sub(r"中华人民共和国|[《》\s]", "", plain)


def parted(
    questions: Sequence[Question], articles: Articles, held: frozenset[str]
) -> tuple[Sequence[Question], Sequence[Question]]:
    """Questions whose laws are all held, and those whose laws are all missing."""
    laws = {question.id: {law_name(articles[one].document_title) for one in question.answers} for question in questions}
    return (
        [question for question in questions if laws[question.id] <= held],
        [question for question in questions if not laws[question.id] & held],
    )


def ask(services: Services, question: Question, articles: Articles) -> Outcome:
    """Ask as staff, to whom documents that nobody released yet are open."""
    answer = services.answerer.answer(question.text, _STAFF, today())
    hits = services.retriever.search(question.text, _STAFF, today(), k=24).hits
    lawyers = {(law_name(articles[one].document_title), articles[one].clause) for one in question.answers}
    cited = {(law_name(citation.document), citation.clause or "") for citation in answer.citations}
    passages = {(law_name(hit.chunk.document.title), hit.chunk.passage.clause or "") for hit in hits}
    return Outcome(answer.refused, bool(cited & lawyers), bool(passages & lawyers))


def table(held: Sequence[Outcome], missing: Sequence[Outcome]) -> str:
    """Markdown."""

    def share(values: Sequence[bool]) -> str:
        return f"{np.mean(values):.1%}"

    return "\n".join(
        [
            "| law held | refused | article named by a lawyer cited | among the first 24 passages | | law missing | refused |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            f"| {len(held)} | {share([one.refused for one in held])} | {share([one.named for one in held])} "
            f"| {share([one.found for one in held])} | | {len(missing)} | {share([one.refused for one in missing])} |",
        ]
    )


def main() -> None:
    """Print the table."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    articles = {line.id: line for line in read_corpus(DATA / "stard" / "articles.jsonl")}
    questions = read_questions(DATA / "stard" / "questions.jsonl", DATA / "stard" / "qrels.tsv")
    settings = load_settings()
    model_off = settings.llm.model_copy(update={"base_url": ""})
    services = build_services(settings.model_copy(update={"llm": model_off}))
    with services.database.session() as session:
        held_laws = frozenset(map(law_name, session.scalars(select(DocumentRow.title))))
    held, missing = (
        [ask(services, question, articles) for question in part]
        for part in parted(split(questions).reported, articles, held_laws)
    )
    services.close()
    print(table(held, missing))


if __name__ == "__main__":
    main()
