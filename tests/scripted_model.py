"""A small OpenAI-compatible language model that says what it is told: a real HTTP server on this machine."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODEL = "scripted"


@dataclass(frozen=True)
class Reply:
    """What the server does with one request.

    ``pieces`` are streamed with ``pause_s`` before each and ``wait_s`` before the first. ``status`` other than 200 answers with an OpenAI error.
    ``body`` replaces the whole answer by raw bytes; ``breaks`` closes the connection after the pieces without an end;
    without ``knows_schemas`` a request for structured output is refused, without ``knows_tools`` one with tools. ``calls`` are the tools to be
    called, each with its arguments as JSON. ``thoughts`` are streamed as ``reasoning_content`` before the pieces; after ``stuck_after`` pieces, if
    that is not 0, nothing more comes and the connection stays open.
    ``finish`` is the reason given at the end, ``message`` that of an error.
    """

    pieces: tuple[str, ...] = ()
    wait_s: float = 0.0
    pause_s: float = 0.0
    stuck_after: int = 0
    status: int = 200
    body: bytes | None = None
    breaks: bool = False
    knows_schemas: bool = True
    knows_tools: bool = True
    calls: tuple[tuple[str, str], ...] = ()
    thoughts: tuple[str, ...] = ()
    finish: str = ""
    message: str = "scripted"


def saying(text: str, size: int = 3, **options: object) -> Reply:
    """A reply of this text, streamed in pieces of a few characters."""
    return Reply(tuple(text[at : at + size] for at in range(0, len(text), size)), **options)  # type: ignore[arg-type]


Script = Callable[[str], Reply]


@dataclass
class ScriptedModel:
    """The running server. ``prompts`` are the messages of each request, joined, ``formats`` the formats asked for; ``script`` turns one into a reply and may be exchanged."""

    script: Script
    prompts: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    requests: list[dict[str, object]] = field(default_factory=list)

    def __enter__(self) -> "ScriptedModel":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"


def _handler(model: ScriptedModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            prompt = "\n".join(str(message["content"]) for message in request["messages"])
            model.prompts.append(prompt)
            model.requests.append(request)
            model.headers.append(dict(self.headers))
            reply = model.script(prompt)
            try:
                refuses = ("response_format" in request and not reply.knows_schemas) or (
                    "tools" in request and not reply.knows_tools
                )
                model.formats.append(str(request.get("response_format", {}).get("type", "")))
                if reply.status != 200 or refuses:
                    self._send(
                        400 if refuses else reply.status,
                        _json({"error": {"message": reply.message, "type": "scripted", "code": None}}),
                    )
                elif reply.body is not None:
                    self._send(200, reply.body)
                elif request.get("stream"):
                    self._stream(reply)
                else:
                    time.sleep(reply.wait_s)
                    self._send(200, _json(_completion(reply)))
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client gave up, as some tests want it to

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _stream(self, reply: Reply) -> None:
            time.sleep(reply.wait_s)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            for event in _events(reply):
                time.sleep(reply.pause_s)
                self.wfile.write(b"data: " + event + b"\n\n")
                self.wfile.flush()
            if not reply.breaks:
                self.wfile.write(b"data: [DONE]\n\n")
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def _events(reply: Reply) -> Iterator[bytes]:
    yield _event({"role": "assistant", "content": ""})
    yield from (_event({"reasoning_content": thought}) for thought in reply.thoughts)
    for number, piece in enumerate(reply.pieces, 1):
        yield _event({"content": piece})
        if number == reply.stuck_after:
            threading.Event().wait()
    if reply.finish:
        yield _event({}, reply.finish)


def _event(delta: dict[str, object], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return _json({"id": "1", "object": "chat.completion.chunk", "created": 0, "model": MODEL, "choices": [choice]})


def _completion(reply: Reply) -> dict[str, object]:
    message: dict[str, object] = {"role": "assistant", "content": "".join(reply.pieces)}
    if reply.thoughts:
        message["reasoning_content"] = "".join(reply.thoughts)
    if reply.calls:
        message["tool_calls"] = [
            {"id": f"call-{number}", "type": "function", "function": {"name": name, "arguments": arguments}}
            for number, (name, arguments) in enumerate(reply.calls)
        ]
    finish = reply.finish or ("tool_calls" if reply.calls else "stop")
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return {"id": "1", "object": "chat.completion", "created": 0, "model": MODEL, "choices": [choice]}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
