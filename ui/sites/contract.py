"""What the API sends of listed rows."""

from datetime import date
from decimal import Decimal

from assistant.contract.listings import ComparedField, FigureOfGroup, FigureThen
from assistant.contract.message import Message


class Condition(Message):
    """One understood condition, as it is shown and sent back."""

    type: str
    strength: str = "must"
    field: str = ""
    values: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    strict: bool = False
    said: str = ""
    day: date | None = None
    since: date | None = None
    text: str = ""


class Order(Message):
    """The order asked for."""

    field: str
    descending: bool = False


class Check(Message):
    """A condition's verdict on a row: met, unknown or failed."""

    text: str
    strength: str = "must"
    verdict: str = "unknown"
    reason: str = ""


class Value(Message):
    """A cell: its label, text, and name in the original (H7)."""

    field: str = ""
    label: str
    text: str
    cell: str = ""


class Row(Message):
    """A listed row with its reasons and its source."""

    id: str
    name: str
    verdict: str = "met"
    closed: bool = False
    checks: tuple[Check, ...] = ()
    values: tuple[Value, ...] = ()
    categories: tuple[str, ...] = ()
    street: str = ""
    rent_low: Decimal | None = None
    rent_high: Decimal | None = None
    area: Decimal | None = None
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    photo: str = ""
    verified_on: date | None = None
    chunk_id: str = ""
    document: str = ""
    label: str = ""

    def value(self, field: str) -> Value | None:
        """The cell of a field."""
        return next((value for value in self.values if value.field == field), None)

    @property
    def area_field(self) -> str:
        """The field that tells how much is offered: vacant, else the land, else the whole."""
        fields = ("VACANT_AREA_M2", "LAND_AREA_M2", "TOTAL_AREA_M2")
        return next((field for field in fields if self.value(field)), fields[-1])


class Relaxation(Message):
    """A wider condition and how many rows it lets in; ``relaxed`` is None where it is dropped."""

    text: str
    gained: int
    condition: Condition
    relaxed: Condition | None = None


class Found(Message):
    """What a search found."""

    conditions: tuple[Condition, ...] = ()
    names: tuple[str, ...] = ()
    order: Order | None = None
    not_understood: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    not_adopted: tuple[str, ...] = ()
    unknown_names: tuple[str, ...] = ()
    summary: str = ""
    total: int = 0
    fitting_total: int = 0
    to_verify_total: int = 0
    compared: int = 0
    offset: int = 0
    listed: int = 0
    rows: tuple[Row, ...] = ()
    near_misses: tuple[Row, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()


class Figures(Message):
    """A figure by groups."""

    unit: str = ""
    groups: tuple[FigureOfGroup, ...] = ()
    rows: int = 0


class Comparison(Message):
    """Rows side by side; ``history`` in the rows' order."""

    rows: tuple[Row, ...] = ()
    fields: tuple[ComparedField, ...] = ()
    history: tuple[tuple[FigureThen, ...], ...] = ()


class Choices(Message):
    """What the filter form offers."""

    categories: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    metro_lines: tuple[str, ...] = ()
