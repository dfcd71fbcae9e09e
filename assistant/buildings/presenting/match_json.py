"""What a search found as one JSON document, for the command line."""

from assistant.buildings.presenting.wording import check_text, match_summary, relaxation_text
from assistant.buildings.search.ranking import JudgedRow, RowMatch
from assistant.buildings.text_rules import Verdict


def match_to_json(match: RowMatch, limit: int) -> dict[str, object]:
    """Rows with the conditions they meet, the totals, near misses with what fails, and what would help."""
    shown = match.possible[:limit]
    requirement = match.requirement
    return {
        "summary": match_summary(match, shown or match.near_misses[:3], english=False),
        "conditions": list(requirement.describe()),
        "not_understood": list(requirement.not_understood),
        "missing": list(requirement.missing),
        "assumed": list(requirement.assumed),
        "unclear": list(requirement.unclear),
        "not_adopted": list(requirement.not_adopted),
        "total": match.total,
        "fitting_total": match.fitting_total,
        "to_verify_total": match.to_verify_total,
        "listed": len(shown),
        "rows": [_row(item) for item in shown],
        "near_misses": [_row(item) for item in match.near_misses],
        "relaxations": [{"text": relaxation_text(item), "gained": item.gained} for item in match.relaxations],
    }


def _row(item: JudgedRow) -> dict[str, object]:
    row, place = item.row, item.row.chunk.passage.place
    by_verdict = {
        verdict: [check_text(check) for check in item.checks if check.verdict is verdict] for verdict in Verdict
    }
    return {
        "name": row.name,
        "verdict": item.verdict.value,
        "matched": by_verdict[Verdict.MET],
        "unknown": by_verdict[Verdict.UNKNOWN],
        "failed": by_verdict[Verdict.FAILED],
        "wishes": [f"{check_text(check)} {check.verdict.value}" for check in item.wishes],
        "values": {field.value: text for field, text in row.shown.items()},
        "citation": row.chunk.citation,
        "source_id": row.chunk.document.id,
        "chunk_id": row.chunk.id,
        "sheet": place.sheet,
        "row": place.row,
    }
