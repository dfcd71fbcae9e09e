"""Marks of half width in Chinese letters, as they are printed."""

import pytest

from assistant.text.marks import in_full_width


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        pytest.param("合同价47,500元,尚欠3.2万元;请付清!", "合同价47,500元，尚欠3.2万元；请付清！", id="figures-stay"),
        pytest.param("签订协议(附件一),见证人(贵局)盖章", "签订协议（附件一），见证人（贵局）盖章", id="brackets"),
        pytest.param("Dear Sir, we ask (again): why?", "Dear Sir, we ask (again): why?", id="english-stays"),
    ],
)
def test_marks_are_printed_in_full_width_behind_chinese(typed: str, printed: str) -> None:
    assert in_full_width(typed) == printed
    assert len(printed) == len(typed)
