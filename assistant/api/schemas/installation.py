"""How each part of the installation is."""

from pydantic import BaseModel

from assistant.doctor import Finding, State


class Part(BaseModel):
    """One part; ``remedy`` says how to mend it, "" when nothing is to be done."""

    part: str
    state: State
    detail: str
    remedy: str

    @classmethod
    def of(cls, finding: Finding) -> "Part":
        return cls(part=finding.part, state=finding.state, detail=finding.detail, remedy=finding.remedy)


class Parts(BaseModel):
    """All parts."""

    parts: tuple[Part, ...]
