"""The catalogue of matters, and a bureau's own laid over it."""

from pathlib import Path

import pytest

from assistant.complaints.intake.matters import load_catalogue
from assistant.errors import ConfigurationError, InvalidInput


def test_the_catalogue_that_ships_is_whole() -> None:
    catalogue = load_catalogue()
    assert len(catalogue.matters) >= 20
    for matter in catalogue.matters:
        assert len(matter.examples) >= 8, matter.key
        assert (matter.basis and matter.find_out) or matter.reply, matter.key
        assert matter.remit == "own" or matter.department, matter.key
        assert catalogue.remedies_of(matter), matter.key
        assert all(question.check for question in matter.find_out if question.given), matter.key


def test_a_bureaus_file_adds_to_a_matter_and_brings_new_ones(tmp_path: Path) -> None:
    own = tmp_path / "matters.yaml"
    own.write_text(
        "public_bodies: [云汀产投]\n"
        "matters:\n"
        "- {key: safety, department: 区应急管理局, examples: [楼顶广告牌摇摇欲坠]}\n"
        "- {key: port, name: 口岸通关, title: 口岸通关, remit: other, department: 海关, examples: [货柜在码头压了十天]}\n",
        encoding="utf-8",
    )
    shipped, laid = load_catalogue(), load_catalogue(own)
    assert laid.of("safety").department == "区应急管理局"
    assert laid.of("safety").examples == (*shipped.of("safety").examples, "楼顶广告牌摇摇欲坠")
    assert laid.of("port").name == "口岸通关"
    assert "云汀产投" in laid.public_bodies
    assert len(laid.matters) == len(shipped.matters) + 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("matters: [{key: port, name: 口岸通关}]", "title", id="incomplete"),
        pytest.param("matters: [{key: safety, remedies: [pray]}]", "pray", id="unknown-remedy"),
        pytest.param("matters: {", "读不了", id="no-yaml"),
        pytest.param("[1]", "matters 列表", id="no-mapping"),
    ],
)
def test_what_is_wrong_with_a_bureaus_file_is_said(tmp_path: Path, text: str, message: str) -> None:
    own = tmp_path / "matters.yaml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        load_catalogue(own)


def test_an_unknown_matter_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match="promise"):
        load_catalogue().of("nothing")
