"""How sure the kind of a sentence is that is told by examples."""

import pytest

from assistant.replying.nearness import Nearness
from assistant.retrieval.embedding import Embedder

EXAMPLES = {
    "pay": ["请把货款付了", "尽快拨付奖励", "支付剩余的工程款", "把欠的工资给我们", "付清尾款", "补发去年的补助"],
    "repair": ["请把路灯修好", "屋顶漏水请来修", "修一修厂区的路", "电梯坏了请维修", "把水管修好", "门锁坏了换一把"],
    "tell": ["请书面答复", "什么时候开会请告知", "请说明理由", "结果发短信告诉我", "请给个说法", "告诉我们找谁"],
}


@pytest.fixture(scope="module")
def nearness(embedder: Embedder) -> Nearness:
    return Nearness(embedder, EXAMPLES)


def test_a_kind_is_surer_the_more_a_sentence_is_like_its_examples(nearness: Nearness) -> None:
    like, unlike = nearness.likeliest("请尽快付清剩余的货款"), nearness.likeliest("天气晴朗，桂花开了")
    assert like.kind == "pay"
    assert 0.5 < like.sureness <= 1.0
    assert unlike.sureness < like.sureness


def test_what_lies_between_two_kinds_is_less_sure_than_either(nearness: Nearness) -> None:
    both = nearness.likeliest("请书面答复什么时候修路灯").sureness
    assert both < nearness.likeliest("请书面答复").sureness
    assert both < nearness.likeliest("请把路灯修好").sureness
