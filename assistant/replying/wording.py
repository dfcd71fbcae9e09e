"""How an office words what a letter asks: a demand as the object of 关于, as one of several points, and the title."""

import re
from collections.abc import Sequence

from assistant.answering.asking.language import has_chinese
from assistant.complaints.intake.matters import Matter
from assistant.complaints.letters.reply_records import Analysis, Demand
from assistant.replying.asking.parts import CONDITION_OF_A_TOPIC
from assistant.replying.judging import is_abusive
from assistant.replying.parties import you_of
from assistant.replying.reading import is_company
from assistant.replying.telling import in_third_person
from assistant.replying.written import asks_plainly, is_written, written_of
from assistant.text.marks import in_full_width
from assistant.text.numerals import int_to_chinese

_LEAD = re.compile(
    r"^(?:(?:但是?|同时|另外|此外|并且?|至少|也|还|[，,]|[你您](?:公司|单位)?|我局|(?:这件事|此事))?(?:也|还|只)?(?:在此|特此|现|特|故|只|再次|强烈)?(?:恳请|请求|要求|希望|盼望?|申请|敬请|麻烦|烦请|建议|请问|请(?!求)|请问|想请|想问一下|想问|想知道|想咨询(?:一下)?|咨询|问一下)"
    r"(?:[你您]公司|我局|领导|政府(?:部门)?|有关部门|区里|局里)?(?:能够?|可以)?(?:尽快|及时|马上|赶快|依法|帮忙|帮助|协助|书面|出面|认真)*(?:对|就)?)+"
)
_HASTE = re.compile(
    r"^(?:并且?|同时|另外|也|还|至少|赶快|赶紧|马上|尽快|务必|一定要|必须|帮[你您](?:公司|单位)?|给[你您](?:公司|单位)?)+"
)
_QUESTION = re.compile(
    r"[？?]|([\u4e00-\u9fff])不\1|什么|怎么|怎样|哪|多[少高长大久远宽]|几时|何时|是否|能否|可否|有没有|能不能|可不可以|算不算|合不合|该不该|谁(?![也都])|吗$|吗(?=[，。])"
)
_POLITE = re.compile(
    r"^(?:但是?|以后|今后|另外|还有)?(?:[你您]们?|贵局|你局|政府|区里|局里|领导)?(?:能不能|能否|可否|可不可以|是否可以|是不是可以)(?:请)?(?!享受|享有|申请|申报|领|拿|算|适用|参加|报名)"
)
"""A request in the form of a question; what asks whether the asker is entitled stays a question."""
_CONDITION = re.compile(r"^(?:如果|若|要是|万一|倘若|假如)[^，,。]*[，,]")
_TELL = re.compile(
    r"^(?:直接)?(?:(?:告诉|告知|回复|答复)(?:[你您](?:公司|单位)?)?|明确|说明|解释|查(?!处)|核实|确认)(?:一下|清楚)?"
)
_GIVE = re.compile(r"^给(?:[你您](?:公司|单位)?)?(?:一?个|一?份|一?张|一下)")
_COLLOQUIAL = re.compile(r"一下(?!子)|最好|^来(?=[^信料访电函往自源年去]{2})")
_INSISTS = re.compile(
    r"[，,]?(?:也|还)?(?:请)?给(?:我们?|[你您](?:公司|单位)?)?(?:一?[个句]|个明确的)?(?:准话|准信|准日子|准确的?时间|痛快话|说法|交代|话)$"
)
"""What only insists that a question be answered."""
_URGES = re.compile(
    r"^(?:(?P<topic>[^，,]{2,8}?)(?:也|还)?希望)?[^，,]{0,12}(?:([\u4e00-\u9fff])(?:一\2|\2)|说句话|出面|帮忙)[^，,]{0,4}[，,](?=.{3})"
)
"""What only urges before it is said what for: 停车费希望有人管一管，恢复到原来的标准."""
_PARTICLE = re.compile(r"(?:吗|呢|吧|啊|呀|嘛)$")
_JOINS = re.compile(r"^(?:但是?(?=请|我)|还有|另外|另问|又(?=[，\d])|此外|同时)[，,]?")
_LONGEST = 30
_LONGEST_QUOTED = 90
_SHORTEST_TOPIC, _LONGEST_TOPIC = 2, 16
_GOES_ON_WORD = "求示假教客帖"
"""What makes a word of its own with a 请 before it."""
_LONGEST_HEADING, _LONGEST_QUOTED_HEADING = 30, 60
_MOST_PARTS = 3


def spoken_to(analysis: Analysis) -> str:
    """How the letter speaks to the complainant."""
    return analysis.you or you_of(analysis.party)


def is_question(demand: Demand) -> bool:
    """Whether something is to be told, not done: 能不能一次查完 asks for it to be done."""
    parts = re.split(r"[，,]", CONDITION_OF_A_TOPIC.sub("", demand.text, count=1))
    polite = [found for part in parts if (found := _POLITE.match(_LEAD.sub("", part)))]
    asked = polite[-1].string[polite[-1].end() :].rstrip("？?") if polite else demand.text
    return bool(_QUESTION.search(asked))


def core_of(demand: Demand, analysis: Analysis) -> str:
    """What is asked, in the third person and without the words of asking; an English demand by its number."""
    if not has_chinese(demand.text):
        return f"来信第{int_to_chinese(demand.number)}项请求"
    plain = in_third_person(demand.text, spoken_to(analysis))
    case = CONDITION_OF_A_TOPIC.match(plain)
    plain = plain[case.end() :] if case else plain
    plain = _URGES.sub(lambda found: found["topic"] or "", plain, count=1)
    core = _POLITE.sub("", _LEAD.sub("", _CONDITION.sub("", plain)))
    if is_question(demand):
        core = _TELL.sub("", core)
    core = _HASTE.sub("", _GIVE.sub("提供", core)).strip("，。；;！!？?、：: ")
    core = _INSISTS.sub("", core) or core
    plainer = _COLLOQUIAL.sub("", core)
    core = plainer if len(plainer) > 1 else core
    first = re.split(r"[。；;！!？?]", core)[0]
    if is_question(demand):
        first = _as_far_as_it_asks(first)
    first = first.strip("，, ")
    written = written_of(first)
    first = (written if written != first else written_of(_without_asking(first))) or plain.strip("，。；;！!？?")
    if case:  # 材料不全的，一次告知
        first = f"{case['topic']}{case['case'].rstrip('的')}的，{first}"
    return first if len(first) <= _LONGEST else f"{first[:_LONGEST]}…"


def _without_asking(text: str) -> str:
    """Without the 请 between what is asked about and what is to become of it: 管网请在三月底前接通."""
    topic, asks, rest = text.partition("请")
    whole = not asks or not _SHORTEST_TOPIC <= len(topic) <= _LONGEST_TOPIC or not rest or rest[0] in _GOES_ON_WORD
    return text if whole or "，" in topic or "," in topic else f"{topic}{rest}"


def _as_far_as_it_asks(text: str) -> str:
    """Without what follows the last part that asks: 什么时候能装上，给个准日子."""
    parts = re.split(r"[，,]", text)
    while len(parts) > 1 and not _QUESTION.search(parts[-1]):
        parts.pop()
    return "，".join(parts)


def name_of(demand: Demand, analysis: Analysis) -> str:
    """A demand in a few written words, 退还押金; "" where it cannot be said so without the letter's own way of speaking."""
    if not has_chinese(demand.text):
        return ""
    core = in_full_width(_PARTICLE.sub("", core_of(demand, analysis))).removeprefix("于")
    if is_written(core) or (is_question(demand) and asks_plainly(core)):
        return core
    parts = core.split("，")
    several = 1 < len(parts) <= _MOST_PARTS and all(is_written(one, by_verb=True) for one in parts)
    return "、".join(parts) if several and len(core) <= _LONGEST_HEADING else ""


def point_of(demand: Demand, analysis: Analysis, act: str) -> str:
    """A demand among several: 退还押金, else the letter's own words in quotation marks, else what it wants done (``act``); an English one by
    that, with its own words."""
    if not has_chinese(demand.text):
        return f"{act}（原文为“{english_point(demand)}”）"
    if is_abusive(demand.text):
        return f"{act}事项"
    return name_of(demand, analysis) or f"“{verbatim(demand.text)}”"


def verbatim(text: str, longest: int = _LONGEST_QUOTED) -> str:
    """The letter's words as they stand, for quotation marks: on one line, cut at a comma where they are long."""
    text = _JOINS.sub("", text, count=1)
    plain = re.sub(r"\s+", " " if not has_chinese(text) else "", text).strip("，。；;！!、：: ")
    plain = in_full_width(plain)
    plain = re.sub('[“”"]', lambda mark: {"“": "‘", "”": "’"}.get(mark.group(), ""), plain)
    if len(plain) <= longest:
        return plain
    cut = max(plain.rfind(mark, 0, longest) for mark in "，；。")
    return f"{plain[: cut if cut > 0 else longest]}……"


def english_point(demand: Demand) -> str:
    """An English demand as it is written, without what joins it to another."""
    return re.sub(r"^(?:and|also|then|but)\s+", "", " ".join(demand.text.split()), flags=re.IGNORECASE).rstrip(".,;? ")


def heading_of(demand: Demand, analysis: Analysis, act: str, *, sure: bool = False) -> str:
    """A demand as the object of 关于: 退还押金的诉求; one that has no written name by what it wants done, where that is ``sure``, with the letter's own
    words, else by these alone; an English one by what it wants done."""
    if not has_chinese(demand.text):
        return f"{act}（来信第{int_to_chinese(demand.number)}项）"
    name, kind = name_of(demand, analysis), "问题" if is_question(demand) else "诉求"
    if name and len(name) <= _LONGEST_HEADING:
        return name if name.endswith(("问题", "事宜", "事项")) else f"{name}的{kind}"
    if is_abusive(demand.text):
        return f"{act}的{kind}"
    quoted = f"“{verbatim(demand.text, _LONGEST_QUOTED_HEADING)}”"
    return f"{act}的{kind}（{quoted}）" if sure else quoted


def title_of(analysis: Analysis, matter: Matter, further: Sequence[Matter] = (), *, called: bool = False) -> str:
    """关于××公司反映××问题的复函, to who ``called`` 关于12345热线反映××问题的答复; a ``further`` matter is named too, several are not. A person's name stays
    out, and a company's where the letter asks for secrecy."""
    if matter.reply:
        return f"关于{matter.title}来信的复函"
    company = analysis.client or (analysis.party if is_company(analysis.party) else "")
    company = "" if analysis.confidential else company
    if len(further) == 1:
        what = f"{matter.title.removesuffix('问题')}以及{further[0].title.removesuffix('问题')}问题"
    else:
        what = f"{matter.title.removesuffix('问题')}{'等' if further else ''}问题"
    if called:
        return f"关于12345热线反映{what.removeprefix('反映')}的答复"
    return f"关于{company}{what if what.startswith('反映') else f'反映{what}'}的复函"
