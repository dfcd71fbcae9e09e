"""What Open WebUI sends besides questions: its own tasks (a title, tags, follow-up questions …), and questions wrapped in its template.

Every such prompt begins with ``### Task:``. A task names the one key of the JSON that it wants and quotes the conversation between
``<chat_history>`` marks, a message a paragraph that begins with its role; administrators may reword the rest. Without a language model the
tasks are answered by rule from what was said, with nothing that the library would have to be asked for.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Wanted = Literal["title", "tags", "follow_ups", "queries", "text", "prompt", ""]

_TASK = "### Task:"
_HISTORY = re.compile(r"<chat_history>(.*)</chat_history>", re.DOTALL)
_WANTED = re.compile(r"\{\s*\"(title|tags|follow_ups|queries|text|prompt)\"\s*:")
_MESSAGE = re.compile(r"^(USER|ASSISTANT|SYSTEM|TOOL): ?", re.MULTILINE)
_CONTEXT_END, _QUERY = "</context>", re.compile(r"<user_query>(.*?)</user_query>", re.DOTALL)
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_SOURCE = re.compile(r"^- \[\d+\] (《[^\n]+?》)(第[^\s（，]+?条(?:之[一二三四五六七八九十]+)?)?", re.MULTILINE)
_SHORTEST_SENTENCE, _TITLE_CHARACTERS, _TITLE_WORDS = 4, 20, 8
_MOST_DOCUMENTS = 2
_UNTITLED = "招商咨询"


@dataclass(frozen=True, slots=True)
class Task:
    """``wanted`` is the key of the JSON that is asked for, "" where it is none that is known; ``messages`` are role and text."""

    wanted: Wanted
    messages: tuple[tuple[str, str], ...]

    def last(self, role: str) -> str:
        """The last message of a role, "" if none."""
        return next((text for who, text in reversed(self.messages) if who == role), "")

    @property
    def first_question(self) -> str:
        return next((text for who, text in self.messages if who == "USER"), "")


def task_of(prompt: str) -> Task | None:
    """The task that a message is, None for what somebody asks."""
    if not prompt.lstrip().startswith(_TASK):
        return None
    history = _HISTORY.search(prompt)
    said = _WANTED.search(_HISTORY.sub("", prompt))
    if history is None and said is None:
        return None
    wanted: Wanted = said.group(1) if said else ""  # type: ignore[assignment]  # the pattern names these alone
    return Task(wanted, _messages(history.group(1)) if history else ())


def question_in(message: str) -> str:
    """The question of a message that quotes passages of Open WebUI's own store before it; any other message as it is.

    Those passages are left aside: answers rest on this library.
    """
    if not message.lstrip().startswith(_TASK) or _CONTEXT_END not in message:
        return message
    named = [text.strip() for text in _QUERY.findall(message)]
    behind = message.rpartition(_CONTEXT_END)[2].strip()
    return next((text for text in (*reversed(named), behind) if text), message)


def answered(task: Task, tags_of: Callable[[str], Sequence[str]]) -> str:
    """The JSON that a task wants; ``tags_of`` gives the tags of a question."""
    value: str | list[str]
    match task.wanted:
        case "title":
            value = _title(task.first_question)
        case "tags":
            asked = task.last("USER")
            value = list(tags_of(asked)) if asked else []
        case "follow_ups":
            value = _follow_ups(task.last("USER"), task.last("ASSISTANT"))
        case "queries":
            value = []  # nothing is looked up elsewhere
        case "text" | "prompt":
            value = ""  # what somebody is about to write is not guessed
        case _:
            return "{}"
    return json.dumps({task.wanted: value}, ensure_ascii=False)


def _messages(history: str) -> tuple[tuple[str, str], ...]:
    parts = _MESSAGE.split(history)  # what stands before, then role and text in turn
    return tuple((role, text.strip()) for role, text in zip(parts[1::2], parts[2::2], strict=True))


def _title(question: str) -> str:
    """The question's first sentence, shortened."""
    end = next(
        (found.start() for found in _SENTENCE_END.finditer(question) if found.start() >= _SHORTEST_SENTENCE), None
    )
    sentence = " ".join(question[:end].split()).strip(" ，,。.？?！!；;：:")
    words = sentence.split(" ")
    if sentence.isascii() and len(words) > _TITLE_WORDS:
        return " ".join(words[:_TITLE_WORDS]) + " …"
    if not sentence.isascii() and len(sentence) > _TITLE_CHARACTERS:
        return sentence[: _TITLE_CHARACTERS - 1] + "…"
    return sentence or _UNTITLED


def _follow_ups(question: str, answer: str) -> list[str]:
    """What the sources of an answer, as ``content_of`` lists them, can surely be asked next."""
    english = question.isascii()
    clauses: dict[str, str] = {}
    for document, clause in _SOURCE.findall(answer):
        clauses[document] = clauses.get(document) or clause
    made = []
    for document, clause in list(clauses.items())[:_MOST_DOCUMENTS]:
        if clause:
            made.append(
                f"What does {document}{clause} say in full?" if english else f"{document}{clause}的全文是什么？"
            )
            made.append(f"Until when is {document} valid?" if english else f"{document}的有效期到什么时候？")
    return made
