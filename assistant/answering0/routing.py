"""What a question wants, by its words: no model needed."""

import re

from assistant.records import DocumentKind, Intent

_SMALL_TALK = re.compile(
    r"^(?:你好|您好|早上好|下午好|晚上好|嗨|哈喽|在吗|在不在|谢谢|感谢|多谢|再见|拜拜|你是谁|你叫什么|你能做什么|你会什么|怎么用|如何使用|帮助|使用说明|"
    r"hello|hi|hey|good (?:morning|afternoon|evening)|thanks?(?: you)?|bye|goodbye|who are you|what can you do|help)"
    r"[\s，,。！!？?~～啊呀呢吗了的]*$",
    re.IGNORECASE,
)
_OFF_TOPIC = re.compile(
    r"天气|气温|下雨|股票|基金净值|彩票|足球|篮球|比分|电影|电视剧|歌曲|唱.{0,3}歌|笑话|星座|算命|菜谱|怎么做(?:菜|饭)|红烧|食谱|减肥|写(?:一)?(?:首|篇)(?:诗|小说|作文)|"
    r"代码|编程|python|java\b|c\+\+|javascript|快速排序|翻译(?:一下|成)|"
    r"\bweather\b|\bpoem\b|\bjoke\b|\brecipe\b|\bstocks?\b|\bmovie\b|\bfootball\b|\bquicksort\b|write (?:a|some) (?:poem|story|song|code|program)",
    re.IGNORECASE,
)
_OPPORTUNITY = re.compile(r"机会清单|投资机会|机会|应用场景|揭榜|需求清单|opportunit", re.IGNORECASE)
_BUILDING_THING = re.compile(
    r"写字楼|楼宇|大厦|楼盘|厂房|仓库|仓储|冷库|底商|商铺|铺面|门面|店面|铺位|办公室|办公用房|办公场地|载体|场地|工业用地|地块|"
    r"\boffices?\b|office space|\bbuildings?\b|\bfactor(?:y|ies)\b|\bwarehouses?\b|\bshops?\b|\bworkshops?\b",
    re.IGNORECASE,
)
_BUILDING_WANT = re.compile(
    r"租|空置|面积|平米|平方|㎡|几栋|多少栋|哪栋|哪些楼|哪几|有没有|有哪些|推荐|合适|适合|选址|层高|荷载|行车|停车|地铁|入驻率|空置率|底价|产权人|月租|"
    r"\brent\b|\bvacan|\bsqm\b|square met|\bsuit|\bmetro\b|\bavailable\b|\bneed\b|looking for",
    re.IGNORECASE,
)
_POLICY_WORDS = re.compile(
    r"补贴|补助|奖励|奖金|扶持|政策|办法|条例|规定|资助|优惠|兑现|申报|认定|条款|第.{1,6}条|法律|法规|依法|有效期|废止|施行|多久(?:受理|办结)|"
    r"subsid|incentive|reward|grant|policy|policies|\blaw\b|regulation|article \d",
    re.IGNORECASE,
)
_REPORT_WORDS = re.compile(
    r"报告|总结|全年|上半年|下半年|季度|同比|增长|签约|到位|完成(?:了)?|指标|累计|成效|入驻率是|工作(?:安排|计划|重点)|\breport\b|\bquarter\b|first half",
    re.IGNORECASE,
)
_DOCUMENT_KINDS = {
    Intent.BUILDING: DocumentKind.LISTING,
    Intent.OPPORTUNITY: DocumentKind.OPPORTUNITY,
}


def route(question: str) -> Intent:
    """The intent that a question's words tell. Only its shape is judged: whether anything is held on it, the evidence says."""
    text = question.strip()
    if _SMALL_TALK.match(text):
        return Intent.SMALL_TALK
    policy = bool(_POLICY_WORDS.search(text))
    if _OFF_TOPIC.search(text) and not policy:
        return Intent.OUT_OF_SCOPE
    if _OPPORTUNITY.search(text) and not policy:
        return Intent.OPPORTUNITY
    if not policy and _BUILDING_THING.search(text) and _BUILDING_WANT.search(text) and not _REPORT_WORDS.search(text):
        return Intent.BUILDING
    if policy:
        return Intent.POLICY
    return Intent.REPORT


def row_kinds(intent: Intent, question: str) -> tuple[DocumentKind, ...]:
    """The kinds of table to ask for rows: the intent's own first; any, when a row may be called by its name."""
    if intent in _DOCUMENT_KINDS:
        return (_DOCUMENT_KINDS[intent],)
    if intent is Intent.REPORT and not _REPORT_WORDS.search(question):
        return (DocumentKind.LISTING, DocumentKind.OPPORTUNITY)
    return ()


def intent_of_kind(kind: DocumentKind) -> Intent:
    """The intent that an answer from a kind of document served."""
    return {
        DocumentKind.POLICY: Intent.POLICY,
        DocumentKind.LISTING: Intent.BUILDING,
        DocumentKind.OPPORTUNITY: Intent.OPPORTUNITY,
    }.get(kind, Intent.REPORT)
