"""The conclusions that are proposed for a demand, two to four to choose from, the likeliest first. Each leaves open what only staff can decide."""

from assistant.complaints.intake.matters import Catalogue, Matter
from assistant.complaints.letters.reply_records import Remit, RemitDecision, Variant
from assistant.replying.wording import quoted_if_spoken

SUPPORT, PARTLY, REFUSE, REFER, WAYS, ANSWER = (
    "支持",
    "部分支持并说明",
    "不支持并说明救济途径",
    "转办",
    "说明解决途径",
    "答复询问",
)


def conclusions(
    core: str,
    matter: Matter,
    catalogue: Catalogue,
    remit: RemitDecision,
    you: str,
    *,
    quoted: bool,
    question: bool,
    promised: bool = False,
) -> tuple[Variant, ...]:
    """``core`` is what is asked, a ``question`` or something to be done; ``quoted`` whether a rule stands above the conclusion. What a public
    body ``promised`` may be handed to whoever carries it out, but the bureau stays answerable."""
    ways = "，或者".join(catalogue.remedies_of(matter)) or "依法向有关机关反映"
    made = _Wording(core, matter, you, ways, "上述规定" if quoted else "【待填：所依据的文件和条款】")
    made.offers = () if remit.own_affair else matter.offer  # the catalogue offers to deal with others
    if remit.remit is Remit.PENDING_CASE:
        return (made.pending(remit.go_to),)
    if matter.remit == "discipline":
        return (made.discipline(),)
    if remit.remit is Remit.CIVIL_DISPUTE:
        return (made.civil(), made.refer(matter.department))
    if remit.remit is Remit.OTHER_DEPARTMENT:
        passed = made.refer(matter.department or remit.go_to)
        if question:
            return (passed, made.answer(), made.no_answer())
        return (passed, made.partly(), made.refuse())
    passed = made.assign() if promised else made.refer("【待填：主管部门】")
    if question:
        return (made.answer(), made.answer_in_part(), made.no_answer(), passed)
    return (made.support(), made.partly(), made.refuse(), passed)


class _Wording:
    def __init__(self, core: str, matter: Matter, you: str, ways: str, rule: str) -> None:
        self.what = f"提出的{core}" if core.startswith("来信") else f"关于{quoted_if_spoken(core)}的请求"
        self.asked = f"提出的{core}" if core.startswith("来信") else f"询问的“{core}”"
        self.matter, self.you, self.ways, self.rule = matter, you, ways, rule
        self.offers = matter.offer

    def answer(self) -> Variant:
        return Variant(
            ANSWER,
            f"关于{self.you}{self.asked}，按照{self.rule}，答复如下：【待填：答复内容，写明依据、时间和承办单位】。",
            "The answer to your question is given in the Chinese text.",
        )

    def answer_in_part(self) -> Variant:
        return Variant(
            PARTLY,
            f"关于{self.you}{self.asked}，现能答复的是：【待填：答复内容和依据】；【待填：尚待核实的部分】正在核实，我局于【待填：补充答复的日期】前补充答复。",
            "Your question is answered in part in the Chinese text, which also names the day by which we will answer the rest.",
        )

    def no_answer(self) -> Variant:
        return Variant(
            REFUSE,
            f"关于{self.you}{self.asked}，经核查，【待填：查明的事实和依据的条款】，【待填：不能办理的事项和原因】。{self.you}对此有异议的，可以{self.ways}。",
            "What you ask about cannot be supported for the reasons stated in the Chinese text, which also names the remedies open to you.",
        )

    def support(self) -> Variant:
        several = f"从{'、'.join(self.offers)}中选定，"
        choice = several if len(self.offers) > 1 else f"{self.offers[0]}，" if self.offers else "办理方式，"
        return Variant(
            SUPPORT,
            f"据此，{self.you}{self.what}符合{self.rule}，我局予以支持，办理方式为【待填：{choice}写明内容、时间和承办单位】。",
            "Your request is supported under the rules cited; how it will be carried out is stated in the Chinese text.",
        )

    def partly(self) -> Variant:
        return Variant(
            PARTLY,
            f"据此，{self.you}{self.what}中，【待填：可以办理的部分和办理方式】可以办理；【待填：不能办理的部分】不能办理，"
            f"原因是【待填：事实和依据的条款】。{self.you}对不能办理的部分有异议的，可以{self.ways}。",
            "Your request is supported in part; the Chinese text states which part, and why the rest is not.",
        )

    def refuse(self) -> Variant:
        return Variant(
            REFUSE,
            f"经核查，{self.you}{self.what}不能支持，原因是【待填：查明的事实和依据的条款】。{self.you}对此有异议的，可以{self.ways}。",
            "Your request cannot be supported for the reasons stated in the Chinese text, which also names the remedies open to you.",
        )

    def refer(self, department: str) -> Variant:
        return Variant(
            REFER,
            f"该事项由{department}依照职责办理。我局已于【待填：转办日期】将来信转送，请其按照{self.rule}处理并直接答复{self.you}，我局跟踪办理情况。"
            f"{self.you}也可以{self.ways}。",
            "The matter has been passed to the competent department named in the Chinese text, which will answer you; we follow its progress.",
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
            f"来信反映的事项已进入诉讼、仲裁或者复议程序，由{go_to}依法处理，我局尊重并执行生效的裁判或者决定，现阶段【待填：可以配合提供的材料或者情况】。",
            "The matter is pending before the competent body, whose decision we will respect.",
        )

    def discipline(self) -> Variant:
        return Variant(
            REFER,
            f"{self.you}反映的公职人员有关问题，已按规定移送纪检监察机关【待填：移送日期和接收机关】，由其依规依纪依法处理，办理情况由该机关反馈。"
            f"{self.you}也可以直接{self.ways}。来信内容已按保密要求处理。",
            "What you report about an official has been passed to the discipline inspection authority and is kept confidential.",
        )
