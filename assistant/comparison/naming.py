"""Which held document somebody means who wants two of them compared."""

from sqlalchemy import select
from sqlalchemy.orm import defer

from assistant import access
from assistant.database import Database
from assistant.documents.reading import document_info
from assistant.documents.tables import DocumentRow
from assistant.errors import InvalidInput, NotFound
from assistant.records import OPEN_START, DocumentInfo, Principal
from assistant.text.labels import normal_document_number

_MOST_LISTED = 8


def document_called(database: Database, name: str, principal: Principal) -> DocumentInfo:
    """The one document with this id, 文号, file name or title.

    Raises NotFound when there is none, InvalidInput with the candidates when there are several.
    """
    wanted = name.strip().strip("《》 ")
    if not wanted:
        raise InvalidInput("请写明要对照的文件")
    with database.session() as session:
        rows = session.scalars(select(DocumentRow).options(defer(DocumentRow.text)))
        known = [info for info in map(document_info, rows) if access.may_see_document(principal, info)]
    for fits in (
        [info for info in known if info.id == wanted],
        [info for info in known if info.document_number and info.document_number == normal_document_number(wanted)],
        [info for info in known if info.name == wanted or info.name.rsplit("/", 1)[-1] == wanted],
        [info for info in known if info.title == wanted],
        [info for info in known if wanted in info.title or wanted in info.name],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise InvalidInput(f"“{name}”可以指多份文件，请用编号指明一份：\n{_listed(fits)}")
    raise NotFound(f"资料库中没有“{name}”，请核对名称、文号或编号")


def _listed(candidates: list[DocumentInfo]) -> str:
    candidates.sort(key=lambda info: (info.valid_from or info.issued_on or OPEN_START, info.id))
    lines = [
        f"  {info.id}  《{info.title}》{info.document_number}  {info.valid_from or '施行日期不详'}  {info.name}"
        for info in candidates[:_MOST_LISTED]
    ]
    more = len(candidates) - _MOST_LISTED
    return "\n".join([*lines, *([f"  另有 {more} 份"] if more > 0 else [])])
