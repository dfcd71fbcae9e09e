"""A complaint's contents worked out: by rules and retrieval, and read better by a language model where one is configured."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pydantic import BaseModel, ValidationError

from assistant.answering.language import is_english
from assistant.chat_model import ChatModel
from assistant.complaints.records import Complaint
from assistant.complaints.reply_records import Analysis, Demand, Remit, SimilarCase, Span
from assistant.errors import ChatModelError
from assistant.privacy.masking import Masker
from assistant.prompting import render_prompt
from assistant.replying.clauses import BearingClauses
from assistant.replying.judging import CATEGORIES, OTHER, category_of, is_abusive, remit_of, risks_in
from assistant.replying.reading import day_of_facts, demand_spans, party_of, sentence_spans, stated_facts
from assistant.workdays import BEIJING, today

_JSON = re.compile(r"\{.*\}", re.DOTALL)
_MOST_DEMANDS = 8
_ABOUT = 300


class _Reading(BaseModel):
    """What the model is asked for."""

    demands: list[str]
    category: str
    remit: str


class Analyser:
    """Works a complaint out. Threads may share it."""

    def __init__(self, clauses: BearingClauses, model: ChatModel | None) -> None:
        self._clauses = clauses
        self._model = model

    def analyse(self, complaint: Complaint, similar: Sequence[SimilarCase] = (), day: date | None = None) -> Analysis:
        """Never fails for want of a model: what it cannot do, or does badly, the rules have done."""
        text = complaint.text
        spans = demand_spans(text)
        asked = "\n".join(text[span.start : span.end] for span in spans)
        party = party_of(text, complaint.complainant)
        category = category_of(f"{complaint.subject}\n{text}", asked)
        analysis = Analysis(
            party=party,
            category=category,
            facts=stated_facts(text),
            demands=tuple(Demand(number, text[s.start : s.end], s) for number, s in enumerate(spans, start=1)),
            remit=remit_of(text, category, party, complaint.contact, bool(spans)),
            risks=risks_in(text),
            similar=tuple(similar),
            language="en" if is_english(text) else "zh",
            abusive=is_abusive(text),
        )
        if self._model is not None:
            analysis = self._read_by_model(complaint, analysis, self._model)
        return replace(analysis, demands=self._with_clauses(complaint, analysis, day or today()))

    def _read_by_model(self, complaint: Complaint, analysis: Analysis, model: ChatModel) -> Analysis:
        """The model's demands and category, each demand as a stretch of the letter; the rules' where they do not stand in it."""
        masker = masker_for(complaint)
        prompt = render_prompt(
            "complaint_analysis",
            complaint=masker.mask(complaint.text),
            categories=[*(one.name for one in CATEGORIES), OTHER],
        )
        try:
            answered = _JSON.search(model.complete("", prompt))
            reading = _Reading.model_validate(json.loads(answered.group())) if answered else None
        except (ChatModelError, ValidationError, json.JSONDecodeError):
            return analysis
        if reading is None:
            return analysis
        spans = [_found(complaint.text, masker.unmask(quote)) for quote in reading.demands[:_MOST_DEMANDS]]
        demands = tuple(
            Demand(number, complaint.text[span.start : span.end], span)
            for number, span in enumerate(dict.fromkeys(span for span in spans if span), start=1)
        )
        known = {one.name for one in CATEGORIES} | {OTHER}
        category = reading.category if reading.category in known else analysis.category
        remit = remit_of(complaint.text, category, analysis.party, complaint.contact, bool(demands or analysis.demands))
        if reading.remit in set(Remit) and reading.remit != remit.remit:
            remit = replace(remit, reason=f"{remit.reason}（语言模型的看法不同：{Remit(reading.remit).label}，请核对）")
        return replace(
            analysis, demands=demands or analysis.demands, category=category, remit=remit, made_by=model.name
        )

    def _with_clauses(self, complaint: Complaint, analysis: Analysis, day: date) -> tuple[Demand, ...]:
        received = complaint.received_at.astimezone(BEIJING).date()
        then = day_of_facts(complaint.text, received)
        about = _about(complaint, analysis)
        return tuple(
            replace(demand, clauses=self._clauses.of(demand.text, about, day, then)) for demand in analysis.demands
        )


def masker_for(complaint: Complaint) -> Masker:
    """Takes out personal data; the complainant's and the contact's names wherever they stand, unless the complainant is a company."""
    names = re.findall(r"[\u4e00-\u9fff·]{2,}|[A-Z][a-z]+(?: [A-Z][a-z]+)+", complaint.contact)
    if complaint.complainant and not party_of(f"我公司{complaint.complainant}", ""):
        names.append(complaint.complainant)
    return Masker(names=names)


def _about(complaint: Complaint, analysis: Analysis) -> str:
    """What the letter tells beside its demands: demands alone say little."""
    demanded = [range(demand.span.start, demand.span.end) for demand in analysis.demands]
    told = [
        complaint.text[span.start : span.end]
        for span in sentence_spans(complaint.text)
        if not any(span.start in demand for demand in demanded)
    ]
    return f"{complaint.subject} {' '.join(told)}".strip()[:_ABOUT]


def _found(text: str, quote: str) -> Span | None:
    """Where the letter says it; None where it does not."""
    wanted = quote.strip().strip("。；;")
    at = text.find(wanted) if len(wanted) >= 4 else -1
    return Span(at, at + len(wanted)) if at >= 0 else None
