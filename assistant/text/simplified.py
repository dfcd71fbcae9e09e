"""Questions in traditional characters, read in simplified ones as the documents are written (OpenCC, its table ``t2s``)."""

from functools import cache

from opencc import OpenCC


def simplified(text: str) -> str:
    """The text in simplified characters; what is neither stays as it is: 請問租金補貼 -> 请问租金补贴."""
    converted: str = _converter().convert(text)
    return converted


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
