"""What the page remembers of its user, in the browser."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, ValidationError


class Language(StrEnum):
    """The languages of the page."""

    CHINESE = "zh"
    ENGLISH = "en"


class Session(BaseModel):
    """The user as this browser knows them. The API decides by the token alone; name and role are only shown."""

    model_config = ConfigDict(frozen=True)

    token: str = ""
    name: str = ""
    role: str = "investor"
    may_approve: bool = False
    may_curate: bool = False
    language: Language = Language.CHINESE

    @property
    def signed_in(self) -> bool:
        return bool(self.token)

    @property
    def sees_library(self) -> bool:
        return self.role in ("staff", "admin")

    @property
    def administers(self) -> bool:
        return self.role == "admin"

    @property
    def releases(self) -> bool:
        """Whether the account agrees to what somebody else wants to be public."""
        return self.administers or (self.role == "staff" and self.may_approve)

    @property
    def curates(self) -> bool:
        """Whether the account looks after what was not answered."""
        return self.releases or (self.role == "staff" and self.may_curate)

    def signed_out(self) -> "Session":
        """The same browser without an account."""
        return Session(language=self.language)

    @classmethod
    def read(cls, stored: object) -> "Session":
        """A session as the browser stored it; a fresh one when that is unreadable."""
        try:
            return cls.model_validate(stored)
        except ValidationError:
            return cls()
