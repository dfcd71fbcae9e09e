"""One frozen Settings in sections, read from the environment (``HUIZHAO_SECTION__NAME``) and a ``.env`` file.

A misspelt name inside a section fails at start.
"""

from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Literal

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import ConfigurationError


class Section(BaseModel):
    """A group of settings; unknown names are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class EmbeddingSettings(Section):
    """Which model turns text into vectors."""

    model: str = Field("", description="folder or name of a sentence-transformers model; empty: the built-in one")
    adapter: bool = Field(True, description="add what was trained on questions about laws to the built-in model")
    base_url: str = Field("", description="an embedding server instead of a local model")
    api: Literal["openai", "tei"] = Field("openai", description="its shape: OpenAI's (vLLM, Infinity …) or TEI's own")
    api_key: SecretStr = SecretStr("")
    dimensions: int = Field(0, ge=0, description="vector length of a server's model; 0: ask it once")
    max_tokens: int = Field(512, ge=64, description="the model's window; a local model's own, smaller limit wins")
    query_prompt: str | None = Field(None, description="put before a question; None: the model's own prompt")
    document_prompt: str | None = Field(None, description="put before a passage; None: the model's own prompt")
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    batch_tokens: int = Field(2048, ge=512, description="tokens (padding included) embedded at a time")
    cache_dir: Path | None = Field(None, description="where the built-in model is rebuilt; None: the user's cache")


class RetrievalSettings(Section):
    """How passages are found."""

    candidates: int = Field(60, ge=1, description="passages taken from each ranking before fusion")
    keyword_weight: float = Field(2.0, ge=0, description="of words, beside meaning in standard deviations")
    exact_weight: float = Field(3.0, ge=0, description="of passages that hold a name of the question literally")
    sentences: bool = Field(
        True, description="keep a vector of every sentence too; ingestion takes about twice as long"
    )
    sentence_weight: float = Field(2.0, ge=0, description="of the nearest sentence, in standard deviations")
    reranker: str = Field(
        "", description="folder or name of a sentence-transformers CrossEncoder, or a server's model; empty: none"
    )
    reranker_url: str = Field("", description="a rerank server instead of a local model, up to /rerank")
    reranker_api: Literal["jina", "tei"] = Field(
        "jina", description="its shape: that of Jina (vLLM, Infinity, SiliconFlow …) or TEI's"
    )
    reranker_key: SecretStr = SecretStr("")
    reranker_timeout_s: float = Field(5, gt=0, description="of one request; after it the order found without it stands")
    rerank_candidates: int = Field(20, ge=1)
    user_dictionary: Path | None = Field(None, description="more words for jieba, one a line")


class AnsweringSettings(Section):
    """When an answer is given and when it is refused."""

    passages: int = Field(10, ge=1, description="passages that a language model is given for one answer")
    table_rows: int = Field(10, ge=1, description="rows shown of an answer's table")
    least_probability: float = Field(
        0.35,
        ge=0,
        le=1,
        description="probability, by the reader, that a passage answers, from which an answer is given",
    )
    contact: str = Field("", description="whom to ask after a refusal; empty: nobody is named")


class ListingSettings(Section):
    """How ledgers are read and shown."""

    columns: Path | None = Field(
        None, description="a bureau's own names of columns, a file like buildings/headers/columns.yaml"
    )
    stale_days: int = Field(90, ge=1, description="a listing whose 核验时间 is older is shown as stale")
    outlines: Path | None = Field(
        None, description="sub-districts' outlines for the map, GeoJSON; None: outlines.geojson in the data folder"
    )
    map_tiles: str = Field(
        "",
        pattern=r"^(https?://[^\s\"<>]+|)$",
        description="map tiles below the outlines, an address with {z}, {x} and {y}, WGS-84; empty: none, nothing is fetched",
    )
    map_attribution: str = Field("", max_length=200, description="whose map it is, shown below it")
    photo_hosts: frozenset[str] = Field(
        frozenset(),
        description="hosts from which the page may show photos that a ledger gives as https addresses; empty: none",
    )

    @model_validator(mode="after")
    def _tiles_have_places_and_an_owner(self) -> "ListingSettings":
        if self.map_tiles and not all(place in self.map_tiles for place in ("{z}", "{x}", "{y}")):
            raise ValueError("map_tiles 的地址里要有 {z}、{x}、{y}")
        if self.map_tiles and not self.map_attribution.strip():
            raise ValueError("用了 map_tiles 就要写 map_attribution（地图的版权说明）")
        return self


class FilesSettings(Section):
    """Where originals, photos and attachments are kept."""

    url: str = Field("", description="an object store, as s3://bucket/folder; empty: the data folder")
    endpoint: str = Field("", description="address of an S3-compatible server; empty: that of the cloud")
    region: str = ""
    key: SecretStr = Field(SecretStr(""), description="access key; empty: from AWS_ACCESS_KEY_ID and the like")
    secret: SecretStr = SecretStr("")
    timeout_s: float = Field(30, gt=0, description="one request")


class LetterSettings(Section):
    """The official letter that answers a complaint."""

    template: Path | None = Field(None, description="a .docx template of the bureau's own; None: the built-in one")
    issuer: str = Field("", description="signs the letter; empty: none can be exported or approved without a signature")
    red_header: bool = Field(False, description="the issuer's name in red above the letter")
    header: str = Field("", description="the red header's words; empty: the issuer")
    contact: str = Field("", description="stands below the date")


class ChatModelSettings(Section):
    """The language model, any OpenAI-compatible server; none by default."""

    base_url: str = ""
    model: str = ""
    api_key: SecretStr = SecretStr("")
    timeout_s: float = Field(60, gt=0, description="whole answer")
    first_token_timeout_s: float = Field(20, gt=0, description="longest silence, before the first word or later")
    temperature: float = Field(0.0, ge=0, le=2)
    max_tokens: int = Field(1500, ge=64)
    thinking_timeout_s: float = Field(
        120, gt=0, description="how long a model that thinks may do so before its first word; timeout_s starts there"
    )
    thinking_tokens: int = Field(0, ge=0, description="tokens for thinking, beside max_tokens")
    extra_body: dict[str, JsonValue] = Field(
        default_factory=dict, description="more fields of each request, as JSON, as the server wants them"
    )
    planning: Literal["tools", "json", "off"] = Field(
        "tools",
        description="how the model plans where nothing answers: by calling tools, by a JSON plan alone, not at all",
    )
    planning_timeout_s: float = Field(
        10, gt=0, description="planning of one question, all rounds; half of timeout_s at most, of which it is taken"
    )


class IngestSettings(Section):
    """Limits of reading files."""

    max_file_mb: int = Field(100, ge=1)
    max_pages: int = Field(1000, ge=1)
    max_expanded_mb: int = Field(1024, ge=1, description="size of an archive format when unpacked")
    timeout_s: float = Field(600, gt=0, description="reading one file")
    ocr: Literal["auto", "never", "always"] = "auto"
    uploads_at_once: int = Field(2, ge=1, description="filings whose attachments are read at a time, a process each")
    upload_timeout_s: float = Field(120, gt=0, description="reading all attachments of one filing")
    upload_memory_mb: int = Field(4096, ge=1024, description="address space of a process that reads attachments")
    section_characters: int = Field(400, ge=100)


class ValiditySettings(Section):
    """How long documents hold that do not say so, and which dates people are asked to look at."""

    trial_term_years: int = Field(
        0, ge=0, le=10, description="term of 试行 and 暂行 documents that name none; 0: none is assumed"
    )
    expiring_days: int = Field(90, ge=0, description="policies that expire within so many days stand in the queue")


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


class ClockSettings(Section):
    """One statutory clock of a complaint, with the legal basis that is shown beside every deadline it gives."""

    days: int = Field(ge=1)
    unit: Literal["working", "calendar"] = "working"
    basis: str = Field(min_length=1)
    starts: Literal["received", "accepted"] = "received"
    after_supplement: Literal["resume", "restart"] = Field(
        "resume", description="what 补正 does: days used so far stay used, or counting begins anew"
    )
    extension_days: int = Field(0, ge=0, description="the most days of one extension; 0: none")
    extensions: int = Field(0, ge=0, description="how often it may be extended")


class ChannelSettings(Section):
    """A way by which complaints come in, and its clocks. Without ``acceptance`` no decision on acceptance is due."""

    label: str = Field(min_length=1)
    acceptance: ClockSettings | None = None
    conclusion: ClockSettings


DEFAULT_CHANNELS: dict[str, dict[str, object]] = {
    "foreign": {
        "label": "外商投资企业投诉",
        "acceptance": {
            "days": 7,
            "basis": "《外商投资企业投诉工作办法》（商务部令2020年第3号）第十五条：收到完整齐备的投诉材料后7个工作日内决定是否受理",
            "after_supplement": "restart",
        },
        "conclusion": {
            "days": 60,
            "starts": "accepted",
            "basis": "《外商投资企业投诉工作办法》（商务部令2020年第3号）第十九条：受理之日起60个工作日内办结，情况复杂的可以适当延长",
            "extension_days": 30,
            "extensions": 1,
        },
    },
    "bureau": {
        "label": "企业诉求（本局）",
        "conclusion": {
            "days": 5,
            "basis": "本局政务诚信承诺：收到之日起5个工作日内书面答复",
            "extension_days": 5,
            "extensions": 1,
        },
    },
    "hotline": {
        "label": "12345热线转办",
        "conclusion": {
            "days": 5,
            "basis": "12345热线转办单载明的办理时限",
            "extension_days": 5,
            "extensions": 1,
        },
    },
    "petition": {
        "label": "信访",
        "acceptance": {
            "days": 15,
            "unit": "calendar",
            "basis": "《信访工作条例》第二十三条：自收到信访事项之日起15日内书面告知",
        },
        "conclusion": {
            "days": 60,
            "unit": "calendar",
            "starts": "accepted",
            "basis": "《信访工作条例》第三十四条：自受理之日起60日内办结，情况复杂的可以延长，延长期限不得超过30日",
            "extension_days": 30,
            "extensions": 1,
        },
    },
}


class ComplaintSettings(Section):
    """The complaints desk: numbers, clocks, limits."""

    number_prefix: str = Field("云投诉", min_length=1, max_length=20, description="before 〔2026〕3号")
    day_ends: time = Field(time(17, 30), description="what comes later is taken as received on the next working day")
    due_soon_days: int = Field(3, ge=0, description="how many days before the deadline a complaint is due soon")
    filing_channel: str = Field(
        "bureau", description="the channel of what is filed at the web page unless it names one"
    )
    max_file_mb: int = Field(20, ge=1, description="one attachment")
    max_files: int = Field(10, ge=1, description="attachments of one filing")
    filings_per_address: int = Field(
        10, ge=1, description="filings in 15 minutes from one address without an account, or from one account"
    )
    filings_in_all: int = Field(300, ge=1, description="filings in 15 minutes without an account, from all addresses")
    matters: Path | None = Field(None, description="a bureau's own matters, a file like complaints/intake/matters.yaml")
    phrases: Path | None = Field(None, description="a bureau's own wording of replies, by matter")
    retention_days: int = Field(1825, ge=1, description="how long contents are kept after a complaint is closed")
    channels: Mapping[str, ChannelSettings] = Field(
        default_factory=lambda: {key: ChannelSettings.model_validate(value) for key, value in DEFAULT_CHANNELS.items()}
    )

    @field_validator("channels", mode="before")
    @classmethod
    def _over_the_defaults(cls, given: object) -> object:
        """What is configured is laid over the built-in channels, so that one number can be changed alone."""
        return _merged(DEFAULT_CHANNELS, given) if isinstance(given, Mapping) else given


def _merged(below: object, above: object) -> object:
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    return {**below, **{key: _merged(below.get(key), value) for key, value in above.items()}}


class Settings(BaseSettings):
    """Everything that can be configured."""

    model_config = SettingsConfigDict(
        env_prefix="HUIZHAO_",
        env_nested_delimiter="__",
        env_file=".env",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    data_dir: Path = Path("data")
    database_url: str = Field(
        "",
        validation_alias=AliasChoices("HUIZHAO_DATABASE_URL", "HUIZHAO_DATABASE__URL"),
        description="SQLAlchemy URL, as postgresql+psycopg://user:password@host/name; empty: SQLite in the data folder",
    )
    chroma_url: str = Field("", description="http://host:port of a Chroma server; empty: in the data folder")
    embedding: EmbeddingSettings = EmbeddingSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    answering: AnsweringSettings = AnsweringSettings()
    listings: ListingSettings = ListingSettings()
    files: FilesSettings = FilesSettings()
    letter: LetterSettings = LetterSettings()
    llm: ChatModelSettings = ChatModelSettings()
    ingest: IngestSettings = IngestSettings()
    validity: ValiditySettings = ValiditySettings()
    limits: LimitSettings = LimitSettings()
    audit: AuditSettings = AuditSettings()
    retention: RetentionSettings = RetentionSettings()
    server: ServerSettings = ServerSettings()
    accounts: AccountSettings = AccountSettings()
    oidc: OidcSettings = OidcSettings()
    word_lists: tuple[WordListSettings, ...] = Field((), description="as a JSON list")
    log: LogSettings = LogSettings()
    metrics: MetricsSettings = MetricsSettings()
    tracing: TracingSettings = TracingSettings()
    complaints: ComplaintSettings = ComplaintSettings()

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite:///{(self.data_dir / 'huizhao.db').absolute()}"

    @property
    def originals_dir(self) -> Path:
        """Original files, named by the hash of their bytes."""
        return self.data_dir / "originals"

    @property
    def complaint_files_dir(self) -> Path:
        """What came with complaints and the letters that went out, named by the hash of their bytes."""
        return self.data_dir / "complaints"

    @property
    def chroma_dir(self) -> Path:
        return self.data_dir / "chroma"


def load_settings() -> Settings:
    """Settings from the environment.

    Raises ConfigurationError naming the setting that is wrong.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = "；".join(
            f"HUIZHAO_{'__'.join(str(part).upper() for part in item['loc'])}: {item['msg']}" for item in error.errors()
        )
        raise ConfigurationError(f"配置有误，请检查环境变量或 .env 文件：{problems}") from error
