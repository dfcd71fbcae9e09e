"""A complaint's contents worked out: by rules and retrieval, and read better by a language model where one is configured."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pydantic import BaseModel, ValidationError

from assistant.answering.asking.language import is_english
from assistant.chat_model import ChatModel
from assistant.complaints.intake.matters import Matter
from assistant.complaints.letters.reply_records import (
    Analysis,
    Demand,
    FoundMatter,
    Promise,
    Remit,
    RemitDecision,
    SimilarCase,
    Span,
)
from assistant.complaints.records import Complaint
from assistant.errors import ChatModelError
from assistant.prompting import render_prompt
from assistant.replying.asking.demand_acts import DemandActs
from assistant.replying.asking.demands import Asked, DemandReader
from assistant.replying.asking.lists import sections_of
from assistant.replying.asking.no_demands import is_of_another_field
from assistant.replying.asking.offices import Offices
from assistant.replying.asking.own_acts import OwnAct, OwnActKind, OwnActs
from assistant.replying.asking.parts import first_alternative, is_of_a_text, line_of, span_of, without
from assistant.replying.clauses import BearingClauses
from assistant.replying.judging import is_abusive, remit_of, risks_in, with_the_part_of_others
from assistant.replying.matching import MatterFinder, sentence_with
from assistant.replying.parties import masker_for, parties_of
from assistant.replying.promises import is_against_the_bureau, promises_in, sources_in
from assistant.replying.reading import (
    as_printed,
    day_of_facts,
    sentence_spans,
    speaks_of_foreign_capital,
    stated_facts,
)
from assistant.replying.telling import told_of
from assistant.replying.warnings import proposed_parts, warnings_of
from assistant.workdays import BEIJING, today

_JSON = re.compile(r"\{.*\}", re.DOTALL)
_ABOUT, _MOST_OF_MODEL = 300, 20


class _Reading(BaseModel):
    """What the model is asked for."""

    demands: list[str]
    category: str
    remit: str


class Analyser:
    """Works a complaint out. Threads may share it."""

    def __init__(
        self,
        clauses: BearingClauses,
        matters: MatterFinder,
        demands: DemandReader,
        own_acts: OwnActs,
        acts: DemandActs,
        offices: Offices,
        model: ChatModel | None,
    ) -> None:
        self._clauses = clauses
        self._matters = matters
        self._demands = demands
        self._own_acts = own_acts
        self._acts = acts
        self._offices = offices
        self._model = model

    def analyse(
        self,
        complaint: Complaint,
        similar: Sequence[SimilarCase] = (),
        day: date | None = None,
        chosen: Sequence[str] = (),
    ) -> Analysis:
        """Never fails for want of a model: what it cannot do, or does badly, the rules have done.

        ``chosen`` are keys of matters by which staff corrected what was found, the main one first; raises InvalidInput for unknown ones.
        """
        complaint = replace(complaint, text=as_printed(complaint.text))
        text = complaint.text
        asked = self._demands.read(text)
        who = parties_of(text, complaint.complainant)
        party = who.party
        promises = promises_in(text)
        own_acts = self._own_acts_in(text, asked.demands)
        found = tuple(self._matters.named(key) for key in chosen)
        foreign = complaint.channel == "foreign" or speaks_of_foreign_capital(party, text)
        asks = [text[one.start : one.end] for one in asked.demands]
        found = found or self._matters.find(
            complaint.subject,
            text,
            promises,
            sections_of(text),
            asks,
            foreign=foreign,
        )
        analysis = Analysis(
            party=party,
            category=found[0].name,
            facts=stated_facts(text),
            demands=tuple(Demand(number, text[s.start : s.end], s) for number, s in enumerate(asked.demands, start=1)),
            remit=self._remit(complaint, party, found, promises, own_acts, asked.demands),
            risks=risks_in(text),
            similar=tuple(similar),
            language="en" if is_english(text) else "zh",
            abusive=is_abusive(text),
            matters=found,
            promises=promises,
            sources=sources_in(text),
            confidential=bool(asked.secrecy),
            foreign=foreign,
            client=who.client,
            you=who.you,
            own_acts=tuple(one.text for one in own_acts),
        )
        if self._model is not None:
            analysis = self._read_by_model(complaint, analysis, self._model)
        return self._completed(complaint, analysis, asked, day or today())

    def _completed(self, complaint: Complaint, analysis: Analysis, asked: Asked, day: date) -> Analysis:
        """With what follows from the demands: their matters and clauses, what the letter tells beside them, warnings, a split."""
        text, keys = complaint.text, [matter.key for matter in analysis.matters]
        demands = tuple(
            replace(one, matter=self._matter_of(one, text, keys), office=self._office_of(one, text, analysis.demands))
            for one in analysis.demands
        )
        matters = [self._matters.catalogue.of(key) for key in keys]
        told = self._told_spans(text, sentence_spans(text), demands, keys)
        secrecy = asked.secrecy
        analysis = replace(
            analysis,
            demands=demands,
            remit=self._with_parts(analysis.remit, demands),
            told=told_of(
                text,
                [one for one in asked.units if any(s.start <= one.unit.span.start < s.end for s in told)],
                [*(one.span for one in demands), *secrecy],
                analysis.you,
                lambda said: self._near(said, demands),
            ),
            warnings=warnings_of(
                matters,
                [text[span.start : span.end] for span in secrecy],
                analysis.risks,
                anonymous=not complaint.contact and not analysis.party,
            ),
            parts=proposed_parts(analysis.matters, demands, [one.key for one in matters if one.remit == "discipline"]),
        )
        return replace(analysis, demands=self._with_clauses(complaint, analysis, day))

    def _near(self, said: Sequence[str], demands: Sequence[Demand]) -> list[float]:
        """How near each stretch is to what is asked; all alike where nothing is."""
        if not demands:
            return [0.0] * len(said)
        near: list[float] = self._matters.likeness(said, [one.text for one in demands]).max(axis=1).tolist()
        return near

    def _told_spans(
        self, text: str, spans: Sequence[Span], demands: Sequence[Demand], keys: Sequence[str]
    ) -> list[Span]:
        """The sentences that a reply may repeat: all of whole lines that do not begin within a quotation; beside a report on an official only
        those that do not tell of it, in lines that ask for something else."""
        telling = [span for span in spans if is_of_a_text(text, span) and not is_of_another_field(text, span)]
        catalogue = self._matters.catalogue
        reported = [key for key in keys if catalogue.of(key).remit == "discipline"]
        if not reported:
            return telling
        tells = self._matters.telling_of(reported[0], [text[one.start : one.end] for one in telling], keys)
        lines = [line_of(text, one.span) for one in demands if one.matter not in reported]
        return [
            span
            for span, of_it in zip(telling, tells, strict=True)
            if not of_it and "\n" in text.strip() and any(line.start <= span.start < line.end for line in lines)
        ]

    def _matter_of(self, demand: Demand, text: str, keys: Sequence[str]) -> str:
        """Which of the letter's matters a demand falls under."""
        return self._matters.matter_of(demand.text, sentence_with(text, demand.span), self._among(keys))

    def _office_of(self, demand: Demand, text: str, demands: Sequence[Demand]) -> str:
        """The key of the office that a demand is clearly for, by what the letter tells before it; "" where there is none."""
        told = without(text, [one.span for one in demands])[: demand.span.start]
        office = self._offices.of(demand.text, " ".join(told.split()))
        return office.key if office is not None else ""

    def _with_parts(self, decision: RemitDecision, demands: Sequence[Demand]) -> RemitDecision:
        """Demands that are clearly for another office by their own words make what is the bureau's own a part; what is reported of an official goes its
        own way."""
        asked = [one for one in demands if one.matter and self._matters.catalogue.of(one.matter).remit != "discipline"]
        named = [one for one in asked if one.office and self._offices.shares(one.text)]
        offices = [office for one in named if (office := self._offices.with_key(one.office)) is not None]
        return with_the_part_of_others(decision, tuple(dict.fromkeys(one.name for one in offices)))

    def _among(self, keys: Sequence[str]) -> Sequence[str]:
        """The matters that demands may fall under: errands are asked about, whatever they are about."""
        catalogue = self._matters.catalogue
        if not catalogue.of(keys[0]).enquiry:
            return keys
        return [key for at, key in enumerate(keys) if at == 0 or catalogue.of(key).remit in {"discipline", "own"}]

    def _own_acts_in(self, text: str, demands: Sequence[Span]) -> tuple[OwnAct, ...]:
        """What is told of the bureau, and what only it can answer; what it is asked to do is none of its doing."""
        told = without(text, demands)
        return tuple(one for one in self._own_acts.told(text) if one.kind is OwnActKind.ASKED or one.text in told)

    def _remit(
        self,
        complaint: Complaint,
        party: str,
        found: Sequence[FoundMatter],
        promises: Sequence[Promise],
        own_acts: Sequence[OwnAct],
        demands: Sequence[Span],
    ) -> RemitDecision:
        return remit_of(
            complaint.text,
            [self._matters.catalogue.of(one.key) for one in found],
            promises,
            own_acts,
            against_the_bureau=is_against_the_bureau(without(complaint.text, demands)),
            reachable=bool(party or complaint.contact),
        )

    def _read_by_model(self, complaint: Complaint, analysis: Analysis, model: ChatModel) -> Analysis:
        """The model's demands and category, each demand as a stretch of the letter; the rules' where they do not stand in it."""
        masker = masker_for(complaint)
        prompt = render_prompt(
            "complaint_analysis",
            complaint=masker.mask(complaint.text),
            categories=[one.name for one in self._matters.catalogue.matters],
        )
        try:
            answered = _JSON.search(model.complete("", prompt))
            reading = _Reading.model_validate(json.loads(answered.group())) if answered else None
        except (ChatModelError, ValidationError, json.JSONDecodeError):
            return analysis
        if reading is None:
            return analysis
        found = [span_of(complaint.text, masker.unmask(quote)) for quote in reading.demands[:_MOST_OF_MODEL]]
        demands = tuple(
            Demand(number, complaint.text[span.start : span.end], span)
            for number, span in enumerate(dict.fromkeys(span for span in found if span), start=1)
        )
        known = {one.name: one.key for one in self._matters.catalogue.matters}
        matters = analysis.matters
        if reading.category in known and not matters[0].by_staff:
            first = FoundMatter(known[reading.category], reading.category, 1.0, "语言模型的看法")
            held = next((one for one in matters if one.key == first.key), first)
            matters = (held, *(one for one in matters if one.key != held.key))
        spans = [one.span for one in analysis.demands]
        own_acts = self._own_acts_in(complaint.text, spans)
        remit = self._remit(complaint, analysis.party, matters, analysis.promises, own_acts, spans)
        if reading.remit in set(Remit) and reading.remit != remit.remit:
            remit = replace(remit, reason=f"{remit.reason}（语言模型的看法不同：{Remit(reading.remit).label}，请核对）")
        return replace(
            analysis,
            demands=demands or analysis.demands,
            category=matters[0].name,
            matters=matters,
            remit=remit,
            made_by=model.name,
        )

    def _with_clauses(self, complaint: Complaint, analysis: Analysis, day: date) -> tuple[Demand, ...]:
        received = complaint.received_at.astimezone(BEIJING).date()
        then = day_of_facts(complaint.text, received)
        about, main = _about(complaint, analysis), self._matters.catalogue.of(analysis.matters[0].key)
        return tuple(
            replace(
                demand,
                clauses=self._clauses.of(
                    demand.text,
                    about,
                    self._matters.catalogue.of(demand.matter) if demand.matter else main,
                    day,
                    then,
                    foreign=analysis.foreign,
                    side=_side_of(complaint.text, main),
                    others=" ".join(one.text for one in analysis.demands if one is not demand),
                    first=demand.number == 1,
                    act=self._acts.of(first_alternative(demand.text)).key,
                ),
            )
            for demand in analysis.demands
        )


def _side_of(text: str, matter: Matter) -> str:
    """Of the sides whose duties an article lays down, the one whose words the letter uses most; "" where it uses none."""
    told = {side: sum(text.count(word) for word in words) for side, words in matter.sides.items()}
    best = max(told, key=told.__getitem__, default="")
    return best if told.get(best) else ""


def _about(complaint: Complaint, analysis: Analysis) -> str:
    """What the letter tells beside its demands: demands alone say little."""
    demanded = [range(demand.span.start, demand.span.end) for demand in analysis.demands]
    told = [
        complaint.text[span.start : span.end]
        for span in sentence_spans(complaint.text)
        if not any(span.start in demand for demand in demanded)
    ]
    return f"{complaint.subject} {' '.join(told)}".strip()[:_ABOUT]
