"""Which of a demand's clauses a letter quotes, how it refers to one that was quoted above, and to one that has lapsed."""

from collections.abc import Collection, Sequence

from assistant.access import CURRENT
from assistant.complaints.intake.matters import Basis
from assistant.complaints.letters.english import english_label
from assistant.complaints.letters.reply_records import BearingClause, Demand, Paragraph, ParagraphKind
from assistant.policies.citations import chinese_date

_CURRENT = {str(status) for status in CURRENT}
_MANY, _QUOTED_FIRST, _QUOTED_OF_FEW, _QUOTED_OF_MANY = 3, 3, 2, 1
"""The best clauses are quoted, most for the first demand, one for each where there are many. One that was quoted above is referred to: what
ranks behind it bears less, however new it is to the letter."""
_BEARS_TOO = 0.3
"""Least nearness of a second clause that is quoted for a demand."""


def rules_for(
    demand: Demand, quoted: Collection[str], basis: Sequence[Basis], *, of: int, refer: bool
) -> tuple[list[Paragraph], bool]:
    """The paragraphs that tell the rules for one ``of`` some demands, and whether a rule in force is among them. One that was ``quoted`` above
    is only referred to, and where not ``refer`` not named again. The ``basis`` of the matter says what ties a rule to what was told."""
    number = demand.number
    most = _QUOTED_FIRST if number == 1 else _QUOTED_OF_MANY if of >= _MANY else _QUOTED_OF_FEW
    held = [clause for clause in demand.clauses if clause.status_today in _CURRENT]
    current = [clause for at, clause in enumerate(held[:most]) if at == 0 or clause.nearness >= _BEARS_TOO]
    fresh = [clause for clause in current if clause.label not in quoted]
    parts = [_rule(clause, number, _point(clause, basis), first=at == 0) for at, clause in enumerate(fresh)]
    known = [clause.label for clause in current if clause.label in quoted]
    if known and not fresh and refer:
        parts.append(_rule_above(known, number))
    parts += [
        _lapsed_rule(clause, number)
        for clause in demand.clauses
        if clause.status_today not in _CURRENT and clause.status_then in _CURRENT and clause.label not in quoted
    ]
    return parts, bool(current)


def _point(clause: BearingClause, basis: Sequence[Basis]) -> str:
    """What a clause rules in a few words, as the catalogue has it; "" for one that was found by search."""
    found = [one.point for one in basis if one.law in clause.label and clause.label.endswith(f"》{one.clause}")]
    return found[0].split("，")[0].removesuffix("的") if found else ""


def _rule(clause: BearingClause, demand: int, point: str, *, first: bool) -> Paragraph:
    """A clause in force, verbatim; behind the first what it has to do with what the letter tells."""
    tie = f"据此，来信反映的情况经核实属实的，适用该条关于{point}的规定。" if first and point else ""
    return Paragraph(
        ParagraphKind.RULE,
        f"{'根据' if first else '同时，'}{clause.label}{'规定' if first else '还规定'}：“{clause.quote}”{tie}",
        demand,
        (clause,),
        english=f"The rule that applies is {english_label(clause.label)}, quoted in the Chinese text.",
    )


def _rule_above(labels: Collection[str], demand: int) -> Paragraph:
    return Paragraph(
        ParagraphKind.RULE,
        f"该项诉求适用前述{'、'.join(labels)}的规定。",
        demand,
        english=f"The rules cited above apply: {', '.join(map(english_label, labels))}.",
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
