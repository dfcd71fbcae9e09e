"""A scripted stand-in for servers that compute vectors and relevance, with their limits and faults.

It has the addresses and shapes of vLLM and Infinity (``/v1/embeddings``, ``/v1/rerank``) and of TEI (``/embed``, ``/rerank``). A vector
tells its text's length, and relevance falls with it, so that tests can foretell both.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class ScriptedServer:
    """``refusals`` answer the first requests, each a status with its headers. ``most_texts`` and ``longest_text`` are the server's limits,
    0 for none, refused with ``limit_status``. ``reply`` stands for every body where it is given."""

    address: str = ""
    refusals: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    most_texts: int = 0
    longest_text: int = 0
    limit_status: int = 422
    delay_s: float = 0.0
    reply: bytes | None = None
    seen: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    def sizes(self) -> list[int]:
        """How many texts each request held."""
        return [len(_texts(body)) for _, body in self.seen]

    def answer(self, path: str, body: dict[str, object]) -> tuple[int, dict[str, str], bytes]:
        self.seen.append((path, body))
        threading.Event().wait(self.delay_s)
        if self.refusals:
            status, headers = self.refusals.pop(0)
            return status, headers, b'{"error": "scripted"}'
        texts = _texts(body)
        if self.most_texts and len(texts) > self.most_texts:
            said = f"batch size {len(texts)} > maximum allowed batch size {self.most_texts}"
            return self.limit_status, {}, json.dumps({"error": said, "error_type": "Validation"}).encode()
        if self.longest_text and any(len(text) > self.longest_text for text in texts):
            said = f"`inputs` must have less than {self.longest_text} tokens"
            return self.limit_status, {}, json.dumps({"error": said, "error_type": "Validation"}).encode()
        if self.reply is not None:
            return 200, {}, self.reply
        made = _SHAPES.get(path)
        return (404, {}, b"not here") if made is None else (200, {}, json.dumps(made(texts)).encode())


def _texts(body: dict[str, object]) -> list[str]:
    given = body.get("input") or body.get("inputs") or body.get("documents") or body.get("texts")
    assert isinstance(given, list)
    return given


def _vector(text: str) -> list[float]:
    return [float(len(text)), 1.0, 0.0]


def _openai_vectors(texts: list[str]) -> object:
    return {"data": [{"index": number, "embedding": _vector(text)} for number, text in enumerate(texts)][::-1]}


def _jina_scores(texts: list[str]) -> object:
    best = sorted(enumerate(texts), key=lambda item: len(item[1]))
    return {"results": [{"index": number, "relevance_score": -float(len(text))} for number, text in best]}


def _tei_scores(texts: list[str]) -> object:
    best = sorted(enumerate(texts), key=lambda item: len(item[1]))
    return [{"index": number, "score": -float(len(text))} for number, text in best]


_SHAPES = {
    "/v1/embeddings": _openai_vectors,
    "/embed": lambda texts: [_vector(text) for text in texts],
    "/v1/rerank": _jina_scores,
    "/rerank": _tei_scores,
}


@contextmanager
def scripted_server() -> Iterator[ScriptedServer]:
    """One on a free port."""
    script = ScriptedServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            script.keys.append(self.headers.get("Authorization"))
            status, headers, reply = script.answer(self.path, body)
            with suppress(BrokenPipeError):  # a client that waits no longer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        script.address = f"http://127.0.0.1:{listening.server_port}"
        yield script
        listening.shutdown()
