"""Speaks to the page's queue as a program may that is no browser: any value for any input of any handler."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

_SESSION = "a-program"


@dataclass(frozen=True)
class PageQueue:
    """The queue of the page at an address."""

    address: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def click(
        self, button: str, values: Mapping[str, object], session: Mapping[str, str], event: str = "click"
    ) -> dict[str, object]:
        """Raise an event of a button with values by elem_id, and what the queue says at the end. ``session`` is what the browser keeps."""
        config = httpx.get(f"{self.address}/config", headers=self.headers).json()
        components = {component["id"]: component for component in config["components"]}
        by_name = {component["props"].get("elem_id"): number for number, component in components.items()}
        target = [by_name[button], event]
        handler = next(item for item in config["dependencies"] if target in [list(one) for one in item["targets"]])
        assert not values.keys() - {components[number]["props"].get("elem_id") for number in handler["inputs"]}
        data = [self._value(components[number], values, session) for number in handler["inputs"]]
        return self.call(handler["id"], data)

    def call(self, handler: int, data: list[object]) -> dict[str, object]:
        """Call a handler with these values; the message with which its event ends."""
        body = {"data": data, "fn_index": handler, "session_hash": _SESSION, "event_data": None, "trigger_id": None}
        httpx.post(f"{self.address}/gradio_api/queue/join", json=body, headers=self.headers).raise_for_status()
        address, asked = f"{self.address}/gradio_api/queue/data", {"session_hash": _SESSION}
        with httpx.stream("GET", address, params=asked, headers=self.headers, timeout=60) as stream:
            for line in stream.iter_lines():
                message = json.loads(line.removeprefix("data: ")) if line else {}
                if message.get("msg") == "process_completed":
                    return dict(message)
        raise AssertionError("the queue closed before the event was over")

    def upload(self, name: str, content: bytes) -> str:
        """Upload a file as a browser does; its path."""
        response = httpx.post(f"{self.address}/gradio_api/upload", files={"files": (name, content)})
        response.raise_for_status()
        return str(response.json()[0])

    @staticmethod
    def _value(component: dict[str, object], values: Mapping[str, object], session: Mapping[str, str]) -> object:
        props = component["props"]
        assert isinstance(props, dict)
        if component["type"] == "browserstate":
            return dict(session)
        return values.get(str(props.get("elem_id")), props.get("value"))
