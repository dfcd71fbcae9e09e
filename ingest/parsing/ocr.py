"""Reading pictures of text. The models lie in RapidOCR's package: nothing is downloaded."""

import logging
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image
from rapidocr import RapidOCR
from rapidocr.utils.output import RapidOCROutput

_LEAST_CONFIDENCE = 0.5
_SAME_LINE = 0.6  # share of a line's height by which boxes on one line may be shifted


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line of text with its box in fractions of the picture, origin top left."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


@cache
def _engine() -> RapidOCR:
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error"})


def recognise(picture: Image.Image) -> list[RecognisedLine]:
    """The lines of text in a picture, in reading order: from top to bottom, boxes side by side from left to right."""
    found = _engine()(np.asarray(picture.convert("RGB"))[:, :, ::-1].copy())
    if not isinstance(found, RapidOCROutput) or found.boxes is None or found.txts is None:
        return []
    width, height = picture.size
    boxes = []
    for box, text, score in zip(found.boxes, found.txts, found.scores or (), strict=True):
        if score < _LEAST_CONFIDENCE or not text.strip():
            continue
        xs, ys = box[:, 0], box[:, 1]
        boxes.append(
            RecognisedLine(
                text.strip(),
                float(xs.min()) / width,
                float(ys.min()) / height,
                float(xs.max()) / width,
                float(ys.max()) / height,
            )
        )
    return _joined_lines(boxes)


def _joined_lines(boxes: list[RecognisedLine]) -> list[RecognisedLine]:
    """Boxes on one printed line joined: detection often splits a line at wide spaces."""
    lines: list[list[RecognisedLine]] = []
    for box in sorted(boxes, key=lambda box: (box.y0 + box.y1) / 2):
        middle = (box.y0 + box.y1) / 2
        last = lines[-1] if lines else None
        if last is not None:
            known = sum((part.y0 + part.y1) / 2 for part in last) / len(last)
            if abs(middle - known) < (box.y1 - box.y0) * _SAME_LINE:
                last.append(box)
                continue
        lines.append([box])
    return [_join(sorted(line, key=lambda box: box.x0)) for line in lines]


def _join(parts: list[RecognisedLine]) -> RecognisedLine:
    return RecognisedLine(
        "\u3000".join(part.text for part in parts) if len(parts) > 1 else parts[0].text,
        min(part.x0 for part in parts),
        min(part.y0 for part in parts),
        max(part.x1 for part in parts),
        max(part.y1 for part in parts),
    )
