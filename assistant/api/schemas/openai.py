"""OpenAI's chat format. ``citations``, ``table``, ``notice`` and ``refused`` are extensions that other clients ignore."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.api.schemas.base import Day, Writable
from assistant.errors import InvalidInput
from assistant.records import AnswerTable, Citation

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


class AnswerMessage(BaseModel):
    """The assistant's message."""

    role: Literal["assistant"] = "assistant"
    content: str


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
    citations: tuple[Citation, ...]
    table: AnswerTable | None
    notice: str
    refused: bool


class ChunkChoice(BaseModel):
    """The one choice, in part."""

    index: int = 0
    delta: dict[str, str]
    finish_reason: Literal["stop"] | None = None


class CompletionChunk(BaseModel):
    """A part of a streamed completion."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str = MODEL
    choices: tuple[ChunkChoice, ...]


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
