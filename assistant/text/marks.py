"""Marks between words as they are printed in Chinese."""

_FULL_WIDTH = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}


def in_full_width(text: str) -> str:
    """The marks behind Chinese characters, of full width; those within figures and behind Latin words stay. As many characters as before."""
    printed = ""
    for at, mark in enumerate(text):
        before, after = printed[-1:], text[at + 1 : at + 2]
        stays = not before or before.isascii() or (before.isdigit() and after.isdigit())
        printed += mark if stays and not _closes(mark, printed) else _FULL_WIDTH.get(mark, mark)
    return printed


def _closes(mark: str, printed: str) -> bool:
    """Whether it closes a bracket that was printed in full width."""
    return mark == ")" and printed.count("（") > printed.count("）")
