"""How validity is said beside a citation."""

from datetime import date

from assistant.access import adjustments, clause_of, document_in_force, document_status_on, ended_clause, first_day_of
from assistant.records import Chunk, DocumentInfo, Status


def status_note(document: DocumentInfo, day: date, english: bool = False) -> str:
    """A short note on the document's validity on a day, "" when it is plainly in force."""
    status = document_status_on(document, day)
    if status is Status.REPEALED and document.repealed_on:
        return f"repealed on {document.repealed_on}" if english else f"已于{chinese_date(document.repealed_on)}废止"
    if status is Status.AMENDED and document.repealed_on:
        day_of_next = document.repealed_on
        return (
            f"replaced by a newer edition on {day_of_next}"
            if english
            else f"已于{chinese_date(day_of_next)}被新修订的版本取代"
        )
    if status is Status.EXPIRED and document.valid_to:
        return f"expired after {document.valid_to}" if english else f"有效期至{chinese_date(document.valid_to)}，已失效"
    first = first_day_of(document)
    if status is Status.UPCOMING and first:
        return f"not in force until {first}" if english else f"自{chinese_date(first)}起施行，尚未生效"
    if status is Status.UNDATED:
        return "dates to be confirmed" if english else "施行日期待确认"
    return ""


def clause_note(chunk: Chunk, day: date, english: bool = False) -> str:
    """A note on a clause that ended before its document did, "" for any other."""
    end = ended_clause(chunk.document, clause_of(chunk), day)
    if end is None or not document_in_force(chunk.document, day):
        return ""
    return f"this article ended on {end.ended_on}" if english else f"本条已于{chinese_date(end.ended_on)}停止执行"


def adjustment_notes(chunk: Chunk, day: date, english: bool = False) -> list[str]:
    """What of a clause has been worded anew by the day, in the words that do so."""
    told = []
    for end in adjustments(chunk.document, clause_of(chunk), day):
        words = end.adjusted.strip("　 \n。；")
        since = f"adjusted since {end.ended_on}: " if english else f"{chinese_date(end.ended_on)}起有调整："
        told.append(f"{since}「{words}」")
    return told


def chinese_date(day: date) -> str:
    """2024年4月1日."""
    return f"{day.year}年{day.month}月{day.day}日"
