"""Between OpenAI's chat format and ours: messages to a question with its history, an answer to one text."""

import itertools
from collections.abc import Callable, Sequence

from assistant.api.schemas.openai import ChatMessage
from assistant.errors import InvalidInput
from assistant.policies.citations import chinese_date
from assistant.records import Answer, AnswerTable, Citation, Intent, Status, Turn


def question_and_history(
    messages: Sequence[ChatMessage], recorded: Callable[[str, str], Turn | None]
) -> tuple[str, tuple[Turn, ...]]:
    """The question to answer and the exchanges before it.

    ``recorded`` finds the stored exchange of a question and the content that was sent for it: a follow-up needs to know what
    was cited. Instructions (system, developer, tool) are not followed: who answers from official documents takes no orders.
    Raises InvalidInput unless the last message is a user's.
    """
    spoken = [message for message in messages if message.role in ("user", "assistant")]
    if not spoken or spoken[-1].role != "user":
        raise InvalidInput("最后一条消息应是用户的问题（role: user）")
    turns = [
        recorded(asked.text, answered.text) or _turn(asked.text, answered.text)
        for asked, answered in itertools.pairwise(spoken)
        if asked.role == "user" and answered.role == "assistant"
    ]
    return spoken[-1].text, tuple(turns)


def content_of(answer: Answer) -> str:
    """The answer as one text for clients that show nothing else: its own text, then table, remark and sources."""
    return answer.text + _appendix(answer)


def _appendix(answer: Answer) -> str:
    """What follows the answer's own text, "" if nothing."""
    parts = []
    if answer.table is not None:
        parts.append(_table(answer.table))
    if answer.notice:
        parts.append(f"> {answer.notice}")
    if answer.citations:
        parts.append("出处：\n" + "\n".join(f"- {_source(citation)}" for citation in answer.citations))
    return "".join(f"\n\n{part}" for part in parts)


def _turn(question: str, answer: str) -> Turn:
    return Turn(question=question, standalone_question=question, answer=answer, intent=Intent.REPORT)


def _source(citation: Citation) -> str:
    details = [f"第 {citation.page} 页"] if citation.page is not None else []
    if citation.status is not Status.IN_FORCE:
        details.append(citation.status)
    if citation.valid_to is not None:
        details.append(f"有效期至 {chinese_date(citation.valid_to)}")
    return f"[{citation.number}] {citation.label}" + (f"（{'，'.join(details)}）" if details else "")


def _table(table: AnswerTable) -> str:
    lines = [table.columns, ("---",) * len(table.columns), *table.rows]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines)


def _cell(value: str) -> str:
    return " ".join(value.split()).replace("|", "\\|")
