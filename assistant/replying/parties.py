"""Who writes a letter: the company or person that complains, for whom somebody writes, and how the answer speaks to them."""

import re
from dataclasses import dataclass

from assistant.answering.asking.language import has_chinese
from assistant.complaints.records import Complaint
from assistant.privacy.masking import Masker
from assistant.replying.reading import COMPANY, DATE, is_company
from assistant.replying.words import WORDS

_SELF = re.compile(rf"{WORDS.any_of('selves')}[^，。：:\n]{{0,6}}$|(?:for|from|of)\s+$|^\s*$|[：:]\s*$|[，,。\n]\s*$")
_BEFORE_A_NAME = re.compile(rf"^.*{WORDS.any_of('before_a_name')}(?=.{{4}})")
_NOT_A_NAME = WORDS.pattern("no_name")
_ON_BEHALF = re.compile(
    rf"受(?P<client>[^，。（(；\n]{{4,40}}?)(?:[（(][^）)]*[）)])?[^，。；\n]{{0,4}}{WORDS.any_of('on_behalf')}"
)
_CALLER = re.compile(
    rf"{WORDS.any_of('callers')}[：:]?\s*(?:姓(?P<family>[\u4e00-\u9fff])|(?P<name>[\u4e00-\u9fff]{{1,4}}{WORDS.any_of('gentlefolk')}))"
)
_DAY_LINE = re.compile(rf"^(?:{DATE.pattern}|[\d〇零一二三四五六七八九十元年月日号./\-\s民国令和]{{4,24}})$")
_ROLES = (
    "法定代表人",
    "分公司负责人",
    "财务负责人",
    "负责人",
    "工人代表",
    "职工代表",
    "业主代表",
    "商户代表",
    "总经理",
    "副总经理",
    "经理",
    "董事长",
    "厂长",
    "店主",
    "老板",
    "会计",
    "联系人",
    "署名",
    "此致",
    "敬礼",
)
_BESIDE_A_NAME = re.compile(rf"[（(][^）)]*[）)](?=\s|$)|[\d×xX*\-]{{5,}}|{WORDS.any_of('closes_a_signature')}")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}")
_FOR_A_COMPANY = WORDS.pattern("own_company")
_SECTIONS = ("行政部", "人事部", "财务部", "办公室", "综合部", "市场部", "法务部")
_LONGEST_SIGNED_SENTENCE = 12
"""Characters up to which a last line with a full stop may be a name."""
_LINES_SIGNED, _SHORTEST_FIRM = 4, 3
"""A shorter one names only what it is: 打印店."""
_TITLE = re.compile(r"^(?:Dr|Mr|Ms|Mrs|Prof)\.?\s+")
_NAME_ABROAD = re.compile(r"[^\W\d_][\w.'’-]*(?:\s+[^\W\d_][\w.'’-]*){1,3}")


@dataclass(frozen=True, slots=True)
class Parties:
    """``party`` is whom the answer is addressed to ("" where the letter does not say), ``client`` for whom a lawyer writes, ``you`` how the
    answer speaks to them."""

    party: str
    client: str
    you: str


def parties_of(text: str, registered: str) -> Parties:
    """As registered, else as the letter is signed, else as it says who writes."""
    client = _client_in(text)
    signed, firm = _signed_by(text)
    told = firm or (firm if client else _company_in(text) or _introduced(text) or _caller_in(text) or signed)
    party = registered.strip() or told
    you = _you_of(party, text)
    body = you == "您" and party and party == firm and not party.endswith("人")  # 某某等十人 are persons
    return Parties(party, client, "你单位" if body else you)


def masker_for(complaint: Complaint) -> Masker:
    """Takes out personal data; the complainant's and the contact's names wherever they stand, unless the complainant is a company."""
    names = re.findall(r"[\u4e00-\u9fff·]{2,}|[A-Z][a-z]+(?: [A-Z][a-z]+)+", complaint.contact)
    if complaint.complainant and not is_company(complaint.complainant):
        names.append(complaint.complainant)
    return Masker(names=names)


def you_of(party: str) -> str:
    """How a letter speaks to a party by its name alone."""
    return (
        "你公司"
        if "公司" in party or (party.isascii() and is_company(party))
        else "你所"
        if party.endswith("律师事务所")
        else "你单位"
        if is_company(party)
        else "您"
    )


def _you_of(party: str, text: str) -> str:
    you = you_of(party)
    return "你公司" if you == "您" and _FOR_A_COMPANY.search(text) else you


def _company_in(text: str) -> str:
    """The first company that speaks of itself."""
    for match in COMPANY.finditer(text):
        if _SELF.search(text[: match.start()]) and (name := _name_in(match.group())):
            return name
    return ""


def _name_in(found: str) -> str:
    """A company's name without the words before it; "" where it is none: 一家……的分公司."""
    name = _BEFORE_A_NAME.sub("", re.sub(rf"^{WORDS.any_of('leads_to_own_name')}?[（(]?", "", found))
    return "" if _NOT_A_NAME.search(name) or len(name) < len("某某公司") else name


def _introduced(text: str) -> str:
    """The firm that a letter says it comes from: 我们是做托盘的某某制品公司. The words before its name end with 的."""
    for said in re.split(r"[，。；：！？,;:!?\n]", text):
        word = next((one for one in WORDS["introduces"] if said.strip().startswith(one)), "")
        name = said.strip().removeprefix(word).split("的")[-1] if word else ""
        for role in _ROLES:
            name = name.removesuffix(role)
        if len(name) >= len("某某公司") and name.endswith(WORDS["firm_forms"]):
            return "" if _NOT_A_NAME.search(name) else name
    return ""


def _client_in(text: str) -> str:
    found = _ON_BEHALF.search(text)
    if found is None:
        return ""
    company = COMPANY.search(found.group().removeprefix("受"))
    return _name_in(company.group()) if company else ""


def _caller_in(text: str) -> str:
    found = _CALLER.search(text)
    if found is None:
        return ""
    return found["name"] or f"{found['family']}先生（女士）"


def _is_no_name(word: str) -> bool:
    """Whether a word beside a signature is a day of any calendar, a section of a firm or what friends call somebody."""
    return ("年" in word and "月" in word) or word in _SECTIONS or _is_nickname(word)


def _is_nickname(word: str) -> bool:
    return len(word) == len("小某") and word[0] in "小老阿"


def _signed_by(text: str) -> tuple[str, str]:
    """The person and the body that sign a letter, each "" where none does."""
    written = [line.strip() for line in text.strip().splitlines() if line.strip()][-_LINES_SIGNED:]
    if written and written[-1].endswith("。") and len(written[-1]) > _LONGEST_SIGNED_SENTENCE:
        return "", ""
    lines = [line.strip("。 ") for line in written]
    while lines and _DAY_LINE.match(lines[-1]):
        lines.pop()
    closing = next((at for at, line in enumerate(lines[:-1]) if line.isascii() and line.endswith(",")), None)
    if closing is not None:  # below the closing of an English letter stands the name, then titles
        lines = lines[: closing + 2]
    while lines and all(_is_no_name(word) for word in _BESIDE_A_NAME.sub("", lines[-1]).split()):
        lines.pop()  # a day of another calendar
    if not lines or len(lines[-1]) > 40 or re.search(r"[。；！？，.!?]$|[。；！？，“”]", lines[-1]):
        return "", ""
    if lines[-1].isascii() or not has_chinese(lines[-1]):
        name = _TITLE.sub("", lines[-1].split(",")[0]).strip()
        return (name, "") if _NAME_ABROAD.fullmatch(name) else ("", "")
    person, firm, unnamed = "", "", ""
    nicknamed = headed = False  # who signs so, or with a post, stands beside a firm's short name
    for word in re.split(r"[\s　：:]+", _BESIDE_A_NAME.sub("", lines[-1])):
        plain = word.strip()
        for role in _ROLES:
            plain = plain.removeprefix(role)
        headed = headed or plain != word.strip()
        if not plain or plain.startswith(("一名", "一个", "某")) or _is_no_name(plain):
            nicknamed = nicknamed or _is_nickname(plain)
            continue
        named = any(form in plain for form in WORDS["firm_forms"]) or plain.endswith(WORDS["firm_ends"])
        if len(plain) > _SHORTEST_FIRM and (named or COMPANY.fullmatch(plain)):
            firm = firm or plain
        elif _PERSON.fullmatch(plain):
            unnamed = unnamed or (person if len(person) > _SHORTEST_FIRM else "")
            person = plain
        elif not unnamed:
            unnamed = plain
    return ("" if nicknamed else person), firm or ("" if person and not (nicknamed or headed) else unnamed)
