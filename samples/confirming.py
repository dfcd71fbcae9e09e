"""The benefit rules of the sample policies confirmed from a list that was checked against the texts."""

from pathlib import Path

import yaml

from assistant.incentives.store import BenefitRules
from assistant.incentives.wording import rule_lines
from assistant.records import Principal, Role

CHECKED = Path(__file__).resolve().parent / "benefit_rules.yaml"
BY = Principal(Role.STAFF, name="示例核对")
NOTE = "与 samples/benefit_rules.yaml 逐项一致"


def confirm_checked_rules(rules: BenefitRules) -> int:
    """Confirm each undecided rule that reads exactly as the list has it; returns how many. What staff decided stays."""
    checked = yaml.safe_load(CHECKED.read_text(encoding="utf-8"))
    known = {
        (number, entry["clause"], tuple(sorted(entry["rule"])))
        for number, entries in checked.items()
        for entry in entries or ()
    }
    confirmed = 0
    for stored in rules.list(BY, state="unconfirmed"):
        lines = tuple(sorted(rule_lines(stored.rule)))
        if (stored.document.document_number, stored.rule.source.clause, lines) in known and not rules.history(
            stored.rule.id
        ):
            rules.confirm(stored.rule.id, BY, NOTE)
            confirmed += 1
    return confirmed
