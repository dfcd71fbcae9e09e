"""The words of requirements, in Chinese and English, and what they mean. Patterns apply to text that went through ``normalise``.

To teach a new expression, add it to the line of its meaning.
"""

import re
from collections.abc import Mapping

from assistant.buildings.columns import Field
from assistant.buildings.rows import Category

CATEGORIES: tuple[tuple[Category, str], ...] = (
    (
        Category.LAND,
        r"工业用地|工业地块|产业用地|建设用地|用地|土地|地块|宗地|拿地|industrial land|land plots?|\bland\b|\bplots?\b",
    ),
    (Category.WAREHOUSE, r"仓储用房|仓储空间|仓储|仓库|库房|冷库|warehous(?:es?|ing)|storage space|cold storage"),
    (
        Category.FACTORY,
        r"标准厂房|闲置厂房|厂房|工厂|车间|生产场地|生产用房|factor(?:y|ies)(?: buildings?| space)?|workshops?|plants?\b",
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
    (r"(?:超甲级?|国际甲级)(?!或)|premium grade", ("超甲", "国际甲")),
    (r"甲级(?:及|或)?以上|超甲级?或甲级|甲级|a级|5a|grade[- ]a\b|class[- ]a\b", ("超甲", "甲", "5A", "A级")),
    (r"乙级|b级|grade[- ]b\b|class[- ]b\b", ("乙", "B级")),
    (r"丙级|c级|grade[- ]c\b|class[- ]c\b", ("丙", "C级")),
)
"""Grade words and what a grade cell may contain to count; 甲级 includes what is above it, first pattern that matches counts."""

FIT_OUTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"毛坯|清水|bare shell|unfurnished|shell condition", ("毛坯", "清水")),
    (r"简装|简单装修|普通装修|basic fit-?out", ("简装", "简单装修", "普装", "普通装修")),
    (r"精装修?|豪装|豪华装修|fully fitted|fitted[- ]out", ("精装", "豪装", "豪华装修", "拎包")),
    (r"拎包入住|拎包入驻|带家具|家具齐全|turn-?key|furnished", ("拎包", "家具")),
    (r"带装修|有装修|已装修|装修好的?|装修过的?", ("简装", "精装", "豪装", "带装修", "拎包", "已装修")),
)

NEGATION = r"(?:不需要|不要求|无需|不要|不接受|不考虑|不能是|不想要|不用|别要|别是|别给我|除了|排除|拒绝|非|\bno\b|\bnot\b|without|except)"

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

FIELD_WORDS: tuple[tuple[Field, str], ...] = (
    (Field.VACANCY_PERCENT, r"空置率|vacancy rates?"),
    (Field.OCCUPANCY_PERCENT, r"入驻率|出租率|occupancy(?: rates?)?"),
    (Field.DIVISIBLE_FROM_M2, r"(?:最小)?(?:可)?分割面积|最小起租面积|能分割到?|可分割|divisible"),
    (
        Field.VACANT_AREA_M2,
        r"空置面积|可租面积|闲置面积|剩余面积|空置|空着|空余面积|vacant (?:area|space)|available (?:area|space)|vacan(?:t|cy)",
    ),
    (Field.TOTAL_AREA_M2, r"总建筑面积|建筑面积|总面积|total (?:floor )?area|gross floor area"),
    (Field.LAND_AREA_M2, r"用地面积|土地面积|land area"),
    (Field.FLOOR_AREA_M2, r"标准层面积|单层面积|typical floor"),
    (Field.PROPERTY_FEE_YUAN_PER_M2_MONTH, r"物业管理费|物业费|物管费|property (?:management )?fees?|service charges?"),
    (Field.RENT_FREE_MONTHS, r"免租期|免租|rent-free(?: period)?"),
    (Field.RENT_YUAN_PER_M2_MONTH, r"租金|房租|月租|租价|价格|价位|单价|多少钱|rents?|prices?|how much"),
    (Field.FLOOR_HEIGHT_M, r"层高|净高|檐高|(?:floor|ceiling|clear) height"),
    (Field.FLOOR_LOAD_T_PER_M2, r"荷载|承重|载荷|floor load(?:ing)?"),
    (Field.CRANE_T, r"行车|吊车|天车|航吊|起重机|cranes?"),
    (Field.POWER_KVA, r"供电容量|供电|电力容量|变压器|配电|用电|电容量|power(?: supply)?"),
    (Field.PARKING, r"停车位|停车场|停车|车位|parking(?: spaces?| lots?)?"),
    (Field.FIT_OUT, r"交付标准|交房标准|装修情况|装修标准|fit-?out"),
    (Field.METRO, r"地铁|轨道交通|metro|subway"),
    (Field.GRADE, r"级别|等级|档次|grade"),
    (Field.AVAILABLE_FROM, r"交付时间|入驻时间|什么时候(?:能|可以)?(?:交付|入驻|搬)|available from|move-?in date"),
    (Field.PLOT_RATIO, r"容积率|plot ratio"),
    (Field.TENURE_YEARS, r"出让年限|使用年限|tenure"),
    (Field.VERIFIED_ON, r"核验时间|更新时间|什么时候核[验实]的?|verified"),
    (Field.CONTACT, r"联系方式|联系电话|联系人|联系谁|找谁|电话|怎么联系|contacts?|phone"),
    (Field.ADDRESS, r"地址|在哪里|在哪儿|在哪|什么位置|位置|address|where"),
    (Field.STREET, r"(?:属于|在)?哪个街道|街道"),
    (Field.USE, r"适合(?:做)?(?:什么|哪些)(?:业态|行业|产业|企业)?|业态"),
)
OPPORTUNITY_FIELD_WORDS: tuple[tuple[Field, str], ...] = (
    (Field.INVESTMENT_YUAN, r"投资规模|投资额|总投资|投资金额|投资|investments?(?: size| amount| scale)?"),
    (Field.DEADLINE, r"截止时间|截止日期|截止|时限|期限|deadlines?"),
    (Field.COOPERATION, r"合作方式|怎么合作|合作模式|cooperation"),
    (Field.UNIT, r"责任单位|牵头单位|哪个单位(?:负责)?|哪个部门(?:负责)?|谁负责|responsible (?:unit|department)"),
    (Field.CONTACT, r"联系方式|联系电话|联系人|联系谁|找谁|电话|怎么联系|contacts?|phone"),
    (Field.STATUS, r"状态|进展|status"),
    (Field.CONTENT, r"建设内容|项目内容|主要内容|具体内容|内容|需求|content"),
    (Field.TOPIC, r"类别|类型|领域|category"),
)

GROUPS: tuple[tuple[Field, str], ...] = (
    (Field.STREET, r"街道|镇街|辖区|sub-?district|street"),
    (Field.BUSINESS_AREA, r"商圈|板块|片区|business area"),
    (Field.GRADE, r"级别|等级|grade"),
    (Field.CATEGORY, r"类型|用途|种类|type"),
)
OPPORTUNITY_GROUPS: tuple[tuple[Field, str], ...] = (
    (Field.TOPIC, r"类别|类型|领域|行业|category"),
    (Field.UNIT, r"责任单位|单位|部门|unit|department"),
    (Field.STATUS, r"状态|status"),
)

SUPERLATIVES: tuple[tuple[str, Field, bool], ...] = (
    (r"空置率最高|vacancy rate (?:is )?(?:the )?highest|highest vacancy rate", Field.VACANCY_PERCENT, True),
    (r"空置率最低|lowest vacancy rate", Field.VACANCY_PERCENT, False),
    (r"(?:入驻率|出租率)最高|highest occupancy", Field.OCCUPANCY_PERCENT, True),
    (r"(?:入驻率|出租率)最低|lowest occupancy", Field.OCCUPANCY_PERCENT, False),
    (r"(?:总?建筑面积|总面积|体量)最大|largest total area", Field.TOTAL_AREA_M2, True),
    (r"(?:层高|净高)最高|highest ceilings?", Field.FLOOR_HEIGHT_M, True),
    (r"(?:荷载|承重)最[大高]|highest floor load", Field.FLOOR_LOAD_T_PER_M2, True),
    (r"(?:停车位|车位)最多|most parking(?: spaces)?", Field.PARKING, True),
    (
        r"(?:离|距)(?:离)?地铁站?(?:口)?最近|地铁最近|最近|nearest(?: to (?:the )?(?:metro|subway))?|closest(?: to (?:the )?(?:metro|subway))?",
        Field.METRO_DISTANCE_M,
        False,
    ),
    (
        r"(?:租金|价格|房租|单价)?(?:从低到高|由低到高)|(?:租金|价格|房租|单价|租价)最(?:低|便宜)|最便宜|最低价|最实惠|性价比最高|cheapest|lowest rents?|least expensive",
        Field.RENT_YUAN_PER_M2_MONTH,
        False,
    ),
    (
        r"(?:租金|价格|房租|单价)?(?:从高到低|由高到低)|(?:租金|价格|房租|单价|租价)最(?:高|贵)|最贵|most expensive|highest rents?|priciest",
        Field.RENT_YUAN_PER_M2_MONTH,
        True,
    ),
    (
        r"(?:空置|闲置|可租|剩余|可用)?(?:面积)?最(?:大|多)|largest(?: vacant area| vacancy)?|biggest|most vacant(?: space)?",
        Field.VACANT_AREA_M2,
        True,
    ),
    (r"(?:空置|闲置|可租|剩余)?(?:面积)?最(?:小|少)|smallest", Field.VACANT_AREA_M2, False),
)
OPPORTUNITY_SUPERLATIVES: tuple[tuple[str, Field, bool], ...] = (
    (
        r"(?:投资(?:规模|额|金额)?|规模|金额)?最(?:大|多|高)|largest(?: investment)?|biggest",
        Field.INVESTMENT_YUAN,
        True,
    ),
    (r"(?:投资(?:规模|额|金额)?|规模|金额)?最(?:小|少|低)|smallest(?: investment)?", Field.INVESTMENT_YUAN, False),
    (r"最(?:早|快|先)截止|最近截止|即将截止|快截止|快到期|closing soon(?:est)?", Field.DEADLINE, False),
)

CHANGES: tuple[tuple[str, Field, bool], ...] = (
    (
        r"(?:再|更|还能|能不能|有没有)*(?:便宜|实惠|低)(?:一?点|些)(?:儿)?的?|(?:再|更|还有更)便宜的?|cheaper(?: ones?)?",
        Field.RENT_YUAN_PER_M2_MONTH,
        False,
    ),
    (r"(?:再|更)?(?:贵|高档)(?:一?点|些)的?|更贵的?|more expensive", Field.RENT_YUAN_PER_M2_MONTH, True),
    (r"(?:再|更|还有更)?(?:面积)?大(?:一?点|些)的?|更大的?|(?:larger|bigger)(?: ones?)?", Field.VACANT_AREA_M2, True),
    (r"(?:再|更|还有更)?(?:面积)?小(?:一?点|些)的?|更小的?|smaller(?: ones?)?", Field.VACANT_AREA_M2, False),
    (
        r"(?:离|距)?地铁?(?:再|更)?近(?:一?点|些)的?|(?:再|更)近(?:一?点)?的?|closer(?: to (?:the )?metro)?",
        Field.METRO_DISTANCE_M,
        False,
    ),
)

ENGLISH_PLACE_WORDS: Mapping[str, str] = {
    "near metro": r"(?:near|close to|next to|by|walking distance (?:to|from)) (?:the |a )?(?:metro|subway)(?: stations?)?"
}

FOLLOW_UP = (
    r"^(?:那么?|如果|要是|换成|换|改成|改|只看|只要|只想|再|还有|其中|这些|这里面|里面|它|这个|这栋|该|and |what about|how about|only |which of|of these|among)"
    r"|呢[?？]?$|其中|这些(?:里|中)|里面(?:哪|最)|of (?:these|them|those)"
)
"""Openings and endings of a question that leans on the one before."""

OTHER_PLACES = (
    "北京|上海|天津|重庆|深圳|广州|成都|杭州|南京|苏州|武汉|西安|长沙|郑州|青岛|济南|宁波|厦门|福州|合肥|无锡|东莞|佛山|昆明|贵阳|南宁|海口|"
    "沈阳|大连|哈尔滨|长春|石家庄|太原|南昌|兰州|银川|西宁|乌鲁木齐|呼和浩特|拉萨|珠海|香港|澳门|台北|浦东|前海|雄安|横琴|"
    "beijing|shanghai|shenzhen|guangzhou|chengdu|hangzhou"
)
"""Places elsewhere that a question may name: a row that does not lie there does not fit."""

FILLER_PHRASES = (
    r"由谁负责|商圈|板块|一带|负责人?|牵头|主管|具备|具有|拥有|提供|位置|地段|成熟|周边配套|配套|朝向|楼层|左右的|标准|"
    r"哪一?个?栋?|请问一?下?|对比一?下?|比较一?下?|统计一?下?|了解一?下|推荐一?下|介绍一?下|什么样的?|我们公司|我们企业|想看看?|"
    r"查一?下|列出来?|辖区内?|所有的?|全部的?|合适的?|适合的?|条件的?|闲置的?|机会清单|投资机会|合作机会|哪几个?|怎么样?|这样的?|"
    r"那样的?|范围内?|交通便利|交通方便|一定要?|什么时候|征集中?|发布的?|公布的?|最新的?|相关的?|方面的?|请帮我|本公司|找到?|"
    r"列一下|有没有|有哪些|有什么|是否有|能不能|哪几栋|那么?|它们?|尽可能|差不多|类的?|麻烦|帮我|帮忙|给我|我司|我们|咱们|你们|您好|"
    r"公司|企业|团队|客户|朋友|老板|想要|想找|想租|打算|计划|准备|希望|需要|需求|要求|寻找|寻求|看看|查询|了解|推荐|介绍|列举|显示|"
    r"有无|有哪|有啥|是否|还有|目前|现在|现有|当前|全区|全市|本区|我区|区里|区内|你区|全部|完整|适合|适宜|满足|符合|条件|可以|能够|"
    r"租赁|出租|招租|租下|租用|求租|购买|招商|空闲|房源|房子|载体|场地|场所|空间|资源|物业|楼栋|大楼|项目|机会|清单|台账|信息|情况|"
    r"名单|列表|哪些|哪个|哪栋|哪里|哪儿|哪家|什么|如何|多少|多大|几个|几栋|一共|总共|共有|合计|总计|总和|一个|一间|一处|一栋|一套|"
    r"一块|一些|一下|这个|那个|这些|那些|其中|里面|如果|要是|换成|改成|只看|只要|附近|周边|旁边|周围|左右|靠近|位于|地处|属于|区域|"
    r"以内|之内|方便|最好|优先|尽量|而且|并且|同时|以及|或者|要有|带有|配有|配备|必须|应该|用来|用于|用作|作为|面积|租金|价格|预算|"
    r"大小|大概|大约|谢谢|多谢|好的|的话|比较|距离|没有|汇总|分布|排序|排名|排列|怎样|时间|申请|报名|参与|对接|开放|行业|产业|领域"
)
"""Phrases that carry no condition, longest first."""

FILLER_CHARACTERS = frozenset(
    "请我你您想查能可租买楼哪共几这换改只或和与及跟带配做开办搞好吗呢吧啊呀嘛的了是在有要为个家栋处间套条就也都还再更很把被让给到从离距按对比上下里中内新不无该其各每并且者等类"
)
"""Characters that carry none when they stand as a word of their own."""

ENGLISH_FILLERS = frozenset(
    re.findall(
        r"\S+",
        "a an the i we our my your us me you it its is are was be been do does did can could would should shall will "
        "may might must have has had of in on at to for from with by about and or but any some all please find show "
        "list give tell need needs needed want wants looking look seeking search rent rental lease leasing space "
        "spaces area areas building buildings unit units property properties site sites place room rooms suitable "
        "available options option there which what where how many much that this these those them they one ones "
        "company business team located location near nearby within district city please recommend good best "
        "opportunities opportunity projects project listings listing sqm square meters metres per month year day yuan "
        "rmb cny least most more less than around approximately under over up open currently now also so not no if "
        "only just too as out into who whom let know get sector industry industries related preferably ideally total "
        "large big small size sized floor open-plan use using used set setup start",
    )
)
