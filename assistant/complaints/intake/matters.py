"""The catalogue of matters: what complaints are about as law sees it, how people say it, whose remit it is, and where else to go.

``matters.yaml`` beside this module; a bureau lays a file of its own over it (``HUIZHAO_COMPLAINTS__MATTERS``).
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import ConfigurationError, InvalidInput
from assistant.text.labels import ARTICLE

_SHIPPED = Path(__file__).with_name("matters.yaml")
_ADDED_TO = ("examples", "basis", "find_out", "offer", "remedies")
"""Lists of a matter that a bureau's file adds to; everything else it replaces."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Basis(_Part):
    """An article that the matter falls under. ``point`` says in a few words what it rules, and with that when it bears; one with ``cues`` bears
    only on letters that hold one of these words, one with ``asks`` only on demands of these acts (``replying/asking/demand_acts.yaml``)."""

    law: str = Field(min_length=2)
    clause: str = Field(pattern=f"^{ARTICLE}$")
    point: str = ""
    cues: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    only: Literal["", "foreign"] = ""

    @property
    def address(self) -> str:
        return f"《{self.law}》{self.clause}"


class Question(_Part):
    """Something the bureau must find out, as staff are reminded of it. Where the letter tells a source, a day or an amount (``given``), ``check`` is
    asked instead."""

    ask: str = Field(min_length=4)
    given: Literal["", "source", "day", "amount"] = ""
    check: str = ""


class Matter(_Part):
    """One matter. ``title`` stands in the letter's title (关于××公司反映…问题的复函), ``english`` in the English version. ``knows`` is who can
    tell what happened; ``sides`` are, where an article lays down the duties of several, the words by which a letter names each. ``reply``
    (with the place {you}) answers a letter that asks for nothing; ``only`` says that it
    concerns foreign capital alone. ``own_part`` is what the bureau itself does in a matter of others. A letter is about a matter with ``words`` only
    where it holds one of them."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str = Field(min_length=2, max_length=40)
    title: str = Field(min_length=2)
    english: str = "the matter that you raised"
    remit: Literal["own", "other", "civil", "discipline"]
    department: str = ""
    own_part: str = ""
    knows: str = "承办科室"
    sides: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    enquiry: bool = False
    local: bool = False
    basis: tuple[Basis, ...] = ()
    search: str = ""
    find_out: tuple[Question, ...] = ()
    offer: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    reply: str = ""
    only: Literal["", "foreign"] = ""
    words: tuple[str, ...] = ()
    examples: tuple[str, ...] = Field(min_length=1)

    def may_be_of(self, letter: str) -> bool:
        """Whether a letter holds what a letter on this matter must."""
        lowered = letter.lower()
        return not self.words or any(word in lowered for word in self.words)


class Catalogue(_Part):
    """All matters. ``public_bodies`` are words for bodies that belong to the district; ``remedies`` are the ways that a refusal names."""

    public_bodies: tuple[str, ...] = ()
    remedies: Mapping[str, str] = Field(default_factory=dict)
    matters: tuple[Matter, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Matter]:
        return {matter.key: matter for matter in self.matters}

    def of(self, key: str) -> Matter:
        """Raises InvalidInput for a key that the catalogue does not have."""
        if key not in self.by_key:
            raise InvalidInput(f"事项目录里没有“{key}”，可选：{'、'.join(one.key for one in self.matters)}")
        return self.by_key[key]

    def remedies_of(self, matter: Matter) -> tuple[str, ...]:
        """The ways as the letter names them."""
        return tuple(self.remedies[key] for key in matter.remedies)


def load_catalogue(own: Path | None = None) -> Catalogue:
    """The catalogue that ships with a bureau's ``own`` file laid over it. Raises ConfigurationError naming what is wrong in which file."""
    laid = _read(_SHIPPED)
    if own is not None:
        laid = _laid_over(laid, _read(own))
    try:
        catalogue = Catalogue.model_validate(laid)
    except ValidationError as error:
        problems = "；".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ConfigurationError(f"事项目录 {own or _SHIPPED} 有误：{problems}") from error
    unknown = {key for matter in catalogue.matters for key in matter.remedies} - set(catalogue.remedies)
    if unknown:
        raise ConfigurationError(f"事项目录 {own or _SHIPPED} 有误：remedies 里没有 {'、'.join(sorted(unknown))}")
    return catalogue


def _read(path: Path) -> dict[str, Any]:
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigurationError(f"读不了事项目录 {path}：{error}") from error
    if not isinstance(read, dict) or not isinstance(read.get("matters", []), list):
        raise ConfigurationError(f"事项目录 {path} 有误：应当有 matters 列表")
    return read


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    matters = {str(one["key"]): one for one in below["matters"]}
    for one in above.get("matters", []):
        key = str(one.get("key", "")) if isinstance(one, dict) else ""
        held = matters.get(key, {})
        added = {name: [*held.get(name, []), *one.get(name, [])] for name in _ADDED_TO if name in held} if key else {}
        matters[key] = {**held, **one, **added}
    return {
        "public_bodies": [*below.get("public_bodies", []), *above.get("public_bodies", [])],
        "remedies": {**below.get("remedies", {}), **above.get("remedies", {})},
        "matters": list(matters.values()),
    }
