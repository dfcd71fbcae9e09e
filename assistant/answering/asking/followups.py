"""Follow-up questions made to stand alone, by rules: 那工业用地呢？ 第二款呢 它的施行日期呢.

What changes is put in the place of its like in the question before; what is only pointed at is named. A question that says all it needs
is left as it is, whatever was asked before. Follow-ups about rows (最便宜的是哪个) are read by the row matcher itself.
"""

import re
from collections.abc import Sequence

from assistant.answering.asking.language import is_english
from assistant.policies.address import ClauseAddress, read_address
from assistant.policies.titles import is_generic
from assistant.records import Chunk, ChunkKind, DocumentKind, Intent, Turn

ROW_INTENTS = frozenset({Intent.BUILDING, Intent.OPPORTUNITY})
_LONGEST_FOLLOW_UP = 40
_SHORT = 14

_WHAT_ABOUT = re.compile(
    r"^(?:那么|那|如果是|要是|换成|换作|再说说|还有)?\s*(?P<topic>[^，。？?！!]{1,24}?)\s*(?:呢|的话呢|又如何|怎么样)\s*[？?。]?$"
    r"|^(?:那么|那|如果是|要是|换成|换作)\s*(?P<changed>[^，。？?！!]{1,16}?)\s*[？?。]?$"
)
_WHAT_ABOUT_ENGLISH = re.compile(
    r"^(?:and\s+|ok,?\s+)?(?:what|how)\s+about\s+(?:the\s+)?(?P<topic>[^?]{1,60}?)\s*\??$|^and\s+(?:for\s+)?(?:the\s+)?(?P<changed>[^?]{1,40}?)\s*\?$",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"^(?:那|那么)?(?:它们?|他们|其|该|此|这个|那个|这项|那项|这条|那条|这些|那些|上述|上面|刚才)|(?:这个|该|此|这份|上述)(?:政策|办法|措施|文件|条例|法|规定|补贴|奖励|项目)|^其中"
)
_POINTS_BACK_ENGLISH = re.compile(
    r"\b(?:it|its|they|their|them|this (?:policy|one|law)|that (?:policy|one|law)|these|those)\b", re.IGNORECASE
)
_ABOUT_DOCUMENT = re.compile(
    r"施行|生效|有效期|失效|过期|到期|废止|文号|发文|印发|谁发布|哪个部门发布|谁(?:负责)?解释|由谁解释|解释机关|什么时候(?:开始)?(?:实施|执行|发布|出台)"
)
_ELLIPTIC = re.compile(
    r"^(?:那|那么|请问|还)?(?:要|需要|应该|应当|具体)?(?:满足|符合|具备|达到|提交|准备)?(?:怎么|如何|什么时候|何时|在哪里?|到哪里?|向谁|找谁|由谁|哪个部门|有什么|有哪些|什么|哪些|多久|最多|最高|最长)?(?:能|可以|去|要)?"
    r"(?:申请|申报|办理|领取|享受|条件|材料|手续|流程|程序|期限|时间|时限|标准|上限|限制|例外|要求|部门|负责|受理|审核|拨付|兑现|到账|多少|补多少|多久)+(?:[呢吗的]|是什么|是多少|有哪些)*[？?。]?$"
)
_TURN = re.compile(
    r"^(?:(?:好的?|行|嗯|那)[，,]?)?(?:换(?:一?个|下)?(?:话题|问题)|另外(?:想|再|请)?(?:问|请教)(?:一下|下)?|再问(?:一?个|你)?(?:别的|问题|事情?)?|问(?:一?个|点)?别的|不(?:说|聊|问)这个了|changing the subject|another question|on another (?:topic|note))[，,。：:\s]*",
    re.IGNORECASE,
)
"""What says that another matter follows."""
_CORRECTION = re.compile(
    r"^(?:(?:不对?|不是|弄错了|错了|行|好的?|嗯|哦|等等)[吧啊呀]?[，,。；\s]*)?我(?:不是?|没)(?:要|想|在)*(?:问|说|指|讲)[^，,。；？?]{0,24}[，,。；]\s*(?:而?是|我)?(?:我)?(?:要|想|是|在)*(?:问|说|指|讲)的?(?:是)?[，,：:]?\s*(?=..)"
    r"|^(?:(?:不对?|不是|弄错了|错了|行|好的?|嗯|哦)[吧啊呀]?[，,。；\s]*)?我(?:要|想)?(?:问|说|指|讲)的(?:不是|并非)[^，,。；？?]{1,24}[，,。；]\s*(?:而?是|我(?:问|说|指)的?是?)\s*(?=..)"
    r"|^(?:no[,.]?\s+)?i\s+(?:don't|do not|didn't|did not|wasn't|was not|am not|'m not)\s+(?:mean|ask(?:ing)?(?: about)?|talking about)\s+[^.,;?]{1,60}[.,;]\s*(?:but\s+)?(?:i\s+(?:mean|meant|am asking about|was asking about|ask about|asked about)\s+)?(?=\S)",
    re.IGNORECASE,
)
"""What takes back how a question was understood; what follows is meant."""
_ABOUT_ANSWER = re.compile(
    r"^(?:那|请问|你|这|是|这个)*(?:(?:有什么|有没有|的)?(?:依据|出处|来源|根据)(?:是|在)*(?:哪里?|什么|哪?[一个份]?[条款]?(?:文件|规定)?)*"
    r"|(?:在|是)?(?:哪|什么)[一个份]?(?:条|款|文件|规定|办法|政策)(?:里面?|中)?(?:写|规定|说|讲)的?|确定|真的|没有?[记说弄搞]错)(?:[吗么呢]|没有)?[？?。]?$"
    r"|^(?:are you sure|where does it say (?:so|that)|which (?:article|clause|document)(?: is (?:that|it))?)\s*\??$",
    re.IGNORECASE,
)
"""What asks about the answer itself: it is given again, with its source."""
_PROCEDURE = re.compile(
    r"申请|申报|办理|领取|材料|手续|流程|程序|受理|审核|审批|拨付|兑现|到账|时限|公示|报(?:名|送|上去)|(?:时候|在哪|哪里|哪天|哪里|来得及|怎么|向谁|给谁)(?:能|可以|去)?(?:报|交|办)|谁(?:批|审|定|说了算|负责|管)|电话|咨询|联系"
)
"""What a policy says once, for all that it grants."""
_OF_THE_ROW = re.compile(
    r"^(?:那|那么)?(?:它|[该这那](?:[个栋幢处家座]|项目)?(?:楼宇?|大厦|园区|项目|厂房|地方)?)的(?=[\u4e00-\u9fff])"
)
_ROW_NAME = re.compile(r"^(?!.*(?:单位|企业|公司|业主|产权|物业|运营)).*名称")
_LEADING_WORDS = re.compile(
    r"^(?:那么|那|请问|还有|它们?的?|其|该|此|这个|那个|这项|那项|这条|这些|那些|上述|刚才(?:的|说的)?)+的?"
)
_CHANGEABLE = tuple(
    re.compile(pattern)
    for pattern in (
        r"写字楼|商务楼宇|楼宇|标准厂房|厂房|仓库|冷库|城改底商|底商|商铺|工业用地|土地|办公用房",
        r"(?:20\d\d年)?(?:第?[一二三四]季度|上半年|下半年|全年|\d{1,2}月份?)|20\d\d年|去年|今年|前年",
        r"[A-Ea-e]类(?:企业|人才)?",
        r"[\u4e00-\u9fff]{2,4}型(?:总部(?:企业)?)?",
        r"总部企业|地区总部|跨国公司|外商投资企业|外资企业|内资企业|高新技术企业|专精特新(?:企业)?|小巨人|金融机构|中小企业|上市公司|个体工商户",
        r"博士(?:研究生)?|硕士(?:研究生)?|本科生?|大专生?|高级工程师|副高|正高",
        r"国家级|省级|市级|区级",
        r"一级|二级|三级|四级|五级|一星|二星级?|三星级?",
        r"内资|外资",
        r"甲级|乙级|超甲级|丙级",
        r"[\u4e00-\u9fff]{2,3}街道",
        r"\d+(?:\.\d+)?(?:亿|万)?(?:元|美元|平方米)",
        r"Ⅰ期|Ⅱ期|Ⅲ期|[一二三123]类",
    )
)
_SUPPORTED = re.compile(r"(?P<what>[\u4e00-\u9fff]{2,4})(?=补贴|补助|奖励|资助|贴息)")
_ENGLISH_CHANGEABLE = re.compile(
    r"\b(?:offices?(?: space| buildings?)?|factor(?:y|ies)|warehouses?|shops?|industrial land|foreign[- ]invested enterprises?|foreign investors?|headquarters|"
    r"talents?|smes?|high-tech enterprises?|(?:first|second|third|fourth) quarter|20\d\d)\b",
    re.IGNORECASE,
)


def without_turn(question: str) -> str:
    """A question without the words that say that it is another matter (换个话题，…): what was asked before does not count for it."""
    rest = _TURN.sub("", question.strip())
    return rest if rest else question


def corrected(question: str) -> str:
    """``租厂房怎么补`` of ``我不是问买地，我问租厂房怎么补``: what is meant, without what was not."""
    text = question.strip()
    return _CORRECTION.sub("", text) or text


def asks_about_document(question: str) -> bool:
    """Whether it asks about a document itself: since when, until when, by whom."""
    return _ABOUT_DOCUMENT.search(question) is not None


def asks_elliptically(question: str) -> bool:
    """Whether it only asks, and says nothing of what about: 怎么申请, 最高多少."""
    return _ELLIPTIC.match(question.strip("，,。？? ")) is not None


def asks_procedure(question: str) -> bool:
    """Whether it asks what a policy says once for all that it grants: when and where to apply, who decides."""
    return _PROCEDURE.search(question) is not None


def leans_on_history(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question needs the one before it to be understood."""
    text = question.strip()
    if not history or len(text) > _LONGEST_FOLLOW_UP * (2 if is_english(text) else 1):
        return False
    if is_english(text):
        return bool(_WHAT_ABOUT_ENGLISH.match(text) or (_POINTS_BACK_ENGLISH.search(text) and len(text.split()) <= 12))
    address = read_address(text)
    if address is not None:
        return _names_no_document(address) and len(text) <= _SHORT * 2
    if "《" in text:
        return False
    return bool(
        _WHAT_ABOUT.match(text)
        or _POINTS_BACK.search(text)
        or _ABOUT_ANSWER.match(text)
        or _ELLIPTIC.match(text)
        or (_ABOUT_DOCUMENT.search(text) and len(text) <= _SHORT)
    )


def stand_alone(question: str, history: Sequence[Turn], cited: Sequence[Chunk] = ()) -> str:
    """The question with its subject; itself when it needs none. ``cited`` are the passages that the last answer cited, in order."""
    if not leans_on_history(question, history):
        return question
    text = question.strip().rstrip("？?。！! ")
    previous = history[-1].standalone_question.rstrip("？?。！! ")
    if _ABOUT_ANSWER.match(text):
        return previous
    if is_english(question):
        return _english(text, previous)
    address = read_address(text)
    if address is not None and _names_no_document(address):
        return _at_address(text, address, previous, cited)
    title = cited[0].document.title if cited else ""
    if _ABOUT_DOCUMENT.search(text) and title:
        return f"《{title}》的{_LEADING_WORDS.sub('', text).removesuffix('呢') or text}"
    if _ELLIPTIC.match(text) and _PROCEDURE.search(text) and _of_one_policy(cited):
        return f"《{title}》{_LEADING_WORDS.sub('', text) or text}"
    topic = _topic(text)
    if topic is not None:
        return _exchanged(topic, previous)
    return f"{previous}，{_LEADING_WORDS.sub('', text) or text}"


def about_the_row(question: str, cited: Sequence[Chunk]) -> str:
    """``望澜湾一号的联系电话`` for ``它的联系电话`` after an answer from one row; the question itself where no row is meant."""
    if len(cited) != 1 or cited[0].passage.kind is not ChunkKind.ROW:
        return question
    name = row_name(cited[0])
    return _OF_THE_ROW.sub(f"{name}的", question.strip()) if name else question


def row_name(chunk: Chunk) -> str:
    """The name of what a row lists, "" where it has none that may be shown."""
    cells = chunk.passage.cells
    return next((cell.value for cell in cells if _ROW_NAME.search(cell.header) and not cell.restricted), "")


def _of_one_policy(cited: Sequence[Chunk]) -> bool:
    return len({chunk.document.id for chunk in cited}) == 1 and cited[0].document.kind is DocumentKind.POLICY


def _topic(text: str) -> str | None:
    match = _WHAT_ABOUT.match(text)
    if match is None or _POINTS_BACK.search(text):
        return None
    return (match["topic"] or match["changed"]).strip()


def _names_no_document(address: ClauseAddress) -> bool:
    """Whether only the conversation tells which document is meant: 第二款, 这个办法第八条, 《办法》第八条."""
    return not address.document or is_generic(address.document)


def _at_address(text: str, asked: ClauseAddress, previous: str, cited: Sequence[Chunk]) -> str:
    """``第二款呢`` after ``《办法》第八条``: the document, and for a paragraph or item the article too."""
    earlier = read_address(previous)
    clauses = [chunk for chunk in cited if chunk.passage.clause]
    document = clauses[0].document.title if clauses else earlier.document if earlier is not None else ""
    if not document:
        return f"{previous}，{text}"
    article = ""
    if asked.article is None:
        if earlier is not None and earlier.article is not None:
            article = earlier.article.label
        elif clauses:
            article = clauses[0].passage.clause or ""
    wanted = text[text.index("第") :].removesuffix("呢") if "第" in text else text
    if asked.article is None and asked.paragraph is None and earlier is not None and earlier.paragraph is not None:
        article += re.sub(r".*?(第[^第条]+款).*", r"\1", previous)
    return f"《{document}》{article}{wanted}"


def _exchanged(topic: str, previous: str) -> str:
    """The question before with the new topic in the place of its like, or beside it when it has none."""
    for pattern in _CHANGEABLE:
        new = pattern.search(topic)
        old = pattern.search(previous)
        if new is not None and old is not None and len(new.group()) >= len(topic) - 3:
            return previous[: old.start()] + topic.removesuffix("的") + previous[old.end() :]
    if re.fullmatch(r"[\u4e00-\u9fff]{2,4}(?:补贴|补助|奖励|资助|贴息)", topic):
        whole = re.compile(r"[\u4e00-\u9fff]{2}(?:补贴|补助|奖励|资助|贴息)")
        if whole.search(previous):
            return whole.sub(topic, previous, count=1)
    supported = _SUPPORTED.search(previous)
    if supported is not None and re.fullmatch(r"[\u4e00-\u9fff]{2,4}", topic):
        at = max(supported.start("what"), supported.end("what") - 2)
        return previous[:at] + topic + previous[supported.end("what") :]
    return f"{previous}，{topic}"


def _english(text: str, previous: str) -> str:
    match = _WHAT_ABOUT_ENGLISH.match(text)
    if match is None:
        return f"{previous}; {text}?"
    topic = (match["topic"] or match["changed"]).strip()
    old = _ENGLISH_CHANGEABLE.search(previous)
    if old is not None and _ENGLISH_CHANGEABLE.search(topic):
        return f"{previous[: old.start()]}{topic}{previous[old.end() :]}?"
    return f"{previous}, {topic}?"
