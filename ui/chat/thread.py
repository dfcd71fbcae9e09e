"""The conversation on the screen."""

from dataclasses import dataclass, replace

from ui.chat.contract import Answer, Conversation, Sentence
from ui.contract import Citation, Table


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what has come of it so far. ``problem`` is what went wrong, as the user is told."""

    question: str
    text: str = ""
    citations: tuple[Citation, ...] = ()
    table: Table | None = None
    notice: str = ""
    refused: bool = False
    standard: bool = False
    message_id: str = ""
    rating: str = ""
    commented: bool = False
    problem: str = ""
    pending: bool = True

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
            table=answer.table,
            notice=answer.notice,
            refused=answer.refused,
            standard=answer.standard is not None,
            message_id=answer.message_id,
            pending=False,
        )


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation. ``opened`` is the citation that the reader has open: the question it belongs to, from 1, and its number."""

    conversation_id: str = ""
    exchanges: tuple[Exchange, ...] = ()
    opened: tuple[int, int] | None = None

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

    def citation(self, exchange: int, number: int) -> Citation | None:
        """The citation of that number in the answer to the ``exchange``-th question."""
        if not 1 <= exchange <= len(self.exchanges):
            return None
        return next((item for item in self.exchanges[exchange - 1].citations if item.number == number), None)

    def rated(self, message_id: str, rating: str, *, commented: bool) -> "Thread":
        exchanges = (
            replace(exchange, rating=rating, commented=commented) if exchange.message_id == message_id else exchange
            for exchange in self.exchanges
        )
        return replace(self, exchanges=tuple(exchanges))
