"""The form beside the sentence: every field may be left out."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

import gradio as gr
from gradio.blocks import Block

from ui.components import Localised
from ui.session import Language
from ui.texts import text, word_text

INDUSTRIES = ("生物医药", "数字经济", "先进制造", "金融", "会展文旅", "商贸消费")
HEADQUARTERS = ("综合型", "职能型", "成长型", "否")
CERTIFICATIONS = ("国家高新技术企业", "专精特新", "专精特新“小巨人”", "创新型中小企业", "规模以上", "重点产业目录")
_TEN_THOUSAND = 10_000
_FIGURES = (
    ("registered_capital_yuan", "ws_registered", _TEN_THOUSAND),
    ("paid_in_capital_yuan", "ws_paid_in", _TEN_THOUSAND),
    ("rented_area_m2", "ws_area", 1),
    ("rent_yuan_per_m2_month", "ws_rent", 1),
    ("lease_months", "ws_lease", 1),
    ("employees", "ws_employees", 1),
    ("revenue_yuan", "ws_revenue", _TEN_THOUSAND),
    ("fixed_investment_yuan", "ws_investment", _TEN_THOUSAND),
)
_DAYS = (("arrived", "ws_arrived"), ("moved_in", "ws_moved_in"))


def _told(language: Language) -> list[tuple[str, str]]:
    return [(text("ws_unsaid", language), ""), (text("ws_yes", language), "yes"), (text("ws_no", language), "no")]


def _optional(values: Sequence[str], language: Language) -> list[tuple[str, str]]:
    return [(text("ws_unsaid", language), ""), *((word_text(value, language), value) for value in values)]


def _industries(language: Language) -> list[tuple[str, str]]:
    return _optional(INDUSTRIES, language)


def _headquarters(language: Language) -> list[tuple[str, str]]:
    return _optional(HEADQUARTERS, language)


def _certifications(language: Language) -> list[tuple[str, str]]:
    return [(word_text(value, language), value) for value in CERTIFICATIONS]


class SituationFields:
    """The fields, and what they say as the API's ``situation``."""

    def __init__(self) -> None:
        first = Language.CHINESE
        with gr.Row(elem_classes="ws-fields"):
            self.industry = gr.Dropdown(_industries(first), value="", label=text("ws_industry", first), min_width=140)
            self.foreign = gr.Dropdown(_told(first), value="", label=text("ws_foreign", first), min_width=120)
            self.newcomer = gr.Dropdown(_told(first), value="", label=text("ws_newcomer", first), min_width=140)
            self.headquarters = gr.Dropdown(
                _headquarters(first), value="", label=text("ws_headquarters", first), min_width=120
            )
            self.park = _box("park", "ws_park")
            self.figures = [_box(name, key) for name, key, _ in _FIGURES]
            self.days = [_box(name, key, "2025-06-01") for name, key in _DAYS]
            self.certifications = gr.Dropdown(
                _certifications(first),
                value=[],
                multiselect=True,
                label=text("ws_certifications", first),
                min_width=290,
            )
        self.components: list[Block] = [
            self.industry,
            self.foreign,
            self.newcomer,
            self.headquarters,
            self.park,
            self.certifications,
            *self.days,
            *self.figures,
        ]
        self.localised = (
            Localised(self.industry, {"label": "ws_industry"}, _industries),
            Localised(self.foreign, {"label": "ws_foreign"}, _told),
            Localised(self.newcomer, {"label": "ws_newcomer"}, _told),
            Localised(self.headquarters, {"label": "ws_headquarters"}, _headquarters),
            Localised(self.park, {"label": "ws_park"}),
            Localised(self.certifications, {"label": "ws_certifications"}, _certifications),
            *(Localised(field, {"label": key}) for field, (_, key) in zip(self.days, _DAYS, strict=True)),
            *(Localised(field, {"label": key}) for field, (_, key, _) in zip(self.figures, _FIGURES, strict=True)),
        )

    def empty(self) -> list[object]:
        """A value for each component."""
        return ["", "", "", "", "", [], *("" for _ in _DAYS), *("" for _ in _FIGURES)]


def situation_of(values: Sequence[object]) -> dict[str, object]:
    """The API's ``situation`` of the components' values; {} when nothing was filled in."""
    industry, foreign, newcomer, headquarters, park, certifications, *rest = values
    told: dict[str, object] = {}
    if industry:
        told["industry"] = [industry]
    for name, value in (("foreign_funded", foreign), ("newcomer", newcomer)):
        if value:
            told[name] = value == "yes"
    for name, value in (("headquarters", headquarters), ("park", str(park or "").strip())):
        if value:
            told[name] = value
    if certifications:
        told["certifications"] = certifications
    for (name, _), value in zip(_DAYS, rest, strict=False):
        if str(value or "").strip():
            told[name] = str(value).strip()
    for (name, _, factor), value in zip(_FIGURES, rest[len(_DAYS) :], strict=True):
        figure = _decimal(str(value or ""))
        if figure is not None:
            told[name] = str(figure * factor)
    return told


def _box(name: str, key: str, example: str = "") -> gr.Textbox:
    return gr.Textbox(
        label=text(key, Language.CHINESE),
        placeholder=example,
        max_lines=1,
        min_width=140,
        elem_id=f"ws-{name.replace('_', '-')}",
        elem_classes="hz-kept",
    )


def _decimal(written: str) -> Decimal | None:
    """What is no number goes to the API as nothing: the worksheet then asks for it."""
    try:
        return Decimal(written.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return None
