"""The panel of one listed row: all its cells, its figures over time, and the way to its source."""

from assistant.contract.listings import Listing
from ui.client import ApiClient, ApiProblem
from ui.components import problem_text
from ui.listings.trends import TRENDS, Seen, Trend, draw_trend
from ui.rendering import render
from ui.session import Session

PHOTOS = "window.huizhao.photos(element, watch);"
"""What an HTML with photos does when the browser has it."""


async def open_listing(api: ApiClient, session: Session, listing_id: str) -> str:
    """The panel's HTML; what went wrong in its place where the row cannot be had."""
    try:
        listing = await api.signed_in(session.token).read(Listing, "GET", f"/api/listings/{listing_id}")
    except ApiProblem as problem:
        return render(
            "listings/panel",
            session.language,
            listing=None,
            trends=(),
            asks=False,
            problem=problem_text(problem, session.language),
        )
    asks = not session.sees_library and not listing.over  # what somebody asks about it goes to the desk of staff
    return render("listings/panel", session.language, listing=listing, trends=_trends(listing), asks=asks, problem="")


def _trends(listing: Listing) -> tuple[Trend, ...]:
    drawn = []
    for title, field in TRENDS:
        seen = [
            Seen(entry.observed_on, figure.low, figure.high, entry.document, entry.cells.get(field, ""))
            for entry in listing.history
            if (figure := entry.figures.get(field)) is not None
        ]
        drawn.append(draw_trend(title, [(listing.name, seen)]))
    return tuple(trend for trend in drawn if trend is not None)
