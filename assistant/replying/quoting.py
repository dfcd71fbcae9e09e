"""Which of a demand's clauses a letter quotes, and how it refers to one that has lapsed."""

from collections.abc import Collection, Sequence

from assistant.access import CURRENT
from assistant.complaints.intake.matters import Basis
from assistant.complaints.letters.english import english_label
from assistant.complaints.letters.reply_records import BearingClause, Demand, Paragraph, ParagraphKind
from assistant.policies.citations import chinese_date

_CURRENT = {str(status) for status in CURRENT}
_BEARS, _BEARS_ITSELF = 0.1, 0.28
"""Least nearness of a clause that is quoted: what bears less is for staff to read. Where it is not sure what is wanted done, the clause must bear by its own
words: over 104 letters a quotation from there on is right as often (6 of 8) as one for a sure act (89 of 118), one that is less near in 10 of 20."""


def rule_for(demand: Demand, quoted: Collection[str], basis: Sequence[Basis], *, sure: bool = True) -> list[Paragraph]:
    """The paragraph that tells the rule for one demand: the clause that bears on it most, unless it was ``quoted`` above; and one that held then and no
    longer does. The ``basis`` of the matter says what ties a rule to what was told. Where it is not ``sure`` what is wanted done, only a clause is quoted
    that the letter names, or that speaks of what it says: any other is for staff to choose."""
    number, least = demand.number, _BEARS if sure else _BEARS_ITSELF
    current = [one for one in demand.clauses if one.status_today in _CURRENT and one.nearness >= least]
    parts = [_rule(one, number, _point(one, basis)) for one in current[:1] if one.label not in quoted]
    parts += [
        _lapsed_rule(clause, number)
        for clause in demand.clauses
        if clause.status_today not in _CURRENT and clause.status_then in _CURRENT and clause.label not in quoted
    ]
    return parts


def _point(clause: BearingClause, basis: Sequence[Basis]) -> str:
    """What a clause rules in a few words, as the catalogue has it; "" for one that was found by search."""
    found = [one.point for one in basis if one.law in clause.label and clause.label.endswith(f"》{one.clause}")]
    return found[0].split("，")[0].removesuffix("规定").removesuffix("的") if found else ""


def _rule(clause: BearingClause, demand: int, point: str) -> Paragraph:
    """A clause in force, verbatim, and what it has to do with what the letter tells."""
    tie = f"据此，来信反映的情况经核实属实的，适用该条关于{point}的规定。" if point else ""
    return Paragraph(
        ParagraphKind.RULE,
        f"根据{clause.label}规定：“{clause.quote}”{tie}",
        demand,
        (clause,),
        english=f"The rule that applies is {english_label(clause.label)}, quoted in the Chinese text.",
    )


def _lapsed_rule(clause: BearingClause, demand: int) -> Paragraph:
    when = f"发生于{chinese_date(clause.then)}" if clause.then else "发生较早"
    return Paragraph(
        ParagraphKind.RULE,
        f"来信所述事项{when}，当时施行的{clause.label}规定：“{clause.quote}”该规定现已不再施行，是否适用以【待核实：批准或者申请时的有效规定】为准。",
        demand,
        (clause,),
        english=f"At that time {english_label(clause.label)} was in force.",
    )
