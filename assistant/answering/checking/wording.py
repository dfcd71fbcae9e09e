"""Different ways of writing one thing made alike, before a claim is compared with its passages: ``一年最高`` and ``每年最高``, ``三成`` and ``30%``."""

import re
from functools import lru_cache

_WILL_BEFORE_BOUND = re.compile(
    r"不(?:可以|应当|能够|允许|能|得|可|应|会|准)(?=超过|高于|多于|大于|低于|少于|小于|超出)"
)
_TENTHS = re.compile(
    r"(?<![构组变合达促形造分看当养收])(?P<tenths>[一二两三四五六七八九]|(?<![\d.])\d(?:\.\d)?)成(?![立员果本功长为交效就都熟品套绩型因])"
)
_HAN = dict(zip("一二两三四五六七八九", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_ITS_OWN = r"(?<![第满足前后近未几上下头次\d一二两三四五六七八九十])"
_EACH_YEAR = re.compile(
    rf"{_ITS_OWN}一年(?:内)?(?=(?:的(?:各项|奖|补)|最|总共|一共|共|合计|累计|可|能|只|补|奖|给|发|领|拿|办|评|集中|受理|不(?:超过|高于|多于|低于|少于)|限|封顶|各|[两二三四\d]次))"
)
_EACH_MONTH = re.compile(rf"{_ITS_OWN}一个月(?=(?:最|可|能|补|奖|给|发|领|拿))")
_NEXT_YEAR = re.compile(r"(?P<which>[上下])一年(?!度)")
_ASKING = re.compile(r"有没有|是不是|能不能|可不可以|会不会|要不要")


@lru_cache(maxsize=512)
def alike(text: str) -> str:
    """The text with tenths as rates, a year that recurs as ``每年``, bounds without a word of will before them, and no asking words that
    hold a negation."""
    plain = _TENTHS.sub(_rate, _WILL_BEFORE_BOUND.sub("不", text))
    plain = _NEXT_YEAR.sub(r"\g<which>年度", _EACH_MONTH.sub("每月", _EACH_YEAR.sub("每年", plain)))
    return _ASKING.sub("是否", plain)


def _rate(match: re.Match[str]) -> str:
    tenths = match["tenths"]
    return f"{_HAN[tenths] * 10 if tenths in _HAN else float(tenths) * 10:g}%"
