"""The conclusions that are proposed for a demand, one to three to choose from, the likeliest first. Each is a whole sentence of its own that repeats
nothing of the letter, and leaves open what only staff can decide."""

from collections.abc import Collection
from dataclasses import dataclass

from assistant.complaints.intake.matters import Catalogue, Matter
from assistant.complaints.letters.reply_records import Remit, Variant
from assistant.replying.asking.demand_acts import UNSURE, ActWords, DemandAct

VERIFY, SUPPORT, REFUSE, REFER, WAYS, ANSWER, LATER = (
    "核实后答复",
    "支持",
    "不支持并说明救济途径",
    "转办",
    "说明解决途径",
    "答复询问",
    "先行答复",
)
OWN_UNIT = "【待填：承办单位】"
_AGAINST_AUTHORITY = frozenset({"review", "suit"})
_ARRANGED = frozenset({"visit", "meet", "person", "premises", "copy"})
"""Acts by which the bureau arranges something and rules on nothing."""
_TENDERS = frozenset({"procurement", "bidding"})


@dataclass(frozen=True, slots=True)
class Duty:
    """Whose a demand is (``remit``), the ``office`` that meets it where it is not the bureau alone ("" where it is), in both languages, and who knows
    (``who``). What is the bureau's own but concerns an office is PARTLY."""

    remit: Remit
    who: str
    office: str = ""
    english: str = ""


@dataclass(frozen=True, slots=True)
class Conclusions:
    """Words them for one letter. ``you`` is how it speaks to the complainant; of who writes in confidence (``confidential``) nobody else learns."""

    catalogue: Catalogue
    you: str
    confidential: bool = False
    agreed: bool = False
    """Whether the letter rests on an agreement with a public body: only then there is one to seek relief from."""
    decided: bool = True
    """Whether the letter tells of something that an authority decided, or should have."""
    tender: str = ""
    """The remedy of the procedure that the letter speaks of, procurement or bidding; "" where it names neither."""

    def of(self, act: DemandAct, matter: Matter, duty: Duty, *, ruled: bool = False) -> tuple[Variant, ...]:
        """For a demand of an ``act`` under a ``matter``. Nothing is proposed first as supported: that is for staff to find. ``ruled`` says that the
        article which answers it is quoted above."""
        if duty.remit is Remit.PENDING_CASE:
            return (self._pending(duty),)
        if matter.remit == "discipline":
            return (self._discipline(matter, duty),)
        if act.key == UNSURE and duty.remit is not Remit.CIVIL_DISPUTE:
            return self._unsure(duty)
        said = self._said(act, matter, duty)
        if act.tells:
            return self._told(act, said, duty, ruled=ruled)
        if duty.remit is Remit.CIVIL_DISPUTE:
            return (self._civil(matter, duty), self._mediated(matter, duty))
        if duty.office and duty.remit is not Remit.PARTLY:
            return (self._refer(duty), self._understood(duty), self._refused(said, act, matter, duty))
        support = Variant(
            SUPPORT, f"据此，{said.grant}" if said.grant.startswith("对") else said.grant, act.english.grant
        )
        last = self._refer(duty) if duty.office else self._refused(said, act, matter, duty)
        verified = self._verify_with(duty) if duty.office else self._verify()
        return (verified, support, last) if act.find else (support, verified, last)

    def ways(self, matter: Matter, duty: Duty) -> str:
        """What is open to who does not agree: of what the catalogue names that which suits the other side. Between private parties a civil suit alone; under
        public procurement its own ways alone; what is open against acts of authority only where one was decided; nothing under an agreement that there
        is not; "" for an enquiry, on which nothing is decided."""
        if matter.enquiry:
            return ""
        keys = [key for key in matter.remedies if key in self._open(matter, duty)]
        if matter.remit == "other" and not duty.office and not _TENDERS.intersection(matter.remedies):
            keys = [*keys, *(() if "civil" in keys else ("civil",))]
        return "，或者".join(self.catalogue.remedies[key] for key in keys or ["petition"])

    def _open(self, matter: Matter, duty: Duty) -> Collection[str]:
        """The keys of the remedies that this letter leaves open."""
        if matter.remit == "civil":
            return {"civil"}
        shut = {"contract"} if not self.agreed else set()
        if not self.decided or (matter.remit == "other" and not duty.office):
            shut |= _AGAINST_AUTHORITY
        if self.tender:
            shut |= _TENDERS - {self.tender}
        return set(matter.remedies) - shut

    def _said(self, act: DemandAct, matter: Matter, duty: Duty) -> ActWords:
        unit = OWN_UNIT if duty.remit is Remit.PARTLY else duty.office or OWN_UNIT
        places = {
            "who": duty.who,
            "unit": unit,
            "you": self.you,
            "ways": self.ways(matter, duty) or self.catalogue.remedies["petition"],
            "department": duty.office or matter.department or "【待填：受理部门】",
        }
        return ActWords(
            find=act.find.format(**places), grant=act.grant.format(**places), refuse=act.refuse.format(**places)
        )

    def _told(self, act: DemandAct, said: ActWords, duty: Duty, *, ruled: bool) -> tuple[Variant, ...]:
        plain = said.grant.removeprefix("经核实，")
        answer = Variant(ANSWER, f"按照上述规定，{plain}" if ruled else said.grant, act.english.grant)
        if act.key in {"answer", "receipt", "spare", "protect", "secret", "praise", "where"}:
            return (answer,)
        if not duty.office:
            return (answer, self._later())
        passed = Variant(
            REFER,
            f"该项询问属于{duty.office}的职责。我局于【待填：转办日期】转请{duty.office}{self._to_answer()}。",
            f"This is for {duty.english}; on [date] we asked it to answer you directly.",
        )
        return (
            Variant(ANSWER, f"经向{duty.office}了解，{plain}", act.english.grant),
            passed,
        )

    def _unsure(self, duty: Duty) -> tuple[Variant, ...]:
        """What may be said of a demand whose kind is not sure: who verifies it, or to whom it is passed on."""
        if not duty.office:
            return (self._verify(),)
        if duty.remit is Remit.PARTLY:
            return (self._verify_with(duty), self._refer(duty))
        return (self._refer(duty), self._understood(duty))

    def _to_answer(self) -> str:
        return f"答复我局，由我局统一答复{self.you}" if self.confidential else f"直接答复{self.you}"

    def _verify(self) -> Variant:
        return Variant(
            VERIFY,
            f"该项由我局【待填：承办科室】核实办理，核实结果和办理意见于【待填：日期】前书面告知{self.you}。",
            "[Section] of our office verifies this and informs you in writing by [date] of the result.",
        )

    def _verify_with(self, duty: Duty) -> Variant:
        """What the bureau answers for and another office has to do."""
        return Variant(
            VERIFY,
            f"该项由我局【待填：承办科室】会同{duty.office}核实办理，核实结果和办理意见于【待填：日期】前由我局书面告知{self.you}。",
            f"[Section] of our office verifies this together with {duty.english} and informs you in writing by [date] of the result.",
        )

    def _later(self) -> Variant:
        return Variant(
            LATER,
            f"该项由我局【待填：承办科室】核实，于【待填：日期】前书面答复{self.you}。",
            "[Section] of our office verifies this and answers you in writing by [date].",
        )

    def _refused(self, said: ActWords, act: DemandAct, matter: Matter, duty: Duty) -> Variant:
        ways = self.ways(matter, duty)
        if ways and act.key in _ARRANGED:
            ways = self.catalogue.remedies["petition"]
        found = "经核查" if not duty.office else f"经向{duty.office}了解"
        told = f"{found}，{said.refuse.removeprefix('经核查')}。"
        if not ways:
            return Variant(REFUSE, told, act.english.refuse)
        return Variant(
            REFUSE,
            f"{told}{self.you}对此有异议的，可以{ways}。",
            f"{act.english.refuse} If you do not agree, the remedies open to you are those named in the Chinese text.",
        )

    def _refer(self, duty: Duty) -> Variant:
        sent = "以不指明来信人的方式" if self.confidential else ""
        return Variant(
            REFER,
            f"该项属于{duty.office}的职责。我局于【待填：转办日期】{sent}将该项转送{duty.office}办理，请其{self._to_answer()}，我局跟踪办理情况。",
            f"This is for {duty.english}. On [date] we passed it on for its decision, and we follow its progress.",
        )

    def _understood(self, duty: Duty) -> Variant:
        return Variant(
            VERIFY,
            f"该项属于{duty.office}的职责，由我局【待填：承办科室】与其联系，了解的情况于【待填：日期】前书面告知{self.you}。",
            f"This is for {duty.english}; [section] of our office contacts it and informs you in writing by [date].",
        )

    def _civil(self, matter: Matter, duty: Duty) -> Variant:
        return Variant(
            WAYS,
            f"该项属于{self.you}与对方之间的民事争议，按照双方的约定和有关法律处理，行政机关不能代替裁判。{self.you}可以{self.ways(matter, duty)}。",
            "This is a civil dispute between you and the other party. You may negotiate, apply for mediation, bring an action before a court or, where agreed, apply for arbitration.",
        )

    def _mediated(self, matter: Matter, duty: Duty) -> Variant:
        return Variant(
            VERIFY,
            f"该项属于民事争议，双方愿意协商的，由我局【待填：承办科室】约请双方于【待填：日期】沟通；协商不成的，{self.you}可以{self.ways(matter, duty)}。",
            "This is a civil dispute; if both sides are willing, [section] of our office invites them to talk on [date].",
        )

    def _pending(self, duty: Duty) -> Variant:
        return Variant(
            WAYS,
            f"反映的事项已进入诉讼、仲裁或者复议程序，由{duty.office or '受理机关'}依法处理，我局尊重并执行生效的裁判或者决定，现阶段可以配合的是【待填：可以配合提供的材料或者情况】。",
            "The matter is pending before the competent body, whose decision we will respect.",
        )

    def _discipline(self, matter: Matter, duty: Duty) -> Variant:
        return Variant(
            REFER,
            f"{self.you}反映的公职人员有关问题，我局于【待填：移送日期】移送纪检监察机关，由其依规依纪依法处理。{self.you}也可以直接{self.ways(matter, duty)}。来信内容按保密要求处理。",
            "What you report about an official is passed to the discipline inspection authority on [date] and is kept confidential.",
        )
