"""The conversation on the screen."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ui.chat.contract import Answer, Choice, Conversation, FoundRow, Sentence, Step
from ui.components import kept_json
from ui.contract import Citation, Table
from ui.rendering import named_by

_ROW_MARKS = re.compile(r"\s*(?:\[\d{1,3}\]){2,}")
_ROW_KINDS = {"match_listings": ("listing", "b/"), "list_opportunities": ("opportunity", "o/")}
"""What found a table's rows: their kind, and how their addresses begin."""
_PAGES = {"match_listings": "sites", "work_out_benefits": "worksheet"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what has come of it so far. ``address`` is where it was shared, ``problem`` what went wrong, as the user is told; ``links``
    are addresses of what it names beside what it cites, None while nobody has looked for them."""

    question: str
    text: str = ""
    citations: tuple[Citation, ...] = ()
    related: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    steps: tuple[Step, ...] = ()
    table: Table | None = None
    notice: str = ""
    refused: bool = False
    standard: bool = False
    by_model: bool = False
    wanted: tuple[str, ...] = ()
    message_id: str = ""
    rating: str = ""
    commented: bool = False
    address: str = ""
    problem: str = ""
    pending: bool = True
    links: Mapping[str, str] | None = None

    @property
    def doors(self) -> tuple[tuple[str, str], ...]:
        """Pages on which the answer goes on, each with what it is told: rows on 选址, benefits on 政策测算."""
        asked = {step.tool: step.asked for step in self.steps if step.found}
        shown = asked if self.table is not None else {}
        return tuple((page, shown[tool]) for tool, page in _PAGES.items() if tool in shown)

    @property
    def shown_text(self) -> str:
        """The text; marks that only repeat those of the table's rows stand there."""
        if self.choices:
            return self.text.split("\n")[0]
        told = bool(self.table and any(self.table.sources))
        return _ROW_MARKS.sub("", self.text) if told else self.text

    @property
    def names(self) -> Mapping[str, str]:
        """Addresses of all that notice and text name: clauses that are cited, the table's rows, what a refusal quotes, other editions."""
        cited = named_by((*self.related, *self.citations))
        return {**(self.links or {}), **cited, **(self.table.named if self.table else {})}

    @property
    def further(self) -> tuple[str, str] | None:
        """The kind of the table's rows and the need that found them, where more of them can be had."""
        table = self.table
        if not (table and table.places and len(table.rows) < table.total):
            return None
        asked = {step.tool: step.asked for step in self.steps if step.tool in _ROW_KINDS and step.found}
        found = (
            (kind, asked[tool]) for tool, (kind, mark) in _ROW_KINDS.items() if tool in asked and self._lists(mark)
        )
        return next(found, None)

    def _lists(self, mark: str) -> bool:
        return self.table is not None and self.table.places[0].startswith(mark)

    def with_rows(self, rows: Sequence[FoundRow], verdicts: Callable[[FoundRow], str]) -> "Exchange":
        """With further rows in the table, in its columns; ``verdicts`` words how a row fits."""
        table = self.table
        if table is None or not table.places:
            return self
        known, mark = set(table.places), table.places[0][:2]
        fresh = [row for row in rows if f"{mark}{row.id}" not in known]
        lines = []
        for row in fresh:
            cells = {**{value.label: value.text for value in row.values}, table.columns[0]: row.name}
            if table.verdicts:
                cells[table.verdicts] = verdicts(row)
            lines.append(tuple(cells.get(column, "") for column in table.columns))
        places = (*table.places, *(f"{mark}{row.id}" for row in fresh))
        total = table.total if fresh else len(table.rows)
        return replace(
            self, table=table.model_copy(update={"rows": (*table.rows, *lines), "places": places, "total": total})
        )

    def continued(self, sentence: Sentence) -> "Exchange":
        """With the next sentence."""
        known = {citation.number for citation in self.citations}
        fresh = tuple(citation for citation in sentence.citations if citation.number not in known)
        return replace(self, text=self.text + sentence.text, citations=self.citations + fresh)

    def answered(self, answer: Answer) -> "Exchange":
        """With the whole answer."""
        return replace(
            self,
            text=answer.text,
            citations=answer.citations,
            related=answer.related,
            choices=answer.choices,
            steps=answer.steps,
            table=answer.table,
            notice=answer.notice,
            refused=answer.refused,
            standard=answer.standard is not None,
            by_model=bool(answer.model),
            wanted=answer.wanted,
            message_id=answer.message_id,
            pending=False,
        )


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation. ``opened`` is the citation that the reader has open: the question it belongs to, from 1, and its number."""

    conversation_id: str = ""
    exchanges: tuple[Exchange, ...] = ()
    opened: tuple[int, int] | None = None

    @property
    def is_pending(self) -> bool:
        """Whether an answer is under way."""
        return bool(self.exchanges) and self.exchanges[-1].pending

    @property
    def kept(self) -> str:
        """What the browser keeps of the conversation, so that a reload shows it again."""
        return kept_json(conversation=self.conversation_id)

    @classmethod
    def of(cls, conversation: Conversation) -> "Thread":
        """A stored conversation."""
        exchanges = (
            replace(
                Exchange(stored.question).answered(stored.answer),
                message_id=stored.message_id,
                rating=stored.rating or "",
                commented=bool(stored.rating),
            )
            for stored in conversation.exchanges
        )
        return cls(conversation.id, tuple(exchanges))

    def asked(self, question: str) -> "Thread":
        return replace(self, exchanges=(*self.exchanges, Exchange(question)))

    def with_last(self, exchange: Exchange) -> "Thread":
        return replace(self, exchanges=(*self.exchanges[:-1], exchange))

    def stopped(self, problem: str) -> "Thread":
        """With the answer under way given up; unchanged when none is."""
        if not self.exchanges or not self.exchanges[-1].pending:
            return self
        return self.with_last(replace(self.exchanges[-1], pending=False, problem=problem))

    def with_exchange(self, number: int, exchange: Exchange) -> "Thread":
        """With another ``number``-th exchange, from 1."""
        return replace(self, exchanges=(*self.exchanges[: number - 1], exchange, *self.exchanges[number:]))

    def citation(self, exchange: int, number: int) -> Citation | None:
        """The citation of that number in the answer to the ``exchange``-th question."""
        if not 1 <= exchange <= len(self.exchanges):
            return None
        return next((item for item in self.exchanges[exchange - 1].citations if item.number == number), None)

    def shared(self, message_id: str, address: str) -> "Thread":
        """With the address under which others can read that answer."""
        exchanges = (
            replace(exchange, address=address) if exchange.message_id == message_id else exchange
            for exchange in self.exchanges
        )
        return replace(self, exchanges=tuple(exchanges))

    def rated(self, message_id: str, rating: str, *, commented: bool) -> "Thread":
        exchanges = (
            replace(exchange, rating=rating, commented=commented) if exchange.message_id == message_id else exchange
            for exchange in self.exchanges
        )
        return replace(self, exchanges=tuple(exchanges))
