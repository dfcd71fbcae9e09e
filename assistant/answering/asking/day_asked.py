"""The day that a question asks about: 2022年的时候, 去年, 2021年3月, 在新办法出台以前, "in 2022".

Most years in questions are none: a year of founding, of a report, of a list, part of a 文号. A year counts where words of time stand with
it (的时候, 当时, 以前, 按…的规定), or where it stands alone before what a policy grants.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.answering.asking.language import is_english
from assistant.text.labels import ARTICLE_LABEL

_YEAR = r"(?<!\d)(?P<year>(?:19|20)\d{2})\s*年(?!代)|(?P<relative>大前年|前年|去年|上一?年(?!度)|今年|明年|后年)"
_PERIOD = rf"(?:{_YEAR})(?:(?P<month>1[0-2]|0?[1-9])\s*月(?:份)?(?:(?P<day>3[01]|[12]\d|0?[1-9])\s*[日号])?|(?P<part>年?初|年?[底末]|上半年|下半年))?"
_AT_THAT_TIME = r"(?:的?时候|那时候?|那会儿?|那年|那一年|当年|当时|期间|那阵|时(?=[，,、能可有是按租申享]|$))"
_BEFORE = r"(?:以前|之前|前(?!年|台|海|期|三|十|几|\d))"
_STRONG = re.compile(
    rf"(?:在|于)?{_PERIOD}(?P<mark>{_AT_THAT_TIME}|{_BEFORE})[，,]?"
    rf"|(?:按照?|依照?|根据|参照|以|截至|截止到?)\s*{_PERIOD.replace('?P<', '?P<b_')}(?:那时|当时)?[的，,]?"
    rf"|(?:在|于)?{_PERIOD.replace('?P<', '?P<c_')}的?(?=(?:政策|规定|标准|口径|待遇|效力|文件规定)(?!申报|兑现|补充|汇编|清单|宣讲))"
)
_BARE = re.compile(
    rf"(?P<before>^|[，,。？?、；;]|^.{{0,12}}?(?:[区市县]|区里|区内|你们|当地|请问|想问|那么?))\s*(?:在|于)?(?P<period>{_PERIOD})(?P<mark>)[，,]?(?P<after>.*)$"
)
_NO_DAY = re.compile(
    r"^\s*(?:的)?(?:度|版|修[订正]|工作|总结|报告|安排|计划|年报|投资机会|机会|清单|台账|名[录单]|统计|数据|第|[一二三四1-4]季度|全年|以来|以后|之后|后|起|开始|[至到\-—~～]|[\u4e00-\u9fff]{2,12}申报(?:的?(?:时间|通知|指南|截止|期限|材料|要求))?[是在到有，,？?])"
)
_OF_SOMETHING_ELSE = re.compile(
    r"^[^，,。？?！!]{0,14}?(?:注册|成立|设立|认定|入驻|进驻|引进|落户|新增|获得|获评|评为|评上|取得|迁入|迁来|开业|开办|开工|建成|竣工|投产|签约|签订|购买|购置|招聘|毕业|上市|备案|发布|印发|出台|公布|"
    r"颁布|修订|修正|制定|通过|施行|实施|废止|失效|到期|办理|申报|申请|完成|发生|搬|租)[^，,。？?！!]{0,8}?[的了过，,]"
    r"|^[^，,。？?！!]{0,10}?(?:营业收入|营收|纳税|税收|产值|销售|利润|研发投入|研发费|投资额?|到位|缴|实到)"
)
_OF_A_PLACE = re.compile(
    r"^\s*(?:的)?(?:新|刚|才)?(?:建成|建好|建造|兴建|修建|建(?![筑设议])|盖|竣工|落成|完工|投用|投入使用)"
    r"|^\s*(?:就|要|能|可以?)*(?:入驻|交付|交房|搬)"
)
_A_PLACE = re.compile(r"^\s*(?:的)?(?:老|旧|新|超?[甲乙丙]级|的)*(?:写字楼|办公楼|商务楼|楼|厂房|仓库|库房|商铺|底商)")
_AN_EDITION = re.compile(r"^\s*的[\u4e00-\u9fff]{0,10}?(?:办法|条例|措施|细则|意见)")
_OUR_OWN = re.compile(r"(?:我们?|我司|我公司|本公司|公司|企业|该企业|它|他们|于|自|从|自从|到|至|以来)\s*$")
_POLICY = re.compile(
    r"补贴|补助|奖励|资助|奖金|政策|规定|标准|扶持|优惠|有效|施行|享受|能[拿领补得]|可以[拿领补得]|办法|措施|条例|支持"
)
_REPORTED = re.compile(r"工作总结|报告|签约|同比|增长|完成了|引进了|多少个?项目|机会清单|台账")
_BEFORE_NEW = re.compile(
    r"(?:在)?(?:新|现行|最新|现在)的?(?:《[^》]{2,40}》|[\u4e00-\u9fff]{0,10}?)?(?:办法|政策|规定|措施|条例|版本?|文件|标准|法)(?:正式)?(?:出台|施行|实施|生效|发布|出来|公布|执行|印发)(?:以前|之前|前)的?[，,]?"
    r"|(?:修订|修改|废止|失效)(?:以前|之前|前)的?[，,]?"
    r"|(?:旧版?|老(?!旧)版?|上一?版|原(?!则|来))的?(?=(?:办法|政策|规定|标准|版本?|措施|条例|文件))"
    r"|(?<![\u4e00-\u9fff])(?:原来|以前|之前|过去|从前|此前|早先)的?[，,]?(?=[^，,。？?]{0,16}(?:办法|政策|规定|标准|补贴|补助|奖励|资助))"
    r"|\bbefore the (?:new|current|present|latest) (?:policy|policies|measures?|rules?|law|regulations?)(?: (?:took|came|was|were)[a-z ]{0,30}?)?(?=[,?.]|$)"
    r"|(?:\bunder )?\bthe (?:old|previous|former|earlier) (?:policy|policies|measures?|rules?|laws?|regulations?|version)\b",
    re.IGNORECASE,
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_ENGLISH_PERIOD = (
    rf"(?:(?P<month>{_MONTHS})\s+(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(?:of\s+)?)?(?P<year>20\d\d)\b"
)
_ENGLISH = re.compile(
    rf"\b(?P<mark>as of|back in|in|during|at the end of|before)\s+(?:the year\s+)?(?:(?P<iso>20\d\d-\d\d-\d\d)|{_ENGLISH_PERIOD})|\b(?P<relative>last year|the year before last|next year)\b",
    re.IGNORECASE,
)
_ENGLISH_PAST = re.compile(
    r"\b(?:was|were|did|could|had|applied|used to|as of|back in|would have|will|going to)\b", re.IGNORECASE
)
_ENGLISH_OWN = re.compile(
    r"\b(?:registered|established|founded|incorporated|set up|moved|opened|built|completed|signed|issued|published|amended|revised|started|began|leased|rented|"
    r"paid|earned|invested|hired|arrived|graduated|listed|recognised|recognized|report|work|opportunit\w*|revenue|sales|since|from)\b[^,.?]{0,30}$",
    re.IGNORECASE,
)
_ENGLISH_POLICY = re.compile(
    r"subsid|incentive|reward|grant|polic|rule|measure|law|regulation|support|bonus|in force|valid|cap\b|rate",
    re.IGNORECASE,
)
_NOW = re.compile(r"现在|目前|如今|今天|现行|\bnow\b|\bcurrent(?:ly)?\b|\btoday\b", re.IGNORECASE)
_NOW_ALONE = re.compile(
    r"^(?:那么?|那)?(?:现在|目前|如今|今天|现行的?)(?:呢|的呢|怎么样)?[？?]?$|^(?:and |what about )now\??$",
    re.IGNORECASE,
)
_TITLES = re.compile(r"《[^》]*》|〔\d{4}〕|[（(][^（）()]*号[）)]|第\s*\d+\s*号")
_YEARS_AWAY = {"大前年": -3, "前年": -2, "去年": -1, "上一年": -1, "上年": -1, "今年": 0, "明年": 1, "后年": 2}
_ENGLISH_YEARS_AWAY = {"last year": -1, "the year before last": -2, "next year": 1}


@dataclass(frozen=True, slots=True)
class AskedDay:
    """The days that a question asks about, both inclusive, and the question without them.

    ``words`` say them on their own, so that a later question can take them over. ``before_new``: the time before the current document,
    which only what is held can tell; ``first`` and ``last`` mean nothing then.
    """

    first: date
    last: date
    words: str
    rest: str
    before_new: bool = False

    @property
    def whole_period(self) -> bool:
        """Whether more than one day was named."""
        return self.first != self.last


def read_day(question: str, today: date) -> AskedDay | None:
    """The day that the question asks about; None where it asks about today, or names years for other reasons."""
    masked = _TITLES.sub(lambda match: "〓" * len(match.group()), question)
    found = _read_english(question, masked, today) if is_english(question) else _read_chinese(question, masked, today)
    if found is not None:
        return None if found.first <= today <= found.last else found
    before = _BEFORE_NEW.search(masked)
    if before is None or (is_english(question) and not _ENGLISH_POLICY.search(question)):
        return None
    words = "before the new measures" if is_english(question) else "新办法出台以前"
    return AskedDay(today, today, words, _without(question, before.start(), before.end()), before_new=True)


def carried_over(question: str, standalone: str, previous: str, today: date) -> str:
    """A follow-up's own question with the day of the one before, unless it names another or asks of now."""
    earlier = read_day(previous, today)
    if earlier is None:
        return standalone
    if _NOW_ALONE.match(question.strip()):
        return earlier.rest
    if _NOW.search(question) or read_day(standalone, today) is not None:
        return standalone
    return with_day(earlier, standalone)


def with_day(asked: AskedDay, question: str) -> str:
    """A question with the day said before it."""
    return f"{asked.words}, {question}" if is_english(question) else f"{asked.words}，{question}"


def _read_chinese(question: str, masked: str, today: date) -> AskedDay | None:
    strong = _STRONG.search(masked)
    if strong is not None and not _NO_DAY.match(masked[strong.end() :].lstrip("的，,")):
        prefix = next(prefix for prefix in ("", "b_", "c_") if strong[f"{prefix}year"] or strong[f"{prefix}relative"])
        period = _period(strong, prefix, today)
        loose = prefix == "c_" and (_REPORTED.search(masked) or _OUR_OWN.search(masked[: strong.start()]))
        if period is not None and not loose and not _of_a_place(strong, question, masked[strong.end() :]):
            end = strong.end()
            if strong["mark"] and re.fullmatch(_BEFORE, strong["mark"]):
                period = (period[0] - timedelta(days=1), period[0] - timedelta(days=1))
            return _asked(period, question, strong.start(), end)
    bare = _BARE.search(masked)
    if bare is None or not _POLICY.search(question) or _REPORTED.search(question):
        return None
    after, before = bare["after"], masked[: bare.start("period")]
    if _NOW.search(question) or _AN_EDITION.match(after):
        return None
    if ARTICLE_LABEL.search(after):  # 2021年办法第七条: an edition by its year
        return None
    if _NO_DAY.match(after) or _OF_SOMETHING_ELSE.match(after) or _OUR_OWN.search(before):
        return None
    period = _period(bare, "", today)
    return _asked(period, question, bare.start("period"), bare.end("mark")) if period is not None else None


def _of_a_place(strong: re.Match[str], question: str, behind: str) -> bool:
    """Whether the year is when a place was built or is to be had: ``2020年以前建的厂房``, ``2020年以前的厂房``."""
    before = bool(strong["mark"] and re.fullmatch(_BEFORE, strong["mark"]))
    return bool(_OF_A_PLACE.match(behind) or (before and not _POLICY.search(question) and _A_PLACE.match(behind)))


def _read_english(question: str, masked: str, today: date) -> AskedDay | None:
    if not _ENGLISH_POLICY.search(question) or not _ENGLISH_PAST.search(question):
        match = _ENGLISH.search(masked)
        if match is None or (match["mark"] or "").lower() not in ("as of", "back in"):
            return None
    for match in _ENGLISH.finditer(masked):
        if _ENGLISH_OWN.search(masked[: match.start()]):
            continue
        period = _english_period(match, today)
        if period is not None:
            if (match["mark"] or "").lower() == "before":
                period = (period[0] - timedelta(days=1), period[0] - timedelta(days=1))
            rest = _without(question, match.start(), match.end())
            return AskedDay(*period, f"as of {period[1]}", rest)
    return None


def _asked(period: tuple[date, date], question: str, start: int, end: int) -> AskedDay:
    first, last = period
    if first == last:
        words = f"{last.year}年{last.month}月{last.day}日的时候"
    elif (first.month, last.month) == (1, 12):
        words = f"{last.year}年的时候"
    elif first.month == last.month:
        words = f"{last.year}年{last.month}月的时候"
    else:
        words = f"{last.year}年{'上' if first.month == 1 else '下'}半年的时候"
    return AskedDay(first, last, words, _without(question, start, end))


def _period(match: re.Match[str], prefix: str, today: date) -> tuple[date, date] | None:
    relative = match[f"{prefix}relative"]
    year = today.year + _YEARS_AWAY[relative] if relative else int(match[f"{prefix}year"])
    month, day, part = match[f"{prefix}month"], match[f"{prefix}day"], match[f"{prefix}part"] or ""
    if month and day:
        return _one_day(year, int(month), int(day))
    if month:
        return date(year, int(month), 1), date(year, int(month), monthrange(year, int(month))[1])
    if "初" in part:
        return date(year, 1, 1), date(year, 1, 31)
    if "底" in part or "末" in part:
        return date(year, 12, 31), date(year, 12, 31)
    return date(year, 7 if part == "下半年" else 1, 1), date(year, 6, 30) if part == "上半年" else date(year, 12, 31)


def _english_period(match: re.Match[str], today: date) -> tuple[date, date] | None:
    if match["relative"]:
        year = today.year + _ENGLISH_YEARS_AWAY[match["relative"].lower()]
        return date(year, 1, 1), date(year, 12, 31)
    if match["iso"]:
        return _one_day(*(int(part) for part in match["iso"].split("-")))
    year = int(match["year"])
    if match["month"]:
        month = _MONTHS.split("|").index(match["month"].capitalize()) + 1
        if match["day"]:
            return _one_day(year, month, int(match["day"]))
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    if match["mark"].lower() == "at the end of":
        return date(year, 12, 31), date(year, 12, 31)
    return date(year, 1, 1), date(year, 12, 31)


def _one_day(year: int, month: int, day: int) -> tuple[date, date] | None:
    try:
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def _without(question: str, start: int, end: int) -> str:
    """The question without a stretch of it and the commas left over."""
    rest = f"{question[:start].rstrip(' ，,')}{'' if start == 0 else ' ' if is_english(question) else ''}{question[end:].lstrip(' ，,的')}"
    rest = re.sub(r"\s+([?.!,])", r"\1", rest).strip(" ，,")
    return rest[:1].upper() + rest[1:] if is_english(rest) else rest
