"""Pictures of buildings for the ledger's column 照片: drawn, as the district is invented."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

_SIZE = (640, 360)
_GROUND = 318
_COLOURS = 32


@dataclass(frozen=True, slots=True)
class Tower:
    """A block of a building: its left edge, width and height in pixels, its colour, and windows across and down."""

    left: int
    width: int
    height: int
    colour: str
    windows: tuple[int, int]


PICTURES: dict[str, tuple[tuple[str, str], tuple[Tower, ...]]] = {
    "云汀国际金融中心.png": (
        ("#bcd7ea", "#eef5f9"),
        (Tower(120, 120, 190, "#8fa3b5", (6, 12)), Tower(250, 130, 280, "#5f7d98", (6, 20)), Tower(390, 150, 130, "#a5b4c0", (8, 7))),
    ),
    "望澜湾一号.png": (
        ("#f3d9b8", "#fbf1e4"),
        (Tower(170, 110, 250, "#9b8f83", (5, 17)), Tower(300, 110, 250, "#8a8178", (5, 17)), Tower(140, 330, 60, "#b9ada0", (16, 3))),
    ),
    "星渚数字谷A1栋.png": (
        ("#c9e3d4", "#f0f8f3"),
        (Tower(90, 460, 120, "#7f9a94", (20, 5)), Tower(230, 180, 190, "#688680", (9, 9))),
    ),
}  # fmt: skip


def draw_photos(folder: Path) -> None:
    """Draw every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (sky, towers) in PICTURES.items():
        _picture(sky, towers).quantize(_COLOURS).save(folder / name, optimize=True)


def _picture(sky: tuple[str, str], towers: tuple[Tower, ...]) -> Image.Image:
    """Blocks with windows under a sky that grows lighter downwards."""
    above, below = (Image.new("RGB", _SIZE, colour) for colour in sky)
    fade = Image.linear_gradient("L").resize(_SIZE)
    picture = Image.composite(below, above, fade)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, _GROUND, *_SIZE), fill="#9aa88f")
    for tower in towers:
        top = _GROUND - tower.height
        draw.rectangle((tower.left, top, tower.left + tower.width, _GROUND), fill=tower.colour)
        across, down = tower.windows
        wide, high = tower.width / across, tower.height / down
        for column in range(across):
            for line in range(down):
                x, y = tower.left + column * wide, top + line * high
                draw.rectangle((x + wide * 0.25, y + high * 0.25, x + wide * 0.75, y + high * 0.75), fill="#e8eef2")
    return picture
