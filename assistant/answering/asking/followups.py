"""Follow-up questions made to stand alone, by rules: 那工业用地呢？ 第二款呢 它的施行日期呢.

What is only pointed at is named; what changes stands behind the question that it changes, as in the reader's examples. A question that says all
it needs is left as it is, whatever was asked before. Follow-ups about rows (最便宜的是哪个) are read by the row matcher itself.
"""

import re
from collections.abc import Sequence

from assistant.answering.asking.asks import asks_something
from assistant.answering.asking.language import is_english
from assistant.answers import Turn
from assistant.policies.address import ClauseAddress, read_address
from assistant.policies.titles import is_generic
from assistant.records import Chunk, ChunkKind, DocumentKind, Intent

ROW_INTENTS = frozenset({Intent.BUILDING, Intent.OPPORTUNITY})
_LONGEST_FOLLOW_UP = 40
_SHORT = 14
_ENDS = "？?。！! "
_BARE = re.compile(r"^(?:the|关于|那个)\s*|(?:的|那一?[个家种栋处块座]|这一?[个家种栋处块座]|one)+$", re.IGNORECASE)

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
    r"^(?:(?:不对?|不是|弄错了|错了|行|好的?|嗯|哦|等等)[吧啊呀]?[，,。；\s]*)?我(?:不是?|没)(?:要|想|在)*(?:问|说|指|讲)(?P<denied>[^，,。；？?]{0,24})[，,。；]\s*(?:而?是|我)?(?:我)?(?:要|想|是|在)*(?:问|说|指|讲)的?(?:是)?[，,：:]?\s*(?=..)"
    r"|^(?:(?:不对?|不是|弄错了|错了|行|好的?|嗯|哦)[吧啊呀]?[，,。；\s]*)?我(?:要|想)?(?:问|说|指|讲)的(?:不是|并非)(?P<denied_too>[^，,。；？?]{1,24})[，,。；]\s*(?:而?是|我(?:问|说|指)的?是?)\s*(?=..)"
    r"|^(?:(?:不对?|错了|行|好的?|嗯|哦)[吧啊呀]?[，,。；\s]*)?我?(?:不是|没有?|并非)(?:要|想)+(?P<not_wanted>[^，,。；？?]{1,24})[，,。；]\s*我(?:是)?(?:要|想)?(?:问|说|指|讲)的?(?:是)?[，,：:]?\s*(?=..)"
    r"|^(?:no[,.]?\s+)?i\s+(?:don't|do not|didn't|did not|wasn't|was not|am not|'m not)\s+(?:mean|ask(?:ing)?(?: about)?|talking about)\s+(?P<not_meant>[^.,;?]{1,60})[.,;]\s*(?:but\s+)?(?:i\s+(?:mean|meant|am asking about|was asking about|ask about|asked about)\s+)?(?=\S)",
    re.IGNORECASE,
)
"""What takes back how a question was understood; what follows is meant."""
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


def without_turn(question: str) -> str:
    """A question without the words that say that it is another matter (换个话题，…): what was asked before does not count for it."""
    rest = _TURN.sub("", question.strip())
    return rest if rest else question


def corrected(question: str, history: Sequence[Turn] = ()) -> str:
    """``租厂房怎么补`` of ``我不是问买地，我问租厂房怎么补``: what is meant, without what was not. What only names another thing (``我问白塔那个``) is
    asked what was asked of the one that was not meant."""
    text = question.strip()
    match = _CORRECTION.match(text)
    if match is None or match.end() == len(text):
        return text
    meant = text[match.end() :]
    denied = _only_named(next((value for value in match.groupdict().values() if value), ""))
    before = context_of(history) if history else ""
    if not denied or denied not in before or asks_something(meant):
        return meant
    return before.replace(denied, _only_named(meant), 1)


def _only_named(text: str) -> str:
    """``白塔`` of ``白塔那个。``"""
    return _BARE.sub("", text.strip(_ENDS))


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
        or _ELLIPTIC.match(text)
        or (_ABOUT_DOCUMENT.search(text) and len(text) <= _SHORT)
    )


def stand_alone(question: str, history: Sequence[Turn], cited: Sequence[Chunk] = ()) -> str:
    """The question with its subject; itself when it needs none. ``cited`` are the passages that the last answer cited, in order."""
    if not leans_on_history(question, history):
        return question
    text = question.strip().rstrip("？?。！! ")
    if is_english(question):
        return behind(question, history)
    address = read_address(text)
    if address is not None and _names_no_document(address):
        return _at_address(text, address, history[-1].standalone_question.rstrip(_ENDS), cited)
    title = cited[0].document.title if cited else ""
    if _ABOUT_DOCUMENT.search(text) and title:
        return f"《{title}》的{_LEADING_WORDS.sub('', text).removesuffix('呢') or text}"
    if _ELLIPTIC.match(text) and _PROCEDURE.search(text) and _of_one_policy(cited):
        return f"《{title}》{_LEADING_WORDS.sub('', text) or text}"
    return behind(question, history)


def behind(question: str, history: Sequence[Turn]) -> str:
    """A question behind what it leans on: the question with which its matter began, and the last one asked of it."""
    context, text = context_of(history), question.strip().rstrip(_ENDS)
    return f"{context}; {text}?" if is_english(question) else f"{context}，{_LEADING_WORDS.sub('', text) or text}"


def context_of(history: Sequence[Turn]) -> str:
    """What was asked, without its closing mark: the question with which the matter began and the last one that leaned on it and was answered.
    What came of nothing is no part of it, unless the matter began with it."""
    at = len(history) - 1
    while (before := _leant_on(history, at)) is not None and not history[at].cited_chunk_ids:
        at = before
    first = at
    while (before := _leant_on(history, first)) is not None:
        first = before
    opening = history[first].standalone_question.rstrip(_ENDS)
    if first == at:
        return opening
    return f"{opening}{'; ' if is_english(opening) else '，'}{history[at].question.strip().rstrip(_ENDS)}"


def _leant_on(history: Sequence[Turn], at: int) -> int | None:
    """The number of the turn of its matter before one that was read behind it, None where it was read by itself."""
    asked = history[at].standalone_question
    for n in range(at):
        opening = history[n].standalone_question.rstrip(_ENDS)
        if asked.startswith((f"{opening}，", f"{opening}; ")):
            return max(m for m in range(n, at) if history[m].standalone_question.startswith(opening))
    return None


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
