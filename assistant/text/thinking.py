"""What a language model thinks before it answers, taken out of what it says."""

import re

_OPEN = re.compile(r"<think(?:ing)?>", re.IGNORECASE)
_CLOSE = re.compile(r"</think(?:ing)?>", re.IGNORECASE)
_BEGUN = re.compile(r"</?[thinkg]{0,8}$", re.IGNORECASE)


class Thoughts:
    """Takes ``<think>…</think>`` out of pieces, wherever they are cut.

    Some servers leave out the first mark. Then what was passed on turns out to have been thought: ``were_unmarked`` says so, and the next
    answer is to be read with ``unmarked``, which holds back all that stands before the end of the thoughts.
    """

    def __init__(self, unmarked: bool = False) -> None:
        self.inside = unmarked
        self.were_unmarked = False
        self._unmarked = unmarked
        self._held = ""
        self._doubtful: list[str] = []
        self._begun = False

    def without(self, piece: str) -> str:
        """What of the piece, and of what was held back before, is said; blanks before the first word are not."""
        said = self._said(piece)
        said = said if self._begun else said.lstrip()
        self._begun = self._begun or bool(said)
        return said

    def _said(self, piece: str) -> str:
        text, said = self._held + piece, ""
        self._held = ""
        while text:
            if self.inside:
                close = _CLOSE.search(text)
                if close is None:
                    self._held = _begun(text)
                    if self._unmarked:
                        self._doubtful.append(text.removesuffix(self._held))
                    return said
                self.inside = self._unmarked = False
                self._doubtful.clear()
                text = text[close.end() :].lstrip()
                continue
            mark = _first(_OPEN.search(text), _CLOSE.search(text))
            if mark is None:
                self._held = _begun(text)
                return said + text.removesuffix(self._held)
            if mark.group().startswith("</"):
                self.were_unmarked, said = True, ""
            else:
                said += text[: mark.start()]
                self.inside = True
            text = text[mark.end() :]
        return said

    def rest(self) -> str:
        """What is said at the end of the whole answer; an answer without thoughts where some were awaited is said after all."""
        return "".join((*self._doubtful, self._held)) if self._unmarked or not self.inside else ""


def _begun(text: str) -> str:
    """The end of a text that may be the beginning of a mark."""
    found = _BEGUN.search(text)
    return found.group() if found else ""


def _first(*found: re.Match[str] | None) -> re.Match[str] | None:
    return min((match for match in found if match is not None), key=lambda match: match.start(), default=None)
