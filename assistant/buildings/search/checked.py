"""A condition's verdict on a row, and how the judges of ``checks.py`` make one."""

from dataclasses import dataclass
from decimal import Decimal

from assistant.buildings.columns import Field
from assistant.buildings.conditions import Condition
from assistant.buildings.requirements import label
from assistant.buildings.rows import ListedRow
from assistant.buildings.text_rules import Verdict

HARD_GAP = Decimal(10)
"""Nothing can be done about it: the type, or that it is let."""

SOFT_GAP = Decimal(1)


@dataclass(frozen=True, slots=True)
class Check:
    """One condition's verdict on one row. ``reason`` says what is unknown or by how much it fails, in both languages; ``gap`` is the
    size of the failure, relative to the bound where there is one, to find the nearest misses."""

    condition: Condition
    verdict: Verdict
    reason: str = ""
    reason_english: str = ""
    gap: Decimal = Decimal(0)


def met(condition: Condition) -> Check:
    """The row meets it."""
    return Check(condition, Verdict.MET)


def unknown(condition: Condition, field: Field, row: ListedRow) -> Check:
    """The row does not tell, because of this field."""
    said = row.shown.get(field)
    chinese = f"{field.value}{f'“{said}”' if said else '未列明'}"
    english = f"{label(field, english=True)} {f'“{said}”' if said else 'not stated'}"
    return Check(condition, Verdict.UNKNOWN, chinese, english)


def failed(condition: Condition, chinese: str, english: str, gap: Decimal = SOFT_GAP) -> Check:
    """The row fails it, for this reason in both languages."""
    return Check(condition, Verdict.FAILED, chinese, english, gap)
