"""What a ledger's row is about: the same building, shop, plot or opportunity as in earlier ledgers, or a new one.

The name and the address decide. A row whose address is blank is the one entry of its name; everything else that only looks like an
entry that is known is flagged for an administrator, never merged.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.buildings.ledgers.ledger_tables import LedgerEntryRow, NearNameRow
from assistant.buildings.ledgers.names import (
    address_key,
    former_names,
    is_one_slip_apart,
    name_key,
    stem,
    without_each_character,
)
from assistant.records import DocumentKind

_MOST_AT_ONE_ADDRESS = 4  # more entries than these are a park or a mall whose address tells nothing


@dataclass(frozen=True, slots=True)
class Sighting:
    """A row of an edition, as far as it tells what it is about. ``place`` stands in where it has neither name nor address."""

    name: str
    address: str
    floor: str
    category: str
    seen_on: date
    place: str


def find_entries(session: Session, kind: DocumentKind, sightings: Sequence[Sighting]) -> list[LedgerEntryRow]:
    """The entry of each sighting of one document, in order; new ones are made and compared with those that are known."""
    keys = _keys(kind, sightings)
    known = _by_key(session, keys)
    named = _by_name(session, kind, sightings)
    taken: set[str] = set()
    entries: list[LedgerEntryRow] = []
    fresh: list[LedgerEntryRow] = []
    for key, sighting in zip(keys, sightings, strict=True):
        entry = known.get(key) or _without_address(named, sighting, taken)
        if entry is None:
            entry = LedgerEntryRow(
                key=key,
                kind=kind,
                name=sighting.name or sighting.address or sighting.place,
                address=sighting.address,
                name_key=name_key(sighting.name),
                address_key=address_key(sighting.address),
                category=sighting.category,
                first_seen_on=sighting.seen_on,
                last_seen_on=sighting.seen_on,
            )
            fresh.append(entry)
        if entry.same_as is not None:
            entry = session.get_one(LedgerEntryRow, entry.same_as)
        entry.first_seen_on = min(entry.first_seen_on, sighting.seen_on)
        entry.last_seen_on = max(entry.last_seen_on, sighting.seen_on)
        entries.append(entry)
        taken.add(entry.key)
    session.add_all(fresh)
    session.flush()
    _flag_near_names(session, kind, fresh, {entry.number for entry in entries})
    return entries


def _keys(kind: DocumentKind, sightings: Sequence[Sighting]) -> list[str]:
    """A key for each sighting, the floor and then the order telling apart those that share name and address."""
    names = [
        (name_key(item.name), address_key(item.address)) if item.name or item.address else ("", item.place)
        for item in sightings
    ]
    shared = Counter(names)
    seen: Counter[tuple[str, ...]] = Counter()
    keys = []
    for item, name in zip(sightings, names, strict=True):
        parts: tuple[str, ...] = (*name, name_key(item.floor)) if shared[name] > 1 else name
        seen[parts] += 1
        again = (str(seen[parts]),) if seen[parts] > 1 else ()
        keys.append(hashlib.sha256("\x1f".join((kind, *parts, *again)).encode()).hexdigest())
    return keys


def _by_key(session: Session, keys: Sequence[str]) -> dict[str, LedgerEntryRow]:
    found: dict[str, LedgerEntryRow] = {}
    for start in range(0, len(keys), 500):
        rows = session.scalars(select(LedgerEntryRow).where(LedgerEntryRow.key.in_(keys[start : start + 500])))
        found |= {row.key: row for row in rows}
    return found


def _by_name(
    session: Session, kind: DocumentKind, sightings: Sequence[Sighting]
) -> Mapping[str, Sequence[LedgerEntryRow]]:
    names = sorted({name_key(item.name) for item in sightings if item.name})
    found: defaultdict[str, list[LedgerEntryRow]] = defaultdict(list)
    for start in range(0, len(names), 500):
        query = select(LedgerEntryRow).where(
            LedgerEntryRow.kind == kind, LedgerEntryRow.name_key.in_(names[start : start + 500])
        )
        for row in session.scalars(query):
            found[row.name_key].append(row)
    return found


def _without_address(
    named: Mapping[str, Sequence[LedgerEntryRow]], sighting: Sighting, taken: Collection[str]
) -> LedgerEntryRow | None:
    """The one entry of the name, where the address is blank on one side."""
    if not sighting.name:
        return None
    found = [
        entry
        for entry in named.get(name_key(sighting.name), ())
        if entry.key not in taken and not (sighting.address and entry.address_key)
    ]
    if len(found) != 1:
        return None
    if sighting.address:
        found[0].address, found[0].address_key = sighting.address, address_key(sighting.address)
    return found[0]


def _flag_near_names(session: Session, kind: DocumentKind, fresh: Sequence[LedgerEntryRow], own: set[int]) -> None:
    """Flag new entries that look like others which this document does not list."""
    if not fresh:
        return
    columns = (LedgerEntryRow.number, LedgerEntryRow.name, LedgerEntryRow.name_key, LedgerEntryRow.address_key)
    others = [
        row
        for row in session.execute(
            select(*columns, LedgerEntryRow.category).where(
                LedgerEntryRow.kind == kind, LedgerEntryRow.same_as.is_(None)
            )
        )
        if row.number not in own
    ]
    by_slip: defaultdict[str, set[int]] = defaultdict(set)
    by_address: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    known = {row.number: row for row in others}
    for row in others:
        for form in _slips(row.name):
            by_slip[form].add(row.number)
        if row.address_key:
            by_address[row.address_key, row.category].add(row.number)
    for entry in fresh:
        reasons: dict[int, str] = {}
        for number in {number for form in _slips(entry.name) for number in by_slip[form]}:
            if reason := _near_name(entry, known[number].name, known[number].address_key):
                reasons[number] = reason
        neighbours = by_address[entry.address_key, entry.category] if entry.address_key else set()
        if len(neighbours) <= _MOST_AT_ONE_ADDRESS:
            reasons |= {number: "地址相同，名称不同" for number in neighbours if number not in reasons}
        for number, reason in reasons.items():
            session.merge(NearNameRow(first_number=number, second_number=entry.number, reason=reason))


def _slips(name: str) -> set[str]:
    """The name and its former names, whole and with each character left out."""
    return {form for known in (stem(name), *map(stem, former_names(name))) for form in without_each_character(known)}


def _near_name(entry: LedgerEntryRow, name: str, address: str) -> str:
    """Why two names may mean the same; "" where they do not."""
    first, second = stem(entry.name), stem(name)
    if name_key(entry.name) == name_key(name):
        return "名称相同，地址不同" if address and entry.address_key and address != entry.address_key else ""
    if name_key(name) in former_names(entry.name) or name_key(entry.name) in former_names(name):
        return "备注中的曾用名"
    if first == second:
        return "名称只差后缀或括注"
    return "名称只差一个字" if is_one_slip_apart(first, second) else ""
