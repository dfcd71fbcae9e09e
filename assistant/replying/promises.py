"""What a letter tells of promises (who promised what to whom and when), of the papers that it rests on, and of who the other side is."""

import re

from assistant.complaints.letters.reply_records import Promise
from assistant.replying.reading import DATE, sentence_spans

_PUBLIC = (
    r"区里|区政府|区委|区领导|市里|政府|领导|书记|主任|局长|区长|镇长|科长|招商(?:的同志|的人|局|办|人员|干部|部门|科|引资|手册)?|贵局|你局|你们局|你们|管委会|街道|镇里|园区|开发区"
    r"|the (?:district|bureau|government|park|officials?|city)|your (?:office|bureau|colleagues?)"
)
_PROMISED = r"承诺|答应|许诺|允诺|说好|保证|拍(?:着|了)?胸脯|同意给|许给|undertook|undertakes|promised|committed|assured|pledged"
_SPOKEN = re.compile(rf"(?P<who>{_PUBLIC})[^。！？\n]{{0,30}}?(?P<word>{_PROMISED})", re.IGNORECASE)
_NOT_PUBLIC = re.compile(r"房东|业主|物业|供应商|客户|合伙人|中介|对方|landlord|property manager", re.IGNORECASE)
PAPER = re.compile(
    r"《[^》\n]{2,40}》|(?:(?:招商|投资|入驻|落户|合作|补偿|租赁|出让|采购|施工|服务|框架)(?:引资)?(?:协议|合同)|协议书?|合同|承诺(?:函|书)|会议纪要|备忘录|批复|通知书?|招商手册|宣传册|册子|单页|服务卡|规划许可证|许可证|纪要"
    r"|\b(?:investment agreement|agreement|contract|minutes|lease)\b)(?:书)?",
    re.IGNORECASE,
)
_WITH_THE_PUBLIC = re.compile(
    r"(?:招商|投资|入驻|落户)(?:引资)?(?:协议|合同)|承诺(?:函|书)|会议纪要|(?:跟|和|与)(?:区|市|县|镇)?(?:政府|管委会|贵局|你局|街道)[^。，]{0,8}签"
    r"|investment agreement|signed (?:by|with|for) the (?:district|government|bureau)",
    re.IGNORECASE,
)
_BUREAU = re.compile(r"(?:贵局|你局|你们局|贵单位|区投资合作局|your bureau)", re.IGNORECASE)
_OWES = re.compile(
    r"合同|验收|委托|承办|采购|欠|发票|付款|款项|费用|出租|租给|聘|雇|contract|invoice|owe", re.IGNORECASE
)
_ASKED_OF = re.compile(r"(?:请|望|希望|恳请|要求|感谢|麻烦|烦请|建议)\s*$")


_BESIDE = 30


def promises_in(text: str) -> tuple[Promise, ...]:
    """The promises of public bodies that a letter tells of, in order, one a sentence."""
    found = []
    for span in sentence_spans(text):
        sentence = text[span.start : span.end]
        spoken = _SPOKEN.search(sentence)
        written = _WITH_THE_PUBLIC.search(sentence)
        if not spoken and not written:
            continue
        if spoken and not written and _NOT_PUBLIC.search(sentence[: spoken.end()]):
            continue
        day = DATE.search(sentence)
        who = spoken["who"] if spoken else written.group() if written else ""
        found.append(Promise(who, sentence.rstrip("。；;"), day.group() if day else "", span))
    return tuple(found)


def sources_in(text: str) -> tuple[str, ...]:
    """The papers that a letter names, each with its day where that stands before it: 2024年9月的会议纪要."""
    found = []
    for match in PAPER.finditer(text):
        before = text[max(0, match.start() - 16) : match.start()]
        day = re.search(rf"(?P<day>{DATE.pattern})(?:签订?的?|的|那份|出具的)?$", before)
        found.append(f"{day['day']}的{match.group()}" if day else match.group())
    return tuple(dict.fromkeys(found))


def is_against_the_bureau(text: str) -> bool:
    """Whether the bureau itself is the other side of a contract that the letter is about, not only its reader."""
    for match in _BUREAU.finditer(text):
        if _ASKED_OF.search(text[max(0, match.start() - 4) : match.start()]):
            continue
        if _OWES.search(re.split(r"[。！？\n]", text[match.end() :])[0][:_BESIDE]):
            return True
    return False
