"""The door to a language model: pieces as they come, time limits, and every way of failing as an error of ours."""

import contextlib
import time

import pytest

from assistant.chat_model import ChatModel
from assistant.errors import ChatModelError, ChatModelRefused, ChatModelTimedOut
from assistant.settings import ChatModelSettings
from tests.scripted_model import MODEL, Reply, ScriptedModel, saying


def model_of(server: ScriptedModel, **settings: float) -> ChatModel:
    model = ChatModel.from_settings(ChatModelSettings(base_url=server.base_url, model=MODEL, **settings))  # type: ignore[arg-type]
    assert model is not None
    return model


def test_without_an_address_there_is_no_model() -> None:
    assert ChatModel.from_settings(ChatModelSettings()) is None


def test_pieces_come_as_they_are_written() -> None:
    with ScriptedModel(lambda _: Reply(("补贴", "30%", "[1]。"))) as server:
        assert list(model_of(server).stream("规则", "问题")) == ["补贴", "30%", "[1]。"]
        assert "规则" in server.prompts[0]
        assert "问题" in server.prompts[0]


def test_complete_joins_the_pieces() -> None:
    with ScriptedModel(lambda _: saying("好的，没有问题。")) as server:
        model_of(server).check()
        assert model_of(server).complete("", "在吗") == "好的，没有问题。"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        pytest.param(401, ChatModelRefused, id="wrong-key"),
        pytest.param(403, ChatModelRefused, id="not-allowed"),
        pytest.param(404, ChatModelRefused, id="unknown-model"),
        pytest.param(402, ChatModelRefused, id="no-balance"),
        pytest.param(429, ChatModelRefused, id="out-of-quota"),
        pytest.param(500, ChatModelError, id="server-broken"),
    ],
)
def test_refusals_of_the_server_are_named(status: int, error: type[ChatModelError]) -> None:
    with ScriptedModel(lambda _: Reply(status=status)) as server, pytest.raises(error) as caught:
        model_of(server).complete("", "在吗")
    assert "scripted" not in str(caught.value)


def test_a_silent_server_is_given_up_after_the_first_token_time() -> None:
    started = time.monotonic()
    with (
        ScriptedModel(lambda _: saying("太晚了。", wait_s=5)) as server,
        pytest.raises(ChatModelTimedOut),
    ):
        model_of(server, first_token_timeout_s=0.5, timeout_s=10).complete("", "在吗")
    assert time.monotonic() - started < 4


def test_a_dripping_server_is_given_up_after_the_whole_time() -> None:
    started = time.monotonic()
    with (
        ScriptedModel(lambda _: saying("一" * 200, size=1, pause_s=0.2)) as server,
        pytest.raises(ChatModelTimedOut),
    ):
        model_of(server, first_token_timeout_s=1, timeout_s=1.5).complete("", "在吗")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "body", [pytest.param(b"<html>504</html>", id="a-web-page"), pytest.param(b'{"choices": 3}', id="other-json")]
)
def test_nonsense_is_an_error_of_ours_or_nothing(body: bytes) -> None:
    with ScriptedModel(lambda _: Reply(body=body)) as server:
        try:
            assert model_of(server).complete("", "在吗") == ""
        except ChatModelError as error:
            assert "Traceback" not in str(error)


def test_a_connection_that_breaks_off_ends_the_pieces_or_is_an_error_of_ours() -> None:
    with ScriptedModel(lambda _: saying("补贴30%[1]。", breaks=True)) as server:
        received: list[str] = []
        with contextlib.suppress(ChatModelError):
            received.extend(model_of(server).stream("", "在吗"))
        assert "".join(received) == "补贴30%[1]。"


def test_no_server_at_all_is_an_error_of_ours() -> None:
    with ScriptedModel(lambda _: Reply()) as server:
        settings = ChatModelSettings(base_url=server.base_url, model=MODEL)
    with pytest.raises(ChatModelError):
        ChatModel(settings).complete("", "在吗")
