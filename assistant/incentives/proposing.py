"""The 推荐书 with all that belongs to it: letterhead, photos, the map, and what policies pay for each place."""

from collections.abc import Iterator, Sequence
from datetime import date

from assistant.buildings.columns import Field
from assistant.buildings.ledgers.photos import is_file_name, photo_key
from assistant.buildings.presenting.map_picture import draw_map
from assistant.buildings.presenting.outlines import read_outlines
from assistant.buildings.presenting.proposal import Proposal
from assistant.buildings.requirements import Requirement
from assistant.buildings.search.ranking import JudgedRow
from assistant.files import Files
from assistant.incentives.situations.situation_reading import read_situation
from assistant.incentives.store import BenefitRules
from assistant.incentives.worksheets.of_places import benefits_of_place
from assistant.records import Principal
from assistant.settings import Settings


class Proposals:
    """Puts proposals together."""

    def __init__(self, rules: BenefitRules, files: Files, settings: Settings) -> None:
        self._rules = rules
        self._files = files
        self._settings = settings

    def make(
        self,
        requirement: Requirement,
        rows: Sequence[JudgedRow],
        principal: Principal,
        day: date,
        *,
        sentence: str = "",
        client: str = "",
    ) -> Proposal:
        """The proposal of these rows. ``sentence`` is how the need was told, from which the client's situation is read."""
        book = self._rules.book(principal)
        told = read_situation(sentence, day)
        return Proposal(
            requirement,
            rows,
            day,
            client,
            issuer=self._settings.letter.issuer,
            contact=self._settings.answering.contact,
            photos=dict(self._photos(rows)),
            benefits={item.row.id: benefits_of_place(book, told, requirement, item.row, day) for item in rows},
            map=self._map(rows),
        )

    def _photos(self, rows: Sequence[JudgedRow]) -> Iterator[tuple[str, bytes]]:
        """Those that are kept here: a picture of another server is not fetched."""
        for item in rows:
            name = item.row.texts.get(Field.PHOTO, "")
            key = photo_key(item.row.chunk.document.id, name)
            if is_file_name(name) and self._files.exists(key):
                yield item.row.id, self._files.read(key)

    def _map(self, rows: Sequence[JudgedRow]) -> bytes:
        listings = self._settings.listings
        outlines = read_outlines(listings.outlines or self._settings.data_dir / "outlines.geojson")
        places = {
            number: (float(item.row.longitude), float(item.row.latitude))
            for number, item in enumerate(rows, start=1)
            if item.row.longitude is not None and item.row.latitude is not None
        }
        return draw_map(outlines, places)
