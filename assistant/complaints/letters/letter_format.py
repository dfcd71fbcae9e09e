"""Measures of an official letter after GB/T 9704-2012, in the units of Word's file format.

Lengths of the standard: A4; top margin 37 mm, binding margin 28 mm, text block 156 x 225 mm; 22 lines of 28 characters. A twip is a
twentieth of a point. A4, 11906 x 16838 twips, as Word has it.
"""

from docx.shared import Mm, Pt, Twips

PAGE_WIDTH, PAGE_HEIGHT = Twips(11906), Twips(16838)
TOP_MARGIN, LEFT_MARGIN = Mm(37), Mm(28)
TEXT_WIDTH, TEXT_HEIGHT = Mm(156), Mm(225)
RIGHT_MARGIN = PAGE_WIDTH - LEFT_MARGIN - TEXT_WIDTH
BOTTOM_MARGIN = PAGE_HEIGHT - TOP_MARGIN - TEXT_HEIGHT
LINES, CHARACTERS = 22, 28
LINE_PITCH = Twips(579)  # 22 of them fit into 225 mm; 580 would leave room for 21

SIZE_1, SIZE_2, SIZE_3, SIZE_4 = Pt(36), Pt(22), Pt(16), Pt(14)  # 小初 (the header), 2号, 3号, 4号
CHARACTER_SPACING = -5
"""Twentieths of a point by which every character is narrower, so that 28 of 3号 fit into 156 mm. A grid of characters would do the same in Word,
but LibreOffice gives two of its cells to a character that is wider than one."""
PAGE_NUMBER_BELOW = Mm(7)  # the upper edge of the number's line below the text block
FOOTER_DISTANCE = BOTTOM_MARGIN - PAGE_NUMBER_BELOW - SIZE_4

TITLE_FONT, BODY_FONT, HEADING_FONT, SUBHEADING_FONT, NUMBER_FONT = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "宋体",
)
LATIN_FONT = "Times New Roman"
ALTERNATIVES = {
    TITLE_FONT: ("华文中宋", "STZhongsong", "FZXiaoBiaoSong-B05S", "Source Han Serif SC", "Noto Serif CJK SC", "宋体"),
    BODY_FONT: ("仿宋", "FangSong", "华文仿宋", "STFangsong", "FandolFang", "Noto Serif CJK SC", "宋体"),
    HEADING_FONT: ("SimHei", "Source Han Sans SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei"),
    SUBHEADING_FONT: ("楷体", "KaiTi", "华文楷体", "STKaiti", "AR PL UKai CN", "LXGW WenKai", "Noto Serif CJK SC"),
    LATIN_FONT: ("Liberation Serif", "Noto Serif CJK SC"),
    NUMBER_FONT: ("SimSun", "STSong", "Noto Serif CJK SC"),
}
"""What a word processor takes in turn where a font is not installed."""

TITLE, HEADER, NUMBER = "公文标题", "公文发文机关标志", "公文发文字号"
ADDRESSEE, BODY = "公文主送机关", "公文正文"
HEADING, SUBHEADING = "公文一级标题", "公文二级标题"
SIGNATURE, DATE, NOTE = "公文署名", "公文成文日期", "公文附注"
"""Names of the template's paragraph styles. A bureau's own template keeps what it wants arranged by its names."""

SEAL = "印章"
"""The bookmark in the signature."""

DATE_INDENT = 4
"""Characters by which the date is set in from the right, and over which the signature is centred."""
