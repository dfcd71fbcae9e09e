"""The conclusions that are proposed for a demand, one to five to choose from, the likeliest first. Each is a whole sentence of its own that repeats
nothing of the letter, and leaves open what only staff can decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.complaints.intake.matters import Catalogue, Matter
from assistant.complaints.letters.reply_records import Remit, RemitDecision, Variant
from assistant.replying.asking.demand_acts import DemandAct

VERIFY, JOINTLY, SUPPORT, PARTLY, REFUSE, REFER, WAYS, ANSWER, LATER = (
    "核实后答复",
    "会同办理",
    "支持",
    "部分支持并说明",
    "不支持并说明救济途径",
    "转办",
    "说明解决途径",
    "答复询问",
    "先行答复",
)


def conclusions(
    act: DemandAct,
    matter: Matter,
    catalogue: Catalogue,
    remit: RemitDecision,
    you: str,
    *,
    quoted: bool,
    promised: bool = False,
    confidential: bool = False,
    departments: Sequence[tuple[str, str]] = (),
    ways_told: bool = False,
    own: bool = False,
    involved: bool = False,
) -> tuple[Variant, ...]:
    """``act`` is what is wanted; ``quoted`` whether a rule stands above the conclusion. What a public body ``promised`` may be handed to whoever
    carries it out, but the bureau stays answerable. Who writes in confidence is not named to whom the letter is passed on. ``departments``
    are the matters of the letter and whose each is, ``ways_told`` says that the remedies stand above, ``own`` that the demand is
    about the bureau's own part of a matter of others, ``involved`` that the letter tells of such a part. Nothing is proposed first as supported: that is for staff to find."""
    ways = "，或者".join(catalogue.remedies_of(matter)) or "依法向有关机关反映"
    ways = "按照前述途径办理" if ways_told else ways
    rule = "上述规定" if quoted else "有关规定【待填：所依据的文件和条款】"
    made = _Wording(act, matter, you, ways, rule, confidential, () if remit.own_affair else matter.offer)
    if remit.remit is Remit.PENDING_CASE:
        return (made.pending(remit.go_to),)
    if matter.remit == "discipline":
        return (made.discipline(),)
    if own and remit.remit is Remit.PARTLY:
        told = made.answer() if act.tells else made.grant()
        return (made.verify(), made.jointly(matter.department or remit.go_to), told, made.refuse())
    if act.key == "answer":
        return (made.grant(), made.later())
    if act.key == "where":
        return (made.where(departments or ((matter.title, matter.department or remit.go_to),)), made.later())
    if act.key == "praise":
        return (made.grant(),)
    if act.key == "spare":
        return (made.grant(), made.by_others())
    if act.key == "meet" and remit.remit in {Remit.OTHER_DEPARTMENT, Remit.PARTLY}:
        # the bureau itself can name somebody and bring parties together
        return (made.verify(), made.grant(), made.partly(), made.refuse())
    partly_ours = remit.remit is Remit.PARTLY
    together = (made.jointly(matter.department or remit.go_to),) if partly_ours else ()
    if remit.remit is Remit.CIVIL_DISPUTE or (partly_ours and matter.remit == "civil"):
        civil, passed = made.civil(), made.refer(matter.department)
        return (*together, civil, passed) if involved else (civil, *together, passed)
    if remit.remit is Remit.OTHER_DEPARTMENT or partly_ours:
        passed = made.refer(matter.department or remit.go_to)
        first = (*together, passed) if involved else (passed, *together)
        return (*first, made.answer() if act.tells else made.partly(), made.refuse())
    passed = made.assign() if promised else made.refer("【待填：主管部门】")
    if act.tells:
        return (made.answer(), made.later(), made.refuse(), passed)
    return (made.verify(), made.grant(), made.partly(), made.refuse(), passed)


@dataclass(frozen=True, slots=True)
class _Wording:
    act: DemandAct
    matter: Matter
    you: str
    ways: str
    rule: str
    confidential: bool
    offers: tuple[str, ...]

    def _filled(self) -> str:
        return self.act.grant.format(you=self.you, rule=self.rule, ways=self.ways, who=self.matter.knows)

    def grant(self) -> Variant:
        return Variant(ANSWER if self.act.tells else SUPPORT, self._filled(), self.act.english)

    def verify(self) -> Variant:
        return Variant(
            VERIFY,
            f"该项诉求由我局【待填：承办科室】核实，核实结果和办理意见在【待填：答复的日期】前书面答复{self.you}。",
            "Our office is verifying this; the Chinese text names the day by which you will be told the result in writing.",
        )

    def jointly(self, department: str) -> Variant:
        others = f"由{department}依照职责办理" if department else f"{self.you}可以{self.ways}"
        does = self.matter.own_part or "核实办理"
        return Variant(
            JOINTLY,
            f"该事项涉及我局的部分，由我局【待填：承办科室】{does}，并可约请{self.you}面谈；其余部分{others}，办理情况由我局统一答复{self.you}。",
            "Our office deals with its own part of this; the rest is for the competent body named in the Chinese text, and we will inform you of the result.",
        )

    def answer(self) -> Variant:
        return Variant(ANSWER, self._filled(), self.act.english)

    def where(self, departments: Sequence[tuple[str, str]]) -> Variant:
        known = "；".join(f"{title}事项由{department}受理" for title, department in departments if department)
        return Variant(
            ANSWER,
            f"{known}，窗口为【待填：受理窗口的地址和电话】；{self.you}可以{self.ways}。" if known else self._filled(),
            "The competent office and the ways that are open to you are named in the Chinese text.",
        )

    def by_others(self) -> Variant:
        return Variant(
            LATER,
            f"有关人员的责任由有权机关依照规定认定，{self.you}的意见我局一并转达。",
            "Whether anybody is responsible is for the competent body to find; your view has been passed on.",
        )

    def later(self) -> Variant:
        return Variant(
            LATER,
            f"该事项正在核实，我局将在【待填：补充答复的日期】前书面补充答复{self.you}。",
            "This is still being verified; the Chinese text names the day by which we will answer it in writing.",
        )

    def partly(self) -> Variant:
        chosen = f"从{'、'.join(self.offers)}中选定，写明内容和时间" if len(self.offers) > 1 else "办理的内容和时间"
        return Variant(
            PARTLY,
            f"据此，该项诉求可以部分办理，办理方式为【待填：{chosen}】；其余部分不能办理，原因是【待填：查明的事实】，依据是【待填：文件和条款】。"
            f"{self.you}对不能办理的部分有异议的，可以{self.ways}。",
            "Your request is supported in part; the Chinese text states which part, and why the rest is not.",
        )

    def refuse(self) -> Variant:
        return Variant(
            REFUSE,
            f"经核查，该项诉求不能支持，原因是【待填：查明的事实】，依据是【待填：文件和条款】。{self.you}对此有异议的，可以{self.ways}。",
            "Your request cannot be supported for the reasons stated in the Chinese text, which also names the remedies open to you.",
        )

    def refer(self, department: str) -> Variant:
        sent = "以不指明来信人的方式将有关问题转送，请其按照" if self.confidential else "将有关情况转送，请其按照"
        answered = "办理情况由我局统一答复" if self.confidential else "处理并直接答复"
        text = (
            f"该事项由{department}依照职责办理。我局已于【待填：转办日期】{sent}{self.rule}处理，{answered}{self.you}。"
            if self.confidential
            else f"该事项由{department}依照职责办理。我局已于【待填：转办日期】{sent}{self.rule}{answered}{self.you}，我局跟踪办理情况。"
        )
        return Variant(
            REFER,
            f"{text}{self.you}也可以{self.ways}。",
            "The matter has been passed to the competent department named in the Chinese text; we follow its progress.",
        )

    def assign(self) -> Variant:
        return Variant(
            REFER,
            f"该事项由我局牵头，已于【待填：交办日期】交【待填：承办单位】按照{self.rule}办理，办理结果由我局统一答复{self.you}。"
            f"{self.you}对办理结果有异议的，可以{self.ways}。",
            "The matter is carried out by the unit named in the Chinese text; our office remains in charge and will inform you of the result.",
        )

    def civil(self) -> Variant:
        return Variant(
            WAYS,
            f"该事项属于{self.you}与对方之间的民事争议，应当按照双方的约定和{self.rule}处理，行政机关不能代替裁判。{self.you}可以{self.ways}；双方愿意调解的，"
            "我局协助联系【待填：人民调解组织名称和电话】。",
            "This is a civil dispute between you and the other party. You may negotiate, apply for mediation, bring an action before a court or, where agreed, apply for arbitration.",
        )

    def pending(self, go_to: str) -> Variant:
        return Variant(
            WAYS,
            f"反映的事项已进入诉讼、仲裁或者复议程序，由{go_to}依法处理，我局尊重并执行生效的裁判或者决定，现阶段可以配合的是【待填：可以配合提供的材料或者情况】。",
            "The matter is pending before the competent body, whose decision we will respect.",
        )

    def discipline(self) -> Variant:
        return Variant(
            REFER,
            f"{self.you}反映的公职人员有关问题，已按规定移送纪检监察机关【待填：移送日期和接收机关】，由其依规依纪依法处理，办理情况由该机关反馈。"
            f"{self.you}也可以直接{self.ways}。来信内容已按保密要求处理。",
            "What you report about an official has been passed to the discipline inspection authority and is kept confidential.",
        )
