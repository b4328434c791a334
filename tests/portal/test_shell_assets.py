"""Laws of templates, styles and scripts: what the content policy refuses, what is small, what people can read."""

import gzip
import math
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from portal.shell.bundles import join_scripts, join_styles

STATIC = settings.ROOT / "static"
TEMPLATES = settings.ROOT / "templates"
STYLES = sorted(STATIC.glob("css/**/*.css"))
SCRIPTS = sorted(STATIC.glob("js/*.js"))
# Rendered to paper, not to a browser: no content policy, no other way to style it.
PAPER = {TEMPLATES / "statement", TEMPLATES / "partners" / "paper"}
PAGES = sorted(path for path in TEMPLATES.glob("**/*.html") if PAPER.isdisjoint(path.parents))

HUES = range(0, 360, 5)
# (ink, ground, least contrast) that WCAG 2.2 AA asks for: 4.5 for text, 3 for the edge of a control.
PAIRS = [
    ("ink", "canvas", 4.5),
    ("ink", "surface", 4.5),
    ("ink", "hover", 4.5),
    ("ink-soft", "canvas", 4.5),
    ("ink-soft", "surface", 4.5),
    ("ink-soft", "sunken", 4.5),
    ("ink-soft", "hover", 4.5),
    ("accent", "canvas", 4.5),
    ("accent", "surface", 4.5),
    ("accent", "accent-soft", 4.5),
    ("on-accent", "accent-fill", 4.5),
    ("on-accent", "accent-fill-hover", 4.5),
    ("on-accent", "bad-fill", 4.5),
    ("good", "good-soft", 4.5),
    ("warn", "warn-soft", 4.5),
    ("bad", "bad-soft", 4.5),
    ("good", "surface", 4.5),
    ("warn", "surface", 4.5),
    ("bad", "surface", 4.5),
    ("bad", "canvas", 4.5),
    ("line-control", "surface", 3),
    ("line-control", "canvas", 3),
    ("accent-fill", "canvas", 3),
]


def short(path: Path) -> str:
    return str(path.relative_to(settings.ROOT))


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_page_holds_nothing_that_the_content_policy_refuses(page: Path) -> None:
    text = page.read_text()
    inline = [
        tag for tag in re.findall(r"<script\b[^>]*>", text) if "src=" not in tag and "application/json" not in tag
    ]

    assert inline == []
    assert re.findall(r"""\sstyle\s*=|<style|\son[a-z]+\s*=\s*["']|javascript:|hx-on|https?://""", text) == []


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_page_names_only_files_that_exist(page: Path) -> None:
    named = re.findall(r"""{% static ['"]([^'"]+)['"]""", page.read_text())

    assert [name for name in named if finders.find(name) is None] == []


def test_styles_are_joined_whole_with_the_layers_first() -> None:
    joined = join_styles()

    assert joined.startswith("@layer reset, tokens, base, components, pages, utilities;")
    assert (
        sum(
            joined.count(f"@layer {name} {{")
            for name in ("reset", "tokens", "base", "components", "pages", "utilities")
        )
        == len(STYLES) - 1
    )


def test_scripts_are_joined_without_sharing_a_name() -> None:
    assert [text for path in SCRIPTS if (text := f"{{\n{path.read_text()}}}") not in join_scripts()] == []


def test_a_page_stays_under_its_weight() -> None:
    names = ("portal.css", "portal.js", "django_htmx/htmx-2.min.js", "img/icons.svg")
    weights = [len(gzip.compress(Path(str(finders.find(name))).read_bytes())) for name in names]

    assert sum(weights) < 45_000


@pytest.mark.parametrize("style", STYLES, ids=short)
def test_style_is_small_and_stays_in_its_layer(style: Path) -> None:
    text = style.read_text()

    assert len(text.splitlines()) <= 120
    assert "@layer" in text
    assert re.findall(r"!important|@import|url\(|^\s*#[a-z]", text, re.MULTILINE) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=short)
def test_script_is_one_small_behaviour(script: Path) -> None:
    text = script.read_text()

    assert len(text.splitlines()) <= 60
    assert re.findall(r"\beval\(|innerHTML|document\.write|\.style\b|https?://", text) == []


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'symbol id="([^"]+)"', (STATIC / "img/icons.svg").read_text()))
    named = {name for page in PAGES for name in re.findall(r'{% icon "([^"]+)"', page.read_text())}

    assert named - drawn == set()


def tokens() -> dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]]:
    """Name -> (light, dark), each as (lightness, chroma, hue)."""
    colour = r"oklch\(([\d.]+) ([\d.]+) (var\(--[\w-]+\)|[\d.]+)\)"
    text = (STATIC / "css/tokens.css").read_text()
    both = re.findall(rf"--([\w-]+): light-dark\({colour}, {colour}\);", text)
    one = re.findall(rf"--([\w-]+): {colour};", text)
    return {name: (tuple(rest[:3]), tuple(rest[3:])) for name, *rest in both} | {
        name: (tuple(rest), tuple(rest)) for name, *rest in one
    }


def hue_of(text: str, brand: int) -> float:
    fixed = dict(re.findall(r"--(\w+-hue): (\d+);", (STATIC / "css/tokens.css").read_text()))
    named = re.fullmatch(r"var\(--([\w-]+)\)", text)
    return float(text) if named is None else float(brand if named[1] == "brand-hue" else fixed[named[1]])


def luminance(colour: tuple[str, str, str], brand: int) -> float:
    """Relative luminance of WCAG, of an OKLCH colour clipped into sRGB as browsers do."""
    lightness, chroma, hue = float(colour[0]), float(colour[1]), math.radians(hue_of(colour[2], brand))
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    small = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * small
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * small
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * small
    red, green, blue = (min(max(part, 0.0), 1.0) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS, ids=lambda value: str(value))
def test_contrast_is_enough_for_every_vendors_hue(ink: str, ground: str, least: float, mode: int) -> None:
    colours = tokens()
    poor = {}
    for brand in HUES:
        light, dark = sorted(luminance(colours[name][mode], brand) for name in (ink, ground))
        ratio = (dark + 0.05) / (light + 0.05)
        if ratio < least:
            poor[brand] = round(ratio, 2)

    assert poor == {}
