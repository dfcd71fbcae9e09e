"""What the frame asks of a page, so that pages can be added to the list in ``app.py`` and know nothing of each other."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

import gradio as gr
from gradio.blocks import Block

from ui.components import Localised
from ui.session import Session


class PageView(ABC):
    """One page under the header. Its components are made when it is, inside the frame's blocks.

    ``name`` is the key of its title and the ``data-page`` of its button. Pages of one ``group`` share a button in the header, whose
    title has the group's name as its key; each of them is a tab under it, with the title ``tab_<name>``. ``state`` holds what its user is looking at, a frozen
    record. ``shown`` are the components that depend on who is looking, ``left`` those that must be emptied when the account signs
    out, ``doors`` the HTML whose ``data-act="goto"`` buttons lead to a page (``data-page``), maybe to something on it (further
    data). Where ``in_menu`` is false no button leads to the page: it is reached by its address alone.

    What a page shows tells its address by itself: an element with ``data-address`` (and ``data-title``) is the thing that is open,
    ``data-kept`` is JSON that the browser's history keeps of the view. ``resumed`` gets both back.
    """

    name: str
    group: str = ""
    in_menu: bool = True
    area: gr.Column
    state: gr.State
    shown: Sequence[Block]
    localised: Sequence[Localised] = ()
    left: Sequence[Block] = ()
    doors: Sequence[gr.HTML] = ()

    def open_to(self, session: Session) -> bool:
        """Whether this user has the page at all. What is on it, the API decides."""
        return True

    @abstractmethod
    def fresh(self) -> object:
        """The state of somebody who has just come."""

    @abstractmethod
    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        """A value for each of ``shown``. Out of view only what must not stay needs a value; the rest may be ``gr.skip()``."""

    def arrived(self, state: object, data: Mapping[str, str]) -> object:
        """The state after coming through a door with this data."""
        return state

    async def resumed(self, session: Session, state: object, data: Mapping[str, str]) -> object:
        """The state at an address of the page: opened, reloaded, or gone back to. ``data`` is all that address and history tell."""
        return self.arrived(state, data)

    def signed_in(self, state: object) -> object:
        """The state after signing in: what was begun without an account may not belong to it."""
        return state

    def emptied(self) -> Sequence[object]:
        """A value for each of ``left``."""
        return ()
