"""What a text says of its own validity, as facts."""

from collections.abc import Sequence

from assistant.policies.validity import IssueDays, ReadDay, read_validity
from assistant.records import Fact

VALIDITY_FIELDS = ("valid_from", "valid_to", "edition_from")
_LONGEST_EVIDENCE = 300


def validity_facts(text: str, issued: IssueDays, title: str, trial_term_years: int) -> Sequence[Fact]:
    """The days that the text gives, each with its sentence and how sure it is; at most one a field."""
    reading = read_validity(text, issued, title, trial_term_years)
    days = zip(VALIDITY_FIELDS, (reading.start, reading.end, reading.edition), strict=True)
    return [_fact(field, day) for field, day in days if day is not None]


def _fact(field: str, read: ReadDay) -> Fact:
    evidence = read.evidence[:_LONGEST_EVIDENCE]
    return Fact(field, read.day.isoformat(), "text", evidence, read.confidence, read.working)
