"""From facts of several origins to a document's metadata: one value a field, the most authoritative origin wins."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from assistant.documents.tables import DocumentRow
from assistant.errors import InvalidInput
from assistant.groups import read_groups, stored_groups
from assistant.policies.validity import IssueDays, ReadDay, read_validity
from assistant.records import METADATA_FIELDS, Clearance, DocumentKind, Fact

# An administrator's correction is never overridden; what a file's own properties say is often a template's leftover.
# The publisher's index beside a page knows of early ends and days of publication that the text does not give.
_AUTHORITY = ("admin", "option", "manifest", "index", "text", "file")
VALIDITY_FIELDS = ("valid_from", "valid_to", "edition_from")
_DATE_FIELDS = frozenset({"issued_on", *VALIDITY_FIELDS})
_LONGEST_EVIDENCE = 300
FIELD_NAMES = {
    "title": "标题",
    "document_number": "文号",
    "issuer": "发文机关",
    "issued_on": "成文日期",
    "valid_from": "施行日期",
    "valid_to": "失效日期",
    "edition_from": "本版施行日期",
    "kind": "类别",
    "clearance": "公开范围",
    "groups": "部门",
    "released": "公开的列",
}
_NEVER_EMPTY = frozenset({"kind", "clearance"})


def effective_values(facts: Iterable[Fact]) -> dict[str, str]:
    """The value of each field that any fact gives. An empty value of a higher origin clears a lower one; a kind or a clearance every document has, so
    that an empty one says nothing."""
    best: dict[str, Fact] = {}
    for fact in facts:
        if not fact.value and fact.field in _NEVER_EMPTY:
            continue
        known = best.get(fact.field)
        if known is None or _AUTHORITY.index(fact.origin) < _AUTHORITY.index(known.origin):
            best[fact.field] = fact
    return {name: fact.value for name, fact in best.items()}


def released_columns(values: Mapping[str, str]) -> frozenset[str]:
    """The headers of a ledger's columns that whoever published it released; a line each in ``released``."""
    return frozenset(filter(None, values.get("released", "").split("\n")))


def check_values(values: Mapping[str, str]) -> None:
    """Raise InvalidInput, in Chinese, for an unknown field or a value that the field cannot hold."""
    for name, value in values.items():
        if name not in METADATA_FIELDS:
            raise InvalidInput(f"没有“{name}”这一项；可以填写的是：{'、'.join(METADATA_FIELDS)}")
        if name in _DATE_FIELDS and value:
            _parse_date(name, value)
    if values.get("kind") and values["kind"] not in set(DocumentKind):
        raise InvalidInput(f"类别“{values['kind']}”无效，应为 {'、'.join(DocumentKind)} 之一")
    if values.get("clearance") and values["clearance"] not in set(Clearance):
        raise InvalidInput(f"公开范围“{values['clearance']}”无效，应为 public（公开）或 internal（内部）")
    read_groups(values.get("groups", ""))
    first, last = values.get("valid_from"), values.get("valid_to")
    if first and last and _parse_date("valid_from", first) > _parse_date("valid_to", last):
        raise InvalidInput("失效日期早于施行日期，请检查")


def apply_values(row: DocumentRow, values: Mapping[str, str]) -> None:
    """Write resolved values into a document's columns. Clearance is internal unless something says public."""
    row.title = values.get("title") or row.name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    row.document_number = values.get("document_number", "")
    row.issuer = values.get("issuer", "")
    row.issued_on = _optional_date("issued_on", values)
    row.valid_from = _optional_date("valid_from", values)
    row.valid_to = _optional_date("valid_to", values)
    row.edition_from = _optional_date("edition_from", values)
    row.kind = DocumentKind(values.get("kind") or DocumentKind.OTHER)
    row.clearance = Clearance(values.get("clearance") or Clearance.INTERNAL)
    row.groups = stored_groups(read_groups(values.get("groups", "")))


def _optional_date(name: str, values: Mapping[str, str]) -> date | None:
    value = values.get(name)
    return _parse_date(name, value) if value else None


def _parse_date(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise InvalidInput(f"{FIELD_NAMES[name]}“{value}”不是有效日期，请写成 2024-04-01 这样") from error


def validity_facts(text: str, issued: IssueDays, title: str, trial_term_years: int) -> Sequence[Fact]:
    """What a text says of its own validity, as facts: each day with its sentence and how sure it is, at most one a field."""
    reading = read_validity(text, issued, title, trial_term_years)
    days = zip(VALIDITY_FIELDS, (reading.start, reading.end, reading.edition), strict=True)
    return [_fact(field, day) for field, day in days if day is not None]


def _fact(field: str, read: ReadDay) -> Fact:
    evidence = read.evidence[:_LONGEST_EVIDENCE]
    return Fact(field, read.day.isoformat(), "text", evidence, read.confidence, read.working)
