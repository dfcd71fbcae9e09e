"""What is set is told to administrators, and no secret with it."""

from pathlib import Path

import pytest

from assistant.contract.installation import Setting
from assistant.sections.stated import stated, written
from assistant.settings import Settings
from tests.test_settings import setting_names


def told(**given: object) -> dict[str, Setting]:
    sections = stated(Settings.model_validate(given))
    return {setting.name: setting for section in sections for setting in section.settings}


def test_every_setting_is_told_once() -> None:
    assert sorted(told()) == sorted(setting_names(Settings))


def test_what_differs_from_its_default_is_marked() -> None:
    settings = told(data_dir="data", answering={"table_rows": 25, "contact": "12345"})
    changed = {name: one.value for name, one in settings.items() if one.changed and not one.secret}
    assert changed == {"HUIZHAO_ANSWERING__TABLE_ROWS": "25", "HUIZHAO_ANSWERING__CONTACT": "12345"}
    assert settings["HUIZHAO_ANSWERING__TABLE_ROWS"].default == "10"


def test_no_secret_and_no_password_is_told() -> None:
    settings = told(
        database_url="postgresql+psycopg://huizhao:quiet-harbour@db:5432/huizhao?sslpassword=quiet-harbour",
        llm={"api_key": "quiet-harbour", "extra_body": {"user": "quiet-harbour"}, "base_url": "http://10.0.0.8/v1"},
        word_lists=[{"path": "quiet-harbour.txt"}],
        oidc={"client_secret": "quiet-harbour"},
    )
    assert not [one for one in settings.values() if "quiet-harbour" in one.value + one.default]
    assert settings["HUIZHAO_DATABASE_URL"].value == "postgresql+psycopg://huizhao:***@db:5432/huizhao?***"
    key = settings["HUIZHAO_LLM__API_KEY"]
    assert (key.secret, key.changed, key.value) == (True, True, "")
    assert settings["HUIZHAO_LLM__EXTRA_BODY"].value == "user"
    assert settings["HUIZHAO_OIDC__CLIENT_SECRET"].changed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(True, "true", id="yes"),
        pytest.param(None, "", id="nothing"),
        pytest.param(0.4, "0.4", id="figure"),
        pytest.param(Path("data"), "data", id="path"),
        pytest.param(frozenset({"staff", "admin"}), "admin, staff", id="set"),
        pytest.param(("http://a", "http://b"), "http://a, http://b", id="several"),
        pytest.param("http://[::1", "***", id="address-that-is-none"),
    ],
)
def test_a_value_is_written_as_one_would_set_it(value: object, text: str) -> None:
    assert written(value) == text
