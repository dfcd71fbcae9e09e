"""One frozen Settings in sections, read from the environment (``HUIZHAO_SECTION__NAME``) and a ``.env`` file.

A misspelt name inside a section fails at start.
"""

from pathlib import Path
from typing import Literal

from pydantic import (
    AliasChoices,
    Field,
    JsonValue,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import ConfigurationError
from assistant.sections.complaints import ComplaintSettings, LetterSettings
from assistant.sections.service import (
    AccountSettings,
    AuditSettings,
    LimitSettings,
    LogSettings,
    MetricsSettings,
    OidcSettings,
    RetentionSettings,
    Section,
    ServerSettings,
    TracingSettings,
    WordListSettings,
)


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
        0.4,
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
