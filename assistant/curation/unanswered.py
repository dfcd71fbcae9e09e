"""未答上的问题: what was refused, disliked, withheld or asked again, put together by meaning, with what was searched and found."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from sqlalchemy import select

from assistant.access import chunk_status_on, visible
from assistant.contract.curation import Cluster, FoundPassage, Signal
from assistant.curation.asked_questions import AskedQuestion, undecided_of_conversations, undecided_with_signals
from assistant.curation.clustering import ALIKE, clusters_of, most_central
from assistant.curation.question_vectors import QuestionEncoder, batches, message_vectors
from assistant.database import Database
from assistant.documents.reading import to_chunks
from assistant.documents.tables import ChunkRow
from assistant.privacy.masking import NUMBERS, Masker
from assistant.records import Intent, Principal, Role
from assistant.workdays import beijing_day

_SOON = timedelta(hours=1)
"""After which a like question in the same conversation is a new one, not the old one asked again."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_QUESTIONS, _SEARCHED, _FOUND, _COMMENTS = 20, 3, 8, 10
_EXCERPT = 120


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which clusters: since a day, perhaps of one signal or role. What has nothing to do with the bureau only where ``off_topic`` says so."""

    since: date
    signal: Signal | None = None
    role: Role | None = None
    off_topic: bool = False


class Unanswered:
    """Reads the stored conversations. What was decided is not listed again, until it is asked anew."""

    def __init__(self, database: Database, encoder: QuestionEncoder) -> None:
        self._database = database
        self._encoder = encoder

    def clusters(self, wanted: Wanted, today: date, by: Principal) -> tuple[Cluster, ...]:
        """What waits, the most asked first; of what was found the passages that the caller may see."""
        asked = sorted(
            (item for item in self._asked(wanted.since) if _is_wanted(item, wanted)),
            key=lambda item: (item.at, item.id),
        )
        if not asked:
            return ()
        vectors = message_vectors(self._database, self._encoder, {item.id: item.standalone for item in asked})
        matrix = np.stack([vectors[item.id] for item in asked])
        passages = self._passages({chunk for item in asked for chunk in item.hits}, today, by)
        found = [
            _cluster([asked[at] for at in group], asked[most_central(matrix, group)], passages)
            for group in clusters_of(matrix)
        ]
        return tuple(sorted(found, key=lambda one: (-one.count, -one.last_on.toordinal(), one.id)))

    def _asked(self, since: date) -> list[AskedQuestion]:
        with self._database.session() as session:
            told = undecided_with_signals(session, since)
            talks = undecided_of_conversations(session, since)
        found = {item.id: item for item in told}
        for item in self._asked_again(talks):
            known = found.get(item.id, item)
            found[item.id] = replace(known, signals=known.signals | {Signal.ASKED_AGAIN})
        return list(found.values())

    def _asked_again(self, messages: Sequence[AskedQuestion]) -> list[AskedQuestion]:
        """Those that are followed at once by nearly the same question with the same figures."""
        vector = self._encoder.vector
        return [
            before
            for before, after in pairwise(messages)
            if before.conversation_id == after.conversation_id
            and after.at - before.at <= _SOON
            and _figures(before.question) == _figures(after.question)
            and float(vector(before.question) @ vector(after.question)) >= ALIKE
        ]

    def _passages(self, chunk_ids: Iterable[str], today: date, by: Principal) -> dict[str, FoundPassage]:
        with self._database.session() as session:
            rows = [
                row
                for batch in batches(sorted(chunk_ids))
                for row in session.scalars(select(ChunkRow).where(ChunkRow.id.in_(batch)))
            ]
            chunks = to_chunks(session, rows)
        return {
            chunk.id: FoundPassage(
                chunk_id=chunk.id,
                label=chunk.citation,
                document_id=chunk.document.id,
                clearance=chunk.clearance,
                status=chunk_status_on(chunk, today),
                excerpt=" ".join(chunk.passage.text.split())[:_EXCERPT],
            )
            for chunk in chunks
            if visible(by, chunk)
        }


def _is_wanted(item: AskedQuestion, wanted: Wanted) -> bool:
    if item.intent is Intent.SMALL_TALK or (item.intent is Intent.OUT_OF_SCOPE and not wanted.off_topic):
        return False
    return (wanted.signal is None or wanted.signal in item.signals) and (
        wanted.role is None or wanted.role is item.role
    )


def _cluster(group: Sequence[AskedQuestion], middle: AskedQuestion, passages: Mapping[str, FoundPassage]) -> Cluster:
    masked = Masker(NUMBERS).mask
    days = {beijing_day(item.at) for item in group}
    times = Counter(chunk for item in group for chunk in dict.fromkeys(item.hits) if chunk in passages)
    return Cluster(
        id=group[0].id,
        question=masked(middle.standalone),
        count=len(group),
        signals=Counter(signal for item in group for signal in sorted(item.signals)),
        roles=Counter(item.role for item in group),
        first_on=min(days),
        last_on=max(days),
        days=len(days),
        questions=tuple(Counter(masked(item.question) for item in group).most_common(_QUESTIONS)),
        searched=tuple(dict.fromkeys(masked(item.standalone) for item in group[::-1]))[:_SEARCHED],
        found=tuple(passages[chunk].model_copy(update={"times": count}) for chunk, count in times.most_common(_FOUND)),
        comments=tuple(dict.fromkeys(masked(item.comment) for item in group if item.comment))[:_COMMENTS],
        message_ids=tuple(item.id for item in group),
    )


def _figures(question: str) -> Counter[str]:
    return Counter(_FIGURE.findall(unicodedata.normalize("NFKC", question)))
