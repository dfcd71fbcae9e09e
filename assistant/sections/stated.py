"""What is set, for people to look at: no secret, no password of an address, nothing of what is sent along with requests is told."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from assistant.contract.installation import Setting, SettingSection
from assistant.sections.service import Section

PREFIX = "HUIZHAO_"
_HIDDEN = "***"


def stated(settings: BaseModel) -> tuple[SettingSection, ...]:
    """Every setting with its value and default, those of no section first."""
    fields = type(settings).model_fields
    sections = {name: value for name in fields if isinstance(value := getattr(settings, name), Section)}
    alone = [name for name in fields if name not in sections]
    return (
        SettingSection(section="", settings=_of(settings, alone, PREFIX)),
        *(
            SettingSection(section=name, settings=_of(value, type(value).model_fields, f"{PREFIX}{name.upper()}__"))
            for name, value in sections.items()
        ),
    )


def _of(section: BaseModel, names: Iterable[str], prefix: str) -> tuple[Setting, ...]:
    return tuple(
        _setting(f"{prefix}{name.upper()}", getattr(section, name), type(section).model_fields[name]) for name in names
    )


def _setting(name: str, value: object, field: FieldInfo) -> Setting:
    default = field.get_default(call_default_factory=True, validated_data={})
    changed = value != default
    if isinstance(value, SecretStr):
        return Setting(name=name, value="", default="", changed=bool(value.get_secret_value()), secret=True)
    return Setting(name=name, value=written(value), default=written(default), changed=changed)


def written(value: object) -> str:
    """A value as text. Of a mapping the names, of records how many there are: what they hold may be for nobody else."""
    match value:
        case None | "":
            return ""
        case bool():
            return str(value).lower()
        case Mapping():
            return ", ".join(map(str, value))
        case tuple() | list() | frozenset() if any(isinstance(item, BaseModel) for item in value):
            return str(len(value))
        case tuple() | list():
            return ", ".join(map(written, value))
        case frozenset():
            return ", ".join(sorted(map(written, value)))
        case str():
            return _without_password(value)
        case _:
            return str(value)


def _without_password(text: str) -> str:
    """An address without what opens it; any other text as it is."""
    if "://" not in text:
        return text
    try:
        parts = urlsplit(text)
        place = parts.netloc.rpartition("@")
        user = place[0].partition(":")[0]
    except ValueError:
        return _HIDDEN
    netloc = f"{user}:{_HIDDEN}@{place[2]}" if place[1] else place[2]
    return urlunsplit((parts.scheme, netloc, parts.path, _HIDDEN if parts.query else "", ""))
