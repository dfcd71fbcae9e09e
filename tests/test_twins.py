"""Documents that are held twice are found, and of two copies of one text the later one answers."""

import random
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.access import document_in_force
from assistant.documents.likeness import alike_pairs, likeness, sketch_of
from assistant.documents.twins import Twins, Why, twins
from assistant.ingestion import IngestReport
from assistant.records import DocumentInfo, Principal, Role
from assistant.wiring import Services

ADMIN = Principal(Role.ADMIN)
TODAY = date(2026, 11, 1)
ARTICLES = (
    "为支持商务楼宇发展，结合本区实际，制定本办法。",
    "本办法适用于在本区登记注册、依法经营的楼宇企业和运营单位。",
    "新租用楼宇用于自用办公的企业，按实际租金给予补贴，每平方米每月{rent}元，最多{years}年。",
    "运营单位引进企业的，按引进企业当年对本区的贡献给予奖励，每家最高不超过五十万元。",
    "申请单位应当提交申请表、租赁合同、租金发票和经营情况说明，由区投资合作局会同区财政局审核。",
    "弄虚作假骗取资金的，由区投资合作局追回，三年内不再受理其申请。",
    "本办法由区投资合作局负责解释，自{start}起施行，有效期至2028年12月31日。",
)


def policy(
    number: str = "云政规〔2025〕4号", rent: str = "二十", years: str = "三", start: str = "2025年3月1日"
) -> str:
    """A policy; ``number`` "" for one without."""
    articles = (text.format(rent=rent, years=years, start=start) for text in ARTICLES)
    numbered = "\n\n".join(f"第{sign}条 {text}" for sign, text in zip("一二三四五六七", articles, strict=True))
    return f"# 云汀区商务楼宇扶持办法\n\n{number}\n\n{numbered}\n"


def put(services: Services, folder: Path, clearance: str = "public", **texts: str) -> IngestReport:
    """Read texts one after the other, each as a policy."""
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
        report = services.ingestor.ingest([folder / f"{name}.md"], options={"clearance": clearance, "kind": "policy"})
    return report


def found(services: Services) -> Sequence[Twins]:
    with services.database.session() as session:
        return twins(session, ADMIN)


def held(services: Services) -> dict[str, DocumentInfo]:
    return {Path(info.name).stem: info for info in services.library.list(ADMIN)[0]}


def test_of_two_texts_under_one_title_and_number_the_later_one_answers(
    make_services: Callable[..., Services], tmp_path: Path
) -> None:
    services = make_services()
    put(services, tmp_path, first=policy(rent="二十"))
    report = put(services, tmp_path, second=policy(rent="三十"))
    assert "本文件为准" in report.files[0].warnings[-1], "whoever uploads it is told at once"
    documents = held(services)
    (pair,) = found(services)
    assert (pair.why, pair.rules) == (Why.ALIKE, documents["second"].id)
    assert [document_in_force(documents[name], TODAY) for name in ("first", "second")] == [False, True]
    answer = services.answerer.answer("租用楼宇的租金补贴每平方米每月多少元", Principal(), TODAY)
    assert {citation.source_id for citation in answer.citations} == {documents["second"].id}
    assert "三十元" in answer.text

    services.ingestor.reread([documents["first"].id])  # reading it anew does not make it the later one
    assert held(services)["first"].repealed_by == documents["second"].id
    services.library.delete(documents["second"].id)
    assert document_in_force(held(services)["first"], TODAY)
    assert not found(services)


@pytest.mark.parametrize(
    ("first", "second", "why", "rules"),
    [
        pytest.param(policy(), policy().replace("# ", ""), Why.SAME_TEXT, "second", id="the-same-words-in-other-bytes"),
        pytest.param(policy(), policy(number=""), Why.ALIKE, "second", id="a-copy-without-its-number"),
        pytest.param(policy(number=""), policy(number="", rent="四十"), Why.ALIKE, "second", id="neither-has-a-number"),
        pytest.param(
            policy(), policy().replace("商务楼宇扶持办法", "楼宇政策汇编", 1), Why.ALIKE, "", id="under-another-title"
        ),
        pytest.param(
            policy(),
            "# 云汀区商务楼宇扶持办法\n\n云政规〔2025〕4号\n\n"
            + "".join(f"第{sign}条 申报表第{sign}栏填写{what}，加盖公章。\n\n" for sign, what in zip("一二三四", ("名称", "地址", "面积", "租金"), strict=True))
            + "第五条 本表自2025年3月1日起使用。\n",
            Why.NAMED,
            "",
            id="parts-of-one-work",
        ),
    ],
)  # fmt: skip
def test_which_are_twins_and_which_one_rules(
    make_services: Callable[..., Services], tmp_path: Path, first: str, second: str, why: Why, rules: str
) -> None:
    services = make_services()
    put(services, tmp_path, first=first, second=second)
    (pair,) = found(services)
    assert (pair.why, pair.rules) == (why, held(services)[rules].id if rules else "")


def test_an_amended_rule_and_an_internal_copy(make_services: Callable[..., Services], tmp_path: Path) -> None:
    services = make_services()
    amended = policy(number="云政规〔2026〕9号", start="2026年5月1日")
    put(services, tmp_path, first=policy(), amended=amended)
    assert not found(services), "their days tell which is the newer"
    put(services, tmp_path, "internal", draft=amended.replace("五十万元", "六十万元"))
    documents = held(services)
    (pair,) = found(services)
    assert {pair.first.id, pair.second.id} == {documents["amended"].id, documents["draft"].id}
    assert document_in_force(documents["amended"], TODAY), "what investors do not see changes nothing for them"
    with services.database.session() as session:
        assert not twins(session, Principal(Role.INVESTOR))


def test_likeness_follows_the_share_of_words_that_are_changed() -> None:
    draw = random.Random(7)
    text = "".join(chr(draw.randint(0x4E00, 0x5E00)) for _ in range(3000))
    changed = [text[:keep] + text[keep:][::-1] for keep in (3000, 2700, 1500, 0)]
    shares = [likeness(sketch_of(text), sketch_of(other)) for other in changed]
    assert shares[0] == 1
    assert shares == sorted(shares, reverse=True)
    assert shares[1] == pytest.approx(2700 / 3300, abs=0.1)
    assert shares[3] == 0
    assert likeness(sketch_of(text), sketch_of(f" {text[:900]}\n，{text[900:]}。")) == 1, (
        "blanks and signs are no words"
    )
    assert sketch_of("短") == b""
    sketches = {str(at): sketch_of(other) for at, other in enumerate(changed)} | {"空": b""}
    assert [(one, other) for one, other, _ in alike_pairs(sketches, 0.7)] == [("0", "1")]
