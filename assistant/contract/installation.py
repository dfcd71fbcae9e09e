"""What is set of an installation."""

from assistant.contract.message import Message


class Setting(Message):
    """A setting by the name of its environment variable; ``value`` and ``default`` as one would write them, "" for nothing. Of a ``secret``
    no more is told than whether it is set."""

    name: str
    value: str
    default: str
    changed: bool
    secret: bool = False


class SettingSection(Message):
    """The settings of a section, "" for those of none."""

    section: str
    settings: tuple[Setting, ...]


class SettingList(Message):
    """All settings, in the order of the manual."""

    sections: tuple[SettingSection, ...]
