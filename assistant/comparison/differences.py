"""What changed between two texts, word by word."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.retrieval.segmentation import segmenter

_SHORT_ISLAND = 2
"""Characters of unchanged text between two changes that are shown as changed with them: single words left standing are hard to read."""


class Kind(StrEnum):
    """Whether a piece stands in both texts or in one."""

    KEPT = "kept"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text. The kept and deleted pieces joined give the older text, the kept and inserted ones the newer."""

    kind: Kind
    text: str


def word_differences(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces in reading order, a deletion before the insertion that takes its place."""
    before, after = segmenter().pieces(old), segmenter().pieces(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    pieces: list[Piece] = []
    for _, old_start, old_end, new_start, new_end in _joined(matcher.get_opcodes(), before):
        gone, come = "".join(before[old_start:old_end]), "".join(after[new_start:new_end])
        if gone == come:
            pieces.append(Piece(Kind.KEPT, gone))
            continue
        if gone:
            pieces.append(Piece(Kind.DELETED, gone))
        if come:
            pieces.append(Piece(Kind.INSERTED, come))
    return tuple(pieces)


_Opcode = tuple[str, int, int, int, int]


def _joined(opcodes: Sequence[_Opcode], words: Sequence[str]) -> list[_Opcode]:
    """Changes with only a short island between them made one."""
    result: list[_Opcode] = []
    for position, opcode in enumerate(opcodes):
        tag, old_start, old_end, _, new_end = opcode
        island = tag == "equal" and len("".join(words[old_start:old_end])) <= _SHORT_ISLAND
        inside = 0 < position < len(opcodes) - 1
        if result and result[-1][0] != "equal" and (tag != "equal" or (island and inside)):
            _, first_old, _, first_new, _ = result[-1]
            result[-1] = ("replace", first_old, old_end, first_new, new_end)
        else:
            result.append(opcode)
    return result
