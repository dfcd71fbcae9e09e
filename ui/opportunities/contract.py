"""What the API sends of opportunities."""

from assistant.contract.message import Message
from ui.listings.contract import ListingCard


class OpportunityList(Message):
    """One page of opportunities and the values that filters can take."""

    opportunities: tuple[ListingCard, ...] = ()
    total: int = 0
    expired: int = 0
    topics: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
