"""Sections of the settings that are about complaints: clocks, channels, letters."""

from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Literal

from pydantic import (
    Field,
    field_validator,
)

from assistant.sections.service import Section


class LetterSettings(Section):
    """The official letter that answers a complaint."""

    template: Path | None = Field(None, description="a .docx template of the bureau's own; None: the built-in one")
    issuer: str = Field("", description="signs the letter; empty: none can be exported or approved without a signature")
    red_header: bool = Field(False, description="the issuer's name in red above the letter")
    header: str = Field("", description="the red header's words; empty: the issuer")
    contact: str = Field("", description="stands below the date")


class ClockSettings(Section):
    """One statutory clock of a complaint, with the legal basis that is shown beside every deadline it gives."""

    days: int = Field(ge=1)
    unit: Literal["working", "calendar"] = "working"
    basis: str = Field(min_length=1)
    starts: Literal["received", "accepted"] = "received"
    after_supplement: Literal["resume", "restart"] = Field(
        "resume", description="what 补正 does: days used so far stay used, or counting begins anew"
    )
    extension_days: int = Field(0, ge=0, description="the most days of one extension; 0: none")
    extensions: int = Field(0, ge=0, description="how often it may be extended")


class ChannelSettings(Section):
    """A way by which complaints come in, and its clocks. Without ``acceptance`` no decision on acceptance is due."""

    label: str = Field(min_length=1)
    acceptance: ClockSettings | None = None
    conclusion: ClockSettings


DEFAULT_CHANNELS: dict[str, dict[str, object]] = {
    "foreign": {
        "label": "外商投资企业投诉",
        "acceptance": {
            "days": 7,
            "basis": "《外商投资企业投诉工作办法》（商务部令2020年第3号）第十五条：收到完整齐备的投诉材料后7个工作日内决定是否受理",
            "after_supplement": "restart",
        },
        "conclusion": {
            "days": 60,
            "starts": "accepted",
            "basis": "《外商投资企业投诉工作办法》（商务部令2020年第3号）第十九条：受理之日起60个工作日内办结，情况复杂的可以适当延长",
            "extension_days": 30,
            "extensions": 1,
        },
    },
    "bureau": {
        "label": "企业诉求（本局）",
        "conclusion": {
            "days": 5,
            "basis": "本局政务诚信承诺：收到之日起5个工作日内书面答复",
            "extension_days": 5,
            "extensions": 1,
        },
    },
    "hotline": {
        "label": "12345热线转办",
        "conclusion": {
            "days": 5,
            "basis": "12345热线转办单载明的办理时限",
            "extension_days": 5,
            "extensions": 1,
        },
    },
    "petition": {
        "label": "信访",
        "acceptance": {
            "days": 15,
            "unit": "calendar",
            "basis": "《信访工作条例》第二十三条：自收到信访事项之日起15日内书面告知",
        },
        "conclusion": {
            "days": 60,
            "unit": "calendar",
            "starts": "accepted",
            "basis": "《信访工作条例》第三十四条：自受理之日起60日内办结，情况复杂的可以延长，延长期限不得超过30日",
            "extension_days": 30,
            "extensions": 1,
        },
    },
}


class ComplaintSettings(Section):
    """The complaints desk: numbers, clocks, limits."""

    number_prefix: str = Field("云投诉", min_length=1, max_length=20, description="before 〔2026〕3号")
    day_ends: time = Field(time(17, 30), description="what comes later is taken as received on the next working day")
    due_soon_days: int = Field(3, ge=0, description="how many days before the deadline a complaint is due soon")
    filing_channel: str = Field(
        "bureau", description="the channel of what is filed at the web page unless it names one"
    )
    max_file_mb: int = Field(20, ge=1, description="one attachment")
    max_files: int = Field(10, ge=1, description="attachments of one filing")
    filings_per_address: int = Field(
        10, ge=1, description="filings in 15 minutes from one address without an account, or from one account"
    )
    filings_in_all: int = Field(300, ge=1, description="filings in 15 minutes without an account, from all addresses")
    matters: Path | None = Field(None, description="a bureau's own matters, a file like complaints/intake/matters.yaml")
    phrases: Path | None = Field(None, description="a bureau's own wording of replies, by matter")
    retention_days: int = Field(1825, ge=1, description="how long contents are kept after a complaint is closed")
    channels: Mapping[str, ChannelSettings] = Field(
        default_factory=lambda: {key: ChannelSettings.model_validate(value) for key, value in DEFAULT_CHANNELS.items()}
    )

    @field_validator("channels", mode="before")
    @classmethod
    def _over_the_defaults(cls, given: object) -> object:
        """What is configured is laid over the built-in channels, so that one number can be changed alone."""
        return _merged(DEFAULT_CHANNELS, given) if isinstance(given, Mapping) else given


def _merged(below: object, above: object) -> object:
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    return {**below, **{key: _merged(below.get(key), value) for key, value in above.items()}}
