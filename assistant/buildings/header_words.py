"""What a column's header says: the field it names, and whether only staff may see the column (``columns.yaml``)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.buildings.columns import Field
from assistant.buildings.figures import normalise
from assistant.errors import ConfigurationError
from assistant.records import DocumentKind

BUILT_IN = Path(__file__).with_name("columns.yaml")
_SHORTEST_WITH_SLIP = 3
_UNIT = re.compile(
    r"(?:万?元|万?m2|万?平方米|平方|平米|亩|吨|t|kn|kva|%|米|m|个|层|年)(?:[/·*每](?:m2|平方米|平米|平|月|天|日|年|m))*$"
)


class _FieldWords(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    names: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    listing: dict[str, _FieldWords] = {}
    extra: tuple[str, ...] = ()
    opportunity: dict[str, _FieldWords] = {}
    restricted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """The field that a header names and how that was found: ``name``, ``pattern`` or ``slip`` (a name with one character amiss)."""

    field: Field
    origin: str


@dataclass(frozen=True)
class HeaderWords:
    """The names and patterns of one kind of table, in order, and the words that make a column one for staff."""

    names: Mapping[str, Field]
    patterns: tuple[tuple[Field, re.Pattern[str]], ...]
    extra: frozenset[str]
    restricted: tuple[str, ...]

    def meaning(self, header: str) -> Meaning | None:
        """What the words of a header mean; None where they are in no list.

        The whole header counts first; then its last line (``联系·电话``: ``电话``), then the lines above it.
        """
        parts = header_lines(header)
        candidates = list(dict.fromkeys(form for text in ("".join(parts), *reversed(parts)) for form in _forms(text)))
        for form in candidates:
            if (field := self.names.get(form)) is not None:
                return Meaning(field, "name")
            for field, pattern in self.patterns:
                if pattern.fullmatch(form):
                    return Meaning(field, "pattern")
        for form in () if self.is_extra(header) else candidates:
            if (field := self._with_one_slip(form)) is not None:
                return Meaning(field, "slip")
        return None

    def is_extra(self, header: str) -> bool:
        """Whether the column is known to hold none of the fields."""
        parts = header_lines(header)
        return any(form in self.extra for text in ("".join(parts), *parts[-1:]) for form in _forms(text))

    def is_restricted(self, header: str) -> bool:
        """Whether the words make the column one for staff only."""
        plain = re.sub(r"\s+", "", normalise(header))
        return any(word in plain for word in self.restricted)

    def _with_one_slip(self, form: str) -> Field | None:
        """The one field that has a name one character away; None where there is none or several."""
        if len(form) < _SHORTEST_WITH_SLIP:
            return None
        near = {
            field for name, field in self.names.items() if len(name) >= _SHORTEST_WITH_SLIP and _one_apart(form, name)
        }
        return near.pop() if len(near) == 1 else None


def header_lines(header: str) -> list[str]:
    """The lines of a joined header, without spaces. A ``·`` inside brackets or between units belongs to a unit (``元/㎡·月``)."""
    text = re.sub(r"\s+", "", normalise(header))
    return [part for part in re.split(r"·(?![^()]*\))(?![月天日年]$)", text) if part]


@cache
def header_words(kind: DocumentKind, own_file: Path | None = None) -> HeaderWords:
    """The lists for a kind of document; a bureau's own file wins.

    Raises ConfigurationError where that file cannot be used.
    """
    files = [_read(BUILT_IN)] if own_file is None else [_read(own_file), _read(BUILT_IN)]
    sections = [file.opportunity if kind is DocumentKind.OPPORTUNITY else file.listing for file in files]
    names: dict[str, Field] = {}
    patterns: list[tuple[Field, re.Pattern[str]]] = []
    for section in sections:
        for field_name, words in section.items():
            for name in words.names:
                for form in _forms(re.sub(r"\s+", "", normalise(name))):
                    names.setdefault(form, Field[field_name])
            patterns += [(Field[field_name], re.compile(pattern)) for pattern in words.patterns]
    extra = frozenset(normalise(name) for file in files for name in file.extra)
    return HeaderWords(names, tuple(patterns), extra, tuple(word for file in files for word in file.restricted))


def _read(path: Path) -> _File:
    try:
        read = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"列名对照文件 {path} 无法使用：{error}") from error
    known = set(Field.__members__)
    unknown = [name for name in (*read.listing, *read.opportunity) if name not in known]
    if unknown:
        raise ConfigurationError(f"列名对照文件 {path} 中没有这样的字段：{'、'.join(unknown)}")
    return read


def _forms(text: str) -> list[str]:
    """A header as it stands, without its remarks in brackets, without the unit at its end."""
    plain = re.sub(r"\([^()]*\)|\[[^\]]*\]|【[^】]*】", "", text)
    bare = re.sub(r"[:：*＊、,，;；]+$", "", _UNIT.sub("", plain))
    return [form for form in dict.fromkeys((text, plain, bare)) if form]


def _one_apart(first: str, second: str) -> bool:
    """Whether one character replaced, left out, added, or two neighbours exchanged, makes one the other."""
    if abs(len(first) - len(second)) > 1 or first == second:
        return False
    short, long = sorted((first, second), key=len)
    at = next((index for index, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    return short[at + 1 :] == long[at + 1 :] or (
        short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    )
