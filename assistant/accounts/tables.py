"""Tables of accounts, their API tokens, logins, second factors and identities elsewhere, login attempts and where earlier ones succeeded."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.database import Base, UtcDateTime, utc_now
from assistant.records import Role


class UserRow(Base):
    """An account. ``token_version`` grows when the password changes: login tokens signed before are void from then on.

    ``may_approve`` is the right to approve replies to complaints, ``may_curate`` that to look after what was not answered; they come on top of
    the role.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[Role]
    may_approve: Mapped[bool] = mapped_column(default=False)
    may_curate: Mapped[bool] = mapped_column(default=False, server_default=false())
    groups: Mapped[str] = mapped_column(Text, default="", server_default="")  # as ``groups.stored_groups`` writes them
    disabled: Mapped[bool] = mapped_column(default=False)
    token_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    api_tokens: Mapped[list["ApiTokenRow"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", passive_deletes=True
    )


class ApiTokenRow(Base):
    """A token for programs. Only its SHA-256 is kept: it is random enough to need no slow hash."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked: Mapped[bool] = mapped_column(default=False)

    user: Mapped[UserRow] = relationship(back_populates="api_tokens")


class EndedLoginRow(Base):
    """A login token that was signed out, by its own id, until it would have expired anyway."""

    __tablename__ = "ended_logins"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class LoginSessionRow(Base):
    """A login token that was given out, by its own id, until it expires. ``via``: "" by password, ``oidc`` by the provider."""

    __tablename__ = "login_sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    via: Mapped[str] = mapped_column(String(10), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SecondFactorRow(Base):
    """An account's authenticator app: the shared secret (base32), since when it counts (None: begun, not confirmed), and the last time step
    whose code was used, which is never taken again."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCodeRow(Base):
    """A code for when the authenticator app is lost, good once. Only its SHA-256 is kept: it is random enough to need no slow hash."""

    __tablename__ = "recovery_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)


class ExternalIdentityRow(Base):
    """Who an account is at a provider of sign-on: ``subject`` never changes there, the name may."""

    __tablename__ = "external_identities"

    issuer: Mapped[str] = mapped_column(String(300), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class LoginAttemptRow(Base):
    """A login that is under way or failed. ``subject`` is a hash: people type passwords into the name field."""

    __tablename__ = "login_attempts"
    __table_args__ = (Index("ix_login_attempts_subject_at", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)


class KnownAddressRow(Base):
    """Where an attempt at a name succeeded. ``subject`` is that of its attempts, ``tried`` a hash of the name alone."""

    __tablename__ = "known_addresses"
    __table_args__ = (Index("ix_known_addresses_tried_at", "tried", "at"),)

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    tried: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class KeptSearchRow(Base):
    """A search among listed rows that an account keeps: ``need`` is what is looked for, as the API takes it, ``seen`` the ids of the rows that
    fitted when it was looked at last."""

    __tablename__ = "kept_searches"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    need: Mapped[dict[str, object]] = mapped_column(JSON)
    seen: Mapped[list[str]] = mapped_column(JSON, default=list)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
