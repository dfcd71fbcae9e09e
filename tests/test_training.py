"""The training data: what its lines say, that it is whole, and that no text is learned from and measured with."""

from pathlib import Path

import pytest

from assistant.evaluation.suite import Case, Expectation
from training.add import line_of
from training.lines import QUESTIONS, TEXTS, BadLine, document_path, read_all, read_lines
from training.measure_answers import share
from training.numbering import sentences_of_file
from training.passage_text import group_of
from training.splits import Split, split_of


def test_lines_of_running_text_are_cut_at_their_stops_and_rows_stay_whole(tmp_path: Path) -> None:
    text = tmp_path / "a.md"
    text.write_text("第一条 补贴30%。最高50万元；\n\n| 档次 | 金额 |\n| 一。 | 5万元 |\n", encoding="utf-8")
    assert sentences_of_file(text) == ("第一条 补贴30%。", "最高50万元；", "| 档次 | 金额 |", "| 一。 | 5万元 |")


def test_of_a_page_the_visible_text_counts(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(
        "<!doctype html><title>题</title><script>x</script><div>一。<span>二</span></div>", encoding="utf-8"
    )
    assert sentences_of_file(page) == ("题", "一。", "二")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("x|short|zh|1|问", "first field", id="unknown-kind"),
        pytest.param("a|short|zh|1", "needs 5 fields", id="too-few-fields"),
        pytest.param("a|short|zh|999|问", "no such sentence", id="beyond-the-text"),
        pytest.param("a|short|zh||问", "no sentence", id="an-answer-without-sentences"),
        pytest.param("c|maybe|zh|1|称述|", "verdict", id="unknown-verdict"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str, said: str) -> None:
    document = next(TEXTS.rglob("*.md")).relative_to(TEXTS).as_posix()
    file = tmp_path / "lines.txt"
    file.write_text(f"# {document}\n{line}\n", encoding="utf-8")
    with pytest.raises(BadLine, match=f"lines:2: .*{said}"):
        list(read_lines(file))


def test_every_line_of_the_project_can_be_read_and_its_id_stands_once() -> None:
    labelled = list(read_all(QUESTIONS))
    assert len(labelled) > 8000
    assert len({one.id for one in labelled}) == len(labelled)
    assert all(document_path(one.document) for one in labelled)


def test_a_text_and_its_library_belong_to_one_split() -> None:
    districts: dict[str, set[Split]] = {}
    for one in read_all(QUESTIONS):
        if group_of(one.document) not in ("real", "districtA"):
            districts.setdefault(group_of(one.document), set()).add(split_of(one.document))
    assert {name for name, splits in districts.items() if len(splits) > 1} == set()
    assert districts["t1"] == {Split.TEST}


def test_two_versions_of_a_law_belong_to_one_split() -> None:
    assert split_of("laws/national/公司法(2018-10-26).md") is split_of("laws/national/公司法(2023-12-29).md")


def test_a_share_comes_with_its_interval() -> None:
    assert share([True] * 9 + [False]) == "90.0% (59.6%-98.2%)"


def test_a_bureaus_own_cases_become_lines() -> None:
    sentences = ("按租金的30%补贴。", "期限36个月。")
    refused = Case("a-1", "有没有食堂|宿舍", Expectation(refused=True))
    answered = Case("a-2", "那最长多久", Expectation(contains=("36 个月",)), history=("租金补贴多少",))
    assert line_of(refused, sentences) == "n|own|zh||有没有食堂，宿舍|拒答"
    assert line_of(answered, sentences) == "f|own|zh|2|租金补贴多少 ## 那最长多久"
    assert line_of(Case("a-3", "什么时候", Expectation(contains=("5月",))), sentences) == ""
