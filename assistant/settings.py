"""One frozen Settings in sections, read from the environment (``HUIZHAO_SECTION__NAME``) and a ``.env`` file.

A misspelt name inside a section fails at start.
"""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import ConfigurationError


class Section(BaseModel):
    """A group of settings; unknown names are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class EmbeddingSettings(Section):
    """Which model turns text into vectors."""

    model: str = Field("", description="folder or name of a sentence-transformers model; empty: the built-in one")
    base_url: str = Field("", description="an OpenAI-compatible embedding server instead of a local model")
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
    fusion_k: int = Field(60, ge=1, description="the constant of reciprocal rank fusion")
    dense_weight: float = Field(2.0, ge=0)
    keyword_weight: float = Field(1.0, ge=0)
    exact_weight: float = Field(2.0, ge=0, description="of passages that hold a name of the question literally")
    reranker: str = Field("", description="folder or name of a sentence-transformers CrossEncoder; empty: none")
    rerank_candidates: int = Field(20, ge=1)
    user_dictionary: Path | None = Field(None, description="more words for jieba, one a line")


class AnsweringSettings(Section):
    """When an answer is given and when it is refused."""

    passages: int = Field(8, ge=1, description="passages read for one answer")
    table_rows: int = Field(10, ge=1, description="rows shown of an answer's table")
    least_evidence: float | None = Field(
        None, ge=0, le=2, description="evidence from which a passage answers; measured for the built-in model only"
    )
    contact: str = Field("澜州市云汀区投资合作局 0999-5550123（演示号码）", description="whom to ask after a refusal")


class ChatModelSettings(Section):
    """The language model, any OpenAI-compatible server; none by default."""

    base_url: str = ""
    model: str = ""
    api_key: SecretStr = SecretStr("")
    timeout_s: float = Field(60, gt=0, description="whole answer")
    first_token_timeout_s: float = Field(20, gt=0)
    temperature: float = Field(0.0, ge=0, le=2)
    max_tokens: int = Field(1500, ge=64)


class IngestSettings(Section):
    """Limits of reading files."""

    max_file_mb: int = Field(100, ge=1)
    max_pages: int = Field(1000, ge=1)
    max_expanded_mb: int = Field(1024, ge=1, description="size of an archive format when unpacked")
    timeout_s: float = Field(600, gt=0, description="reading one file")
    ocr: Literal["auto", "never", "always"] = "auto"
    section_characters: int = Field(400, ge=100)


class ServerSettings(Section):
    """The HTTP server and its accounts."""

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    secret: SecretStr = Field(
        SecretStr(""), description="signs login tokens; empty: made once, kept in the data folder"
    )
    token_hours: int = Field(12, ge=1)
    max_upload_mb: int = Field(100, ge=1)
    allowed_origins: tuple[str, ...] = Field(
        (), description="web pages elsewhere that may call the API from a browser, as a JSON list; empty: none"
    )


class Settings(BaseSettings):
    """Everything that can be configured."""

    model_config = SettingsConfigDict(
        env_prefix="HUIZHAO_", env_nested_delimiter="__", env_file=".env", extra="ignore", frozen=True
    )

    data_dir: Path = Path("data")
    database_url: str = Field("", description="SQLAlchemy URL; empty: SQLite in the data folder")
    chroma_url: str = Field("", description="http://host:port of a Chroma server; empty: in the data folder")
    embedding: EmbeddingSettings = EmbeddingSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    answering: AnsweringSettings = AnsweringSettings()
    llm: ChatModelSettings = ChatModelSettings()
    ingest: IngestSettings = IngestSettings()
    server: ServerSettings = ServerSettings()

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite:///{(self.data_dir / 'huizhao.db').absolute()}"

    @property
    def originals_dir(self) -> Path:
        """Original files, named by the hash of their bytes."""
        return self.data_dir / "originals"

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
