"""Page images: how large they are on paper, and what their pixels are."""

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ingest.bounds import Bounds, bounded
from ingest.errors import BrokenSource, NoSuchPages, UnreadableSource
from ingest.page import Page
from ingest.picture import Pixels
from ingest.source import open_source

ORIENTATION = 0x0112


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def only_page(data: bytes) -> Page:
    (page,) = open_source(data).pages
    return page


def pixels(data: bytes, page: int = 1) -> Pixels:
    (picture,) = open_source(data, pages=(page,)).pages[0].pictures
    return picture.pixels()


def grained(width: int = 400, height: int = 300) -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 256, (height, width), np.uint8))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_an_image_is_a_scanned_page_of_one_whole_picture(kind: str) -> None:
    source = open_source(saved(Image.new("L", (1654, 2339), 200), kind, dpi=(200, 200)))
    (page,) = source.pages
    assert (source.media, page.kind, page.words, source.problems) == ("image", "scanned", (), ())
    (picture,) = page.pictures
    assert (picture.whole, picture.page) == (True, 1)
    assert picture.dpi == pytest.approx(200, abs=0.1)
    assert (page.width, page.height) == pytest.approx((595.4, 842.0), abs=0.2)
    assert (picture.box.x1, picture.box.y1, page.view) == (page.width, page.height, picture)
    assert picture.pixels().shape == (2339, 1654, 3)
    assert int(picture.pixels()[0, 0, 0]) == pytest.approx(200, abs=2)


def tiff() -> bytes:
    frames = [Image.new("L", (1700, 2200), 10), Image.new("RGB", (2200, 1700), (20, 30, 40)), Image.new("1", (850, 1100), 1)]
    return saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], dpi=(200, 200))


def test_a_tiff_has_a_page_for_each_frame_of_its_own_size_and_colour() -> None:
    pages = open_source(tiff()).pages
    assert [(page.number, page.width, page.height) for page in pages] == [(1, 612, 792), (2, 792, 612), (3, 306, 396)]
    assert [page.pictures[0].pixels()[0, 0].tolist() for page in pages] == [[10, 10, 10], [20, 30, 40], [255, 255, 255]]
    assert [page.pictures[0].pixels().shape for page in pages] == [(2200, 1700, 3), (1700, 2200, 3), (1100, 850, 3)]


def test_pages_of_a_tiff_are_chosen_by_number() -> None:
    assert [page.number for page in open_source(tiff(), pages=(3, 1, 3, 8)).pages] == [1, 3]
    with pytest.raises(NoSuchPages, match="it has 3 pages, none of those asked for; change --pages"):
        open_source(tiff(), pages=(4, 0))
    with pytest.raises(NoSuchPages, match="it has 1 page, none of those asked for"):
        open_source(saved(Image.new("L", (10, 10))), pages=(2,))


def test_later_frames_of_a_moving_picture_are_no_pages() -> None:
    frames = [Image.new("L", (100, 140), tone) for tone in (0, 255)]
    assert len(open_source(saved(frames[0], "GIF", save_all=True, append_images=frames[1:])).pages) == 1


def test_sixteen_bits_a_pixel_are_brought_down_to_eight() -> None:
    values = np.array([[0, 257 * 100, 65535]], np.uint16)
    assert pixels(saved(Image.fromarray(values)))[0].tolist() == [[0, 0, 0], [100, 100, 100], [255, 255, 255]]


def test_cmyk_becomes_rgb() -> None:
    image = Image.new("CMYK", (64, 64), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 32, 64))
    read = pixels(saved(image, "JPEG", quality=95))
    assert read.shape == (64, 64, 3)
    assert int(read[32, 8].max()) < 10
    assert int(read[32, 56].min()) > 245


def test_what_is_transparent_lies_on_white_paper() -> None:
    palette = Image.new("P", (3, 1))
    palette.putpalette([0, 0, 0, 200, 0, 0, 0, 0, 90])
    palette.putdata([0, 1, 2])
    assert pixels(saved(palette, transparency=0))[0].tolist() == [[255, 255, 255], [200, 0, 0], [0, 0, 90]]
    half = Image.new("RGBA", (1, 1), (0, 0, 0, 0))
    assert pixels(saved(half))[0].tolist() == [[255, 255, 255]]
    assert int(pixels(saved(Image.new("LA", (1, 1), (0, 128))))[0, 0, 0]) == pytest.approx(127, abs=1)


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGB"), ("TIFF", "RGB"), ("TIFF", "L")])
def test_a_photograph_on_its_side_is_turned_as_its_camera_says(kind: str, mode: str) -> None:
    image = Image.new(mode, (320, 160), "white")
    image.paste(0, (0, 0, 160, 160))  # the left half dark: turned clockwise, the upper half
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    page = only_page(saved(image, kind, exif=exif))
    read = page.pictures[0].pixels()
    assert read.shape == (320, 160, 3)
    assert page.width / page.height == pytest.approx(0.5, abs=0.01)
    assert int(read[:150].max()) < 20
    assert int(read[170:].min()) > 235


@pytest.mark.parametrize(
    ("size", "said", "points"),
    [
        ((2480, 3508), 300, (595.2, 841.9)),
        ((600, 800), 72, (600, 800)),
        ((3000, 4000), 72, (631.3, 841.7)),  # 55 inches high: a camera that says nothing
        ((2480, 3508), None, (595.0, 841.7)),
        ((2480, 3508), 2000, (595.0, 841.7)),  # a stamp
        ((4961, 3508), 72, (1190.9, 842.1)),
        ((4961, 3508), None, (1190.9, 842.1)),
        ((2339, 1654), None, (841.7, 595.2)),
    ],
)
def test_resolution_is_what_the_file_says_if_that_makes_a_sheet_of_paper(
    size: tuple[int, int], said: int | None, points: tuple[float, float]
) -> None:
    options: dict[str, Any] = {} if said is None else {"dpi": (said, said)}
    page = only_page(saved(Image.new("1", size, 1), **options))
    assert (page.width, page.height) == pytest.approx(points, abs=0.5)
    assert page.pictures[0].dpi == pytest.approx(72 * size[0] / page.width, rel=0.001)


def test_resolutions_that_differ_much_both_ways_are_not_believed() -> None:
    assert only_page(saved(Image.new("1", (1654, 2339), 1), dpi=(200, 100))).height == pytest.approx(841.7, abs=0.1)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_truncated_image_is_broken_when_its_pixels_are_fetched(kind: str) -> None:
    data = saved(grained(), kind)
    with pytest.raises(BrokenSource, match=r"cannot be (decoded|found) \(.+\); fetch or scan it again"):
        pixels(data[: len(data) // 2])


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_image_cut_off_in_its_head_is_broken(kind: str) -> None:
    with pytest.raises(BrokenSource, match=r"fetch or scan it again"):
        pixels(saved(grained(), kind)[:24])


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
@pytest.mark.parametrize("cut", [0.9, 0.5])
def test_a_tiff_whose_last_frames_are_lost_is_broken(cut: float) -> None:
    data = saved(grained(), "TIFF", save_all=True, append_images=[grained(), grained()])
    with pytest.raises(BrokenSource, match=r"cannot be (decoded|found)"):
        [page.pictures[0].pixels() for page in open_source(data[: int(cut * len(data))]).pages]


def flipped(data: bytes) -> bytes:
    at = data.index(b"IDAT") + 20
    return data[:at] + bytes(byte ^ 0xFF for byte in data[at : at + 40]) + data[at + 40 :]


def test_a_png_with_damaged_data_is_broken() -> None:
    with pytest.raises(BrokenSource, match="fetch or scan it again"):
        pixels(flipped(saved(grained())))


def png_head(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.filterwarnings("ignore:Image size")  # Pillow's own limit lies below ours
@pytest.mark.parametrize("side", [12_000, 30_000])
def test_an_image_of_too_many_pixels_is_refused_before_it_is_decoded(side: int) -> None:
    with pytest.raises(UnreadableSource, match="pixels"):
        open_source(png_head(side, side))


def test_the_largest_image_is_read() -> None:
    with bounded(Bounds(megapixels=1)):
        assert len(open_source(saved(Image.new("1", (1000, 1000)))).pages) == 1
        with pytest.raises(UnreadableSource, match=r"^its page 1 is 1001 x 1000 pixels, too many; save it at 300 dots per inch$"):
            open_source(saved(Image.new("1", (1001, 1000))))
        with pytest.raises(UnreadableSource, match=r"^it has more than 1 million pixels; save it at 300 dots per inch$"):
            open_source(saved(Image.new("1", (2001, 1000))))
