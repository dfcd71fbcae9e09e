"""Figures over time as plain shapes: a line for each row, and the same figures as a table with where each one stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT = 320.0, 130.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 14.0, 12.0, 22.0
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
TRENDS = (
    ("trend_vacant", "VACANT_AREA_M2"),
    ("trend_rent", "RENT_YUAN_PER_M2_MONTH"),
    ("trend_investment", "INVESTMENT_YUAN"),
)
"""The text of a chart's title and the field that it shows."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What an edition said of a field on a day, both ends inclusive, and where: the document and the cell."""

    day: date
    low: Decimal | None
    high: Decimal | None
    document: str = ""
    cell: str = ""

    @property
    def middle(self) -> Decimal | None:
        """Where the point stands: the middle of a range, the known end of an open one."""
        if self.low is None or self.high is None:
            return self.high if self.low is None else self.low
        return (self.low + self.high) / 2

    @property
    def text(self) -> str:
        """The figure in words: ``78``, ``72–88``, ``≥ 500``."""
        if self.low is None or self.high is None:
            return "" if self.middle is None else f"{'≥' if self.high is None else '≤'} {_figure(self.middle)}"
        return _figure(self.low) if self.low == self.high else f"{_figure(self.low)}–{_figure(self.high)}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a line."""

    x: float
    y: float
    seen: Seen


@dataclass(frozen=True, slots=True)
class Line:
    """A row's line: ``points`` as SVG takes them."""

    name: str
    points: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """A chart with its axes, and its figures by day (``seen`` of the lines in their order, None where an edition does not tell)."""

    title: str
    lines: tuple[Line, ...]
    levels: tuple[tuple[float, str], ...]
    days: tuple[tuple[float, date], ...]
    table: tuple[tuple[date, tuple[Seen | None, ...]], ...]
    width: float = WIDTH
    height: float = HEIGHT


def draw_trend(title: str, rows: Sequence[tuple[str, Sequence[Seen]]]) -> Trend | None:
    """The lines of named rows, drawn from zero; None where no row was seen on two days."""
    told = [(name, {item.day: item for item in seen if item.middle is not None}) for name, seen in rows]
    days = sorted({day for _, by_day in told for day in by_day})
    if not any(len(by_day) > 1 for _, by_day in told):
        return None
    top = _round_up(max(item.middle or Decimal(0) for _, by_day in told for item in by_day.values()))
    span = (days[-1] - days[0]).days or 1

    def place(day: date, figure: Decimal) -> tuple[float, float]:
        x = _LEFT + (WIDTH - _LEFT - _RIGHT) * (day - days[0]).days / span
        y = HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * float(figure / top)
        return round(x, 1), round(y, 1)

    lines = []
    for name, by_day in told:
        marks = tuple(Mark(*place(day, by_day[day].middle or Decimal(0)), by_day[day]) for day in sorted(by_day))
        lines.append(Line(name, " ".join(f"{mark.x},{mark.y}" for mark in marks), marks))
    return Trend(
        title,
        tuple(lines),
        tuple((place(days[0], level)[1], _figure(level)) for level in (Decimal(0), top / 2, top)),
        tuple((place(day, Decimal(0))[0], day) for day in (days[0], days[-1])),
        tuple((day, tuple(by_day.get(day) for _, by_day in told)) for day in days),
    )


def _round_up(figure: Decimal) -> Decimal:
    """The next round figure: the axis ends there."""
    if figure <= 0:
        return Decimal(1)
    unit = Decimal(1).scaleb(figure.adjusted())
    return next(step * unit for step in _STEPS if step * unit >= figure)


def _figure(figure: Decimal) -> str:
    rounded = figure.quantize(Decimal("0.01")).normalize()
    return f"{rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded:,}"
