"""The small words of requirements, in Chinese and English: what negates, softens, bounds. Patterns apply to text that went through
``normalise``; the words for fields, kinds and trades stand in ``words.yaml``.
"""

from collections.abc import Mapping

AND_ABOVE = r"(?:\s*(?:及|或|和)?以上|\s*(?:or|and) (?:above|better|higher))"
AND_BELOW = r"(?:\s*(?:及|或|和)?以下|\s*(?:or|and) (?:below|lower))"

NEGATION = (
    r"(?:不含(?!税)|不包括|不需要|不要求|无需|不要|不接受|不考虑|不能是|不能要|不想要|不想|不用|别要|别是|别给我|别在|别选|别|不带|除了|除掉|除去|除开|撇开|排除|拒绝|避开|非|"
    r"\bno\b|\bnot\b|without|except|excluding|avoid)"
)
"""Words before a piece that turn it round."""

WITHOUT = r"(?:(?<!有)没有|(?<!有)没|无|不带|不配)(?:独立|单独|什么|一个)?的?"
"""Words before something that is not there."""

NO_NEED = r"\s*(?:不需要|不要求|无需|不用)"
"""Words that take the need for a thing away: that it must not be there they do not say."""

NEGATION_AFTER = r"(?:的)?(?:太[贵远小大旧偏高低吵])?(?:绝对|坚决|一律|都|也|就)?(?:不要|不看|不租|不考虑|不行|不接受|不算|不包括|免谈|除外|就算了|不列|别(?:再)?(?:列|报|给|推|算|看)(?:出来|进来|进去|给我|我)?)(?=[了的吧]*\s*(?:[，。；,;!?？！)）]|$))"
"""Words right behind a piece that turn it round: ``毛坯绝对不要``, ``东渡街道除外``."""

INDIFFERENT = r"(?:都|也)(?:列上|算上|算(?!了)|包括|可以|行|能接受|没关系|无所谓|没问题|ok)|无所谓|(?:不限|不作?要求|没有?要求|随意|不重要|不管)(?:制)?了?|is fine|is ok"
"""Words right behind a piece that take its weight away: ``毛坯也行``."""

SOFT = r"最好|优先|尽量|尽可能|更好|加分|prefer|ideally|if possible|would be nice"
"""Words that make a wish of their clause."""

AT_ONCE = r"(?:马上|立刻|立即|随时|现在|即刻|尽快)(?:就)?(?:要|能|可以?)?(?:入驻|搬进去?|搬入|搬|用|进场|进(?![行出度展口])|投产|交付)(?:进去|进来)?|现房|即租即用|(?:free|available|vacant|ready) (?:right )?now|right now|immediately available|move[- ]in ready|immediate(?:ly)?"
MOVE_IN = r"(?:的)?(?:租约|租期|合同)?(?:就)?(?:要|能|可以?)?(?:入驻|搬进新地方|搬进去?|搬入|搬|进场|投产|交付|交房|用上|用|开业|截止|到期|空出来?|腾出来?|腾空|腾给)(?:进去|进来)?"

SUBTYPES = r"冷库|标准厂房|保税仓|前置仓|高标库|立体库"
"""Kinds of place within a type; a row must say the word."""

NOT_REMOTE = (
    r"(?:位置)?(?:不要|别|不能|不)(?:太|很)?(?:偏僻?|远)|交通(?:便利|方便)|not too (?:remote|far)|convenient location"
)
"""A wish to be near the metro, in other words."""

ENGLISH_PLACE_WORDS: Mapping[str, str] = {
    "near metro": r"(?:near|close to|next to|by|walking distance (?:to|from)) (?:the |a )?(?:metro|subway)(?: stations?)?"
}
