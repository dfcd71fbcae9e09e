"""What a column's header says: the field it names, and whether only staff may see the column (``columns.yaml``)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.buildings.columns import Field
from assistant.buildings.headers.header_claims import claim_of, fits
from assistant.buildings.headers.header_lexicon import Mark, Measure
from assistant.buildings.headers.header_sense import Sense, only_groups, sense_of
from assistant.buildings.qualifiers import without_asking
from assistant.errors import ConfigurationError
from assistant.records import DocumentKind
from assistant.retrieval.segmentation import segmenter
from assistant.text.figures import normalise
from assistant.text.simplified import simplified
from assistant.text.units import PER, spelled

BUILT_IN = Path(__file__).with_name("columns.yaml")
_SHORTEST_WITH_SLIP = 4
_PERIOD = spelled("个月", "天", "年", spoken=True)
_UNIT = re.compile(
    rf"万?(?:{spelled('area', 'length', 'weight', 'power', spoken=True)}|{spelled('money', 'share', '个', '层', '年')})(?:{PER}{spelled('㎡', '个月', '天', '年', '米', spoken=True)})*$"
)


class _FieldWords(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    names: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    listing: dict[str, _FieldWords] = {}
    extra: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    opportunity: dict[str, _FieldWords] = {}
    restricted: tuple[str, ...] = ()
    also: dict[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True)
class Meaning:
    """The field that a header names and how that was found: ``name``, ``pattern`` (what its words say together) or ``slip`` (a name
    with one character amiss). Of two columns of one field the lower ``rank`` has it. ``measured``: its words name what is measured."""

    field: Field
    origin: str
    rank: int = 0
    measured: bool = False


@dataclass(frozen=True)
class HeaderWords:
    """The names and patterns of one kind of table, in order, and the words that make a column one for staff."""

    names: Mapping[str, Field]
    patterns: tuple[tuple[Field, re.Pattern[str]], ...]
    extra: frozenset[str]
    public: frozenset[str]
    restricted: tuple[str, ...]
    composed: bool

    def meaning(self, header: str, *, slips: bool = True) -> Meaning | None:
        """What the words of a header mean, all of them together; None where they are in no list or contradict it. ``slips``: a name with
        one character amiss counts too.

        A whole header that is a name is that name. Else what its words claim together counts, then a name or pattern of the whole, of
        its last line (``联系·电话``: ``电话``), of the lines above it, unless any word says that it is something else.
        """
        parts = header_lines(header)
        sense = sense_of_header(header)
        whole = _forms("".join(parts))
        if (field := self._of_either(parts[-1:])) is not None:
            return Meaning(field, "name")
        remarks = sense_of((), _remarks(header))
        sure = whole if not (remarks.states or remarks.marks) else whole[:1]
        for form in sure:
            if (field := self.names.get(form)) is not None:
                own = claim_of(sense)
                rank = own.rank if own and own.field is field else _beside_the_point(field, sense, form)
                return Meaning(field, "name", rank)
        claim = claim_of(sense)
        if claim and not self.is_extra(header) and self.composed is not (claim.field is Field.INVESTMENT_YUAN):
            return Meaning(claim.field, "pattern", claim.rank, measured=sense.measure is not None)
        candidates = list(dict.fromkeys([*whole, *(form for text in reversed(parts) for form in _forms(text))]))
        for form in candidates:
            if (field := self.names.get(form)) is not None and fits(field, sense):
                return Meaning(field, "name", _beside_the_point(field, sense, form))
            for field, pattern in self.patterns:
                if pattern.fullmatch(form) and fits(field, sense):
                    return Meaning(field, "pattern", _beside_the_point(field, sense, form))
        if sense.thing and self.composed and fits(Field[sense.thing], sense):
            field = Field[sense.thing]
            return Meaning(field, "pattern", _beside_the_point(field, sense, whole[0]), measured=True)
        for form in candidates if slips and sense.unknown and not self.is_extra(header) else ():
            if (field := self._with_one_slip(form, sense)) is not None:
                return Meaning(field, "slip")
        return None

    def _of_either(self, lowest: Sequence[str]) -> Field | None:
        """The one field that each of the names of a line is called by: ``楼层/单元``."""
        names = [name for line in lowest for name in _without_brackets(line).split("/")]
        fields = {self.names.get(name) for name in names}
        return fields.pop() if len(names) > 1 and len(fields) == 1 else None

    def question(self, header: str) -> str:
        """What an administrator is to be asked of a header that names an area, a rate or a rent but is not understood whole; else ""."""
        sense = sense_of_header(header)
        said = _MEASURED.get(sense.measure) if sense.measure and self.composed else None
        if said is None or self.is_extra(header):
            return ""
        if sense.unknown:
            return f"像是{said}，但不认得“{sense.unknown}”，没有当作任何字段"
        return "" if len(sense.states) < 2 else f"像是{said}，但几个说法互相矛盾，没有当作任何字段"

    def is_extra(self, header: str) -> bool:
        """Whether the column is known to hold none of the fields."""
        parts = header_lines(header)
        return any(form in self.extra for text in ("".join(parts), *parts[-1:]) for form in _forms(text))

    def is_public(self, header: str) -> bool:
        """Whether the column holds none of the fields but is known to describe the place and nobody else (``消防等级``)."""
        parts = header_lines(header)
        above = sense_of([part for part in parts[:-1] if not only_groups(part)])
        lowest = parts[-1:] if len(parts) > 1 and not (above.marks - _OF_THE_PLACE or above.states) else []
        forms = {form for text in ("".join(parts), *lowest) for form in _forms(text)}
        return not self.public.isdisjoint(forms | set(map(without_count, forms)) | set(map(_without_amount, forms)))

    def is_restricted(self, header: str) -> bool:
        """Whether the words make the column one for staff only."""
        plain = re.sub(r"\s+", "", normalise(simplified(header)))
        return any(word in plain for word in self.restricted)

    def _with_one_slip(self, form: str, sense: Sense) -> Field | None:
        """The one field that has a name one character away; None where there is none or several.

        The misspelt header must say nothing that the name does not, and the odd character must be in no word of the language: 空制面积 is
        空置面积, but 绿地面积 is not 土地面积.
        """
        near = {
            field
            for name, field in self.names.items()
            if len(name) >= _SHORTEST_WITH_SLIP
            and (at := _slip_at(form, name)) is not None
            and sense.says_no_more_than(sense_of([name]))
            and not segmenter().is_in_word(form, at)
        }
        return near.pop() if len(near) == 1 else None


_OF_THE_PLACE = frozenset({Mark.PART, Mark.PARKING, Mark.STOREY, Mark.LAND, Mark.TOTAL})
"""What a line above columns may say of the place: 楼内配套."""

_COUNTS = ("总数", "数量", "个数", "台数", "部数", "间数", "套数", "数")


def without_count(header: str) -> str:
    """A header without the word that it counts by: 货梯 of 货梯台数."""
    stems = (header.removesuffix(count) for count in _COUNTS if header.endswith(count))
    return next((stem for stem in stems if len(stem) > 1), header)


_AMOUNTS = (
    "容量", "余量", "能力", "配置", "规格", "条件", "系统", "设施", "设备", "等级", "标准", "载重", "吨位", "高度", "宽度", "长度", "面积", "间距", "方式", "形式", "单位", "量",
)  # fmt: skip


def _without_amount(header: str) -> str:
    """A header without the asking before it and the word for how much or of what kind behind it: 排污 of 排污余量, 蒸汽 of 有无蒸汽."""
    asked = without_asking(header)
    stems = (asked.removesuffix(amount) for amount in _AMOUNTS if asked.endswith(amount))
    return next((stem for stem in stems if len(stem) > 1), asked)


def _beside_the_point(field: Field, sense: Sense, header: str) -> int:
    """How much less a header speaks of the whole field than one that calls it as it is called: 地下车位 beside 车位合计, 净高 beside 层高."""
    of_a_part = Mark.PART in sense.marks and Mark.TOTAL not in sense.marks
    return 2 * of_a_part + (field.value not in header)


_MEASURED: Mapping[Measure, str] = {
    Measure.AREA: "面积",
    Measure.RATE: "比率",
    Measure.RENT: "租金",
    Measure.PRICE: "价格",
}


@lru_cache(maxsize=16_384)
def sense_of_header(header: str) -> Sense:
    """What the words of a header say, its units and remarks in brackets beside them."""
    return sense_of(bare_lines(header), _remarks(header))


def bare_lines(header: str) -> tuple[str, ...]:
    """The lines of a header without units and remarks in brackets; the header itself where nothing else is in it."""
    parts = header_lines(header)
    lines = [line for part in parts if (line := _without_unit(_without_brackets(part)))]
    return tuple(lines or parts or (header,))


def _remarks(header: str) -> list[str]:
    """What stands in brackets, and the units at the ends of the lines."""
    parts = header_lines(header)
    plain = [_without_brackets(part) for part in parts]
    units = [part[len(_without_unit(part)) :] for part in plain]
    said = (remark for part in parts for remark in _BRACKETS.findall(part))
    return [*("m2" if remark.strip("()[]【】") == "方" else remark for remark in said), *filter(None, units)]


def _without_unit(text: str) -> str:
    """Without the unit at its end; one character may as well be the end of a word (标准层, 建成年)."""
    found = _UNIT.search(text)
    return text[: found.start()] if found and len(found[0]) > 1 else text


def header_lines(header: str) -> list[str]:
    """The lines of a joined header, without spaces. A ``·`` inside brackets or between units belongs to a unit (``元/㎡·月``)."""
    text = re.sub(r"\s+", "", normalise(simplified(header)))
    return [part for part in re.split(rf"·(?![^()]*\))(?!{_PERIOD}$)", text) if part]


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
    public = frozenset(normalise(name) for file in files for name in file.public)
    extra = public | {normalise(name) for file in files for name in file.extra}
    restricted = tuple(word for file in files for word in file.restricted)
    return HeaderWords(names, tuple(patterns), extra, public, restricted, composed=kind is not DocumentKind.OPPORTUNITY)


@cache
def other_words(text: str) -> tuple[str, ...]:
    """Patterns of what else people say for a header or a value that holds one of the usual words: ``充电桩（个）``, ``满租``."""
    return tuple(form for word, forms in usual_words().items() if word in text for form in forms)


@cache
def usual_words() -> Mapping[str, tuple[str, ...]]:
    """Usual words of headers and cells, each with patterns of what else people say for it."""
    return _read(BUILT_IN).also


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


_BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]|【[^】]*】")


def _forms(text: str) -> list[str]:
    """A header as it stands, without its remarks in brackets, without the unit at its end."""
    return [form for form in dict.fromkeys((text, _without_brackets(text), _bare(text))) if form]


def _without_brackets(text: str) -> str:
    return _BRACKETS.sub("", text)


def _bare(text: str) -> str:
    return re.sub(r"[:：*＊、,，;；]+$", "", _UNIT.sub("", _without_brackets(text)))


def _slip_at(form: str, name: str) -> int | None:
    """Where a header differs from a name by one slip: a character replaced or left out, one written twice, two neighbours exchanged."""
    at = next(
        (index for index, (a, b) in enumerate(zip(form, name, strict=False)) if a != b), min(len(form), len(name))
    )
    if len(form) == len(name) and form != name:
        exchanged = form[at : at + 2] == name[at : at + 2][::-1] and form[at + 2 :] == name[at + 2 :]
        return at if exchanged or form[at + 1 :] == name[at + 1 :] else None
    if len(form) == len(name) - 1:
        return min(at, len(form) - 1) if form[at:] == name[at + 1 :] else None
    if len(form) == len(name) + 1:
        return at if form[at + 1 :] == name[at:] and at > 0 and form[at] == form[at - 1] else None
    return None
