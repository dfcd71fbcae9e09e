"""Words that tell what an enterprise is: of which industry, foreign-funded, newly come, certified as what, seated where.

The same list reads clauses and investors' sentences, so that both mean the same by a word.
"""

import re
from collections.abc import Iterator

from assistant.incentives.records import Trait
from assistant.incentives.words import VOCABULARY, named
from assistant.text.phrases import any_of, phrases

NEW, FOREIGN, HEADQUARTERS = "新引进", "外商投资", "总部企业"

_INDUSTRIES = named(VOCABULARY.industries)
_MAKERS = re.compile(rf"[\s；;]*{any_of(VOCABULARY.makers)}")
_HEADQUARTERS = any_of(VOCABULARY.headquarters)
_QUALIFICATIONS = named(VOCABULARY.qualifications)
PARKS = re.compile(
    rf"{any_of(VOCABULARY.seated)}(?P<park>[\u4e00-\u9fff]{{1,4}}{any_of(VOCABULARY.parks)})", re.IGNORECASE
)
RENTS, BUYS, DECORATES, UPGRADES = VOCABULARY.activities
_ACTIVITIES = named(VOCABULARY.activities)
_NEWCOMER = phrases(VOCABULARY.newcomer)
_FOREIGN = phrases(VOCABULARY.foreign)
_WITHOUT_MEANING = (
    *(pattern for _, pattern in _ACTIVITIES),
    _NEWCOMER,
    _FOREIGN,
    phrases((*VOCABULARY.headquarters, HEADQUARTERS)),
    phrases(VOCABULARY.generic_industries),
    *(pattern for _, pattern in _QUALIFICATIONS),
    PARKS,
)
_FILLERS = re.compile(
    r"自[^，]*之日起|在前款[^，]*基础上|首次|标准化?厂房|实验室|发放“[^”]*”|鼓励|符合第[^，]{1,6}条规定条件|(?:可以|能够)申请[^，；。]*|给予[^，；。]*|规定|条件|企业|机构|项目|单位|对于?|凡|其中|并且|并|且|的|在?本区|可以|申请|上述|实施|经认定后?|认定|属于|分别|从事|和|或者?|以及|之一|时|后|再|按照?|同时|具备下列|应当|符合|下列"
)


def traits_in(text: str) -> Iterator[tuple[Trait, tuple[str, ...], int, int]]:
    """Each trait that a clause asks for: its values, of which one must hold, and where the words stand."""
    for trait, value, pattern in (
        (Trait.NEWCOMER, NEW, _NEWCOMER),
        (Trait.OWNERSHIP, FOREIGN, _FOREIGN),
    ):
        match = pattern.search(text)
        if match:
            yield trait, (value,), match.start(), match.end()
    for value, pattern in _ACTIVITIES:
        match = pattern.search(text)
        if match:
            yield Trait.ACTIVITY, (value,), match.start(), match.end()
    makers = _MAKERS.match(text)
    if makers:
        yield Trait.INDUSTRY, ("先进制造",), makers.start(), makers.end()
    yield from _headquarters(text)
    for value, pattern in _QUALIFICATIONS:
        match = pattern.search(text)
        if match and not _only_counted(text, match):
            yield Trait.QUALIFICATION, (value,), match.start(), match.end()
            break
    park = PARKS.search(text)
    if park:
        yield Trait.LOCATION, (park["park"],), park.start(), park.end()


def industries_in(text: str) -> tuple[str, ...]:
    """The industries that a text speaks of."""
    return tuple(name for name, pattern in _INDUSTRIES if pattern.search(text))


def qualifications_in(text: str) -> tuple[str, ...]:
    """The known certifications that a text names."""
    found = []
    for name, pattern in _QUALIFICATIONS:
        if pattern.search(text):
            found.append(name)
            text = pattern.sub("", text)
    return tuple(found)


def residue(text: str) -> str:
    """What is left of a text without traits and words that say nothing by themselves."""
    rest = text.replace("\x00", "")
    for pattern in _WITHOUT_MEANING:
        rest = pattern.sub("", rest)
    return re.sub(r"[\s，、；：。（）()“”]", "", _FILLERS.sub("", rest))


def _headquarters(text: str) -> Iterator[tuple[Trait, tuple[str, ...], int, int]]:
    kinds = list(re.finditer(rf"(?P<kind>{_HEADQUARTERS})(?:总部(?:企业)?)?", text))
    if kinds and "总部" in text:
        values = tuple(dict.fromkeys(f"{match['kind']}总部企业" for match in kinds))
        yield Trait.HEADQUARTERS, values, kinds[0].start(), kinds[-1].end()
        return
    match = phrases(VOCABULARY.headquarters_at_large).search(text)
    if match:
        yield Trait.HEADQUARTERS, (HEADQUARTERS,), match.start(), match.end()


def _only_counted(text: str, match: re.Match[str]) -> bool:
    """Whether others are meant: 培育一家国家高新技术企业, 引进规模以上企业五家."""
    return re.search(rf"{any_of(VOCABULARY.only_counted)}[^，]{{0,8}}$", text[: match.start()]) is not None
