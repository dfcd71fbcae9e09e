"""What a question wants, by its words and by what the search found: no model needed.

Words alone decide only what they surely tell. Whether policies, reports or guides answer is left to the evidence, so that a wrong guess
cannot hide a passage.
"""

import re
from collections.abc import Sequence

from assistant.records import ChunkKind, DocumentKind, Hit, Intent

_SMALL_TALK = re.compile(
    r"^(?:你好|您好|早上好|上午好|下午好|晚上好|早安|嗨|哈喽|在吗|在不在|谢谢|多谢|感谢|辛苦了|再见|拜拜|你是谁|您是谁|你叫什么(?:名字)?|你(?:能|会|可以)(?:做|干)(?:什么|啥)|"
    r"你会什么|怎么用|如何使用|帮助|使用说明|hello|hi|hey|good (?:morning|afternoon|evening)|thanks?(?: you)?(?: very much)?|goodbye|bye|"
    r"who are you|what can (?:you do|i ask)|help)[\s，,。.！!？?~～啊呀呢吗了的你您们]*$",
    re.IGNORECASE,
)
_OFF_TOPIC = re.compile(
    r"天气|气温|下雨|彩票|足球|篮球|比分|电影|电视剧|歌词|笑话|星座|算命|菜谱|食谱|减肥|怎么做(?:菜|饭)|红烧|"
    r"写(?:一)?(?:首|篇|段|个)[^，。]{0,6}(?:诗|小说|作文|故事|代码|程序)|代码|编程|python|javascript|\bjava\b|c\+\+|翻译成|"
    r"\bweather\b|\bpoem\b|\bjoke\b|\brecipe\b|\bmovie\b|\bfootball\b|write (?:me )?(?:a|an|some) \w+",
    re.IGNORECASE,
)
_POLICY = re.compile(
    r"补贴|补助|奖励|奖金|贴息|扶持|资助|政策|办法|措施|条例|规定|优惠|兑现|申报|认定|条款|能补|怎么补|补到|补(?:多少|几|钱)|奖(?:多少|几)|报销|能评|怎么评|给(?:多少)?钱|给(?:多少|几)|返还?(?:多少|几)|拿(?:多少)?钱|有(?:什么|哪些|没有)?支持|第[〇零一二三四五六七八九十百\d]+条|法律|法规|依法|有效期|废止|施行|受理|"
    r"subsid|incentive|reward|grant|polic(?:y|ies)|\blaws?\b|regulation|article \d",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"报告|总结|去年|前年|全年|上半年|下半年|[一二三四1-4]季度|同比|增长|签约|到位|完成了|指标|累计|成效|调研|"
    r"20\d\d年[^，。？?]{0,10}(?:引进|完成|实现|新增|落地|开工|投产)了?(?:多少|几)|"
    r"\breport\b|\bquarter\b|first half|second half|last year",
    re.IGNORECASE,
)
_OPPORTUNITY = re.compile(
    r"机会清单|投资机会|合作机会|机会|应用场景|揭榜|需求清单|招商项目|合作项目|opportunit", re.IGNORECASE
)
_BUILDING = re.compile(
    r"写字楼|楼宇|大厦|哪栋|几栋|厂房|仓库|仓储|冷库|底商|商铺|铺面|铺位|号铺|门面|店面|办公室|办公用房|办公场地|载体|场地|工业用地|地块|选址|空置|"
    r"\boffices?\b|office space|\bbuildings?\b|\bfactor(?:y|ies)\b|\bwarehouses?\b|\bshops?\b|\bworkshops?\b",
    re.IGNORECASE,
)
_BUILDING_ATTRIBUTE = re.compile(
    r"租|空置|面积|平米|平方|㎡|层高|荷载|行车|停车|车位|地铁|入驻率|底价|物业费|交付|装修|最便宜|最大|最小|"
    r"\brent\b|\bvacan|\bsqm\b|square met|\bmetro\b|cheap",
    re.IGNORECASE,
)
_ROWS_AMONG_FIRST = 3
_KIND_OF_INTENT = {Intent.BUILDING: DocumentKind.LISTING, Intent.OPPORTUNITY: DocumentKind.OPPORTUNITY}


def route(question: str) -> Intent | None:
    """The intent that the words surely tell, None when the evidence must decide."""
    text = question.strip()
    if _SMALL_TALK.match(text):
        return Intent.SMALL_TALK
    if _POLICY.search(text):
        return Intent.POLICY
    if _OFF_TOPIC.search(text):
        return Intent.OUT_OF_SCOPE
    if _OPPORTUNITY.search(text):
        return Intent.OPPORTUNITY
    if _REPORT.search(text):
        return Intent.REPORT
    return Intent.BUILDING if _BUILDING.search(text) else None


def row_kinds(question: str, intent: Intent | None, hits: Sequence[Hit]) -> tuple[DocumentKind, ...]:
    """The tables that may answer, the likeliest first: by the words, else by the tables whose rows are among the first hits."""
    if intent in (Intent.POLICY, Intent.SMALL_TALK, Intent.OUT_OF_SCOPE):
        return ()
    kinds = [_KIND_OF_INTENT[intent]] if intent in _KIND_OF_INTENT else []
    if intent is Intent.REPORT:
        return ()
    kinds += [
        hit.chunk.document.kind
        for hit in hits[:_ROWS_AMONG_FIRST]
        if hit.chunk.passage.kind is ChunkKind.ROW
        and hit.chunk.document.kind in (DocumentKind.LISTING, DocumentKind.OPPORTUNITY)
    ]
    if not kinds and _BUILDING_ATTRIBUTE.search(question):
        kinds = [DocumentKind.LISTING]
    return tuple(dict.fromkeys(kinds))


def intent_of_kind(kind: DocumentKind) -> Intent:
    """The intent that an answer from a kind of document served."""
    return {
        DocumentKind.POLICY: Intent.POLICY,
        DocumentKind.LISTING: Intent.BUILDING,
        DocumentKind.OPPORTUNITY: Intent.OPPORTUNITY,
    }.get(kind, Intent.REPORT)
