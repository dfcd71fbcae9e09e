"""Lists: where all of something is asked for, the whole list is quoted of which an item answers, and its number said."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.checking.instructions import holds_instruction
from assistant.answering.evidence import Evidence
from assistant.records import ChunkKind
from assistant.text.sentences import sentences_of

_ASKS_LIST = re.compile(
    r"哪些|哪几|哪种|(?:什么|啥)(?:情形|情况|条件|材料|资料|东西|人|企业|单位|项目)|列|说全|全部|所有|都(?:有|要|包括|给)|几(?:类|种|项|样|条|个条件)|分别|各(?:是|奖|补|给)?多少|"
    r"\b(?:list|which|all|every|what are)\b",
    re.IGNORECASE,
)
_STYLES = tuple(
    re.compile(pattern)
    for pattern in (
        r"[（(][一二三四五六七八九十]{1,3}[)）]",
        r"[一二三四五六七八九十]{1,3}、",
        r"[（(]\d{1,2}[)）]",
        r"\d{1,2}[、.．](?!\d)",
        r"[①-⑳]",
        r"(?:[^，。；：]{0,12}[：:])?[一二三四五六七八九十]是",
    )
)
_ASKED = re.compile(r"^(?:(?:问|Q|\d{1,2}[、.．])\s*\d*[：:.、]?.{2,80}|.{4,60})[？?]$", re.IGNORECASE)
"""The question of a FAQ."""
_SHORT_REPLY, _SHORT_LIST = 160, 400
"""Characters up to which a reply, or a list, is quoted whole where a part of it answers."""


def asks_list(question: str) -> bool:
    """Whether all of something is asked for."""
    return _ASKS_LIST.search(question) is not None


def with_whole_lists(item: Evidence, *, asked: bool) -> Evidence:
    """A passage with every item of a list of which it tells one, and the line that opens the list. Unless the list was ``asked`` for, of a short
    list of which it tells several items: half of what must be handed in is worse than none."""
    chunk = item.hit.chunk
    if chunk.passage.kind is ChunkKind.ROW or not item.telling:
        return item
    sentences = [one for one in sentences_of(item.hit.text) if not holds_instruction(one)]
    told = {at for at, sentence in enumerate(sentences) if sentence in item.telling}
    kept = set(told)
    for at in sorted(told):
        whole = _list_around(sentences, at)
        if asked or (len(whole & told) > 1 and sum(len(sentences[one]) for one in whole) <= _SHORT_LIST):
            kept |= whole
    missing = [one for one in item.telling if one not in sentences]
    return replace(item, telling=(*missing, *(sentences[at] for at in sorted(kept))))


def with_whole_replies(item: Evidence) -> Evidence:
    """A passage with the whole of each short reply of which it tells a part, where it holds questions and replies."""
    sentences = sentences_of(item.hit.text)
    asked = [at for at, sentence in enumerate(sentences) if _ASKED.match(sentence.strip())]
    if not asked or not item.telling:
        return item
    kept = {at for at, sentence in enumerate(sentences) if sentence in item.telling}
    for start, end in zip(asked, [*asked[1:], len(sentences)], strict=True):
        reply = set(range(start + 1, end))
        if reply & kept and sum(len(sentences[at]) for at in reply) <= _SHORT_REPLY:
            kept |= {start} | reply
    usable = [sentences[at] for at in sorted(kept) if not holds_instruction(sentences[at])]
    return replace(item, telling=(*(one for one in item.telling if one not in sentences), *usable))


def items_told(item: Evidence) -> int:
    """How many items of one list a passage tells, 0 where it tells none or of several lists."""
    styles = [list_style(sentence) for sentence in item.telling]
    told = [style for style in styles if style is not None]
    return len(told) if len(set(told)) == 1 else 0


def _list_around(sentences: Sequence[str], at: int) -> set[int]:
    """The numbers of the sentences that make up the list to which one belongs."""
    style = list_style(sentences[at])
    if style is None:
        return set()
    first = at
    while first > 0 and (list_style(sentences[first - 1]) == style):
        first -= 1
    last = at
    while last + 1 < len(sentences) and list_style(sentences[last + 1]) == style:
        last += 1
    opened = first > 0 and sentences[first - 1].endswith(("：", ":"))
    return set(range(first - opened, last + 1))


def list_style(sentence: str) -> int | None:
    """Which way of marking items a sentence begins with."""
    return next((number for number, style in enumerate(_STYLES) if style.match(sentence)), None)
