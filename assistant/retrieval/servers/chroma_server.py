"""Whether a Chroma server answers: one that did not is left alone for a while, so that no question waits for it again and again."""

import logging
import time
from typing import NamedTuple
from urllib.parse import urlparse

import httpx

from assistant.errors import ConfigurationError, StoreAway

log = logging.getLogger(__name__)
_AWAY = "连不上 Chroma 服务：请检查它是否在运行、HUIZHAO_CHROMA_URL 是否正确；恢复后会自动连上"
_REST_S = 5.0
_PATIENCE_S = 10.0


class Address(NamedTuple):
    """Of a server."""

    host: str
    port: int
    tls: bool


class ChromaServer:
    """What is known of the server of one address. Threads may share it."""

    def __init__(self, url: str) -> None:
        self._url = urlparse(url)
        self._away_until = 0.0

    @property
    def is_away(self) -> bool:
        """Whether it did not answer just now."""
        return time.monotonic() < self._away_until

    def let_through(self) -> None:
        """Raises StoreAway for a while after it did not answer."""
        if self.is_away:
            raise StoreAway(_AWAY)

    def failed(self) -> StoreAway:
        """The error to raise where it did not answer."""
        log.warning("the Chroma server does not answer", exc_info=True)
        self._away_until = time.monotonic() + _REST_S
        return StoreAway(_AWAY)

    def reached(self) -> Address:
        """Its address, once it has shown that it lives. Raises StoreAway, ConfigurationError."""
        if not self._url.hostname:
            raise ConfigurationError("HUIZHAO_CHROMA_URL 应形如 http://主机:端口")
        address = Address(self._url.hostname, self._url.port or 8000, self._url.scheme == "https")
        try:
            heartbeat = f"{self._url.scheme}://{self._url.hostname}:{address.port}/api/v2/heartbeat"
            httpx.get(heartbeat, timeout=_PATIENCE_S).raise_for_status()
        except httpx.HTTPError as error:
            raise self.failed() from error
        return address


def limit_patience(api: object) -> None:
    """Chroma's own client waits for its server without end; this is the part of it that does the asking."""
    session = getattr(api, "_session", None)
    if isinstance(session, httpx.Client):
        session.timeout = httpx.Timeout(_PATIENCE_S)
