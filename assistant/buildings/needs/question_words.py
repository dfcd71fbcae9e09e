"""The words of questions about rows: fields, groups, superlatives, what a follow-up changes."""

from assistant.buildings.columns import Field

FIELD_WORDS: tuple[tuple[Field, str], ...] = (
    (Field.VACANCY_PERCENT, r"空置率|vacancy rates?"),
    (Field.OCCUPANCY_PERCENT, r"入驻率|出租率|occupancy(?: rates?)?"),
    (Field.DIVISIBLE_FROM_M2, r"(?:最小)?(?:可)?分割面积|最小起租面积|能分割到?|可分割|divisible"),
    (
        Field.VACANT_AREA_M2,
        r"空置面积|可租面积|闲置面积|剩余面积|空置|空着|空了|空出来?|空余面积|(?:还?剩下?|还有)多少(?:面积|平)|vacant (?:area|space)|available (?:area|space)|vacan(?:t|cy)",
    ),
    (Field.TOTAL_AREA_M2, r"总建筑面积|建筑面积|总面积|total (?:floor )?area|gross floor area"),
    (Field.LAND_AREA_M2, r"用地面积|土地面积|land area"),
    (Field.FLOOR_AREA_M2, r"标准层面积|单层面积|typical floor"),
    (Field.PROPERTY_FEE_YUAN_PER_M2_MONTH, r"物业管理费|物业费|物管费|property (?:management )?fees?|service charges?"),
    (Field.RENT_FREE_MONTHS, r"免租期|免租|rent-free(?: period)?"),
    (
        Field.RENT_YUAN_PER_M2_MONTH,
        r"(?:租金|房租|租赁|对外)?报价|开价|租金|房租|月租|租价|价格|价位|单价|多少钱|rents?|prices?|how much",
    ),
    (Field.FLOOR_HEIGHT_M, r"层高|净高|檐高|(?:floor|ceiling|clear) height"),
    (Field.FLOOR_LOAD_T_PER_M2, r"荷载|承重|载荷|floor load(?:ing)?"),
    (Field.CRANE_T, r"行车|吊车|天车|航吊|起重机|cranes?"),
    (Field.POWER_KVA, r"供电容量|供电|电力容量|变压器|配电|用电|电容量|power(?: supply)?"),
    (Field.PARKING, r"停车位|停车场|停车|车位|parking(?: spaces?| lots?)?"),
    (Field.FIT_OUT, r"交付标准|交房标准|装修情况|装修标准|fit-?out"),
    (Field.METRO, r"地铁|轨道交通|metro|subway"),
    (Field.GRADE, r"级别|等级|档次|grade"),
    (Field.AVAILABLE_FROM, r"交付时间|入驻时间|什么时候(?:能|可以)?(?:交付|入驻|搬)|available from|move-?in date"),
    (
        Field.COMPLETED_ON,
        r"建成时间|建成年份|建成年代|竣工时间|竣工年份|投入使用时间|(?:是)?(?:哪一?年|什么时候|何时|几几年)(?:建成|建好|竣工|落成|投用|建|盖)的?|楼龄|房龄|year built|completion (?:date|year)|when .{0,20}(?:built|completed)",
    ),
    (Field.PLOT_RATIO, r"容积率|plot ratio"),
    (Field.TENURE_YEARS, r"出让年限|使用年限|tenure"),
    (Field.VERIFIED_ON, r"核验时间|更新时间|什么时候核[验实]的?|verified"),
    (Field.CONTACT, r"联系方式|联系电话|联系人|联系谁|找谁|电话|怎么联系|contacts?|phone"),
    (Field.ADDRESS, r"地址|在哪里|在哪儿|在哪|什么位置|位置|address|where"),
    (Field.STREET, r"(?:属于|在)?哪个街道|(?<!其他)(?<!其它)街道"),
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
        r"(?:建成|竣工|落成|投用)(?:时间|年份)?(?:得)?最(?:晚|新|近)|楼龄最(?:短|小|新)|最新(?:建成|竣工|落成)|newest|most recently built",
        Field.COMPLETED_ON,
        True,
    ),
    (
        r"(?:建成|竣工|落成|投用)(?:时间|年份)?(?:得)?最(?:早|久)|楼龄最(?:长|大|老)|oldest",
        Field.COMPLETED_ON,
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
    (
        r"哪一?[个栋家处间](?:租金|价格)?(?:更|比较)?(?:便宜|实惠|划算|低)|谁(?:更|比较)?便宜|which (?:one )?(?:is )?cheaper",
        Field.RENT_YUAN_PER_M2_MONTH,
        False,
    ),
    (
        r"哪一?[个栋家处间](?:租金|价格)?(?:更|比较)?[贵高]|谁(?:更|比较)?贵|which (?:one )?(?:is )?more expensive",
        Field.RENT_YUAN_PER_M2_MONTH,
        True,
    ),
    (
        r"哪一?[个栋家处间](?:空置|空着|空)?(?:面积)?(?:得|的)?(?:更|比较)?[大多]|which (?:one )?(?:is )?(?:larger|bigger)|which (?:one )?has more (?:vacant )?space",
        Field.VACANT_AREA_M2,
        True,
    ),
    (r"哪一?[个栋家处间](?:离地铁)?(?:更|比较)?近", Field.METRO_DISTANCE_M, False),
)
PREFERRED_ORDERS: tuple[tuple[str, Field, bool], ...] = (
    (r"(?:空置|闲置|可租)?面积?(?:从大到小|由大到小)|按(?:空置)?面积排(?:序|列|名)?", Field.VACANT_AREA_M2, True),
    (r"(?:空置|闲置|可租)?面积?(?:从小到大|由小到大)", Field.VACANT_AREA_M2, False),
    (
        r"按(?:租金|价格)排(?:序|列|名)?|越便宜越好|(?:租金|价格)?(?:便宜|实惠|划算)(?:就行|优先|为主|最好|即可|的)|"
        r"(?:租金|价格)?(?:不要|别|不能)(?:太|很)贵|(?:租金|价格)低(?:一?点)?(?:优先|的)|by rent|not (?:too )?expensive",
        Field.RENT_YUAN_PER_M2_MONTH,
        False,
    ),
    (r"越大越好|(?:面积)?(?:大|宽敞)(?:就行|优先|的)(?!\w*厦)|as large as possible", Field.VACANT_AREA_M2, True),
    (r"(?:停车位|车位|停车)(?:越多越好|多(?:一?点|些)?的?)", Field.PARKING, True),
    (r"(?:离|距)地铁站?越近越好|(?:离地铁)?近的优先", Field.METRO_DISTANCE_M, False),
)
"""Orders that rank all rows, where a superlative asks for the first: ``便宜的``."""

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
        r"^近(?:一?点|些)的?|(?:(?:离|距)地铁站?)?(?:再|更)近(?:一?点)?的?|closer(?: to (?:the )?metro)?",
        Field.METRO_DISTANCE_M,
        False,
    ),
)

FOLLOW_UP = (
    r"^(?:那么?|如果|要是|换成|换|改成|改|只看|只要|只想|再|还有|其中|这些|这里面|里面|它|这个|这栋|该|and |what about|how about|only |which of|of these|among)"
    r"|呢[?？]?$|其中|这些(?:里|中)|里面(?:哪|最)|of (?:these|them|those)"
)
"""Openings and endings of a question that leans on the one before."""
