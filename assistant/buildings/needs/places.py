"""Where a place must lie: streets, business areas, roads, stations, metro lines, near another listed place."""

import re
from collections.abc import Iterator

from assistant.buildings.columns import Field
from assistant.buildings.conditions import InPlace, Mentions, NearMetro, NotInPlace, NotMentions, Offers
from assistant.buildings.needs import lexicon
from assistant.buildings.needs import words as known
from assistant.buildings.needs.naming import tells_apart
from assistant.buildings.needs.reading import Reading
from assistant.buildings.needs.scanning import TAKEN
from assistant.buildings.needs.words import FILLER_CHARACTERS, FILLER_PHRASES
from assistant.buildings.units import read_metro_lines

_AROUND = r"(?:附近|沿线|周边|旁边?|边上|一带|那边|上)?"
_LINE = r"(?:地铁|轨道交通|metro |subway )?(?:\bline ?\d+|(?:\d+|[一二三四五六七八九十]+)(?:[、,/和及或](?:\d+|[一二三四五六七八九十]+))*号线)"
_METRO_LINES = (
    rf"(?:(?:near|close to|靠近|临近|近|挨着)\s?)?{_LINE}(?:(?:或者?|和|、|及|or|and)\s?{_LINE})*(?:地铁)?{_AROUND}"
)
_METRO = (
    r"(?:靠|挨着?|临|沿|有|带|离|距)?近?(?:地铁|轨道交通)站?口?(?:附近|旁边?|沿线|口|周边|近(?:一?点|些)?|方便|出行方便)的?"
    r"|(?:靠近?|临近?|近|挨着|有|通了?|已通)(?:地铁|轨道交通)站?口?"
    rf"|{lexicon.ENGLISH_PLACE_WORDS['near metro']}"
)
_NO_METRO = rf"(?:附近|周边|旁边|周围)?(?:都|也|还)?(?:{lexicon.WITHOUT}|不(?:靠近?|临近?|近|挨着?|通))(?:地铁|轨道交通)(?:站|线)?口?(?!线)的?|\b(?:without|no) (?:a |any )?(?:metro|subway)(?: stations?)?(?: nearby)?"
_PROPER = re.compile(
    r"([\u4e00-\u9fffa-z0-9]{2,12}?(?:大厦|广场|大楼|国际中心|科技园|产业园|工业园|创业园|孵化园|商务港|天地|中心|国际))(?:[a-z\d一二三四五六七八九十]+(?:座|栋|号楼|期))?"
)
_GENERIC_PROPER = re.compile(
    r"(?:会议|数据|商务|研发|购物|物流|客服|展示|运营|结算|呼叫|配送|分拨|总部|市|城市|医疗|培训|体验|服务|技术|检测|创新|区域|行政)中心|(?:个|座|家|产业|科技|工业)园|商业广场"
)
_UNKNOWN_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,6}?(?:街道|新区|开发区|(?<![园小社片地全本我城商厂])区|镇|大道|(?<=[\u4e00-\u9fff]{2})路|商圈)"
)


def take_sheets(reading: Reading) -> None:
    """Adds the sheets of a workbook that are named: ``沿街铺里`` where one is called so."""
    sheets = {form: sheet for form, sheet in reading.vocabulary.sheets.items() if tells_apart(form)}
    found = reading.scanner.take_words(sheets)
    if len(found) > 1 or any(
        reading.scanner.search(rf"{re.escape(TAKEN)}(?:里|的)*(?:{lexicon.INDIFFERENT})") for _ in found[:1]
    ):
        return  # 沿街的、商场里的都算
    for form, start in found:
        sheet, end = sheets[form], reading.scanner.end_of(start, form)
        reading.take_after(end, "里面?|里头|当中|之中|中(?!的)|表|清单|台账")
        reading.add_piece(Mentions(sheet), start, end, NotMentions(sheet))


def take_metro_lines(reading: Reading) -> None:
    """Adds the metro lines to be near to."""
    if found := reading.scanner.take(_METRO_LINES):
        reading.add_found(NearMetro(tuple(sorted(read_metro_lines(found[0].replace("或", "、"))))), found)


def take_metro(reading: Reading) -> None:
    """Adds nearness to any metro station; ``别太偏`` wishes for it."""
    for found in reading.scanner.take_all(_NO_METRO):
        reading.add_found(Offers(Field.METRO, lacking=True), found)
    for found in reading.scanner.take_all(_METRO):
        reading.add_found(NearMetro(), found)
    if reading.scanner.take(lexicon.NOT_REMOTE):
        reading.wishes.append(NearMetro())


def take_places(reading: Reading) -> None:
    """Adds the places that rows lie in, and places elsewhere, which none lies in."""
    scanner, vocabulary = reading.scanner, reading.vocabulary
    for form, start in sorted(scanner.take_words(vocabulary.places), key=lambda item: item[1]):
        place = vocabulary.places[form]
        if reading.negation_around(start, start + len(form)):
            reading.conditions.append(NotInPlace((place,)))
        else:
            reading.conditions.append(InPlace((place,)))
    for found in scanner.take_all(rf"(?:{known.OTHER_PLACES})(?:省|市|新区|区)?"):
        if not vocabulary.mentions(found[0]):
            reading.conditions.append(InPlace((found[0],)))
    for found in _UNKNOWN_PLACE.finditer(plain(scanner.rest)):
        if vocabulary.mentions(found[0]):
            continue
        said = next((found[0][at:] for at in range(1, len(found[0]) - 2) if vocabulary.mentions(found[0][at:])), "")
        start = found.end() - len(said) if said else found.start()  # 城关镇 of 要在城关镇
        if said or not set(found[0][:1]) & FILLER_CHARACTERS:
            scanner.blank(start, found.end())
            reading.conditions.append(InPlace((said or found[0],)))


def unknown_names(reading: Reading) -> Iterator[str]:
    """Proper names of buildings that no row has. A place that the asker wants to be near is none."""
    rest = reading.scanner.rest
    for found in _PROPER.finditer(plain(rest)):
        name = re.sub(rf"^(?:{FILLER_PHRASES}|[{''.join(FILLER_CHARACTERS)}])+", "", found[1])
        near = re.search(r"(?:靠近|离|近|挨着)$", rest[: found.start()]) or re.match(
            r"(?:附近|周边|旁)", rest[found.end() :]
        )
        if len(name) >= 4 and not near and not _GENERIC_PROPER.search(name) and not reading.vocabulary.mentions(name):
            reading.scanner.blank(found.start(), found.end())
            yield name


def plain(text: str) -> str:
    """The rest of a sentence with what carries no condition blanked, its positions kept."""
    return re.sub(FILLER_PHRASES, lambda found: TAKEN * len(found[0]), text)
