"""Which field each column of a table holds: an administrator's word, then the lists of names, then likeness of meaning."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.buildings.columns import Field
from assistant.buildings.headers.column_values import (
    are_days_of_delivery,
    are_only_kinds_of_owner,
    are_shares,
    are_states,
    few_short_words,
    tell_pieces,
)
from assistant.buildings.headers.harmless import HarmlessColumns, describes_the_offer, speaks_against
from assistant.buildings.headers.header_claims import claim_of, fits, tells_what_is_let
from assistant.buildings.headers.header_lexicon import Mark, Measure, State
from assistant.buildings.headers.header_words import bare_lines, header_words, sense_of_header
from assistant.buildings.headers.mapped_columns import MappedColumn, believed, settled
from assistant.buildings.headers.positions import are_positions, is_position
from assistant.buildings.headers.release_marks import Restriction, internal_rows, is_internal_name
from assistant.buildings.headers.similar_headers import SimilarHeaders
from assistant.buildings.ledgers.ledger_tables import ColumnCorrectionRow
from assistant.buildings.qualifiers import asks_permission, without_asking
from assistant.records import DocumentKind, TableHeader
from assistant.retrieval.embedding import Embedder
from assistant.text.figures import normalise

LISTED_KINDS = frozenset({DocumentKind.LISTING, DocumentKind.OPPORTUNITY})
"""Kinds of documents whose table rows are listed."""

_NEVER_BY_LIKENESS = frozenset({Field.CONTACT, Field.STATUS, Field.USE})
"""Fields shown to everybody below which anything can stand: 手机 may be the owner's."""

AS_MAPPED = "*"
"""What a correction keeps for the field of a column of which it says only who may see it."""

_NEVER_RESTRICTED = frozenset({DocumentKind.POLICY, DocumentKind.GUIDE})  # 纳税额 in a policy's table is its condition


@dataclass(frozen=True, slots=True)
class ColumnCorrection:
    """What an administrator said of a column of a layout. ``as_mapped``: only who may see it, not what it holds."""

    field: Field | None
    restricted: bool
    as_mapped: bool = False


def layout_of(table: TableHeader, document_id: str) -> str:
    """The fingerprint of a table's headers: equal for workbooks of the same layout, whatever their title and rows.

    A table without names has a layout of its own: the third column of another one may hold anything.
    """
    own = (document_id, table.sheet or "") if are_positions(table.headers) else ()
    plain = "\x1f".join(map(normalise, (*table.headers, *own)))
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


class ColumnMapper:
    """Maps the columns of tables."""

    def __init__(
        self,
        embedder: Embedder | None = None,
        own_file: Path | None = None,
        harmless: HarmlessColumns | None = None,
    ) -> None:
        """``embedder`` compares headers that no list knows; without one they stay extra columns. ``own_file`` is a bureau's own list of
        the form of ``columns.yaml``; ``harmless`` tells of columns that no word explains whether a stranger may see them. Raises
        ConfigurationError where the file cannot be used."""
        self._harmless = harmless
        self._own_file = own_file
        self._similar = (
            {kind: SimilarHeaders(embedder, header_words(kind, own_file).names) for kind in LISTED_KINDS}
            if embedder
            else {}
        )
        for kind in LISTED_KINDS:
            header_words(kind, own_file)

    def map(
        self,
        table: TableHeader,
        kind: DocumentKind,
        corrections: Mapping[str, ColumnCorrection],
        values: Mapping[str, Sequence[str]] | None = None,
        released: Collection[str] = (),
    ) -> tuple[MappedColumn, ...]:
        """The table's columns in their order; ``values`` are what stands below each header, ``released`` the headers that whoever published
        the ledger released.

        Of a ledger an investor sees the fields, what is known to describe the place, what may be done there, and what was released. Every
        other column waits.
        """
        letters = table.columns or ("",) * len(table.headers)
        columns = [
            _told_by_values(
                believed(
                    self._map_column(header, letter, kind, corrections.get(header)), (values or {}).get(header, ())
                ),
                (values or {}).get(header, ()),
            )
            for header, letter in zip(table.headers, letters, strict=True)
        ]
        said = values or {}
        return tuple(
            self._waiting(column, said.get(column.header, ()), kind, corrections, released)
            for column in settled(columns, said)
        )

    def restriction(
        self,
        table: TableHeader,
        rows: Sequence[Sequence[str]],
        kind: DocumentKind,
        corrections: Mapping[str, ColumnCorrection],
        released: Collection[str] = (),
    ) -> Restriction:
        """What of a table only staff may see."""
        if kind not in LISTED_KINDS:
            return Restriction(
                frozenset(item for item in table.headers if self._is_restricted(item, kind, corrections.get(item)))
            )
        values = {header: [row[at] for row in rows if at < len(row)] for at, header in enumerate(table.headers)}
        columns = self.map(table, kind, corrections, values, released)
        return Restriction(
            frozenset(column.header for column in columns if column.restricted),
            internal_rows(table.headers, rows),
            is_internal_name(table.sheet or "", table.caption),
        )

    def _waiting(
        self,
        column: MappedColumn,
        values: Sequence[str],
        kind: DocumentKind,
        corrections: Mapping[str, ColumnCorrection],
        released: Collection[str],
    ) -> MappedColumn:
        known = column.field is not None or column.origin == "outdone" or column.header in corrections
        if known or column.restricted or column.header in released:
            return column
        if header_words(kind, self._own_file).is_public(column.header) or _tells_what_is_allowed(column.header, values):
            return column
        if not is_position(column.header) and self._tells_of_nobody(column.header, values):
            return column
        return replace(column, restricted=True, waiting=True)

    def _tells_of_nobody(self, header: str, values: Sequence[str]) -> bool:
        """Whether nothing speaks against showing a column, and either all its words or what was learned speaks for it."""
        if not values or speaks_against(header, values):
            return False
        return describes_the_offer(header) or (self._harmless is not None and self._harmless.surely(header, values))

    def _map_column(
        self, header: str, letter: str, kind: DocumentKind, correction: ColumnCorrection | None
    ) -> MappedColumn:
        restricted = self._is_restricted(header, kind, correction)
        if correction is not None and not correction.as_mapped:
            return MappedColumn(header, letter, correction.field, restricted, "admin")
        column = MappedColumn(header, letter, None, restricted, "none")
        if is_position(header):
            return column
        words = header_words(kind, self._own_file)
        if words.is_restricted(header):
            return column  # 租金·底价 must never count as the rent
        known = words.meaning(header)
        if known is not None:
            return replace(column, field=known.field, origin=known.origin, rank=known.rank)
        sense = sense_of_header(header)
        column = replace(column, doubt=words.question(header), part_let=tells_what_is_let(sense))
        if kind not in self._similar or words.is_extra(header):
            return column
        similar = self._similar[kind].meaning(header)
        if similar is not None and similar.field not in _NEVER_BY_LIKENESS and fits(similar.field, sense):
            return replace(column, field=similar.field, origin="similar", score=similar.score)
        return column

    def _is_restricted(self, header: str, kind: DocumentKind, correction: ColumnCorrection | None) -> bool:
        if correction is not None:
            return correction.restricted
        return kind not in _NEVER_RESTRICTED and header_words(kind, self._own_file).is_restricted(header)


def _told_by_values(column: MappedColumn, values: Sequence[str]) -> MappedColumn:
    """A column of no field that its cells make one: below 房主 only kinds of owners, below 空出 days, below 去化 what is let and what is not."""
    if column.restricted:
        return column  # 房东 is for staff, whatever stands below it
    if column.field is Field.FIT_OUT and column.origin != "admin" and are_days_of_delivery(values):
        return replace(column, field=Field.AVAILABLE_FROM, origin="values", rank=1)
    sense = sense_of_header(column.header)
    bare_area = column.field is Field.VACANT_AREA_M2 and sense.measure is None and are_shares(values)
    known = column.field is not None and not bare_area
    if known or column.origin in ("admin", "outdone") or is_position(column.header):
        return column
    if sense.measure is None and are_shares(values) and (rate := claim_of(replace(sense, measure=Measure.RATE))):
        return replace(column, field=rate.field, origin="values", rank=2)
    if Mark.PARTY in sense.marks and sense.measure is None and are_only_kinds_of_owner(values):
        return replace(column, field=Field.OWNERSHIP, origin="values", rank=2)
    bare = sense.measure is None  # neither 空置率 nor 闲置起始时间
    if bare and sense.states == {State.VACANT} and sense.marks <= {Mark.ENDED} and are_days_of_delivery(values):
        return replace(column, field=Field.AVAILABLE_FROM, origin="values", rank=2)
    if sense.measure in (None, Measure.MANNER) and State.DIVISIBLE in sense.states and tell_pieces(values):
        return replace(column, field=Field.DIVISIBLE_FROM_M2, origin="values", rank=2)
    if not sense.marks and sense.states <= {State.LETTING, State.SELLING, State.USING} and are_states(values):
        return replace(column, field=Field.STATUS, origin="values", rank=2)
    return column


def _tells_what_is_allowed(header: str, values: Sequence[str]) -> bool:
    """Whether a column says what may be done at the place and nothing of money, of contracts or of who is there."""
    asked = bare_lines(header)[-1]
    sense = sense_of_header(without_asking(asked))
    return (
        asks_permission(asked)
        and sense.measure is None
        and not ((sense.states - {State.DIVISIBLE}) | (sense.marks - {Mark.PARTY}))
        and few_short_words(values)
    )


def corrections_of(session: Session, layout: str) -> dict[str, ColumnCorrection]:
    """What administrators said of the columns of a layout, by header."""
    rows = session.scalars(select(ColumnCorrectionRow).where(ColumnCorrectionRow.layout == layout))
    return {
        row.header: ColumnCorrection(
            Field[row.field] if row.field in Field.__members__ else None, row.restricted, row.field == AS_MAPPED
        )
        for row in rows
    }
