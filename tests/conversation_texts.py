"""Small texts of an invented district for conversations: a policy, a guide with tables, cards of parks, cards of subsidies, an interpretation."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from assistant.answering.events import AnswerComplete
from assistant.answers import Answer, Turn
from assistant.records import Principal
from assistant.retrieval.embedding import Embedder
from assistant.settings import Settings
from assistant.wiring import Services, build_services

DAY = date(2026, 11, 29)
MEASURES = "榆川县支持冷链物流发展若干措施"
PARKS = "榆川县园区一览"
GUIDE = "榆川县投资指南"
CARDS = "榆川县惠企政策卡"

_TEXTS = {
    "lenglian.md": """# 榆川县支持冷链物流发展若干措施

榆政规〔2026〕4号

第一条 为支持冷链物流业发展，制定本措施。

第二条 本措施适用于在本县登记注册并独立核算的冷链物流企业。

第三条 新建冷库库容达到5000立方米的，按每立方米120元给予一次性补助，单个项目最高300万元。租用冷库的，按租金的20%补助，期限二年，因租用冷库不形成固定资产，比例低于新建。

第四条 购置冷藏车的，按车价的15%补助，每辆最高8万元，每家企业每年不超过10辆。

第五条 企业参加冷链标准制定的，分别给予奖励：
（一）国家标准，奖励50万元；
（二）行业标准，奖励30万元；
（三）地方标准，奖励15万元。

第六条 同一企业一年内从本措施获得的资金合计不超过500万元。

第七条 申报时间为每年3月1日至3月31日，企业向县商务局提交申请表、营业执照复印件和发票，县商务局20个工作日内完成审核。

第八条 同一事项与其他政策重复的，按就高原则执行，不重复享受；第五条的奖励可以与其他条款同时享受。

第九条 本措施自2026年2月1日起施行，有效期至2028年12月31日，由县商务局负责解释。
""",
    "yuanqu.html": """<html><body><h1>榆川县园区一览</h1>
<p>全县现有三个园区。以下数据为2026年6月底口径，与去年印发的投资指南不一致的，以本页为准。</p>
<h3>城北园</h3><p>级别：省级开发区</p><p>位置：城北镇，距高速出口3公里</p><p>空置厂房：4.2万平方米</p><p>员工公寓：600套，每套月租260元</p>
<h3>沿江园</h3><p>级别：市级园区</p><p>位置：沿江镇，距码头1公里</p><p>空置厂房：7.5万平方米</p><p>员工公寓：320套，每套月租210元</p>
<h3>白塔园</h3><p>级别：县级园区</p><p>位置：白塔乡，距高铁站8公里</p><p>空置厂房：1.8万平方米</p><p>员工公寓：150套，每套月租300元</p>
</body></html>""",
    "zhinan.html": """<html><body><h1>榆川县投资指南（2025版）</h1>
<h2>一、园区</h2><p>沿江园空置厂房6.1万平方米，城北园空置厂房5.0万平方米。</p>
<h2>二、冷库租赁</h2>
<table><tr><th>冷库</th><th>类型</th><th>可租面积（㎡）</th><th>租金（元/㎡·月）</th></tr>
<tr><td>城北一号库</td><td>低温</td><td>3,000</td><td>42</td></tr>
<tr><td>城北二号库</td><td>高温</td><td>5,200</td><td>28</td></tr>
<tr><td>码头冷库</td><td>低温</td><td>8,600</td><td>36</td></tr>
<tr><td>白塔气调库</td><td>气调</td><td>1,500</td><td>55</td></tr></table>
<p>首次承租满一年的，前两个月免租。</p></body></html>""",
    "kapian.txt": """榆川县惠企政策卡
整理：县企业服务中心 2026年5月
【卡1】政策名称：外贸展会补助
奖励对象：参加境外展会的外贸企业
奖励标准：展位费的60%，每个展位最高3万元
申报时间：展会结束后60日内
责任部门：县商务局
【卡2】政策名称：电商园区补助
奖励对象：县级以上电商园区运营企业
奖励标准：每年20万元
申报时间：每年5月
责任部门：县商务局
【卡3】政策名称：出口信用保险补助
奖励对象：投保出口信用保险的外贸企业
奖励标准：保费的40%，每家最高25万元
申报时间：每年9月
责任部门：县商务局
""",
}


@contextmanager
def talking(embedder: Embedder, folder: Path) -> Iterator[Services]:
    """Services over these texts."""
    texts = folder / "texts"
    texts.mkdir(parents=True)
    for name, text in _TEXTS.items():
        (texts / name).write_text(text, encoding="utf-8")
    services = build_services(Settings(data_dir=folder / "data"), embedder)
    services.ingestor.ingest([texts], options={"clearance": "public"})
    try:
        yield services
    finally:
        services.close()


def conversation(services: Services) -> Callable[..., list[Answer]]:
    """Asks questions one after the other, as an investor, and gives the answers."""

    def ask(*questions: str) -> list[Answer]:
        history: tuple[Turn, ...] = ()
        answers = []
        for question in questions:
            for event in services.answerer.stream(question, Principal(), DAY, history):
                if isinstance(event, AnswerComplete):
                    answers.append(event.answer)
                    history = (*history, Turn.of(question, event.standalone_question, event.answer))
        return answers

    return ask
