"""Pages as pictures with the quoted lines marked."""

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from assistant.documents.page_images import LineMark, render_page
from assistant.errors import NotFound, UnreadableFile
from ingest.parsing import ParseLimits, parse_file
from tests.files import write_pdf


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def yellow(color: tuple[int, ...]) -> bool:
    return color[0] > 200 and color[1] > 180 and color[2] < 160


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return write_pdf(
        tmp_path / "a.pdf",
        [
            lambda canvas: (canvas.drawString(100, 700, "第一条"), canvas.drawString(100, 400, "第二条"))[-1],
            lambda canvas: None,
        ],
    )


def test_the_marked_line_is_yellow_and_its_print_stays_dark(pdf: Path) -> None:
    line = next(line for line in parse_file(pdf, ParseLimits(ocr="never")).lines if line.page == 1 and line.y0 > 0.4)
    mark = LineMark(line.x0, line.y0, line.x1, line.y1)
    picture = opened(render_page(pdf, "application/pdf", 1, [mark], 1000))
    left, top = int(line.x0 * picture.width), int(line.y0 * picture.height)
    right, bottom = int(line.x1 * picture.width), int(line.y1 * picture.height)
    inside = picture.crop((left, top, right, bottom))
    colors = [color for _, color in inside.getcolors(1 << 20) or []]
    assert any(yellow(color) for color in colors)  # type: ignore[arg-type]
    assert min(sum(color) for color in colors) < 200  # type: ignore[arg-type]
    elsewhere = picture.crop((0, 0, picture.width, int(0.4 * picture.height)))
    assert not any(yellow(color) for _, color in elsewhere.getcolors(1 << 20) or [])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        pytest.param(1000, 1000, id="as-asked"),
        pytest.param(1, 200, id="never-tiny"),
        pytest.param(99_999, 2400, id="never-huge"),
    ],
)
def test_width_in_pixels(pdf: Path, asked: int, given: int) -> None:
    assert abs(opened(render_page(pdf, "application/pdf", 1, [], asked)).width - given) <= 1


@pytest.mark.parametrize("page", [0, 3, -1])
def test_a_page_that_is_not_there(pdf: Path, page: int) -> None:
    with pytest.raises(NotFound, match="这份文件共 2 页"):
        render_page(pdf, "application/pdf", page, [], 800)


def test_files_without_page_pictures_and_damaged_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"nothing")
    with pytest.raises(NotFound, match="没有页面图像"):
        render_page(path, "text/markdown", 1, [], 800)
    for media_type in ("application/pdf", "image/png"):
        with pytest.raises(UnreadableFile, match="原件打不开"):
            render_page(path, media_type, 1, [], 800)


def test_a_picture_is_shown_upright_and_a_tiff_by_page(tmp_path: Path) -> None:
    noted = Image.Exif()
    noted[0x0112] = 6
    photograph = tmp_path / "a.jpg"
    Image.new("RGB", (400, 200), "white").save(photograph, exif=noted)
    shown = opened(render_page(photograph, "image/jpeg", 1, [LineMark(0, 0, 1, 0.1)], 300))
    assert shown.size == (300, 600)
    assert yellow(shown.getpixel((150, 30)))  # type: ignore[arg-type]
    scan = tmp_path / "a.tif"
    Image.new("L", (100, 100), 255).save(scan, save_all=True, append_images=[Image.new("L", (100, 100), 0)])
    assert opened(render_page(scan, "image/tiff", 2, [], 300)).getpixel((150, 150)) == (0, 0, 0)


def test_many_readers_at_once(pdf: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        pictures = list(pool.map(lambda _: render_page(pdf, "application/pdf", 1, [], 300), range(40)))
    assert len(set(pictures)) == 1
