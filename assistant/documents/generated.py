"""What a file says of itself where a language model wrote words in it, as the rules on labels of generated content ask (人工智能生成合成内容标识办法)."""

import json
from typing import Protocol

_WORDS = "AI生成合成内容：含人工智能撰写的文字"
_FIELD = "AIGC"


class _Properties(Protocol):
    """The part of a Word file's properties that is written here."""

    keywords: str
    comments: str


def label_as_generated(properties: _Properties) -> None:
    """Have a Word file, and the PDF that is made of it, say that it holds generated text.

    The label is in words for whoever opens the properties, and in the form that programs look for (the field of GB 45438-2025, whose ``Label`` 1 is
    "generated"); the producer is not named, who produced the words is in the audit.
    """
    properties.comments = _WORDS
    properties.keywords = f"{_WORDS}；{json.dumps({_FIELD: {'Label': '1'}})}"
