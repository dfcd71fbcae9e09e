"""Everything that the desk shows of a case, and what follows from it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.contract.complaints import Channel
from ui.complaints.contract import Case, Rights, SimilarList, Trail, TrailLine
from ui.complaints.reply_contract import Analysis, Check, Differences, Matter, Phrase, Version


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything shown of a case."""

    case: Case
    versions: tuple[Version, ...]
    trail: Trail
    similar: SimilarList
    rights: Rights
    analysis: Analysis | None = None
    check: Check | None = None
    changes: Differences | None = None
    catalogue: tuple[Matter, ...] = ()
    channels: tuple[Channel, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    reader: str = ""
    """The account that looks at it."""

    @property
    def reviewing(self) -> bool:
        """Whether a version waits for its approval."""
        return self.case.state == "review" and self.latest is not None

    @property
    def is_own(self) -> bool:
        """Whether the reader saved the latest version: nobody approves one of his own."""
        return self.latest is not None and self.latest.saved_by == self.reader

    @property
    def may_decide(self) -> bool:
        return self.reviewing and self.rights.may_approve and not self.is_own

    @property
    def returned(self) -> TrailLine | None:
        """Who sent the letter back and why, while it is being changed for that."""
        moves = [line for line in self.trail.entries if line.action in ("submit", "return", "recall", "approve")]
        return moves[-1] if moves and moves[-1].action == "return" and self.case.state == "drafting" else None

    @property
    def compared(self) -> int:
        """The version that the latest one is compared with: the one that was sent back, else the one before; 0 for none."""
        return compared_version(self.versions, self.trail)

    @property
    def latest(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    @property
    def may_edit(self) -> bool:
        return self.case.state in ("registered", "accepted", "rejected", "referred", "drafting")

    @property
    def may_submit(self) -> bool:
        return self.case.state == "drafting" and bool(self.versions)


def compared_version(versions: Sequence[Version], trail: Trail) -> int:
    """The version that the latest one is compared with: the last one that was sent back, where it was changed since, else the one before."""
    returned = [
        int(found[1])
        for line in trail.entries
        if line.action == "return" and (found := re.match(r"第 (\d+) 版", line.note))
    ]
    if returned and returned[-1] < len(versions):
        return returned[-1]
    return max(0, len(versions) - 1)


def letter_of(file: CaseFile) -> tuple[str, ...]:
    """The latest version's text to edit; for a first one what the case itself tells."""
    if file.latest is None:
        return "", file.case.complainant, "", "", ""
    draft = file.latest.draft
    dated = draft.dated.isoformat() if draft.dated else ""
    return draft.title, draft.addressee, file.latest.body, draft.signature, dated
