"""The table of how often callers have asked, which the processes of a deployment share."""

from sqlalchemy import Double, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Base


class CallerRateRow(Base):
    """A caller's bucket for one kind of work, by a hash: when it will be full again, in seconds since 1970 by the database's clock."""

    __tablename__ = "caller_rates"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    full_again_at_s: Mapped[float] = mapped_column(Double)
