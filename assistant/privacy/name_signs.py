"""The signs by which a name of a person is told in a letter: cues before it, titles after it, what is never part of one."""

import re
from functools import cache
from pathlib import Path

HAN = r"[\u4e00-\u9fff]"
TITLES = (
    "先生|女士|小姐|太太|总经理|副总经理|总监|副总|老板|经理|主管|主任|副主任|科长|副科长|局长|副局长|处长|副处长|区长|书记|老师|律师|会计师|会计|"
    "工程师|师傅|同志|大爷|大妈|大叔|大姐|大哥|阿姨|叔叔|医生|大夫|教授|警官|法官|店长|厂长|董事长|董|总|工(?![程作人业地厂商资会期伤信])|某某|某"
)
_CUES = (
    "投诉举报人|投诉人|举报人|信访人|反映人|申请人|联系人|联络人|法定代表人|法人代表|代表人|负责人|经办人|承办人|收件人|收款人|代理人|委托人|受托人|"
    "授权代表|证人|当事人|落款人|姓名|户名|曾用名|实名|我叫|名叫|叫做|我是|本人|我姓|姓(?!名)|我老公|我丈夫|我妻子|我爱人|老公|老婆|丈夫|妻子|儿子|女儿|"
    "父亲|母亲|房东|业主|租客|租户|合伙人|员工|职工|同事|财务|出纳|行政|会计|司机|保安|工作人员|主管|经理|助理|秘书|律师|转告|委托|找|联系|感谢|由"
)
SURE_CUES = frozenset(
    [
        "投诉举报人",
        "投诉人",
        "举报人",
        "信访人",
        "反映人",
        "联系人",
        "联络人",
        "法定代表人",
        "法人代表",
        "代表人",
        "经办人",
        "收件人",
        "收款人",
        "授权代表",
        "姓名",
        "户名",
        "曾用名",
        "实名",
        "我叫",
        "名叫",
        "我姓",
        "姓",
        "落款人",
    ]
)
CUE = re.compile(rf"(?P<cue>{_CUES})(?:的|为|是|叫)?(?P<mark>\s*[:：]\s*)?(?={HAN})")
ORGANISATION = re.compile(
    r"^(?:区|市|县|省|州|路|街|镇|村|乡|大道|大厦|中心|公司|科技|集团|有限|广场|酒店|商务|商场|国际|银行|医院|学校|大学|社区|街道|小区|园区|工业|新区|开发|平台|系统|政府|法院|"
    r"部门|局|厅|委(?!托)|办(?:公|事处|$)|所(?![说以在有])|站|店|厂|楼|座|栋)"
)
PLACE_END = re.compile(r"[区市县省州路街镇村乡局院部厅处科园]$")
NEVER = frozenset(
    "曾用名 支付宝 余额宝 老公 老婆 老师 老板 小区 小时 老家 小康 小车 小店 小米 小班 小平 老外 老乡".split()  # noqa: SIM905 - a list literal would be a page long
)
NOT_BEFORE_TITLE = frozenset("经国公老全单各主时相向都应和当能支安业管双此关须后司别那解计通从于利万常施红开复竣招汇")
STOPS = frozenset(
    "的了是在于与和及同跟向对给被把让由等人说称已也都还不没有就又再去来到从为因将曾并或但而且其这那您你我他她它们之所请会要可应该当本各每某先女手电身住号二三四五六七八九十"
)
NEXT_WORD = re.compile(
    r"^(?:负责|公司|有限|先生|女士|小姐|经理|同志|老师|律师|局长|科长|主任|会计|师傅|反映|投诉|签|办理|办|处理|接|承诺|答复|表示|手机|电话|身份|男|女)"
)
NICKNAME_BEFORE = re.compile(r"(?:贵局|你局|你们|公司|物业|窗口|工作人员|员工|同事|[的跟找叫和与让]|^|[，。；：:\s])$")
COMMON = 30
"""jieba's frequency above which a word is an everyday word first, whatever its first character."""
COMPOUND_ALSO_WORDS = frozenset({"东方", "西门", "百里", "东郭", "公羊", "司空", "宇文"})


@cache
def surnames() -> frozenset[str]:
    """Surnames of one and two characters."""
    lines = Path(__file__).with_name("surnames.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def surname_at(text: str, at: int) -> str:
    """The surname that begins at a place, "" for none."""
    for length in (2, 1):
        if text[at : at + length] in surnames():
            return text[at : at + length]
    return ""
