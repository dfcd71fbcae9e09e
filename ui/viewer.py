"""A citation opened in its document: the passage, its validity, its table or its page."""

import base64
from collections.abc import AsyncIterator

from ui.client import ApiClient, ApiProblem
from ui.components import problem_text
from ui.contract import Citation
from ui.rendering import render
from ui.session import Session


async def open_citation(
    api: ApiClient, session: Session, citation: Citation, page: int | None = None
) -> AsyncIterator[str]:
    """The viewer's HTML: at once with the text, then once more with the page's image where there is one.

    ``page`` is the page to show; by default the one that the passage stands on.
    """
    chunk_id = citation.chunk_id
    user = api.signed_in(session.token)
    try:
        passage = await user.passage(chunk_id)
    except ApiProblem as problem:
        yield render("viewer", session.language, problem=problem_text(problem, session.language))
        return
    shown_page = page or passage.page
    values = {"problem": "", "passage": passage, "cited": citation.quote, "shown_page": shown_page, "image_problem": ""}
    yield render("viewer", session.language, image="", **values)
    if not passage.has_page_image or shown_page is None:
        return
    try:
        # The picture travels inside the page: an <img> could not send the user's token.
        image = await user.page_image(passage.document.id, shown_page, chunk_id)
        source = f"data:image/png;base64,{base64.b64encode(image).decode()}"
        yield render("viewer", session.language, image=source, **values)
    except ApiProblem as problem:
        values["image_problem"] = problem_text(problem, session.language)
        yield render("viewer", session.language, image="", **values)
