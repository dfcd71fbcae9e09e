"""Between OpenAI's chat format and ours: messages to a question with its history, an answer to one text."""

import itertools
from collections.abc import Callable, Sequence

from assistant.answers import Answer, AnswerTable, Citation, Turn
from assistant.api.links import citation_url
from assistant.api.open_webui import question_in
from assistant.api.schemas.openai import Annotation, ChatMessage, Source, SourceMetadata, SourceName, UrlCitation
from assistant.errors import InvalidInput
from assistant.policies.citations import chinese_date
from assistant.records import Intent, Status

_BY_MODEL = "（以上文字由人工智能生成，引号内的原文和表中各行除外；引用经程序核对，请以所引原文为准。）"


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
    return question_in(spoken[-1].text), tuple(turns)


def last_asked(messages: Sequence[ChatMessage]) -> str:
    """What the user's last message says, "" where the last one is not a user's."""
    spoken = [message for message in messages if message.role in ("user", "assistant")]
    return spoken[-1].text if spoken and spoken[-1].role == "user" else ""


def content_of(answer: Answer) -> str:
    """The answer as one text for clients that show nothing else: its own text, then table, remark and sources."""
    return answer.text + _appendix(answer)


def annotations_of(answer: Answer, content: str, base_url: str) -> tuple[Annotation, ...]:
    """The citations in OpenAI's own form. ``content`` lists every source by its mark, so that each has its place."""
    return tuple(
        Annotation(
            url_citation=UrlCitation(
                url=citation_url(base_url, citation),
                title=citation.label,
                start_index=(start := content.index(mark := f"[{citation.number}]")),
                end_index=start + len(mark),
            )
        )
        for citation in answer.citations
    )


def sources_of(answer: Answer, base_url: str) -> tuple[Source, ...]:
    """The citations in Open WebUI's form, in the order of their numbers, each under its own address: it numbers what differs in that."""
    made = []
    for citation in sorted(answer.citations, key=lambda one: one.number):
        url = citation_url(base_url, citation)
        made.append(
            Source(
                source=SourceName(name=citation.label, url=url),
                document=(citation.quote,),
                metadata=(SourceMetadata(source=url, name=citation.label),),
            )
        )
    return tuple(made)


def _appendix(answer: Answer) -> str:
    """What follows the answer's own text, "" if nothing."""
    parts = [_BY_MODEL] if answer.model else []
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
