"""All that the library grants, document by document, where a question asks for it and names none: 一共有哪些补贴, 对人才都有哪些支持.

One document that happens to be found first would pass for all of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.access import CURRENT, clause_status_on
from assistant.answering.asking.language import folded, tidy
from assistant.answering.checking.instructions import holds_instruction
from assistant.answering.evidence import QuestionWords, TellingWord
from assistant.answering.extractive import Quoting
from assistant.answering.framing import standing_of
from assistant.answering.listing.lists import asks_list
from assistant.answering.overview import GRANT_NOUNS, GRANTED, Said
from assistant.incentives.recording import REJECTED
from assistant.incentives.store import BenefitRules, StoredRule
from assistant.policies.citations import chinese_date
from assistant.records import DocumentInfo, Principal

_TELLING = 0.15
"""Weight from which a word of the question tells on what something is granted: what most passages hold tells nothing."""
_MOST_DOCUMENTS, _MOST_QUOTED = 20, 24
"""Documents that are named one by one, and sentences quoted of all of them together."""


@dataclass(frozen=True, slots=True)
class DocumentGrants:
    """What one document grants, each sentence once, in the order of its clauses."""

    document: DocumentInfo
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Granted:
    """What is granted on a theme, "" where the question has none, by document."""

    theme: str
    documents: tuple[DocumentGrants, ...]

    @property
    def total(self) -> int:
        """How many sentences grant something."""
        return sum(len(one.said) for one in self.documents)


class LibraryGrants:
    """Finds what is granted in all documents that a caller may see."""

    def __init__(self, rules: BenefitRules) -> None:
        self._rules = rules

    def granted(self, words: QuestionWords, quoting: Quoting, principal: Principal) -> Granted:
        """What is granted on the day asked about where every word of the question's theme stands in a sentence, its heading or its title. The
        documents whose titles hold the theme come first, then those that grant most."""
        book = self._rules.book(principal)
        theme = [word for word in words.words if _tells_a_theme(word)]
        told: dict[str, dict[Said, None]] = {}
        for stored in book.rules:
            chunk = book.chunks.get(stored.rule.source.chunk_id)
            if chunk is None or not _is_live(stored, quoting) or holds_instruction(stored.rule.source.text):
                continue
            text = folded(f"{chunk.document.title}{chunk.passage.heading}{stored.rule.source.text}")
            if all(_stands_in(word, text, words.english) for word in theme):
                told.setdefault(chunk.document.id, {})[Said(chunk, stored.rule.source.text)] = None
        documents = [DocumentGrants(next(iter(said)).chunk.document, tuple(said)) for said in told.values()]

        def order(one: DocumentGrants) -> tuple[bool, int]:
            title = folded(one.document.title)
            return not (theme and all(_stands_in(word, title, words.english) for word in theme)), -len(one.said)

        return Granted("、".join(word.text for word in theme), tuple(sorted(documents, key=order)))


def grant_lines(granted: Granted, quoting: Quoting) -> Iterator[str]:
    """How much there is in how many documents, then each of them with its first grants, verbatim and cited, and how many more it has."""
    many, total, today = len(granted.documents), granted.total, quoting.as_of == quoting.now
    if quoting.english:
        about = f" that speak of “{granted.theme}”" if granted.theme else ""
        in_force = "in force" if today else f"in force on {quoting.as_of}"
        yield f"{many} documents {in_force} hold {total} grants{about}, quoted from the Chinese originals:"
    else:
        about = f"写到“{granted.theme}”的" if granted.theme else ""
        in_force = "现行有效" if today else f"{chinese_date(quoting.as_of)}有效"
        yield f"{in_force}的文件中，{about}支持有 {total} 项，出自 {many} 份文件："
    shown = granted.documents[:_MOST_DOCUMENTS]
    each = max(1, _MOST_QUOTED // len(shown))
    for one in shown:
        standing = standing_of(one.document, quoting.as_of, quoting.english)
        title = f"《{one.document.title}》"
        if quoting.english:
            yield f"{title}{f' ({standing})' if standing else ''}, {len(one.said)} grants:"
        else:
            yield f"{title}{f'（{standing}）' if standing else ''}，{len(one.said)} 项："
        for said in one.said[:each]:
            number = quoting.citations.cite(said.chunk, said.sentence)
            clause = said.chunk.passage.clause
            yield f"- {f'{clause}：' if clause else ''}{tidy(said.sentence)} [{number}]"
    left = next((one for one in granted.documents if len(one.said) > each or one not in shown), None)
    if left is not None:
        yield (
            f"Not all are quoted; ask for those of one document, such as “list all grants of 《{left.document.title}》”."
            if quoting.english
            else f"没有全部列出；要看一份文件的全部，可以问“《{left.document.title}》一共有哪些支持”。"
        )


def _is_live(stored: StoredRule, quoting: Quoting) -> bool:
    status = clause_status_on(stored.document, stored.rule.source.clause, quoting.as_of)
    return stored.state != REJECTED and status in CURRENT


def _tells_a_theme(word: TellingWord) -> bool:
    """Whether a word says on what something is granted, not only that it is, or that all of it is wanted."""
    general = any(
        GRANTED.search(said) or any(noun in said for noun in GRANT_NOUNS) for said in (word.text, *word.forms)
    )
    return word.weight >= _TELLING and not asks_list(word.text) and not general


def _stands_in(word: TellingWord, text: str, english: bool) -> bool:
    """Whether a folded text holds a word itself; of an English one what it is in Chinese."""
    return any(form in text for form in (word.forms if english else (word.text,)) if form)
