"""Chinese numerals: 一百二十一, 二〇二六, 两万五, 三点五."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

import cn2an

_BEYOND_NAMES = 10**16
DIGITS = "〇零一二三四五六七八九十百千万亿两0-9"
"""What the number of an article is written with."""

HAN_NUMERAL = r"(?:[零〇一二两三四五六七八九十百千][零〇一二两三四五六七八九十百千万亿]*|[壹贰叁肆伍陆柒捌玖][壹贰叁肆伍陆柒捌玖拾佰仟万亿零]+)(?:点[零〇一二三四五六七八九]+(?:[十百千]?[万亿])?)?"
"""A numeral in Chinese characters, those of contracts (贰拾万) too, a fraction behind 点 and its scale included."""

_DIGIT = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_SMALL = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "亿": 10**8}
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[零一二三四五六七八九十百千万亿]|点[零一二三四五六七八九]+")
_YEARLIKE = re.compile(r"[零一二三四五六七八九]{2,}")


def read_numeral(text: str) -> Decimal | None:
    """What a numeral is, in characters, in figures or in both: ``两点五万``, ``1万5千``, ``两百五`` (250), ``二〇二六``, ``3千万``.

    None for what is no numeral: figures that stand beside one another (``五三千``), scales that grow (``百千``), a scale alone.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).replace("〇", "零").replace("○", "零")
    plain = plain.replace("两", "二").translate(_FORMAL)
    if _YEARLIKE.fullmatch(plain):
        return Decimal("".join(str(_DIGIT[digit]) for digit in plain))
    tokens = _TOKEN.findall(plain)
    return _value_of(tokens) if tokens and "".join(tokens) == plain else None


def _value_of(tokens: list[str]) -> Decimal | None:
    """The value of 亿, 万 and what is below them, from left to right; scales may only fall."""
    whole = section = Decimal(0)
    figure: Decimal | None = None
    below, step = Decimal("Infinity"), Decimal("Infinity")
    after_zero = False
    for at, token in enumerate(tokens):
        if token in _SMALL:
            scale = Decimal(_SMALL[token])
            if scale >= step or (figure is None and (token != "十" or after_zero)):
                return None
            section, figure, step, after_zero = section + (1 if figure is None else figure) * scale, None, scale, False
        elif token in _BIG:
            scale, held = Decimal(_BIG[token]), section + (figure or 0)
            if token == "亿" and below == _BIG["万"] and whole < _BIG["亿"]:  # 三万五千亿
                held, whole, below = held + whole, Decimal(0), Decimal("Infinity")
            if held == 0 or scale >= below:
                return None
            whole, section, figure, below = whole + held * scale, Decimal(0), None, scale
            step, after_zero = min(scale, Decimal(10**4)), False
        elif token.startswith("点"):
            fraction = Decimal(f"0.{''.join(str(_DIGIT[digit]) for digit in token[1:])}")
            section, figure = Decimal(0), section + (figure or 0) + fraction
            if figure == fraction and at == 0:
                return None
        elif figure is not None and not after_zero:
            return None
        else:
            figure = Decimal(_DIGIT[token]) if token in _DIGIT else Decimal(token)
            after_zero = figure == 0 and token == "零"
    if figure is None:
        return whole + section
    last = tokens[-2] if len(tokens) > 1 else ""
    spoken = last in ("百", "千", "万", "亿") and figure < 10 and figure == figure.to_integral()
    if spoken and tokens[-1] != "零":  # 两百五 is 250, 一万五 is 15000
        figure = figure * (_SMALL | _BIG)[last] / 10
    elif whole + section and figure >= (below if section == 0 else step):
        return None
    return whole + section + figure


def chinese_to_int(text: str) -> int:
    """``一百二十一``, ``二千零一``, ``２１`` as an integer.

    Raises ValueError when it is no numeral, or no whole number.
    """
    value = read_numeral(text)
    if value is None or value != value.to_integral():
        raise ValueError(f"no whole number: {text!r}")
    return int(value)


@lru_cache(maxsize=4096)  # a code's articles are named thousands of times when it is read as a tree
def int_to_chinese(number: int) -> str:
    """12 as ``十二``, the way articles are numbered; numbers beyond all names stay in digits."""
    if number >= _BEYOND_NAMES:
        return str(number)
    text = str(cn2an.an2cn(number))
    return text.removeprefix("一") if 10 <= number < 20 else text
