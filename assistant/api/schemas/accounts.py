"""Signing in."""

from datetime import datetime

from pydantic import BaseModel

from assistant.api.schemas.base import Request
from assistant.records import Role


class LoginRequest(Request):
    """Name and password."""

    username: str
    password: str


class LoginResponse(BaseModel):
    """A token to send as ``Authorization: Bearer …``."""

    token: str
    role: Role
    name: str
    expires_at: datetime


class Me(BaseModel):
    """Whom the API takes the caller for. ``may_approve`` replies to complaints that others drafted."""

    name: str
    role: Role
    may_approve: bool = False
