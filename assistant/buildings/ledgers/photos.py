"""Photos of listed places: a ledger names a file of the folder ``照片`` or ``photos`` beside it, or an address on an allowed host.

A file is kept as a picture of our own: read, made smaller and written anew, so that it is certainly a picture, holds no position or
device of the camera, and its name in the store is a hash. No path of a ledger is ever opened later.
"""

import hashlib
import io
import logging
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.buildings.columns import Field
from assistant.buildings.ledgers.tables import ListingDetailRow, ListingRow
from assistant.buildings.rows import ListedRow
from assistant.documents.tables import DocumentRow
from assistant.files import Files

log = logging.getLogger(__name__)

PHOTO_FOLDERS = ("照片", "photos")
_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_MOST_BYTES = 15 << 20
_MOST_PIXELS = 50_000_000
_LONGEST_SIDE = 960
_QUALITY = 82


def photo_address(row: ListedRow, hosts: Collection[str]) -> str:
    """Where the row's photo is to be had: a path of the API, an ``https`` address on one of the hosts, "" for none."""
    told = row.texts.get(Field.PHOTO, "")
    if is_file_name(told):
        return f"api/listings/{row.id}/photo"
    address = urlsplit(told)
    return told if address.scheme == "https" and address.netloc in hosts else ""


def is_file_name(text: str) -> bool:
    """Whether a cell names a picture file, and nothing but that: no folder, no address."""
    return Path(text).suffix.lower() in _SUFFIXES and Path(text).name == text and not set(text) & set("/\\:\0")


def photo_folder(document_id: str) -> str:
    """Where a document's photos are kept."""
    return f"photos/{document_id}"


def photo_key(document_id: str, name: str) -> str:
    """Where a document's photo of this name is kept."""
    return f"{photo_folder(document_id)}/{hashlib.sha256(name.encode()).hexdigest()[:32]}.jpg"


def keep_photos(session: Session, document_id: str, files: Files) -> tuple[str, ...]:
    """Copy the photos that a ledger names from beside it; returns what is wrong with those that cannot be kept.

    A ledger whose folder is no longer there keeps the photos it has.
    """
    document = session.get(DocumentRow, document_id)
    folders = [Path(document.origin).parent / name for name in PHOTO_FOLDERS] if document and document.origin else []
    problems = []
    for name in _names(session, document_id):
        source = next((path for folder in folders if (path := folder / name).is_file()), None)
        if source is None:
            continue
        try:
            _keep(source, files, photo_key(document_id, name))
        except (OSError, ValueError, UnidentifiedImageError, Image.DecompressionBombError) as error:
            log.warning("cannot keep the photo %s: %s", source, error)
            problems.append(f"照片“{name}”不是可用的图片（JPG、PNG、WebP，不超过 {_MOST_BYTES >> 20} MB），未采用")
    return tuple(problems)


def _names(session: Session, document_id: str) -> list[str]:
    details = (
        select(ListingDetailRow)
        .join(ListingRow, ListingRow.number == ListingDetailRow.listing_number)
        .where(ListingRow.document_id == document_id)
    )
    told = [
        cell["text"].strip()
        for row in session.scalars(details)
        for cell in row.cells
        if cell["field"] == Field.PHOTO.name
    ]
    return [name for name in dict.fromkeys(told) if is_file_name(name)]


def _keep(source: Path, files: Files, key: str) -> None:
    if source.stat().st_size > _MOST_BYTES:
        raise ValueError("the file is too large")
    origin = hashlib.sha256(source.read_bytes()).hexdigest().encode()
    if files.exists(key) and origin in files.read(key):
        return  # made of these very bytes, as it says itself
    with Image.open(source) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            raise ValueError("the picture has too many pixels")
        small = ImageOps.exif_transpose(picture).convert("RGB")
    small.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    made = io.BytesIO()
    small.save(made, "JPEG", quality=_QUALITY, comment=origin)
    files.write(key, made.getvalue())
