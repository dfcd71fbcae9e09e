"""A sentence becomes a requirement, by rules over a lexicon: no model, the same answer every time.

Understood pieces are taken out of the sentence one after another; what remains is looked for in the rows' own words, and what is
not there either is reported, never silently dropped. Several questions joined with ``；`` are a conversation: each refines the
ones before it.
"""

import re
from collections.abc import Iterator
from datetime import date

from assistant.buildings import lexicon
from assistant.buildings.amounts import take_amounts, take_investments, take_limit
from assistant.buildings.columns import Field
from assistant.buildings.conditions import (
    CategoryIs,
    Condition,
    InPlace,
    Mentions,
    NearMetro,
    NoneOf,
    NotInPlace,
    Offers,
    OneOf,
    OnOrBefore,
    StillOpen,
    merged,
)
from assistant.buildings.lexicon import NEGATION
from assistant.buildings.requirements import Aggregate, Change, Operation, Order, Requirement
from assistant.buildings.scanning import TAKEN, Scanner
from assistant.buildings.units import read_date, read_metro_lines
from assistant.buildings.vocabulary import Vocabulary
from assistant.records import DocumentKind
from assistant.retrieval.segmentation import segmenter

_SOFT = r"最好|优先|尽量|尽可能|preferably|ideally|if possible|would be nice"
_MANY = r"多少|几(?=[栋个家处条项块宗间套])|how many|how much|总共|一共|共有|总量|合计|总计|总和|加起来|\btotal\b|\bsum\b|in all"
_COUNT = r"(?:有|共|还有|一共|总共)?(?:多少|几)(?:栋|个(?!月)|家|处|条|项|块|宗|间|套)|how many|数量"
_ALL = r"所有|全部|完整(?:清单|名单|列表)|都列出|全列|every|all of|complete list|\ball\b"
_AVERAGED = (Field.RENT_YUAN_PER_M2_MONTH, Field.VACANCY_PERCENT, Field.OCCUPANCY_PERCENT, Field.INVESTMENT_YUAN)
_ADDITIVE = (Field.VACANT_AREA_M2, Field.TOTAL_AREA_M2, Field.LAND_AREA_M2, Field.INVESTMENT_YUAN)
_PROPER = re.compile(
    r"([\u4e00-\u9fffa-z0-9]{2,12}?(?:大厦|广场|大楼|国际中心|科技园|产业园|工业园|创业园|孵化园|商务港|天地|中心|国际))(?:[a-z\d一二三四五六七八九十]+(?:座|栋|号楼|期))?"
)
_GENERIC_PROPER = re.compile(
    r"(?:会议|数据|商务|研发|购物|物流|客服|展示|运营|结算|呼叫|配送|分拨|总部|市|城市|医疗|培训|体验|服务|技术|检测|创新|区域|行政)中心|(?:个|座|家|产业|科技|工业)园|商业广场"
)
_UNKNOWN_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,6}?(?:街道|新区|开发区|(?<![园小社片地全本我城商厂])区|镇|大道|(?<=[\u4e00-\u9fff]{2})路|商圈)"
)


def read_requirement(question: str, vocabulary: Vocabulary, as_of: date) -> Requirement:
    """What one question asks, on its own, of rows with this vocabulary. ``as_of`` is the day that ``今年`` is in."""
    return _Reader(question, vocabulary, as_of).read()


def is_follow_up(question: str, requirement: Requirement) -> bool:
    """Whether a question leans on the one before: it says so, or it names neither what it is about nor all of it."""
    if requirement.names:
        return False
    scanner = Scanner(question)
    if scanner.search(lexicon.FOLLOW_UP) or requirement.change:
        return True
    whole = re.search(r"全区|全市|整个区|所有|全部|whole district|all ", scanner.sentence)
    return requirement.category is None and not whole


class _Reader:
    """Reads one sentence, piece by piece."""

    def __init__(self, question: str, vocabulary: Vocabulary, as_of: date) -> None:
        self.scanner = Scanner(question)
        self.vocabulary = vocabulary
        self.kind = vocabulary.kind
        self.as_of = as_of
        self.opportunities = self.kind is DocumentKind.OPPORTUNITY
        self.conditions: list[Condition] = []
        self.wishes: list[Condition] = []
        self.asked: list[Field] = []
        self.unknown_words: list[str] = []

    def read(self) -> Requirement:
        """The requirement; the order of the steps matters, special before general."""
        everything = bool(self.scanner.search(_ALL))
        names = self._names()
        self._metro_lines()
        change = self._change()
        by = self._group()
        order = self._order()
        self._days()
        limit = take_limit(self.scanner) if order else None
        for condition, clause in take_investments(self.scanner) if self.opportunities else take_amounts(self.scanner):
            self._add(condition, clause)
        limit = limit or take_limit(self.scanner)
        if self.opportunities:
            self._opportunity_words()
        else:
            self._listing_words()
        self._places()
        self._industries()
        aggregate = self._aggregate(names, by, order)
        if aggregate is not None and by is not None:
            order = None
        self._asked_fields()
        unknown_names = tuple(self._unknown_names()) if not names else ()
        not_understood = self._remaining_words()
        if names:
            self._ask_instead_of_requiring()
        singular = re.search(
            r"哪一?[个栋家处块条项]|是哪|which (?:one|building|is)|^(?:the )?(?:cheapest|largest)",
            self.scanner.sentence,
        )
        several = re.search(r"哪些|哪几|有几|排序|排名|排列|从[低高]到|由[低高]到", self.scanner.sentence)
        if order and limit is None and (singular or not several):
            limit = 1
        return Requirement(
            kind=self.kind,
            conditions=merged(self.conditions),
            wishes=merged(self.wishes),
            names=names,
            asked=tuple(dict.fromkeys(self.asked)),
            order=order,
            limit=limit,
            everything=everything and limit is None,
            aggregate=aggregate,
            change=change,
            not_understood=not_understood,
            unknown_names=unknown_names,
        )

    def _add(self, condition: Condition, clause: str) -> None:
        (self.wishes if re.search(_SOFT, clause) else self.conditions).append(condition)

    def _add_found(self, condition: Condition, found: re.Match[str]) -> None:
        """Adds what a piece means; a negated piece (``不需要停车位``) for which there is no opposite is reported instead."""
        negation = self._negation_before(found.start())
        if negation:
            self.scanner.blank(found.start() - len(negation), found.start())
            self.unknown_words.append(negation + found[0])
        else:
            self._add(condition, self.scanner.clause_around(found.start(), found.end()))

    def _negation_before(self, position: int) -> str:
        found = re.search(rf"(?:{NEGATION}|不)\s*(?:在|有)?$", self.scanner.rest[:position])
        return found[0] if found else ""

    def _names(self) -> tuple[str, ...]:
        forms = self.scanner.take_words(self.vocabulary.names)
        return tuple(dict.fromkeys(name for form, _ in forms for name in self.vocabulary.names[form]))

    def _metro_lines(self) -> None:
        pattern = r"(?:地铁|轨道交通|metro |subway )?(?:\bline ?\d+|(?:\d+|[一二三四五六七八九十]+)(?:[、,/和及]\d+)*号线)(?:地铁)?(?:附近|沿线|周边|旁边?|上)?"
        if found := self.scanner.take(rf"(?:(?:near|close to|靠近|临近|近|挨着)\s?)?{pattern}"):
            self._add_found(NearMetro(tuple(sorted(read_metro_lines(found[0])))), found)

    def _change(self) -> Change | None:
        if self.opportunities:
            return None
        for pattern, field, more in lexicon.CHANGES:
            if self.scanner.take(pattern):
                return Change(field, more)
        return None

    def _order(self) -> Order | None:
        table = lexicon.OPPORTUNITY_SUPERLATIVES if self.opportunities else lexicon.SUPERLATIVES
        for pattern, field, descending in table:
            # ``最大`` before a figure is a bound (最大不超过 …), no order
            if self.scanner.take(rf"(?:{pattern})(?!\s*(?:不超过|\d))"):
                return Order(field, descending)
        return None

    def _group(self) -> Field | None:
        for field, words in lexicon.OPPORTUNITY_GROUPS if self.opportunities else lexicon.GROUPS:
            if self.scanner.take(
                rf"(?:按照?|分|各个?|每个?|不同)(?:所属)?(?:{words})(?:来)?(?:统计|汇总|分组|分类|分布|排列|合计|的)?|(?:by|per|each) (?:{words})s?\b"
            ):
                return field
            if self.scanner.search(rf"哪一?个(?:{words}).*最") and self.scanner.take(rf"哪一?个(?:{words})"):
                return field
        return None

    def _days(self) -> None:
        field = Field.DEADLINE if self.opportunities else Field.AVAILABLE_FROM
        found = self.scanner.take(
            r"(?:(?P<year>\d{4}|今|明)年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号]|底|末)?(?:份)?(?:之?前|以前|内)(?:能|可以?)?(?:截止|到期|交付|入驻|搬进去?|搬入|交房)?"
            r"|(?P<this>今年|明年|年)(?:年)?(?:底|末)(?:之?前|以前)?(?:能|可以?)?(?:截止|到期|交付|入驻|搬进去?|交房)?"
        )
        if not found:
            return
        spoken = found["year"] or found["this"] or ""
        year = int(spoken) if spoken.isdigit() else self.as_of.year + spoken.startswith("明")
        month = found["month"] or "12"
        text = f"{year}-{month}-{found['day']}" if found["day"] else f"{year}-{month}"
        last = read_date(text, end=True)
        if last is not None:
            self._add_found(OnOrBefore(field, last), found)

    def _listing_words(self) -> None:
        scanner = self.scanner
        for category, words in lexicon.CATEGORIES:
            if found := scanner.take(words):
                if self._negation_before(found.start()):
                    self.unknown_words.append(f"{self._negation_before(found.start())}{found[0]}")
                else:
                    self.conditions.append(CategoryIs(category))
                scanner.take_all(words)
                break
        for words, values in lexicon.GRADES:
            if found := scanner.take(words):
                self._add_found(OneOf(Field.GRADE, values, found[0]), found)
                break
        for words, values in lexicon.FIT_OUTS:
            if found := scanner.take(rf"{NEGATION}\s*(?:要|是)?(?P<said>{words})(?:房|的)?"):
                self._add_found(NoneOf(Field.FIT_OUT, values, found["said"]), found)
            elif found := scanner.take(rf"(?P<said>{words})(?:房|的)?"):
                self._add_found(OneOf(Field.FIT_OUT, values, found["said"]), found)
        near = rf"(?:靠|挨着?|临|沿|有|带|离|距)?近?(?:地铁|轨道交通)站?口?(?:附近|旁边?|沿线|口|周边|近|方便|出行方便)|(?:靠近?|临近?|近|挨着|有)(?:地铁|轨道交通)站?口?|{lexicon.ENGLISH_PLACE_WORDS['near metro']}"
        for found in scanner.take_all(near):
            self._add_found(NearMetro(), found)
        for field, words in (
            (Field.PARKING, r"(?:停车(?:位|场)?|车位)(?:方便|充足|多)?|parking"),
            (Field.CRANE_T, r"行车|吊车|天车|航吊|起重机|cranes?"),
            (Field.RENT_FREE_MONTHS, r"免租期?|rent-free(?: period)?"),
        ):
            if found := scanner.take(
                rf"(?:要?有|带|配有?|含|能|可以|需要?|方便|\bwith\b|\bhas\b|\bhaving\b)\s*(?:a |an )?(?:{words})|(?:{words})(?:方便|充足)"
            ):
                self._add_found(Offers(field), found)

    def _opportunity_words(self) -> None:
        scanner = self.scanner
        for form, _ in scanner.take_words(self.vocabulary.responsible_units):
            self.conditions.append(OneOf(Field.UNIT, (self.vocabulary.responsible_units[form],)))
        for form, _ in scanner.take_words(self.vocabulary.topics):
            self.conditions.append(OneOf(Field.TOPIC, (self.vocabulary.topics[form],)))
        if found := scanner.take(
            r"(?:没有?|未|尚未|还没有?)(?:到期|过期|截止|结束)的?|(?:还|仍)?(?:在|正在)?(?:征集|开放|有效|进行)中?(?:期)?的?|还?(?:能|可以)(?:申报|报名|参与|对接)|still open|\bopen\b"
        ):
            self._add_found(StillOpen(), found)

    def _places(self) -> None:
        for form, start in self.scanner.take_words(self.vocabulary.places):
            place = self.vocabulary.places[form]
            if negation := self._negation_before(start):
                self.scanner.blank(start - len(negation), start)
                self.conditions.append(NotInPlace((place,)))
            else:
                self.conditions.append(InPlace((place,)))
        for found in self.scanner.take_all(rf"(?:{lexicon.OTHER_PLACES})(?:省|市|新区|区)?"):
            if not self.vocabulary.mentions(found[0]):
                self.conditions.append(InPlace((found[0],)))
        for found in _UNKNOWN_PLACE.finditer(_plain(self.scanner.rest)):
            if not self.vocabulary.mentions(found[0]):
                self.scanner.blank(found.start(), found.end())
                self.conditions.append(InPlace((found[0],)))

    def _industries(self) -> None:
        for pattern, word, synonyms in lexicon.INDUSTRIES:
            pieces = self.scanner.take_all(pattern)
            if not pieces:
                continue
            found = pieces[0]
            said = tuple(item for item in dict.fromkeys((found[0], word, *synonyms)) if self.vocabulary.mentions(item))
            condition = Mentions(word, tuple(item for item in said if item != word))
            if said:
                self._add_found(condition, found)
            else:
                self.unknown_words.append(found[0])

    def _aggregate(self, names: tuple[str, ...], by: Field | None, order: Order | None) -> Aggregate | None:
        sentence, scanner = self.scanner.sentence, self.scanner
        words = lexicon.OPPORTUNITY_FIELD_WORDS if self.opportunities else lexicon.FIELD_WORDS
        average = scanner.take(r"平均|均价|average|\bmean\b")
        fields = [field for field, pattern in words if scanner.search(pattern)]
        if average and not names:
            field = next((item for item in fields if item in _AVERAGED), Field.RENT_YUAN_PER_M2_MONTH)
            return Aggregate(Operation.AVERAGE, field, by)
        additive = next((item for item in fields if item in _ADDITIVE), None)
        if additive and not names and re.search(_MANY, sentence) and not re.search(_COUNT, sentence):
            return Aggregate(Operation.SUM, additive, by)
        if by is not None:
            additive = order.field if order is not None and order.field in _ADDITIVE else additive
            return Aggregate(Operation.SUM if additive else Operation.COUNT, additive, by)
        if not names and scanner.take(_COUNT):
            return Aggregate(Operation.COUNT)
        return None

    def _asked_fields(self) -> None:
        for field, words in lexicon.OPPORTUNITY_FIELD_WORDS if self.opportunities else lexicon.FIELD_WORDS:
            if self.scanner.take_all(words):
                self.asked.append(field)

    def _ask_instead_of_requiring(self) -> None:
        """Of a named building, ``有没有地铁`` wants to know; it does not choose rows."""
        for condition in tuple(self.conditions):
            if isinstance(condition, Offers) or condition == NearMetro():
                self.conditions.remove(condition)
                self.asked.append(condition.field if isinstance(condition, Offers) else Field.METRO)

    def _unknown_names(self) -> Iterator[str]:
        """Proper names of buildings that no row has. A place that the asker wants to be near is none."""
        for found in _PROPER.finditer(_plain(self.scanner.rest)):
            name = re.sub(rf"^(?:{lexicon.FILLER_PHRASES}|[{''.join(lexicon.FILLER_CHARACTERS)}])+", "", found[1])
            near = re.search(r"(?:靠近|离|近|挨着)$", self.scanner.rest[: found.start()]) or re.match(
                r"(?:附近|周边|旁)", self.scanner.rest[found.end() :]
            )
            if len(name) >= 4 and not near and not _GENERIC_PROPER.search(name) and not self.vocabulary.mentions(name):
                self.scanner.blank(found.start(), found.end())
                yield name

    def _remaining_words(self) -> tuple[str, ...]:
        """Words that the rows say become conditions; the others are returned."""
        unknown = list(self.unknown_words)
        text = re.sub(lexicon.FILLER_PHRASES, TAKEN, self.scanner.rest)
        for run in re.findall(r"[\u4e00-\u9fff0-9]*[\u4e00-\u9fff][\u4e00-\u9fff0-9]*", text):
            unknown += self._words_of(run)
        for word in re.findall(r"[a-z][a-z0-9&\-]{1,}", text):
            if word not in lexicon.ENGLISH_FILLERS:
                if self.vocabulary.mentions(word) and len(word) > 2:
                    self.conditions.append(Mentions(word))
                else:
                    unknown.append(word)
        unknown += re.findall(r"(?<![\u4e00-\u9fff0-9a-z.])\d+(?:\.\d+)?(?![\u4e00-\u9fff0-9a-z.])", text)
        return tuple(dict.fromkeys(unknown))

    def _words_of(self, run: str) -> Iterator[str]:
        """Adds a condition for each word of a run of text that the rows say, longest first; yields the pieces that they do not."""
        if re.match(NEGATION, run):
            yield run
            return
        words = {run, *segmenter().index_words(run)}
        for word in sorted(words, key=lambda item: (-len(item), item)):
            if len(word) >= 2 and not word.isdigit() and word in run and self.vocabulary.mentions(word):
                self.conditions.append(Mentions(word))
                run = run.replace(word, TAKEN)
        for piece in run.split(TAKEN):
            bare = piece.strip("".join(lexicon.FILLER_CHARACTERS))
            if len(bare) >= 2:
                yield bare


def _plain(text: str) -> str:
    """The rest of a sentence with what carries no condition blanked, its positions kept."""
    return re.sub(lexicon.FILLER_PHRASES, lambda found: TAKEN * len(found[0]), text)
