"""What of a matter of others is the bureau's own part: found in the letter, and answered by the bureau itself."""

import pytest

from assistant.complaints.intake.matters import load_catalogue
from assistant.complaints.letters.reply_records import Promise, Remit, Span
from assistant.replying.asking.demand_acts import DemandActs
from assistant.replying.asking.demands import DemandReader
from assistant.replying.asking.no_demands import NoDemands
from assistant.replying.asking.offices import Offices
from assistant.replying.asking.own_acts import OwnAct, OwnActKind, OwnActs
from assistant.replying.asking.sentence_kinds import SentenceKinds
from assistant.replying.asking.unit_kinds import UnitKinds
from assistant.replying.judging import remit_of
from assistant.replying.parties import parties_of
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.reader import load_reader
from assistant.settings import EmbeddingSettings

CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def own_acts(embedder: Embedder) -> OwnActs:
    return OwnActs(embedder)


@pytest.fixture(scope="module")
def reader(embedder: Embedder) -> DemandReader:
    encoder = load_reader(embedder, EmbeddingSettings()).encoder
    return DemandReader(UnitKinds(encoder, SentenceKinds(embedder)), DemandActs(embedder), NoDemands(embedder))


@pytest.fixture(scope="module")
def offices(embedder: Embedder) -> Offices:
    return Offices(embedder)


@pytest.mark.parametrize(
    ("sentence", "own"),
    [
        ("隔壁那家化工厂也是你们招商引进来的，味道太大。", True),
        ("去年贵局的科长来店里说，搬迁以后给我们留一间门面。", True),
        ("宣传折页是你们局发的，印着每层都有直饮水。", True),
        ("老板说奖励款还在你们局没批，是不是真的？", True),
        ("请贵局帮忙协调一下供电公司。", False),
        ("房东说你们商户不交钱就锁门。", False),
        ("隔壁那家化工厂味道太大。", False),
        ("致：某市投资合作局\n抄送：某市财政局\n隔壁那家化工厂味道太大。", False),
    ],
)
def test_the_bureaus_own_part_is_told_from_what_it_is_only_asked_to_help_with(
    own_acts: OwnActs, sentence: str, own: bool
) -> None:
    assert bool(own_acts.told(sentence)) is own


@pytest.mark.parametrize(
    ("sentence", "organ"),
    [
        ("楼是贵局下属的置业公司在出租。", True),
        ("你们局全资的市政公司欠我们砂石款。", True),
        ("隔壁那家化工厂也是你们招商引进来的，味道太大。", False),
        ("请贵局帮忙协调一下供电公司。", False),
    ],
)
def test_a_unit_of_the_bureau_is_told_from_others(own_acts: OwnActs, sentence: str, organ: bool) -> None:
    assert any(one.kind is OwnActKind.ORGAN for one in own_acts.told(sentence)) is organ


@pytest.mark.parametrize(
    ("kind", "keys", "remit"),
    [
        (OwnActKind.DID, ("nuisance",), Remit.PARTLY),
        (OwnActKind.BROUGHT, ("nuisance",), Remit.OTHER_DEPARTMENT),
        (OwnActKind.BROUGHT, ("private_lease",), Remit.CIVIL_DISPUTE),
        (OwnActKind.ORGAN, ("nuisance",), Remit.OWN),
        (OwnActKind.BOUND, ("land", "promise"), Remit.PARTLY),
        (OwnActKind.BOUND, ("promise", "land"), Remit.OWN),
        (OwnActKind.ASKED, ("subsidy",), Remit.OWN),
        (None, ("nuisance",), Remit.OTHER_DEPARTMENT),
    ],
)
def test_a_letter_with_an_own_part_is_not_turned_away(
    kind: OwnActKind | None, keys: tuple[str, ...], remit: Remit
) -> None:
    acts = (OwnAct(kind, "贵局的事。", 0.5),) if kind else ()
    matters = [CATALOGUE.of(key) for key in keys]
    assert remit_of("", matters, (), acts, against_the_bureau=False, reachable=True).remit is remit


@pytest.mark.parametrize(
    ("keys", "sentence", "remit"),
    [
        (("promise",), "贵局出具了承诺书。", Remit.OWN),
        (("promise",), "贵局与园区管委会联名出具了承诺书。", Remit.PARTLY),
        (("land", "promise"), "贵局出具了承诺书。", Remit.PARTLY),
        (("promise",), "镇政府的会议纪要写明给奖励。", Remit.PARTLY),
    ],
)
def test_what_was_undertaken_with_another_body_or_beside_a_matter_of_others_is_for_both(
    keys: tuple[str, ...], sentence: str, remit: Remit
) -> None:
    told = Promise("贵局", sentence, "", Span(0, len(sentence)))
    bound = (OwnAct(OwnActKind.BOUND, sentence, 0.5),) if "贵局" in sentence else ()
    matters = [CATALOGUE.of(key) for key in keys]
    decision = remit_of(sentence, matters, (told,), bound, against_the_bureau=False, reachable=True)
    assert (decision.remit, decision.leads) == (remit, True)


@pytest.mark.parametrize(
    "letter",
    [
        "孩子帮我打的这封信。\n请退还押金。",
        "小小礼物，请务必收下，不要推辞。\n请退还押金。",
        "He said that he draws no conclusion.\nPlease refund the deposit.",
    ],
)
def test_no_wish_for_secrecy_is_read_into_harmless_words(reader: DemandReader, letter: str) -> None:
    asked = reader.read(letter)
    assert not asked.secrecy
    assert len(asked.demands) == 1


def test_lists_with_circled_numbers_letters_and_dashes_are_read_item_by_item(reader: DemandReader) -> None:
    for first, second in (("①", "②"), ("(a) ", "(b) "), ("——", "——")):
        text = f"请贵局：\n{first}退还押金；\n{second}补开发票。"
        assert [text[one.start : one.end] for one in reader.read(text).demands] == ["退还押金", "补开发票"]


@pytest.mark.parametrize(
    ("letter", "party"),
    [
        ("请改正。\n行政部 某  甲子年正月初三（2026年2月9日）", ""),
        ("Please reply.\n\nYours faithfully,\nDr. A. Example\nSite Director", "A. Example"),
        ("请回电。\n某某  小张", ""),
        ("请退押金。\n张三丰\n2026年3月1日", "张三丰"),
        ("请付款。\n我司须在月底前支付农民工工资专户。", ""),
    ],
)
def test_who_signs_is_named_only_where_it_is_surely_read(letter: str, party: str) -> None:
    assert parties_of(letter, "").party == party


@pytest.mark.parametrize(
    ("demand", "office"),
    [
        ("请把冒用我们商标的店查处一下", "知识产权"),
        ("请替我们在区里找一处可以租的厂房", ""),
        ("请采购人把限定本地企业的条件删掉", "财政局"),
        ("请说明这份办法做过公平竞争审查没有", "公平竞争审查"),
        ("公司把我的身份证收走了不还", "人力资源和社会保障局"),
        ("物业拿停电逼我们交费，请管一管", "住房和城乡建设局"),
        ("许可证还缺什么材料请一次告诉我", "行政审批"),
        ("请问安全台账按哪个部门的格式", "应急管理局"),
        ("把协会强收的会费退回来", "民政局"),
        ("请书面答复", ""),
    ],
)
def test_an_office_is_found_by_what_is_asked(offices: Offices, demand: str, office: str) -> None:
    found = offices.of(demand)
    assert (found is None) if not office else (found is not None and office in found.name)


def test_an_office_is_found_by_what_is_told_before_what_is_asked(offices: Offices) -> None:
    told = "我在快递站点送货，老板扣了三个月的工资，合同也没有签"
    found = offices.of("请把钱要回来", told)
    assert found is not None and found.key == "labour"
    assert offices.with_key(found.key) == found
    assert offices.of("请把钱要回来") is None
    assert offices.with_key("own") is None and offices.with_key("") is None
