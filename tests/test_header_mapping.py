"""What headers are taken for: labelled spellings, a bureau's own list, slips, and likeness of meaning."""

from pathlib import Path

import pytest

from assistant.buildings.columns import Field
from assistant.buildings.headers.header_words import header_words
from assistant.buildings.headers.mapping import ColumnCorrection, ColumnMapper, layout_of
from assistant.errors import ConfigurationError
from assistant.records import DocumentKind, TableHeader
from assistant.retrieval.embedding import Embedder
from tests.header_labels import LISTING_HEADERS, OPPORTUNITY_HEADERS

LABELLED = [(DocumentKind.LISTING, *pair) for pair in LISTING_HEADERS] + [
    (DocumentKind.OPPORTUNITY, *pair) for pair in OPPORTUNITY_HEADERS
]


def mistakes(mapper: ColumnMapper) -> dict[str, str]:
    """Headers that are taken for something else than their label, with what they are taken for."""
    found = {}
    for kind, header, label in LABELLED:
        (column,) = mapper.map(TableHeader((header,), ("A",)), kind, {})
        taken = column.field.name if column.field else ""
        if taken != label:
            found[header] = taken
    return found


def test_there_are_enough_labelled_headers() -> None:
    assert len(LABELLED) >= 150
    assert {label for _, _, label in LABELLED if label} >= {field.name for field in Field} - {"CONTENT"}


def test_the_lists_of_names_know_most_spellings_and_take_none_for_another_field() -> None:
    wrong = mistakes(ColumnMapper())
    assert len(wrong) <= 4
    assert not [header for header, taken in wrong.items() if taken]


def test_likeness_of_meaning_adds_spellings_and_no_mistake(embedder: Embedder) -> None:
    wrong = mistakes(ColumnMapper(embedder))
    assert len(wrong) <= 2
    assert not [header for header, taken in wrong.items() if taken]


@pytest.mark.parametrize(
    ("header", "field", "origin"),
    [
        pytest.param("空置面机", Field.VACANT_AREA_M2, "slip", id="one-character-wrong"),
        pytest.param("空质面机", None, "none", id="two-slips-are-not-guessed"),
        pytest.param("租金·元/㎡·月", Field.RENT_YUAN_PER_M2_MONTH, "name", id="unit-as-second-line"),
        pytest.param("租金·底价", None, "none", id="restricted-is-no-rent"),
    ],
)
def test_how_a_header_is_found(header: str, field: Field | None, origin: str) -> None:
    (column,) = ColumnMapper().map(TableHeader((header,), ("A",)), DocumentKind.LISTING, {})
    assert (column.field, column.origin) == (field, origin)


def test_an_administrators_word_wins(embedder: Embedder) -> None:
    said = {"租金": ColumnCorrection(None, True), "备注": ColumnCorrection(Field.USE, False)}
    columns = ColumnMapper(embedder).map(TableHeader(("租金", "备注"), ("A", "B")), DocumentKind.LISTING, said)
    assert [(column.field, column.restricted, column.origin) for column in columns] == [
        (None, True, "admin"),
        (Field.USE, False, "admin"),
    ]


def test_a_bureaus_own_names_win(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("listing:\n  VACANT_AREA_M2:\n    names: [腾挪余量]\nrestricted: [签约意向]\n", encoding="utf-8")
    words = header_words(DocumentKind.LISTING, own)
    found = words.meaning("腾挪余量（㎡）")
    assert found is not None and found.field is Field.VACANT_AREA_M2
    assert words.is_restricted("签约意向企业") and words.is_restricted("底价")


@pytest.mark.parametrize("text", ["listing: [", "listing:\n  NO_SUCH_FIELD:\n    names: [甲]\n", "colums: {}\n"])
def test_an_unusable_list_fails_at_start(tmp_path: Path, text: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError):
        ColumnMapper(own_file=own)


def test_a_layout_is_its_headers_and_not_their_widths_or_letter_case() -> None:
    def layout(*headers: str, of: str = "甲", sheet: str = "Sheet1") -> str:
        return layout_of(TableHeader(headers, (), sheet), of)

    assert layout("名称", "面积（㎡）") == layout("名称", "面积(m2)", of="乙", sheet="Sheet2")
    assert layout("名称", "面积") != layout("面积", "名称")
    assert layout("名称", "列2") == layout("名称", "列2", of="乙")
    assert len({layout("列1", "列2"), layout("列1", "列2", of="乙"), layout("列1", "列2", sheet="Sheet2")}) == 3


@pytest.mark.parametrize("kind", [DocumentKind.POLICY, DocumentKind.GUIDE])
def test_a_policys_conditions_are_not_taken_for_a_ledgers_secrets(kind: DocumentKind) -> None:
    header = TableHeader(("年纳税额", "奖励标准"), ("A", "B"))
    assert not ColumnMapper().restriction(header, (), kind, {}).headers
    assert ColumnMapper().restriction(header, (), DocumentKind.LISTING, {}).headers == {"年纳税额", "奖励标准"}
