"""The words of requirements, in Chinese and English, and what they mean. Patterns apply to text that went through ``normalise``.

To teach a new expression, add it to the line of its meaning.
"""

from collections.abc import Mapping

from assistant.buildings.rows import Category

CATEGORIES: tuple[tuple[Category, str], ...] = (
    (
        Category.LAND,
        r"工业用?地|工业地块|产业用地|建设用地|用地|土地|地块|宗地|拿地|industrial land|land plots?|\bland\b|\bplots?\b",
    ),
    (
        Category.WAREHOUSE,
        r"仓储用房|仓储空间|仓储|仓库|库房|库防|仓厍|冷库|warehous(?:es?|ing)|storage space|cold storage",
    ),
    (
        Category.FACTORY,
        r"标准厂房|闲置厂房|厂房|厂防|场房|工厂|车间|生产场地|生产用房|factor(?:y|ies)(?: buildings?| space)?|workshops?|plants?\b",
    ),
    (
        Category.SHOP,
        r"城改底商|底商|商铺|门面房?|铺面|铺子|店面|店铺|临街铺|铺位|shop(?:s|front| space)?\b|retail (?:space|units?)|storefronts?",
    ),
    (
        Category.OFFICE,
        r"写字楼|办公楼|办公室|办公场地|办公场所|办公空间|办公用房|办公面积|商务楼宇|商务楼|楼宇|办公|"
        r"offices?(?: space| buildings?| units?)?|commercial buildings?",
    ),
)

GRADES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"(?:超甲级?|国际甲级)(?!或)|premium grade|super[- ]?(?:grade|class)[- ]?a\b|(?:grade|class)[- ]?a\+",
        ("超甲", "国际甲"),
    ),
    (r"超甲级?或甲级|甲级|a级|5a|grade[- ]a\b|class[- ]a\b", ("甲", "5A", "A级")),
    (r"乙级|b级|grade[- ]b\b|class[- ]b\b", ("乙", "B级")),
    (r"丙级|c级|grade[- ]c\b|class[- ]c\b", ("丙", "C级")),
)
"""Grade words, the highest first, and what a grade cell contains to be of it."""

AND_ABOVE = r"(?:\s*(?:及|或|和)?以上|\s*(?:or|and) (?:above|better|higher))"
AND_BELOW = r"(?:\s*(?:及|或|和)?以下|\s*(?:or|and) (?:below|lower))"

FIT_OUTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"毛坯|清水|bare shell|unfurnished|shell condition", ("毛坯", "清水")),
    (r"简装|简单装修|普通装修|basic fit-?out", ("简装", "简单装修", "普装", "普通装修")),
    (r"精装修?|豪装|豪华装修|fully fitted|fitted[- ]out", ("精装", "豪装", "豪华装修", "拎包")),
    (r"拎包入住|拎包入驻|带家具|家具齐全|turn-?key|furnished", ("拎包", "家具")),
    (r"带装修|有装修|已装修|装修好的?|装修过的?", ("简装", "精装", "豪装", "带装修", "拎包", "已装修")),
)

NEGATION = (
    r"(?:不需要|不要求|无需|不要|不接受|不考虑|不能是|不能要|不想要|不想|不用|别要|别是|别给我|别在|别选|别|除了|排除|拒绝|避开|非|"
    r"\bno\b|\bnot\b|without|except|excluding|avoid)"
)
"""Words before a piece that turn it round."""

NEGATION_AFTER = r"(?:的)?(?:绝对|坚决|一律|都|也|就)?(?:不要|不看|不租|不考虑|不行|不接受|免谈|除外|就算了)(?=[了的吧]?\s*(?:[，。；,;!?？！]|$))"
"""Words right behind a piece that turn it round: ``毛坯绝对不要``, ``东渡街道除外``."""

INDIFFERENT = r"(?:都|也)(?:可以|行|能接受|没关系|无所谓|没问题|ok)|无所谓|(?:不限|不作?要求|没有?要求|随意|不重要|不管)(?:制)?了?|is fine|is ok"
"""Words right behind a piece that take its weight away: ``毛坯也行``."""

SOFT = r"最好|优先|尽量|尽可能|更好|加分|prefer|ideally|if possible|would be nice"
"""Words that make a wish of their clause."""

AT_ONCE = r"(?:马上|立刻|立即|随时|现在|即刻|尽快)(?:就)?(?:要|能|可以?)?(?:入驻|搬进去?|搬入|搬|用|进场|投产|交付)(?:进去|进来)?|现房|即租即用|immediately available|move[- ]in ready|immediate(?:ly)?"
MOVE_IN = r"(?:就)?(?:要|能|可以?)?(?:入驻|搬进去?|搬入|搬|进场|投产|交付|交房|用上|用|开业|截止|到期)(?:进去|进来)?"

SUBTYPES = r"冷库|标准厂房|保税仓|前置仓|高标库|立体库"
"""Kinds of place within a type; a row must say the word."""

NOT_REMOTE = (
    r"(?:位置)?(?:不要|别|不能|不)(?:太|很)?(?:偏僻?|远)|交通(?:便利|方便)|not too (?:remote|far)|convenient location"
)
"""A wish to be near the metro, in other words."""

INDUSTRIES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (r"餐饮业?|餐厅|饭店|餐馆|火锅店?|奶茶店?|咖啡店?|咖啡馆|小吃店?|catering|restaurants?|cafe", "餐饮", ("餐",)),
    (r"生物医药|医药研发|制药|biotech|biomedicine|pharma(?:ceuticals?)?", "生物医药", ("医药", "生物")),
    (r"医疗器械|medical devices?", "医疗器械", ("器械", "医疗")),
    (r"电商|电子商务|直播|e-?commerce|livestream(?:ing)?", "电商", ("电子商务", "直播")),
    (r"物流|快递|分拨|logistics", "物流", ("仓配", "快递", "分拨")),
    (r"金融|银行网点|证券|保险公司|financ(?:e|ial)|bank(?:ing)?", "金融", ("银行", "证券", "保险")),
    (
        r"软件|信息技术|互联网|it公司|科技公司|software|internet compan(?:y|ies)|tech compan(?:y|ies)",
        "信息技术",
        ("软件", "互联网", "科技"),
    ),
    (r"人工智能|\bai\b|artificial intelligence", "人工智能", ("ai", "智能")),
    (r"研发|实验室|r&d|laborator(?:y|ies)|\blabs?\b", "研发", ("实验",)),
    (r"教育培训|培训机构|培训|training cent(?:er|re)s?", "教育培训", ("培训", "教育")),
    (r"跨境电商|外贸|cross-border", "跨境贸易", ("跨境", "外贸")),
    (r"先进制造|智能制造|装备制造|advanced manufacturing", "制造", ("装备",)),
    (r"低空经济|无人机|low-altitude|drones?", "低空经济", ("低空", "无人机")),
    (r"新能源|储能|光伏|new energy|energy storage|photovoltaics?", "新能源", ("储能", "光伏")),
    (r"数字经济|digital economy", "数字经济", ("数字",)),
    (r"绿色低碳|低碳|low[- ]carbon|green economy", "绿色低碳", ("低碳", "绿色")),
    (r"现代服务业?|modern services?", "现代服务业", ()),
    (r"城市更新|urban renewal", "城市更新", ()),
    (r"食品加工|食品|food processing", "食品", ()),
    (r"养老|康养|elderly care", "养老", ("康养",)),
    (r"文旅|文化旅游|文创|cultural tourism", "文旅", ("文化", "旅游", "文创")),
)
"""Patterns of an industry, its name, and further words of a cell that speak of it."""

ENGLISH_PLACE_WORDS: Mapping[str, str] = {
    "near metro": r"(?:near|close to|next to|by|walking distance (?:to|from)) (?:the |a )?(?:metro|subway)(?: stations?)?"
}

OTHER_PLACES = (
    "北京|上海|天津|重庆|深圳|广州|成都|杭州|南京|苏州|武汉|西安|长沙|郑州|青岛|济南|宁波|厦门|福州|合肥|无锡|东莞|佛山|昆明|贵阳|南宁|海口|"
    "沈阳|大连|哈尔滨|长春|石家庄|太原|南昌|兰州|银川|西宁|乌鲁木齐|呼和浩特|拉萨|珠海|香港|澳门|台北|浦东|前海|雄安|横琴|"
    "beijing|shanghai|shenzhen|guangzhou|chengdu|hangzhou"
)
"""Places elsewhere that a question may name: a row that does not lie there does not fit."""
