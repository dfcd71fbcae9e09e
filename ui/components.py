"""The small pieces that both pages are built from."""

import inspect
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr
from gradio.blocks import Block
from gradio.events import Dependency

from ui.client import ApiProblem
from ui.contract import CLEARANCES, KINDS
from ui.session import Language
from ui.texts import has_text, text

_ON_LOAD = """
const events = [{events}];
element.addEventListener('click', event => window.huizhao.clicked(event, element, events, trigger));
element.addEventListener('keydown', event => {{
  const drawn = event.key === 'Enter' && event.target.matches('svg [data-act]');
  if (drawn) window.huizhao.clicked(event, element, events, trigger);
}});
{more}
"""


PROVED = "async (...given) => { await window.huizhao.proved(); return given; }"
"""For ``js`` of ``listen``: what a visitor without an account asks for while many wait is asked for with a proof of work (``assets/proof.js``)."""


def listen(
    event: Callable[..., Dependency],
    handler: Callable[..., object] | None,
    inputs: Sequence[Block] = (),
    outputs: Sequence[Block] = (),
    **options: object,
) -> Dependency:
    """React to an event: without a veil over the page, for any number of users at once, and closed to Gradio's own API.

    Gradio forgets what was clicked when it puts an event off (``always_last``): handlers that want to know run at once.
    """
    if options.get("trigger_mode") == "always_last" and handler is not None and _wants_event(handler):
        options["trigger_mode"] = "multiple"
    return event(
        handler,
        list(inputs),
        list(outputs),
        show_progress="hidden",
        api_visibility="private",
        concurrency_limit=None,
        **options,
    )


def _wants_event(handler: Callable[..., object]) -> bool:
    return any(given.annotation is gr.EventData for given in inspect.signature(handler).parameters.values())


def action_html(elem_id: str, *events: str, value: str = "", on_load: str = "", visible: bool = True) -> gr.HTML:
    """HTML whose buttons with ``data-act`` raise events of that name, carrying the button's data."""
    names = ", ".join(f"'{event}'" for event in events)
    return gr.HTML(
        value,
        elem_id=elem_id,
        visible=visible,
        apply_default_css=False,
        js_on_load=_ON_LOAD.format(events=names, more=on_load),
    )


def clicked_data(event: gr.EventData) -> dict[str, str]:
    """The data of the clicked button. It comes from the browser, so it may be anything."""
    data = event._data
    return {str(key): str(value) for key, value in data.items()} if isinstance(data, dict) else {}


def kept_json(**values: object) -> str:
    """What the browser's history is to keep of a view, for ``data-kept``; empty values are left out."""
    return json.dumps({name: str(value) for name, value in values.items() if value}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Localised:
    """A Gradio component whose properties are texts; ``keys`` maps a property to its text's key, ``choices`` words its choices."""

    component: Block
    keys: Mapping[str, str]
    choices: Callable[[Language], list[tuple[str, str]]] | None = None

    def in_language(self, language: Language) -> dict[str, object]:
        """The update that shows the component in a language."""
        properties: dict[str, Any] = {name: text(key, language) for name, key in self.keys.items()}
        if self.choices is not None:
            properties["choices"] = self.choices(language)
        return gr.update(**properties)


def problem_text(problem: ApiProblem, language: Language) -> str:
    """What to tell the user: the API's own words in Chinese, ours where it had none or in English."""
    if problem.message and (language is Language.CHINESE or not has_text(problem.code)):
        return problem.message
    return text(problem.code if has_text(problem.code) else "unexpected", language)


def page_classes(in_view: bool) -> list[str]:
    """Classes of a page's area. The one out of view stays in the document: half a question typed there is not lost."""
    return ["hz-page-body"] if in_view else ["hz-page-body", "is-away"]


@contextmanager
def problems_as_toasts(language: Language) -> Iterator[None]:
    """Shows an ApiProblem to the user instead of raising it; what follows in the block is left out."""
    try:
        yield
    except ApiProblem as problem:
        gr.Warning(escape(problem_text(problem, language)))


def kind_choices(language: Language) -> list[tuple[str, str]]:
    """Kinds of documents as a component's choices."""
    return [(text(f"kind_{kind}", language), kind) for kind in KINDS]


def clearance_choices(language: Language) -> list[tuple[str, str]]:
    """Clearances as a component's choices."""
    return [(text(clearance, language), clearance) for clearance in CLEARANCES]


def optional(
    choices: Callable[[Language], list[tuple[str, str]]], none: str
) -> Callable[[Language], list[tuple[str, str]]]:
    """The same choices after an empty one, whose text has the key ``none``."""
    return lambda language: [(text(none, language), ""), *choices(language)]
