"""Words that tell what an enterprise is: of which industry, foreign-funded, newly come, certified as what, seated where.

The same list reads clauses and investors' sentences, so that both mean the same by a word.
"""

import re
from collections.abc import Iterator

from assistant.incentives.records import Trait

NEW, FOREIGN, HEADQUARTERS = "新引进", "外商投资", "总部企业"

_INDUSTRIES = (
    (
        "生物医药",
        r"生物医药|医疗器械|创新药|改良型新药|生物制品|细胞与?(?:和)?基因治疗|体外诊断|制药|药企|biopharma\w*|pharma\w*|biotech\w*|life science\w*|medical device\w*",
    ),
    (
        "数字经济",
        r"数字经济|软件(?!投入|能力|、)|信息技术服务|人工智能(?!算力)|大模型|集成电路设计|芯片设计|工业互联网|数据服务|网络视听|数字内容|互联网|\bAI\b|artificial intelligence|software|digital economy|SaaS",
    ),
    ("先进制造", r"制造业|制造企业|高端装备|新型显示|新能源汽车零部件|新材料|精密仪器|智能制造|装备制造|manufactur\w+"),
    (
        "金融",
        r"金融机构|金融业|银行机构|私募(?:股权|基金)?|创业投资基金|融资租赁|商业保理|证券公司|保险公司|基金管理|\bbank\b|private equity|financial (?:institution|services)",
    ),
    ("会展文旅", r"会展|展览|文化旅游|文旅|旅行社|旅游景区|民宿|演出|exhibition\w*|tourism"),
    ("商贸消费", r"首店|品牌企业|商业综合体|零售|餐饮|retail\w*"),
)
_GENERIC_INDUSTRY = r"数字经济|生物医药|制造业|持牌金融机构|金融机构"
_MAKERS = re.compile(r"[\s　；;]*(?:规模以上)?制造业企业")
_HEADQUARTERS = r"综合型|职能型|成长型"
_QUALIFICATIONS = (
    ("国家高新技术企业", r"(?:国家级?)?高新(?:技术)?企业|国高新|高企|high-?tech enterprise"),
    ("专精特新“小巨人”", r"(?:国家级)?专精特新[“\"]?小巨人[”\"]?|小巨人|little giant"),
    ("专精特新", r"(?:省级)?专精特新(?:中小)?(?:企业)?|SRDI"),
    ("创新型中小企业", r"创新型中小企业"),
    ("科技型中小企业", r"科技型中小企业"),
    ("规模以上", r"规模以上|规上"),
    ("上市公司", r"(?<!拟)(?<!非)上市公司|已上市|listed company"),
    ("重点产业目录", r"重点产业目录"),
)
_PARKS = re.compile(
    r"(?:入驻|落户|租赁|位于|进驻|选址|搬进|在)(?P<park>[\u4e00-\u9fff]{1,4}(?:数字谷|医药港|工业园|科技园|产业园|科创带|软件园|CBD))"
)
RENTS, BUYS, DECORATES, UPGRADES = "租用用房", "购置用房", "装修", "技术改造"
_ACTIVITIES = (
    (RENTS, r"(?:租用|租赁|承租)(?:自用)?(?:办公|生产|经营|生产经营)?(?:用房|厂房)"),
    (BUYS, r"(?:新建、)?购置(?:自用)?(?:办公用房|二手厂房|厂房)|购买办公用房"),
    (DECORATES, r"(?:对|自用)[^，]{0,16}进行装修|装修自用办公用房"),
    (UPGRADES, r"实施技术改造"),
)
_NEWCOMER = r"新引进|新设立?|新迁入|新落户|新注册|从市外迁入|整体迁入|迁入本区|newly (?:set up|established|registered)"
_FOREIGN = (
    r"外商投资|外国投资者|外资(?!到位|银行贷款)|跨国公司|港澳台投资|foreign[- ](?:invested|funded|owned)|multinational"
)
_FILLERS = re.compile(
    r"自[^，]*之日起|在前款[^，]*基础上|首次|标准化?厂房|实验室|发放“[^”]*”|鼓励|符合第[^，]{1,6}条规定条件|(?:可以|能够)申请[^，；。]*|给予[^，；。]*|规定|条件|企业|机构|项目|单位|对于?|凡|其中|并且|并|且|的|在?本区|可以|申请|上述|实施|经认定后?|认定|属于|分别|从事|和|或者?|以及|之一|时|后|再|按照?|同时|具备下列|应当|符合|下列"
)


def traits_in(text: str) -> Iterator[tuple[Trait, tuple[str, ...], int, int]]:
    """Each trait that a clause asks for: its values, of which one must hold, and where the words stand."""
    for trait, value, pattern in (
        (Trait.NEWCOMER, NEW, _NEWCOMER),
        (Trait.OWNERSHIP, FOREIGN, _FOREIGN),
    ):
        match = re.search(pattern, text, re.IGNORECASE)
        if match:
            yield trait, (value,), match.start(), match.end()
    for value, pattern in _ACTIVITIES:
        match = re.search(pattern, text)
        if match:
            yield Trait.ACTIVITY, (value,), match.start(), match.end()
    makers = _MAKERS.match(text)
    if makers:
        yield Trait.INDUSTRY, ("先进制造",), makers.start(), makers.end()
    yield from _headquarters(text)
    for value, pattern in _QUALIFICATIONS:
        match = re.search(pattern, text, re.IGNORECASE)
        if match and not _only_counted(text, match):
            yield Trait.QUALIFICATION, (value,), match.start(), match.end()
            break
    park = _PARKS.search(text)
    if park:
        yield Trait.LOCATION, (park["park"],), park.start(), park.end()


def industries_in(text: str) -> tuple[str, ...]:
    """The industries that a text speaks of."""
    return tuple(name for name, pattern in _INDUSTRIES if re.search(pattern, text, re.IGNORECASE))


def qualifications_in(text: str) -> tuple[str, ...]:
    """The known certifications that a text names."""
    found = []
    for name, pattern in _QUALIFICATIONS:
        if re.search(pattern, text, re.IGNORECASE):
            found.append(name)
            text = re.sub(pattern, "", text, flags=re.IGNORECASE)
    return tuple(found)


def residue(text: str) -> str:
    """What is left of a text without traits and words that say nothing by themselves."""
    rest = text.replace("\x00", "")
    for pattern in (
        *(pattern for _, pattern in _ACTIVITIES),
        _NEWCOMER,
        _FOREIGN,
        _HEADQUARTERS,
        "总部企业",
        _GENERIC_INDUSTRY,
        *(pattern for _, pattern in _QUALIFICATIONS),
    ):
        rest = re.sub(pattern, "", rest, flags=re.IGNORECASE)
    rest = _PARKS.sub("", rest)
    return re.sub(r"[\s，、；：。（）()“”]", "", _FILLERS.sub("", rest))


def _headquarters(text: str) -> Iterator[tuple[Trait, tuple[str, ...], int, int]]:
    kinds = list(re.finditer(rf"(?P<kind>{_HEADQUARTERS})(?:总部(?:企业)?)?", text))
    if kinds and "总部" in text:
        values = tuple(dict.fromkeys(f"{match['kind']}总部企业" for match in kinds))
        yield Trait.HEADQUARTERS, values, kinds[0].start(), kinds[-1].end()
        return
    match = re.search(r"(?:地区|区域)?总部企业", text)
    if match:
        yield Trait.HEADQUARTERS, (HEADQUARTERS,), match.start(), match.end()


def _only_counted(text: str, match: re.Match[str]) -> bool:
    """Whether others are meant: 培育一家国家高新技术企业, 引进规模以上企业五家."""
    return re.search(r"(?:培育|引进|推动|新增)[^，]{0,8}$", text[: match.start()]) is not None
