"""Prompts are files: ``prompts/*.md``, Jinja2 with strict variables.

The first line of a prompt is a comment that names its variables: ``{# variables: question, passages #}``.
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

PROMPTS_DIR = Path(__file__).resolve().parent.parent / "prompts"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(PROMPTS_DIR),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render_prompt(name: str, **variables: object) -> str:
    """The prompt ``prompts/<name>.md`` with its variables filled in.

    Raises jinja2.UndefinedError when a variable is missing and jinja2.TemplateNotFound for an unknown name.
    """
    return _environment().get_template(f"{name}.md").render(**variables).strip()
