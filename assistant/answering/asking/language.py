"""Whether a question is English, and text laid out for reading."""

import re
import unicodedata

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_QUOTED_TITLE = re.compile(r"《[^》]*》")
_LAYOUT_SPACE = re.compile(
    r"(?<=[\u3400-\u9fff，。；：、（）“”《》])[ \t\u3000]+|[ \t\u3000]+(?=[\u3400-\u9fff，。；：、（）“”《》])"
)
_FOLDED = re.compile(r"[\s\u3000]+")


def is_english(question: str) -> bool:
    """Whether the asker wrote English; a Chinese title inside an English question does not change that."""
    rest = _QUOTED_TITLE.sub(" ", question)
    han = len(_HAN.findall(rest))
    words = len(_LATIN_WORD.findall(rest))
    return words > 0 and (han == 0 or (words >= 4 and han < words))


def has_chinese(text: str) -> bool:
    """Whether the text holds a Chinese character."""
    return _HAN.search(text) is not None


def tidy(text: str) -> str:
    """Text for reading: the spaces that layout left between Chinese characters and figures are gone, lines are kept."""
    return "\n".join(_LAYOUT_SPACE.sub("", line.strip()) for line in text.splitlines() if line.strip())


def folded(text: str) -> str:
    """Text for comparison: one width, lower case, no spaces."""
    return _FOLDED.sub("", unicodedata.normalize("NFKC", text)).lower()
