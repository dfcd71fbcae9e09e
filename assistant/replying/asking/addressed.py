"""To whom a letter goes: the lines that name its receivers say nothing of them."""

from assistant.replying.words import WORDS

_RECEIVERS = WORDS["addressed_to"]
_LONGEST, _FIRST_LINES = 24, 4


def without_address(text: str) -> str:
    """A letter without the lines at its head that name who receives it: 致：某局, 抄送：某局, 某局："""
    lines = text.splitlines()
    filled = [at for at, line in enumerate(lines) if line.strip()][:_FIRST_LINES]
    return "\n".join(line for at, line in enumerate(lines) if at not in filled or not _is_address(line.strip()))


def _is_address(line: str) -> bool:
    named = line.lower().startswith(_RECEIVERS) and any(mark in line for mark in "：:")
    return len(line) <= _LONGEST and (named or line.endswith(("：", ":")))
