"""The stretch of a letter behind words that say that its requests follow: 请求：, 诉求如下：, 恳请贵局：."""

import re
from collections.abc import Sequence
from pathlib import Path

import yaml

from assistant.complaints.letters.reply_records import Span
from assistant.replying.asking.lists import ItemList, list_marks, trimmed

_HEAD = re.compile(r"(?:^|(?<=[\n。；;！？!?，,]))[^\n。；;！？!?，,：:]{1,24}[：:]")
_WORDS = tuple(yaml.safe_load(Path(__file__).with_name("request_heads.yaml").read_text(encoding="utf-8")))


def headed(text: str, lists: Sequence[ItemList]) -> Span | None:
    """The stretch behind the last words that say that requests follow: the list that begins there, else the rest of the line; None without."""
    for one in reversed(lists):
        if _ends_as_a_head(re.split(r"[\n。；;！!？?，,.]", _before(text, one.start))[-1]):
            return Span(one.start, one.end)
    for head in reversed(list(_HEAD.finditer(text))):
        if not _ends_as_a_head(head.group()):
            continue
        line = text.find("\n", head.end())
        stretch = trimmed(text, head.end(), line if line >= 0 else len(text))
        if stretch.end > stretch.start:
            return stretch
    return None


def _before(text: str, start: int) -> str:
    """What stands before a list, without the first item's number."""
    mark = next((one for one in list_marks(text) if one.end == start), None)
    return text[: mark.start if mark else start].rstrip()


def _ends_as_a_head(words: str) -> bool:
    return words.strip(" \t　：:【】").lower().endswith(_WORDS)
