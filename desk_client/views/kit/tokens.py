"""Decides every colour: three palettes as data, and what each tone of a message is painted with."""

from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    """What a state means to the person; always shown as icon + words + colour."""

    PLAIN = "plain"
    QUIET = "quiet"
    INFO = "info"
    DONE = "done"
    WARNING = "warning"
    ERROR = "error"


class PaletteName(Enum):
    """The three looks that a person may choose."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Palette:
    """All colours of one look as #RRGGBB, the width of edges and of the focus ring in px."""

    name: PaletteName
    canvas: str
    surface: str
    sunken: str
    line: str
    border: str
    ink: str
    ink2: str
    accent: str
    accent_hover: str
    accent_press: str
    accent_soft: str
    on_accent: str
    nav: str
    nav_on: str
    nav_on_ink: str
    nav_ink: str
    nav_ink2: str
    nav_mark: str
    nav_line: str
    badge_ink: str
    red: str
    red_soft: str
    amber: str
    amber_edge: str
    amber_soft: str
    green: str
    green_soft: str
    focus: str
    disabled_ink: str
    disabled_fill: str
    brand: str
    edge: int = 1
    ring: int = 2

    def tone_ink(self, tone: Tone) -> str:
        """Give the colour of the words and icon of a tone."""
        match tone:
            case Tone.PLAIN:
                return self.ink
            case Tone.QUIET:
                return self.ink2
            case Tone.INFO:
                return self.accent
            case Tone.DONE:
                return self.green
            case Tone.WARNING:
                return self.amber
            case Tone.ERROR:
                return self.red

    def tone_soft(self, tone: Tone) -> str:
        """Give the ground of a tone."""
        match tone:
            case Tone.PLAIN:
                return self.surface
            case Tone.QUIET:
                return self.sunken
            case Tone.INFO:
                return self.accent_soft
            case Tone.DONE:
                return self.green_soft
            case Tone.WARNING:
                return self.amber_soft
            case Tone.ERROR:
                return self.red_soft

    def tone_edge(self, tone: Tone) -> str:
        """Give the edge of a tone."""
        match tone:
            case Tone.PLAIN | Tone.QUIET:
                return self.border
            case Tone.WARNING:
                return self.amber_edge
            case Tone.INFO | Tone.DONE | Tone.ERROR:
                return self.tone_ink(tone)


LIGHT = Palette(
    name=PaletteName.LIGHT,
    canvas="#F2F5F6",
    surface="#FFFFFF",
    sunken="#E8EEF0",
    line="#CBD5DA",
    border="#687984",
    ink="#13212B",
    ink2="#46555F",
    accent="#0A5A78",
    accent_hover="#084A63",
    accent_press="#063B50",
    accent_soft="#E0EDF2",
    on_accent="#FFFFFF",
    nav="#0A3B4E",
    nav_on="#15566E",
    nav_on_ink="#F2F8FA",
    nav_ink="#F2F8FA",
    nav_ink2="#B9D3DD",
    nav_mark="#FFD042",
    nav_line="#15566E",
    badge_ink="#13212B",
    red="#B0121B",
    red_soft="#FDEDEC",
    amber="#704500",
    amber_edge="#A86D00",
    amber_soft="#FFF3D1",
    green="#14603A",
    green_soft="#E3F2E9",
    focus="#0A5A78",
    disabled_ink="#6A7880",
    disabled_fill="#EBEFF1",
    brand="#C8102E",
)
DARK = Palette(
    name=PaletteName.DARK,
    canvas="#10181D",
    surface="#182329",
    sunken="#223038",
    line="#334650",
    border="#7F94A0",
    ink="#E8EEF1",
    ink2="#AEBDC5",
    accent="#62C2DF",
    accent_hover="#86D3EA",
    accent_press="#A8E2F2",
    accent_soft="#153B4B",
    on_accent="#06202B",
    nav="#0A1115",
    nav_on="#1B3B49",
    nav_on_ink="#EEF4F7",
    nav_ink="#EEF4F7",
    nav_ink2="#9FB6C1",
    nav_mark="#FFD042",
    nav_line="#334650",
    badge_ink="#06202B",
    red="#FF9A91",
    red_soft="#3B1B1D",
    amber="#F2C76B",
    amber_edge="#C99A35",
    amber_soft="#352A11",
    green="#7FD8A6",
    green_soft="#14321F",
    focus="#FFD042",
    disabled_ink="#8496A0",
    disabled_fill="#1D292F",
    brand="#E0354B",
)
CONTRAST = Palette(
    name=PaletteName.CONTRAST,
    canvas="#FFFFFF",
    surface="#FFFFFF",
    sunken="#FFFFFF",
    line="#000000",
    border="#000000",
    ink="#000000",
    ink2="#000000",
    accent="#00309C",
    accent_hover="#001E66",
    accent_press="#001247",
    accent_soft="#FFF3A8",
    on_accent="#FFFFFF",
    nav="#000000",
    nav_on="#FFE14D",
    nav_on_ink="#000000",
    nav_ink="#FFFFFF",
    nav_ink2="#FFFFFF",
    nav_mark="#FFE14D",
    nav_line="#FFFFFF",
    badge_ink="#000000",
    red="#8A0008",
    red_soft="#FFFFFF",
    amber="#4D2F00",
    amber_edge="#4D2F00",
    amber_soft="#FFFFFF",
    green="#00401F",
    green_soft="#FFFFFF",
    focus="#C2007A",
    disabled_ink="#4A4A4A",
    disabled_fill="#FFFFFF",
    brand="#B0121B",
    edge=2,
    ring=3,
)


def palette_named(name: PaletteName) -> Palette:
    """Give the palette of a name."""
    match name:
        case PaletteName.LIGHT:
            return LIGHT
        case PaletteName.DARK:
            return DARK
        case PaletteName.CONTRAST:
            return CONTRAST
