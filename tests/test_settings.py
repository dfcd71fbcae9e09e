"""Settings: typos fail, and every setting is documented."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from assistant.errors import ConfigurationError
from assistant.sections.service import Section
from assistant.settings import Settings, load_settings

GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "configuration.md").read_text(encoding="utf-8")


def setting_names(model: type[BaseModel]) -> list[str]:
    names = []
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Section):
            assert f"HUIZHAO_{name.upper()}__" in GUIDE
            names += [f"HUIZHAO_{name}__{inner}".upper() for inner in kind.model_fields]
        else:
            names.append(f"HUIZHAO_{name.upper()}")
    return names


@pytest.mark.parametrize("name", setting_names(Settings))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in GUIDE or f"`{name.partition('__')[2]}`" in GUIDE


def test_a_typo_inside_a_section_fails_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHAO_LLM__MODLE", "qwen")
    with pytest.raises(ConfigurationError, match="HUIZHAO_LLM__MODLE"):
        load_settings()


def test_a_value_of_the_wrong_type_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHAO_SERVER__PORT", "八千")
    with pytest.raises(ConfigurationError, match="HUIZHAO_SERVER__PORT"):
        load_settings()


def test_sections_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHAO_ANSWERING__TABLE_ROWS", "25")
    assert load_settings().answering.table_rows == 25
