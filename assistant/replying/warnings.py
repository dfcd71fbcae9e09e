"""What staff must heed before anything else, and how a letter with two matters is to be split."""

from collections.abc import Collection, Sequence

from assistant.complaints.intake.matters import Matter
from assistant.complaints.letters.reply_records import Demand, FoundMatter, RiskWord

_IN_DANGER = frozenset({"自伤", "暴力"})


def warnings_of(
    matters: Sequence[Matter], secrecy: Sequence[str], risks: Sequence[RiskWord], *, anonymous: bool
) -> tuple[str, ...]:
    """In the order of urgency."""
    found = []
    if any(risk.kind in _IN_DANGER for risk in risks):
        found.append("来信有伤害自己或者他人的表述：请立即报告负责人，并由专人当天联系")
    if any(matter.remit == "discipline" for matter in matters):
        found.append(
            "来信反映公职人员的问题：移送纪检监察机关，不由被反映的人及其科室经办；来信、附件和举报人信息不得让被反映的人看到"
            "（《信访工作条例》第三十条、第四十六条）"
        )
    if secrecy:
        found.append(f"来信要求保密（“{secrecy[0].strip('。；;')}”）：转办、核查时不透露来信人，复函单独送达")
    elif any(matter.remit == "discipline" for matter in matters):
        found.append("来信没有写明是否要求保密：按要求保密办理")
    if anonymous:
        found.append("没有联系方式，复函无法送达")
    return tuple(found)


def proposed_parts(
    matters: Sequence[FoundMatter], demands: Sequence[Demand], hidden: Collection[str] = ()
) -> tuple[str, ...]:
    """One matter a part: its name and its demands. Empty for a letter on one matter, or where further matters bring no demand of their own; of
    the ``hidden`` matters (keys) nothing is repeated."""
    grouped = {matter.key: [one.text for one in demands if one.matter == matter.key] for matter in matters}
    told = [
        f"{matter.name}：{'内容见来信，不在此复述' if matter.key in hidden else '；'.join(grouped[matter.key])}"
        for matter in matters
        if grouped[matter.key] or matter.key in hidden
    ]
    return tuple(told) if len(told) > 1 else ()
