"""OpenAI's chat format. ``citations``, ``table``, ``notice`` and ``refused`` are extensions that other clients ignore.

Sources are given in two more ways that clients show: OpenAI's own ``annotations``, and Open WebUI's ``sources`` with the words quoted.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.answers import AnswerTable, Citation
from assistant.api.schemas.base import Day, Writable
from assistant.errors import InvalidInput

MODEL = "huizhao"


class ContentPart(BaseModel):
    """A part of a message; only text is understood."""

    model_config = ConfigDict(extra="ignore")

    type: str
    text: str = ""


class ChatMessage(BaseModel):
    """A message of the conversation so far."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[ContentPart] | None = None

    @property
    def text(self) -> str:
        """Raises InvalidInput for pictures, sound and files."""
        if isinstance(self.content, list):
            if any(part.type not in ("text", "input_text") for part in self.content):
                raise InvalidInput("只能提文字问题，不能附图片、声音或文件")
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """Whether a last chunk tells the usage."""

    model_config = ConfigDict(extra="ignore")

    include_usage: bool = False


class CompletionRequest(Writable):
    """A request as OpenAI clients send it. Sampling settings are accepted and have no effect: answers rest on documents."""

    model_config = ConfigDict(extra="ignore")

    model: str
    messages: list[ChatMessage]
    stream: bool = False
    stream_options: StreamOptions | None = None
    as_of: Day = None


class Usage(BaseModel):
    """Tokens, as the embedding model counts them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Model(BaseModel):
    """A model of the list."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = MODEL


class ModelList(BaseModel):
    """GET /v1/models."""

    object: Literal["list"] = "list"
    data: tuple[Model, ...] = (Model(),)


class UrlCitation(BaseModel):
    """Where a citation can be opened, and the place of its mark in the content, in characters."""

    url: str
    title: str
    start_index: int
    end_index: int


class Annotation(BaseModel):
    """A citation as OpenAI gives it."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class SourceName(BaseModel):
    """What a source is called and where it can be opened."""

    name: str
    url: str


class SourceMetadata(BaseModel):
    """``source`` tells the documents of one source from another's: Open WebUI joins those that share it."""

    source: str
    name: str


class Source(BaseModel):
    """A citation as Open WebUI shows it: its n-th source is what [n] opens. ``document`` are the words quoted."""

    source: SourceName
    document: tuple[str, ...]
    metadata: tuple[SourceMetadata, ...]


class AnswerMessage(BaseModel):
    """The assistant's message."""

    role: Literal["assistant"] = "assistant"
    content: str
    annotations: tuple[Annotation, ...] = ()


class Choice(BaseModel):
    """The one choice."""

    index: int = 0
    message: AnswerMessage
    finish_reason: Literal["stop"] = "stop"


class Completion(BaseModel):
    """A whole completion."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: tuple[Choice, ...]
    usage: Usage
    sources: tuple[Source, ...]
    citations: tuple[Citation, ...]
    table: AnswerTable | None
    notice: str
    refused: bool


class ChunkChoice(BaseModel):
    """The one choice, in part."""

    index: int = 0
    delta: dict[str, str | tuple[Annotation, ...]]
    finish_reason: Literal["stop"] | None = None


class CompletionChunk(BaseModel):
    """A part of a streamed completion."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str = MODEL
    choices: tuple[ChunkChoice, ...]


class SourcesChunk(CompletionChunk):
    """Before the end, with an empty delta: Open WebUI hands on nothing else of a chunk that has one."""

    sources: tuple[Source, ...]


class LastChunk(CompletionChunk):
    """The end of the answer, with the extensions."""

    citations: tuple[Citation, ...]
    table: AnswerTable | None
    notice: str
    refused: bool


class UsageChunk(CompletionChunk):
    """After the end, for those who asked for it."""

    choices: tuple[ChunkChoice, ...] = ()
    usage: Usage
