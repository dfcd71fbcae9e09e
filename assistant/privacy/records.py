"""What is found of personal data."""

from dataclasses import dataclass
from enum import StrEnum


class PersonalData(StrEnum):
    """Kinds of personal data, by the word that stands in their mark."""

    NAME = "姓名"
    PHONE = "电话"
    IDENTITY = "证件号"
    BANK_CARD = "银行卡"
    EMAIL = "邮箱"
    ADDRESS = "地址"
    PLATE = "车牌"
    ACCOUNT = "账号"


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data: ``text`` stands from ``start`` to ``end`` (exclusive)."""

    kind: PersonalData
    start: int
    end: int
    text: str
