"""What all requests share."""

from decimal import Decimal
from typing import Annotated

from fastapi import Path, Query
from pydantic import Field

from assistant.request_values import LARGEST, Day, Request, Writable, check_year

__all__ = ["LARGEST", "Amount", "Day", "Figure", "Id", "Offset", "Request", "Writable", "check_year"]

Id = Annotated[int, Path(ge=0, le=LARGEST)]
Offset = Annotated[int, Query(ge=0, le=LARGEST)]
Amount = Annotated[Decimal | None, Field(ge=0, le=10**14, description="元")]
Figure = Annotated[float | None, Field(ge=0, le=1e14, allow_inf_nan=False)]
