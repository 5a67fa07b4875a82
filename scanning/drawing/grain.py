"""Makes a clean drawing look as if a scanner had seen it: paper, shade, fold, slight turn, blur and noise."""

from random import Random

from PIL import Image, ImageChops, ImageFilter

_PAPER = (251, 249, 244)
_LID = (238, 238, 236)


def scan_look(drawing: Image.Image, random: Random) -> Image.Image:
    """The drawing (RGB on white) as a scan of a sheet that was carried in a bag."""
    sheet = ImageChops.multiply(drawing, _paper(drawing.size, random))
    turned = sheet.rotate(random.uniform(-0.75, 0.75), Image.Resampling.BICUBIC, fillcolor=_LID)
    soft = turned.filter(ImageFilter.GaussianBlur(0.55))
    noise = _noise(drawing.size, random, 0.036)
    return ImageChops.add(soft, Image.merge("RGB", (noise, noise, noise)), scale=1, offset=-128)


def _paper(size: tuple[int, int], random: Random) -> Image.Image:
    """Warm white, cloudy by a few shades, with the trace of a fold."""
    tint = Image.new("RGB", size, _PAPER)
    clouds = _clouds(size, (9, 13), random).point([252 + round(value / 255 * 3) for value in range(256)])
    paper = ImageChops.multiply(tint, Image.merge("RGB", (clouds, clouds, clouds)))
    return ImageChops.multiply(paper, _fold(size, random))


def _fold(size: tuple[int, int], random: Random) -> Image.Image:
    """A sheet folded once in the middle: a darker line, uneven along its way."""
    height = 7
    strip = _clouds((size[0], height), (40, 2), random).point([236 + round(value / 255 * 18) for value in range(256)])
    fold = Image.new("L", size, 255)
    fold.paste(strip, (0, round(size[1] * random.uniform(0.485, 0.515))))
    fold = fold.filter(ImageFilter.GaussianBlur(1.6))
    return Image.merge("RGB", (fold, fold, fold))


def _clouds(size: tuple[int, int], cells: tuple[int, int], random: Random) -> Image.Image:
    small = Image.frombytes("L", cells, random.randbytes(cells[0] * cells[1]))
    return small.resize(size, Image.Resampling.BICUBIC)


def _noise(size: tuple[int, int], random: Random, strength: float) -> Image.Image:
    """Grain around 128; two throws are added, so that far values are rare."""
    first, second = (Image.frombytes("L", size, random.randbytes(size[0] * size[1])) for _ in range(2))
    both = ImageChops.add(first, second, scale=2)
    return both.point([128 + round((value - 127.5) * strength) for value in range(256)])


def wear(coverage: Image.Image, random: Random, least: int) -> Image.Image:
    """Ink that did not take everywhere: patches and pinholes down to `least` of 255."""
    patches = _clouds(coverage.size, (14, 14), random).point(
        [min(255, least + round(value / 255 * (330 - least))) for value in range(256)]
    )
    holes = _clouds(coverage.size, (150, 150), random).point([120 if value < 34 else 255 for value in range(256)])
    return ImageChops.multiply(ImageChops.multiply(coverage, patches), holes)
