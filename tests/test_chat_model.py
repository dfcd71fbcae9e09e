"""The door to a language model: pieces as they come, time limits, and every way of failing as an error of ours."""

import contextlib
import time

import pytest

from assistant import model_limits
from assistant.chat_model import ChatModel
from assistant.errors import ChatModelCutOff, ChatModelError, ChatModelOverflowed, ChatModelRefused, ChatModelTimedOut
from assistant.settings import ChatModelSettings
from tests.scripted_model import MODEL, Reply, ScriptedModel, saying

FOR_EVER_S = 86_400
"""Whoever waited so long would be ended by the limit of one test."""
MANY = 50_000
"""Pieces that take longer than a test may."""


def model_of(server: ScriptedModel, **settings: object) -> ChatModel:
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
    with (
        ScriptedModel(lambda _: saying("太晚了。", wait_s=FOR_EVER_S)) as server,
        pytest.raises(ChatModelTimedOut),
    ):
        model_of(server, first_token_timeout_s=0.5, timeout_s=FOR_EVER_S).complete("", "在吗")


def test_a_dripping_server_is_given_up_after_the_whole_time() -> None:
    with (
        ScriptedModel(lambda _: saying("一" * MANY, size=1, pause_s=0.05)) as server,
        pytest.raises(ChatModelTimedOut),
    ):
        model_of(server, first_token_timeout_s=FOR_EVER_S, timeout_s=0.6).complete("", "在吗")


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


def test_the_whole_time_is_kept_also_while_pieces_wait() -> None:
    flood = Reply(("新引进企业可以申请。",) * MANY)
    with ScriptedModel(lambda _: flood) as server, pytest.raises(ChatModelTimedOut):
        for _ in model_of(server, first_token_timeout_s=FOR_EVER_S, timeout_s=0.3, max_tokens=10 * MANY).stream("", ""):
            time.sleep(0.002)


def test_a_server_that_ignores_the_limit_of_length_is_cut() -> None:
    with ScriptedModel(lambda _: Reply(("写" * 100,) * 200)) as server, pytest.raises(ChatModelCutOff):
        model_of(server, max_tokens=64).complete("", "在吗")


def test_silence_in_the_middle_is_given_up_like_silence_before() -> None:
    with ScriptedModel(lambda _: Reply(("好。", "再"), stuck_after=1)) as server:
        pieces = model_of(server, first_token_timeout_s=1, timeout_s=FOR_EVER_S).stream("", "在吗")
        assert next(pieces) == "好。"
        with pytest.raises(ChatModelTimedOut):
            next(pieces)


class TestEnds:
    """What the server says of the end of its answer is told apart."""

    @pytest.mark.parametrize(
        ("reply", "error"),
        [
            pytest.param(saying("补贴30%[1]。实缴", finish="length"), ChatModelCutOff, id="cut-at-its-length"),
            pytest.param(saying("补贴30%[1]。", finish="content_filter"), ChatModelRefused, id="filtered"),
            pytest.param(Reply(finish="tool_calls"), ChatModelError, id="a-tool-and-no-words"),
            pytest.param(Reply(finish="stop"), ChatModelError, id="nothing"),
        ],
    )
    def test_an_end_that_is_none(self, reply: Reply, error: type[ChatModelError]) -> None:
        with ScriptedModel(lambda _: reply) as server, pytest.raises(error):
            model_of(server).complete("", "在吗")

    def test_an_answer_that_is_whole(self) -> None:
        with ScriptedModel(lambda _: saying("好。", finish="stop")) as server:
            assert model_of(server).complete("", "在吗") == "好。"

    @pytest.mark.parametrize("status", [400, 413])
    def test_a_question_beyond_the_window(self, status: int) -> None:
        reply = Reply(status=status, message="the request exceeds the available context size")
        with ScriptedModel(lambda _: reply) as server, pytest.raises(ChatModelOverflowed):
            model_of(server).complete("", "在吗")


class TestThinking:
    """What a model thinks is never passed on, and is a sign of life."""

    THOUGHT = "<think>\n资料[1]说30%。我想想。\n</think>\n\n"

    @pytest.mark.parametrize("size", [1, 4, 1000])
    def test_marked_thoughts_are_left_out(self, size: int) -> None:
        with ScriptedModel(lambda _: saying(f"{self.THOUGHT}补贴30%[1]。", size)) as server:
            assert "".join(model_of(server).stream("", "在吗")) == "补贴30%[1]。"
            assert model_of(server).complete("", "在吗") == "补贴30%[1]。"

    def test_thoughts_without_their_first_mark_are_left_out_of_a_whole_answer(self) -> None:
        with ScriptedModel(lambda _: saying("我想想。</think>补贴30%[1]。")) as server:
            assert model_of(server).complete("", "在吗") == "补贴30%[1]。"

    def test_a_model_that_thought_aloud_once_is_held_back_from_then_on(self) -> None:
        with ScriptedModel(lambda _: saying("我想想。</think>补贴30%[1]。")) as server:
            model = model_of(server)
            with pytest.raises(ChatModelError):
                list(model.stream("", "在吗"))
            assert "".join(model.stream("", "在吗")) == "补贴30%[1]。"

    def test_thoughts_in_a_field_of_their_own_keep_the_model_alive(self) -> None:
        reply = Reply(("好。",), thoughts=("想",) * 10, pause_s=0.3, finish="stop")
        with ScriptedModel(lambda _: reply) as server:
            model = model_of(server, first_token_timeout_s=1, timeout_s=1.5, thinking_timeout_s=20)
            assert model.complete("", "在吗") == "好。"

    def test_thinking_has_an_end(self) -> None:
        with (
            ScriptedModel(lambda _: Reply(thoughts=("想",) * MANY, pause_s=0.05)) as server,
            pytest.raises(ChatModelTimedOut),
        ):
            model_of(server, timeout_s=FOR_EVER_S, thinking_timeout_s=0.6).complete("", "在吗")

    def test_a_thought_that_never_ends_is_no_answer(self) -> None:
        with ScriptedModel(lambda _: saying("<think>我想想，我再想想。")) as server, pytest.raises(ChatModelError):
            model_of(server).complete("", "在吗")


class TestRest:
    """A model that failed is not asked again for a while."""

    def test_after_two_failures(self) -> None:
        with ScriptedModel(lambda _: Reply(status=500)) as server:
            model = model_of(server)
            for _ in range(4):
                with pytest.raises(ChatModelError):
                    model.complete("", "在吗")
            assert len(server.prompts) == 2

    def test_longer_the_longer_it_fails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = 1000.0
        monkeypatch.setattr(model_limits.time, "monotonic", lambda: now)
        breaker, rests = model_limits.Breaker(), []
        for _ in range(8):
            with pytest.raises(ChatModelError), breaker:
                raise ChatModelError("出错")
            rests.append(breaker.resting_s)
            now += breaker.resting_s
        assert rests == [0.0, 30.0, 60.0, 120.0, 240.0, 480.0, 480.0, 480.0]

    def test_after_one_refusal_that_will_not_change(self) -> None:
        with ScriptedModel(lambda _: Reply(status=401)) as server:
            model = model_of(server)
            for _ in range(3):
                with pytest.raises(ChatModelError):
                    model.complete("", "在吗")
            assert len(server.prompts) == 1

    def test_not_after_answers_without_words(self) -> None:
        with ScriptedModel(lambda _: saying("")) as server:
            model = model_of(server)
            for _ in range(3):
                with pytest.raises(ChatModelError):
                    model.complete("", "在吗")
            assert len(server.prompts) == 3

    def test_a_success_makes_good_for_a_failure(self) -> None:
        replies = [Reply(status=500), saying("好。"), Reply(status=500), saying("好。")]
        with ScriptedModel(lambda _: replies.pop(0)) as server:
            model = model_of(server)
            for _ in range(2):
                with pytest.raises(ChatModelError):
                    model.complete("", "在吗")
                assert model.complete("", "在吗") == "好。"


class TestPace:
    """How long a prompt may be is learned from how fast the server began to write."""

    def test_it_is_not_known_before_the_first_answer(self) -> None:
        with ScriptedModel(lambda _: saying("好。")) as server:
            model = model_of(server)
            assert model.room is None
            assert model.reads_in(10**6, 0.1)

    def test_an_answer_in_time_tells_it(self) -> None:
        with ScriptedModel(lambda _: saying("好。", wait_s=0.5)) as server:
            model = model_of(server, first_token_timeout_s=10)
            model.complete("", "一" * 100)
            assert model.room is not None
            assert 100 <= model.room <= 1400, "at most 200 characters a second, in 7 seconds"
            assert model.reads_in(50, 1.0)
            assert not model.reads_in(5000, 1.0)

    def test_a_silence_tells_that_it_is_slower(self) -> None:
        with ScriptedModel(lambda _: saying("太晚了", wait_s=3)) as server:
            model = model_of(server, first_token_timeout_s=0.5)
            with pytest.raises(ChatModelError):
                model.complete("", "一" * 1000)
            assert model.room is not None
            assert model.room < 500, "of 1,000 characters that were too many"


def test_more_fields_of_the_request_are_those_of_the_settings() -> None:
    with ScriptedModel(lambda _: saying("好。")) as server:
        model_of(server, max_tokens=100, thinking_tokens=900, extra_body={"enable_thinking": False}).check()
    assert server.requests[0]["max_tokens"] == 1000
    assert server.requests[0]["enable_thinking"] is False
