"""Reading pictures of text. The models lie in RapidOCR's package: nothing is downloaded."""

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ingest.parsing.allowance import ALLOWANCE
from ingest.parsing.builder import PrintedBox
from ingest.parsing.reading_order import PrintedLine, in_reading_order

if TYPE_CHECKING:
    from rapidocr import RapidOCR

_LEAST_CONFIDENCE = 0.5
_TALL = 1.5  # a box so much taller than wide holds a line that runs down or up the picture
_FEWEST_JUDGED = 3
_MOST_JUDGED = 12
_LEAST_SKEW_DEGREES = 0.2
_LONGEST_SIDE_PX = 3400  # A4 at 290 dpi; more costs memory and shows no more


@dataclass(frozen=True, slots=True)
class _Box:
    """A recognised stretch of text; ``corners`` in pixels, shape (4, 2), clockwise from the text's top left as it was detected."""

    text: str
    corners: NDArray[np.float64]

    @property
    def across(self) -> float:
        return float(np.linalg.norm(self.corners[1] - self.corners[0]))

    @property
    def down(self) -> float:
        return float(np.linalg.norm(self.corners[3] - self.corners[0]))


@cache
def _engine() -> "RapidOCR":
    from rapidocr import RapidOCR  # brings OpenCV and onnxruntime: only where a picture is read

    engine = RapidOCR(params={"Global.log_level": "error"})
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return engine


def recognise(picture: Image.Image, page: int = 1) -> list[PrintedLine]:
    """The lines of text in a picture in reading order, also where the page lies on its side, upside down or askew."""
    return in_reading_order(*recognise_pieces(picture, page))


def recognise_pieces(picture: Image.Image, page: int = 1) -> tuple[list[PrintedLine], float]:
    """The pieces of lines that stand together, on the upright page, and its height divided by its width."""
    from rapidocr.utils.output import RapidOCROutput

    ALLOWANCE.next_page()
    pixels = np.asarray(_bounded(picture.convert("RGB")))[:, :, ::-1].copy()
    found = _engine()(pixels)
    if not isinstance(found, RapidOCROutput) or found.boxes is None or found.txts is None or found.scores is None:
        return [], picture.height / picture.width
    boxes = [
        _Box(text.strip(), np.asarray(corners, dtype=np.float64))
        for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if score >= _LEAST_CONFIDENCE and text.strip()
    ]
    height, width = pixels.shape[:2]
    turns = _quarter_turns(pixels, boxes)
    upright_width, upright_height = (height, width) if turns % 2 else (width, height)
    upright = [_turned(box, turns, width, height) for box in boxes]
    skew = _skew_degrees(upright)
    pieces = [
        _piece(seen, box, page, skew, (width, height), (upright_width, upright_height))
        for seen, box in zip(boxes, upright, strict=True)
    ]
    return pieces, upright_height / upright_width


def _bounded(picture: Image.Image) -> Image.Image:
    longest = max(picture.size)
    if longest <= _LONGEST_SIDE_PX:
        return picture
    scale = _LONGEST_SIDE_PX / longest
    return picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))


def _quarter_turns(pixels: NDArray[np.uint8], boxes: Sequence[_Box]) -> int:
    """By how many quarters the picture must be turned counterclockwise to stand upright.

    The shape of the boxes tells whether lines run across or down; which end is up is what the engine's own classifier says of the
    largest of them.
    """
    judged = sorted((box for box in boxes if len(box.text) >= _FEWEST_JUDGED), key=lambda box: -len(box.text))
    judged = judged[:_MOST_JUDGED]
    if len(judged) < _FEWEST_JUDGED:
        return 0
    extents = [np.ptp(box.corners, axis=0) for box in judged]
    lying = sum(tall > wide * _TALL for wide, tall in extents) > len(judged) / 2
    strips = []
    for box in judged:
        left, top = np.maximum(box.corners.min(axis=0), 0).astype(int)
        right, bottom = box.corners.max(axis=0).astype(int)
        strip = pixels[top : bottom + 1, left : right + 1]
        strips.append(np.rot90(strip).copy() if lying else strip)
    classifier = _engine().text_cls
    if classifier is None:
        return 0
    labels = [label for label, _ in classifier(strips).cls_res]
    turned_over = sum("180" in label for label in labels) > len(labels) / 2
    return (1 if lying else 0) + (2 if turned_over else 0)


def _turned(box: _Box, turns: int, width: int, height: int) -> _Box:
    """The box in the picture turned counterclockwise by quarters."""
    corners = box.corners
    for _ in range(turns % 4):
        corners = np.column_stack([corners[:, 1], width - corners[:, 0]])
        width, height = height, width
    return _Box(box.text, corners)


def _skew_degrees(boxes: Sequence[_Box]) -> float:
    """How far lines fall to the right: the median over long boxes."""
    angles = [angle for box in boxes if (angle := _angle(box)) is not None]
    skew = median(angles) if len(angles) >= _FEWEST_JUDGED else 0.0
    return skew if abs(skew) >= _LEAST_SKEW_DEGREES else 0.0


def _angle(box: _Box) -> float | None:
    if max(box.across, box.down) < 5 * min(box.across, box.down):
        return None
    long_side = box.corners[1] - box.corners[0] if box.across > box.down else box.corners[2] - box.corners[1]
    if long_side[0] < 0:
        long_side = -long_side
    angle = math.degrees(math.atan2(long_side[1], long_side[0]))
    return angle if abs(angle) < 20 else None


def _piece(
    seen: _Box, upright: _Box, page: int, skew: float, size: tuple[int, int], upright_size: tuple[int, int]
) -> PrintedLine:
    """The box as a piece of a line: straightened for reading, and as it lies in the picture for marking."""
    middle = np.array(upright_size) / 2
    turn = math.radians(-skew)
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    straight = (upright.corners - middle) @ rotation.T + middle
    (x0, y0), (x1, y1) = (straight.min(axis=0) / upright_size), (straight.max(axis=0) / upright_size)
    left, top = seen.corners.min(axis=0) / size
    right, bottom = seen.corners.max(axis=0) / size
    box = PrintedBox(page, float(left), float(top), float(right), float(bottom))
    return PrintedLine(page, upright.text, float(x0), float(y0), float(x1), float(y1), seen=box)
