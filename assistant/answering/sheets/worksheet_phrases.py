"""The words around a worksheet, in Chinese and in English. Clauses stay in Chinese: they are quoted."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.incentives import languages
from assistant.incentives.worksheets.checking import Outcome
from assistant.records import Status


@dataclass(frozen=True, slots=True)
class Phrases:
    """Sentences with their places for figures and names."""

    opening: str
    ask_all: str
    headings: Mapping[Outcome, str]
    outcomes: Mapping[Outcome, str]
    statuses: Mapping[Status, str]
    columns: tuple[str, ...]
    comes_to: str
    over_years: str
    needs: str
    needs_with_ceiling: str
    at_most: str
    arithmetic: str
    assumption: str
    exclusive: str
    certain: str
    possible: str
    first_year: str
    yuan: str
    dollars: str
    related: str
    lapsed: str
    questions: str
    estimate: str
    unconfirmed: str
    comma: str
    colon: str


CHINESE = Phrases(
    opening="按您所说的情况（{said}），对照 {day} 有效的政策：",
    ask_all="请先说明企业情况，我再逐项核对：所属行业、是否外资、是否新设立或者从区外迁入、注册和实缴资本、租用（购置）面积和租金、参保员工人数、上一年度营业收入、总部或资质、入驻时间。",
    headings={
        Outcome.MET: "【条件已满足】{count} 项",
        Outcome.MISSING: "【待补材料】{count} 项（金额为条件全部满足时的估算）",
        Outcome.NOT_MET: "【不满足】{count} 项",
    },
    outcomes={outcome: str(outcome) for outcome in Outcome},
    statuses={},
    columns=("事项", "依据", "核对结果", "首年金额", "全部期限金额"),
    comes_to="：{whole}",
    over_years="：首年 {first}，{years} 年共 {whole}",
    needs="：缺少 {items}，暂不能测算",
    needs_with_ceiling="：缺少 {items}，暂不能测算，最高不超过 {amount} 元",
    at_most="不超过 {amount} 元",
    arithmetic="计算",
    assumption="假设",
    exclusive="不重复享受：{names}，只能取其一，合计按最高一项计。",
    certain="条件已满足的合计：{first}全部期限 {whole} 元。",
    possible="补齐材料后可能的合计：{first}全部期限 {whole} 元。",
    first_year="首年 {first} 元，",
    yuan="元",
    dollars="另有 {amount} 美元未折算。",
    related="另有 {count} 项要看行业、总部、外资等身份或者所办的事项，说明后再逐项核对，如：{names}。",
    lapsed="{label}的{name}{status}，不作为依据。",
    questions="请补充，以便进一步核对：{items}。",
    estimate=languages.CHINESE.say("estimate"),
    unconfirmed=languages.CHINESE.say("unconfirmed"),
    comma="、",
    colon="：",
)
ENGLISH = Phrases(
    opening="For the situation you describe ({said}), checked against the policies in force on {day}. Clauses are quoted in Chinese.",
    ask_all="Please tell me about the company first: industry, whether foreign-funded and newly set up here, registered and paid-in capital, rented (or purchased) area and rent, insured employees, last year's revenue, headquarters status or certifications, and when you moved in.",
    headings={
        Outcome.MET: "Conditions met: {count}",
        Outcome.MISSING: "Still to be shown: {count} (amounts as if all conditions were met)",
        Outcome.NOT_MET: "Conditions not met: {count}",
    },
    outcomes={Outcome.MET: "met", Outcome.NOT_MET: "not met", Outcome.MISSING: "still to be shown"},
    statuses={
        Status.EXPIRED: "has expired",
        Status.REPEALED: "has been repealed",
        Status.AMENDED: "has been replaced by a newer edition",
        Status.UPCOMING: "is not yet in force",
        Status.UNDATED: "has no confirmed dates",
    },
    columns=("Benefit", "Clause", "Result", "First year", "Whole term"),
    comes_to=": {whole}",
    over_years=": first year {first}, {whole} over {years} years",
    needs=": cannot be worked out without {items}",
    needs_with_ceiling=": cannot be worked out without {items}; at most {amount} yuan",
    at_most="at most {amount} yuan",
    arithmetic="arithmetic",
    assumption="assumption",
    exclusive="Mutually exclusive: {names}; only the highest is counted.",
    certain="Total where all conditions are met: {first}{whole} yuan over the whole term.",
    possible="Possible total once everything is shown: {first}{whole} yuan over the whole term.",
    first_year="{first} yuan in the first year, ",
    yuan="yuan",
    dollars="A further {amount} US dollars are not exchanged.",
    related="{count} more benefits depend on the industry, headquarters or foreign status, or on what you do; tell more to have them checked, for example: {names}.",
    lapsed="{name} ({label}) {status} and gives no entitlement.",
    questions="Please add, so that more can be checked: {items}.",
    estimate="This is an estimate by the clauses' own formulas and what you told; the receiving and deciding authorities determine eligibility and amounts:",
    unconfirmed=languages.ENGLISH.say("unconfirmed"),
    comma=", ",
    colon=": ",
)
