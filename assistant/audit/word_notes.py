"""What a bureau's lists of words find in what is not asked or answered - complaints, standard answers, titles of public documents - as lines of the
audit, without the words. A complaint has to be received whatever it says; what the bureau itself publishes may be refused."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy.orm import Session

from assistant.audit.chain import add_line
from assistant.audit.events import Event
from assistant.errors import InvalidInput
from assistant.word_lists import Action, Watched, WordLists, watch

Way = Literal["in", "out", "complaint", "standard", "title"]


def note_words(session: Session, watched: Watched, way: Way, where: str = "") -> None:
    """A line for each list that found something; ``where`` is the number or name of what the text belongs to."""
    for one, count in watched.found:
        told = {"way": way, "action": one.action.value, "words": str(count)}
        add_line(session, Event.WORDS, one.name, told | ({"where": where} if where else {}))


class WordWatch:
    """The lists, for rooms that keep texts."""

    def __init__(self, lists: WordLists | None = None) -> None:
        self._lists = lists or WordLists()

    def note_received(self, session: Session, text: str, number: str) -> None:
        """Note what a complaint says; call it last in the transaction."""
        note_words(session, watch(text, self._lists.incoming), "complaint", number)

    def note_title(self, session: Session, title: str, name: str) -> None:
        """Note what a public document is called; call it last in the transaction."""
        note_words(session, watch(title, self._lists.outgoing), "title", name)

    def check_standard(self, text: str, quoted: Sequence[str]) -> Watched:
        """What a standard answer says beside its sources. Raises InvalidInput where a list refuses that."""
        watched = watch(text, self._lists.outgoing, quoted)
        if watched.action is Action.REFUSE:
            names = "、".join(f"“{one.name}”" for one, _ in watched.found if one.action is Action.REFUSE)
            raise InvalidInput(f"答复里有词表{names}不许出现的词：请改写后再提交；引自所列依据的原话不受限制")
        return watched
