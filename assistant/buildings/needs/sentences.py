"""A sentence becomes a requirement, by rules over a lexicon: no model, the same answer every time.

Understood pieces are taken out of the sentence one after another; what remains is looked for in the rows' own words, and what is
not there either is reported, never silently dropped. Several questions joined with ``；`` are a conversation: each refines the
ones before it.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from assistant.buildings.columns import Field
from assistant.buildings.conditions import Condition, InRange, Mentions, NearMetro, NotMentions, Offers, merged
from assistant.buildings.headers.column_head import ColumnHead
from assistant.buildings.needs import words
from assistant.buildings.needs.amounts import take_amounts, take_fees
from assistant.buildings.needs.asking import (
    OF_WHICH,
    asks_for_one,
    base_of_share,
    group_of_several,
    parties_asked,
    take_aggregate,
    take_asked_fields,
    take_change,
    take_comparison,
    take_difference,
    take_group,
    take_indifference,
    take_limit,
    take_share,
    take_trend,
)
from assistant.buildings.needs.built import take_built
from assistant.buildings.needs.days import take_days, take_english_days, take_verified
from assistant.buildings.needs.features import (
    take_categories,
    take_fit_out,
    take_grade,
    take_industries,
    take_offers,
    take_opportunity_words,
)
from assistant.buildings.needs.learned import asks_for_the_most, learned_words, short_rests
from assistant.buildings.needs.lexicon import NEGATION, NEGATION_AFTER, NO_NEED
from assistant.buildings.needs.money import (
    by_the_day,
    take_investments,
    take_rents,
    take_total_rent,
    take_unclear_budgets,
)
from assistant.buildings.needs.named import take_names
from assistant.buildings.needs.orders import Ordered, take_orders
from assistant.buildings.needs.own import take_heads, take_own_figures, take_presence, take_values
from assistant.buildings.needs.places import (
    take_metro,
    take_metro_lines,
    take_places,
    take_sheets,
    unknown_names,
)
from assistant.buildings.needs.reading import Reading
from assistant.buildings.needs.relaxed import take_moved
from assistant.buildings.needs.scanning import TAKEN, Scanner
from assistant.buildings.needs.states import take_bounds_themselves, take_states, take_told, turned, with_bounds
from assistant.buildings.needs.words import ENGLISH_FILLERS, FILLER_CHARACTERS, FILLER_PHRASES
from assistant.buildings.requirements import Aggregate, Operation, Order, Requirement
from assistant.buildings.search.vocabulary import Vocabulary
from assistant.retrieval.segmentation import segmenter

_WHOLE_PLACE = r"全区|全市|整个(?:区|县|镇|街道|园区?|市场)|whole district"
_ALL = r"所有|全部|完整(?:清单|名单|列表)|都列出|全列|every|all of|complete list|\ball\b"


def read_requirement(question: str, vocabulary: Vocabulary, as_of: date, head: ColumnHead | None = None) -> Requirement:
    """What one question asks, on its own, of rows with this vocabulary. ``as_of`` is the day that ``今年`` is in.

    Where words are left over and ``head`` surely tells of which columns they speak, the sentence is read once more with them.
    """
    reading = Reading(question, vocabulary, as_of)
    plain = _read(reading)
    left_over = (*plain.not_understood, *short_rests(reading.scanner.rest))
    may_be = left_over and (_is_of_rows(plain) or asks_for_the_most(left_over))
    learned = learned_words(left_over, reading.scanner.sentence, vocabulary, head) if head and may_be else {}
    if not learned:
        return plain
    again = Reading(question, vocabulary, as_of, learned)
    told = _read(again)
    if not told.names and len(told.asked) > len(plain.asked):
        return plain  # of which place it is asked is not said, so the word may speak of anything
    return told if _length(told, again) < _length(plain, reading) else plain


def _is_of_rows(read: Requirement) -> bool:
    """Whether a sentence speaks of rows in other ways than by words that some row says too: what it leaves over may then speak of columns."""
    chosen = (item for item in (*read.conditions, *read.wishes) if not isinstance(item, Mentions | NotMentions))
    return bool(read.names or read.asked or read.order or read.aggregate or any(True for _ in chosen))


def _length(read: Requirement, reading: Reading) -> int:
    """How many characters were not understood, or dropped as too short to tell anything."""
    return sum(map(len, (*read.not_understood, *short_rests(reading.scanner.rest))))


def _read(reading: Reading) -> Requirement:
    """The steps, of which the order matters: special before general."""
    scanner = reading.scanner
    everything = bool(scanner.search(_ALL))
    scanner.take_all(_WHOLE_PLACE)
    names = take_names(reading)
    released = take_indifference(reading)
    take_sheets(reading)
    take_metro_lines(reading)
    compare = take_comparison(reading, names)
    trend = take_trend(reading, names)
    change = take_change(reading, names)
    difference = take_difference(reading, names)
    total_rent = take_total_rent(reading) if names else None
    share = len(names) != 1 and take_share(reading)
    by = take_group(reading) if total_rent is None else None  # 按地价
    bounds = take_bounds_themselves(reading)
    take_told(reading)
    take_states(reading)
    take_verified(reading)
    take_english_days(reading)
    take_built(reading)
    take_values(reading)
    ordered = take_orders(reading)
    order = ordered.keys[0] if ordered.keys else None
    if _asks_for_the_smallest_piece(reading, names, order):
        reading.asked.append(Field.DIVISIBLE_FROM_M2)
        ordered, order = Ordered(), None
    limit = take_limit(scanner) if order else None
    moves = () if reading.opportunities else tuple(take_moved(reading))
    _take_quantities(reading)
    take_days(reading)
    limit = limit or take_limit(scanner)
    if limit == reading.names_said:
        limit = None  # T3和T6两处
    take_presence(reading)
    if reading.opportunities:
        take_opportunity_words(reading)
    else:
        take_categories(reading)
        take_grade(reading)
        take_fit_out(reading)
        take_metro(reading)
        take_offers(reading)
    take_places(reading)
    take_industries(reading)
    reading.conditions = list(merged(with_bounds(reading.conditions, bounds)))
    by = by or group_of_several(reading)
    aggregate = Aggregate(Operation.COUNT) if share else None
    if aggregate is None:
        first_alone = order is not None and by is None and asks_for_one(reading, ordered.superlative)
        aggregate = take_aggregate(reading, names, by, order, superlative=first_alone)
    if aggregate is not None and by is not None:
        order = None
    take_asked_fields(reading)
    area = _area_to_be_let(reading) if total_rent else None
    if total_rent:
        reading.asked.insert(0, total_rent.of or Field.RENT_YUAN_PER_M2_MONTH)
    strangers = tuple(unknown_names(reading)) if not names else ()
    if names:
        reading.not_understood += parties_asked(scanner.sentence)
    not_understood = _remaining_words(reading)
    if names and (len(names) == 1 or reading.names_said > 1) and not (order or aggregate):
        _ask_instead_of_requiring(reading)
    compare = compare or (difference and bool(names))
    if order and ordered.superlative and len(names) > 1 and reading.names_said > 1 and aggregate is None:
        compare, limit = True, None  # of two, the first alone tells less than both
    elif order and limit is None and asks_for_one(reading, ordered.superlative):
        limit = 1
    return Requirement(
        kind=reading.kind,
        conditions=merged(reading.conditions),
        wishes=merged(reading.wishes),
        names=names,
        asked=tuple(dict.fromkeys(reading.asked)),
        order=order,
        then=ordered.keys[1:] if order else (),
        limit=limit,
        everything=everything and limit is None,
        aggregate=aggregate,
        change=change,
        compare=compare,
        difference=difference,
        share_of=_whole_of(reading) if share else None,
        total_rent=total_rent is not None,
        days_a_month=total_rent.days_a_month if total_rent else 0,
        total_of=total_rent.of if total_rent else None,
        area_to_be_let=area,
        trend=trend,
        not_understood=not_understood,
        unclear=tuple(reading.unclear),
        assumed=tuple(reading.assumed),
        moved=moves,
        released=released,
        unknown_names=strangers,
    )


def _whole_of(reading: Reading) -> tuple[Condition, ...]:
    """The conditions of the rows of which a share is asked: those said before ``里``, where it is said."""
    sentence = reading.scanner.sentence
    before = re.search(OF_WHICH, sentence)
    if before is None:
        return base_of_share(reading)
    whole = _read(reading.of(sentence[: before.start()]))
    return tuple(item for item in whole.conditions if item in merged(reading.conditions))


def is_follow_up(question: str, requirement: Requirement) -> bool:
    """Whether a question leans on the one before: it says so, or it names neither what it is about nor all of it."""
    if requirement.names:
        return False
    scanner = Scanner(question)
    if scanner.search(words.FOLLOW_UP) or requirement.change:
        return True
    whole = scanner.search(rf"{_WHOLE_PLACE}|{_ALL}")
    return not requirement.categories and not whole


def _take_quantities(reading: Reading) -> None:
    scanner = reading.scanner
    take_own_figures(reading)
    found = take_investments(scanner) if reading.opportunities else _rents_then_amounts(reading)
    for condition, clause in found:
        reading.add(turned(by_the_day(condition, clause, reading), reading), clause)
    if not reading.opportunities:
        reading.unclear += take_unclear_budgets(scanner)
        take_heads(reading)


def _asks_for_the_smallest_piece(reading: Reading, names: tuple[str, ...], order: Order | None) -> bool:
    """Whether the least area of one named row is asked for, which has nothing to be put in order: 最少要租多少平."""
    least = order is not None and order.field is Field.VACANT_AREA_M2 and not order.descending
    return least and len(names) == 1 and Field.DIVISIBLE_FROM_M2 in reading.vocabulary.told


def _rents_then_amounts(reading: Reading) -> Iterator[tuple[Condition, str]]:
    yield from take_fees(reading.scanner)
    yield from take_rents(reading.scanner)
    yield from take_amounts(reading.scanner, reading.field_words)


def _area_to_be_let(reading: Reading) -> Decimal | None:
    """The area of which a total is asked, where the question names one (租20平，一个月多少钱), instead of a bound on areas."""
    areas = [item for item in reading.conditions if isinstance(item, InRange) and item.field is Field.VACANT_AREA_M2]
    if len(areas) != 1 or areas[0].minimum is None or areas[0].maximum is None:
        return None
    reading.conditions.remove(areas[0])
    return (areas[0].minimum + areas[0].maximum) / 2


def _ask_instead_of_requiring(reading: Reading) -> None:
    """Of a named building, ``有没有地铁`` wants to know; it does not choose rows."""
    for condition in tuple(reading.conditions):
        if (isinstance(condition, Offers) and not condition.lacking) or condition == NearMetro():
            reading.conditions.remove(condition)
            reading.asked.append(condition.field if isinstance(condition, Offers) else Field.METRO)


def _remaining_words(reading: Reading) -> tuple[str, ...]:
    """Words that the rows say become conditions; the others are returned."""
    unknown = list(reading.not_understood)
    text = re.sub(FILLER_PHRASES, TAKEN, reading.scanner.rest)
    for run in re.findall(r"[\u4e00-\u9fff0-9]*[\u4e00-\u9fff][\u4e00-\u9fff0-9]*", text):
        unknown += _words_of(reading, run)
    for word in re.findall(r"[a-z][a-z0-9&\-]{1,}", text):
        if word not in ENGLISH_FILLERS:
            if reading.vocabulary.mentions(word) and len(word) > 2:
                reading.conditions.append(Mentions(word))
            else:
                unknown.append(word)
    unknown += re.findall(r"(?<![\u4e00-\u9fff0-9a-z.])\d+(?:\.\d+)?(?![\u4e00-\u9fff0-9a-z.])", text)
    return tuple(dict.fromkeys(unknown))


def _words_of(reading: Reading, run: str) -> Iterator[str]:
    """Adds a condition for each word of a run of text that the rows say, longest first; yields the pieces that they do not."""
    negation = re.match(NEGATION, run)
    if negation and re.match(NO_NEED, run):
        yield run
        return
    behind = None if negation else re.search(NEGATION_AFTER, run)
    kind = NotMentions if negation or behind else Mentions
    rest = run[negation.end() :] if negation else run[: behind.start()] if behind else run
    understood = False
    words = {rest, *segmenter().index_words(rest)}
    for word in sorted(words, key=lambda item: (-len(item), item)):
        if len(word) >= 2 and not word.isdigit() and word in rest and reading.vocabulary.mentions(word):
            reading.conditions.append(kind(word))
            understood = True
            rest = rest.replace(word, TAKEN)
    if (negation or behind) and not understood:
        yield run
        return
    for piece in rest.split(TAKEN):
        bare = piece.strip("".join(FILLER_CHARACTERS))
        if len(bare) >= 2:
            yield bare
