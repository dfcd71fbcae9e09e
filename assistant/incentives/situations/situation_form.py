"""A situation as programs and forms give it: named fields with units, checked."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assistant.incentives import measures
from assistant.incentives.records import Beneficiary, Trait
from assistant.incentives.situations.situation import Range, Situation
from assistant.incentives.traits import FOREIGN, HEADQUARTERS, NEW

_FIGURES = {
    "registered_capital_yuan": measures.REGISTERED_CAPITAL,
    "paid_in_capital_yuan": measures.PAID_IN_CAPITAL,
    "rented_area_m2": measures.RENTED_AREA,
    "rent_yuan_per_m2_month": measures.RENT,
    "employees": measures.EMPLOYEES,
    "revenue_yuan": measures.REVENUE,
    "output_yuan": measures.OUTPUT,
    "tax_yuan": measures.TAX,
    "fixed_investment_yuan": measures.FIXED_INVESTMENT,
    "equipment_yuan": measures.EQUIPMENT,
    "research_spend_yuan": measures.RESEARCH_SPEND,
    "purchased_area_m2": measures.PURCHASED_AREA,
    "purchase_price_yuan": measures.PURCHASE_PRICE,
    "decoration_cost_yuan": measures.DECORATION_COST,
    "decorated_area_m2": measures.DECORATED_AREA,
    "foreign_capital_usd": measures.FOREIGN_CAPITAL,
    "yuan_per_usd": measures.DOLLAR_RATE,
    "lease_months": measures.LEASE,
}
Figure = Annotated[Decimal | None, Field(le=10**16)]


class SituationForm(BaseModel):
    """Every field may be absent: what is not told is asked back. Amounts are yuan, areas m², shares such as 0.05 for 5 %.

    ``other_figures`` are figures by the name that a worksheet asked for them; ``answers`` judge conditions by the words that it quoted.
    """

    model_config = ConfigDict(extra="forbid")

    industry: tuple[str, ...] = Field((), description="行业：生物医药、数字经济、先进制造、金融、会展文旅、商贸消费")
    foreign_funded: bool | None = Field(None, description="是否外商投资")
    newcomer: bool | None = Field(None, description="是否新设立或者从区外迁入")
    headquarters: str | None = Field(None, description="总部类型：综合型、职能型、成长型，或者“是”“否”")
    certifications: tuple[str, ...] = Field((), description="已有的资质、称号")
    not_certified: tuple[str, ...] = Field((), description="没有的资质、称号")
    park: str = Field("", description="用房所在园区")
    moved_in: date | None = Field(None, description="入驻日期")
    arrived: date | None = Field(None, description="在本区登记的日期")
    registered_capital_yuan: Figure = Field(None, ge=0)
    paid_in_capital_yuan: Figure = Field(None, ge=0)
    rented_area_m2: Figure = Field(None, ge=0)
    rent_yuan_per_m2_month: Figure = Field(None, ge=0)
    employees: Figure = Field(None, ge=0)
    revenue_yuan: Figure = Field(None, ge=0, description="上一年度营业收入")
    output_yuan: Figure = Field(None, ge=0, description="年产值")
    tax_yuan: Figure = Field(None, ge=0)
    fixed_investment_yuan: Figure = Field(None, ge=0)
    equipment_yuan: Figure = Field(None, ge=0, description="设备、软件投入")
    research_spend_yuan: Figure = Field(None, ge=0)
    purchased_area_m2: Figure = Field(None, ge=0)
    purchase_price_yuan: Figure = Field(None, ge=0)
    decoration_cost_yuan: Figure = Field(None, ge=0)
    decorated_area_m2: Figure = Field(None, ge=0)
    foreign_capital_usd: Figure = Field(None, ge=0, description="年度实际到位外资，美元")
    yuan_per_usd: Figure = Field(None, gt=0, description="折算汇率")
    lease_months: Figure = Field(None, ge=0)
    other_figures: dict[str, Annotated[Decimal, Field(ge=-(10**16), le=10**16)]] = Field(default_factory=dict)
    answers: dict[str, bool] = Field(default_factory=dict)
    beneficiary: Beneficiary = Beneficiary.ENTERPRISE

    def situation(self) -> Situation:
        """The situation that the form describes."""
        figures = {
            measure: Range(value, value)
            for field, measure in _FIGURES.items()
            if (value := getattr(self, field)) is not None
        }
        figures.update({name: Range(value, value) for name, value in self.other_figures.items()})
        traits: dict[Trait, tuple[str, ...]] = {}
        denied: dict[Trait, tuple[str, ...]] = {}
        for trait, told, value in (
            (Trait.OWNERSHIP, self.foreign_funded, FOREIGN),
            (Trait.NEWCOMER, self.newcomer, NEW),
        ):
            if told is not None:
                (traits if told else denied)[trait] = (value,)
        if self.headquarters == "否":
            denied[Trait.HEADQUARTERS] = (HEADQUARTERS,)
        elif self.headquarters:
            kind = self.headquarters.removesuffix("总部企业").removesuffix("总部")
            named = () if kind in ("是", "") else (f"{kind}总部企业",)
            traits[Trait.HEADQUARTERS] = (*named, HEADQUARTERS)
        for trait, values in (
            (Trait.INDUSTRY, self.industry),
            (Trait.QUALIFICATION, self.certifications),
            (Trait.LOCATION, (self.park,) if self.park else ()),
        ):
            if values:
                traits[trait] = values
        if self.not_certified:
            denied[Trait.QUALIFICATION] = self.not_certified
        return Situation(figures, traits, denied, self.moved_in, self.arrived, self.answers, self.beneficiary)
