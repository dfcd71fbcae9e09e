"""Sections of the settings that are about the service itself: who may call it how often, what is kept, noted and measured."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    model_validator,
)


class Section(BaseModel):
    """A group of settings; unknown names are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LimitSettings(Section):
    """How much one caller - an account, or without one an address - may ask of the server, and how much it does at once.

    Staff are not counted; a number of 0 counts nobody.
    """

    logins_per_minute: int = Field(30, ge=0, description="sign-ins from one address, staff included")
    questions_per_minute: int = Field(20, ge=0, description="questions asked in the chat")
    searches_per_minute: int = Field(240, ge=0, description="searches, lists, documents and their pages")
    files_per_minute: int = Field(20, ge=0, description="files made (letters, workbooks, PDF) or handed in")
    questions_at_once: int = Field(
        0,
        ge=0,
        description="questions answered at a time by one process; 0: four a processor, 32 where it waits for other servers",
    )
    questions_waiting: int = Field(200, ge=0, description="questions waited for; what comes beyond is turned away")
    proof_from_waiting: int = Field(
        50, ge=0, description="questions waiting from which who has no account brings a proof of work; 0: never"
    )
    proof_work: int = Field(
        50_000, ge=1000, le=10_000_000, description="hashes that a proof takes at most, half of them on average"
    )
    jobs_waiting: int = Field(50, ge=1, description="uploads waiting to be read, of all processes")
    page_uploads_per_minute: int = Field(60, ge=0, description="files that one address hands to the web page")
    page_uploads_mb: int = Field(
        4096, ge=1, description="files handed to the web page and not taken in yet, of all visitors"
    )
    conversions_at_once: int = Field(2, ge=1, description="PDF files made at a time by one process")
    conversions_waiting: int = Field(6, ge=0, description="PDF files waited for; what comes beyond is turned away")


class RetentionSettings(Section):
    """How long is kept what nobody asks for any more."""

    anonymous_conversation_days: int = Field(
        30, ge=1, description="conversations without an account, after the last question"
    )
    job_days: int = Field(30, ge=1, description="reports of uploads that were read")
    temporary_hours: int = Field(24, ge=1, description="uploads that were never taken in, and half-written files")


class AuditSettings(Section):
    """What is kept of who did what."""

    retention_days: int = Field(180, ge=180, description="how long lines are kept; the law asks for six months")
    addresses: Literal["plain", "hashed", "none"] = Field(
        "plain", description="where a call came from: as it is, as a hash of this deployment's own, or not at all"
    )


class ServerSettings(Section):
    """The HTTP server and its accounts."""

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    workers: int = Field(1, ge=1, le=64, description="processes of `huizhao serve`, on ports that follow each other")
    processors: int = Field(
        0, ge=0, description="how many this process may use; 0: all that it has, with `workers` each its part of them"
    )
    shared: bool = Field(
        False, description="other processes serve the same data: callers are counted for all of them together"
    )
    jobs: bool = Field(True, description="take background jobs in the serving processes; else `huizhao work` does")
    secret: SecretStr = Field(
        SecretStr(""), description="signs login tokens; empty: made once, kept in the data folder"
    )
    secret_before: SecretStr = Field(
        SecretStr(""),
        description="`secret` until now, while it is replaced: what it encrypted is encrypted anew at the start",
    )
    token_hours: int = Field(12, ge=1)
    max_upload_mb: int = Field(100, ge=1)
    trusted_proxies: tuple[str, ...] = Field(
        ("127.0.0.1", "::1"),
        description="reverse proxies whose X-Forwarded-For is believed, addresses or networks, as a JSON list",
    )
    header_timeout_s: float = Field(20, gt=0, description="how long a client may take to send a request's headers")
    body_timeout_s: float = Field(
        30, gt=0, description="how long a client may fall silent while it sends a request's body"
    )
    allowed_origins: tuple[str, ...] = Field(
        (), description="web pages elsewhere that may call the API from a browser, as a JSON list; empty: none"
    )
    embed_origins: tuple[str, ...] = Field(
        (), description="sites that may show the page /embed in a frame, as a JSON list; empty: none"
    )


class AccountSettings(Section):
    """How accounts sign in."""

    second_factor: frozenset[Literal["investor", "staff", "admin"]] = Field(
        frozenset(), description="roles that sign in with a code of an authenticator app too, as a JSON list"
    )
    password_length: int = Field(10, ge=8, le=64, description="the fewest characters of a password")
    password_strength: int = Field(
        9, ge=6, le=12, description="a password must withstand so many guesses, as a power of ten"
    )
    idle_minutes: int = Field(120, ge=0, description="a login that is not used for so long ends; 0: only by its hours")
    second_releaser: bool = Field(
        False, description="what is released on the page or by the API is public once somebody else has agreed"
    )


class OidcSettings(Section):
    """Sign-on by an OpenID Connect provider, beside local accounts; no provider by default."""

    issuer: str = Field("", pattern=r"^(https?://[^\s?#]+|)$", description="as its discovery document names it")
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    label: str = Field("统一身份认证", min_length=1, max_length=30, description="what the button says")
    scopes: tuple[str, ...] = ("openid", "profile")
    name_claim: str = Field("preferred_username", description="the account's name")
    groups_claim: str = Field("groups", description="the provider's groups, a list of names or one name")
    roles: Mapping[str, Literal["investor", "staff", "admin"]] = Field(
        default_factory=dict, description="the provider's group → role, as a JSON object; the highest counts"
    )
    departments: Mapping[str, str] = Field(
        default_factory=dict, description="the provider's group → department, as a JSON object"
    )
    default_role: Literal["", "investor", "staff"] = Field(
        "", description="of whoever is in none of the groups of roles; empty: may not sign in"
    )
    link_by_name: bool = Field(
        False,
        description="the first sign-in takes over the local account of the same name; only where the provider vouches for names",
    )
    redirect_url: str = Field(
        "",
        pattern=r"^(https?://[^\s?#]+/auth/oidc/callback|)$",
        description="where the provider sends people back; empty: the address they came by",
    )
    timeout_s: float = Field(10, gt=0, description="of one request to the provider")

    @model_validator(mode="after")
    def _is_whole(self) -> "OidcSettings":
        if self.issuer and not self.client_id:
            raise ValueError("设置了 issuer 就要有 client_id")
        if self.issuer and "openid" not in self.scopes:
            raise ValueError("scopes 里要有 openid")
        return self


class WordListSettings(Section):
    """One of a bureau's own lists of words: a local UTF-8 file, a word a line, ``#`` before remarks."""

    path: Path
    name: str = Field("", max_length=60, description="what the audit calls it; empty: the file's name")
    on: Literal["in", "out", "both"] = Field("both", description="questions, answers, or both")
    do: Literal["refuse", "mask", "flag"] = Field("flag", description="flag: only write it down")


class LogSettings(Section):
    """What a server writes to standard error."""

    format: Literal["text", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = Field("info", description="info: a line for each request too")


class MetricsSettings(Section):
    """Numbers for Prometheus at ``/metrics``."""

    token: SecretStr = Field(SecretStr(""), description="who may read them from elsewhere; empty: this machine alone")


class TracingSettings(Section):
    """OpenTelemetry traces."""

    endpoint: str = Field(
        "",
        pattern="^(https?://.+)?$",
        description="a collector that takes OTLP over gRPC, http://host:4317; empty: no traces",
    )
    share: float = Field(1.0, ge=0, le=1, description="of the requests that are traced")
