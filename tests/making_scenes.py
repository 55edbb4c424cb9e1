"""Draws the sample pictures: one invented street corner on one afternoon, seen by two phones."""

import math
from typing import Final

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
Point = tuple[float, float]

FINER: Final = 3  # everything is drawn this much larger and then made smaller, so that edges are smooth
SKY, HAZE = (128, 165, 205), (222, 228, 230)
BRICK, PLASTER, SLATE = (150, 84, 66), (214, 200, 172), (92, 104, 118)
ROAD, PAVEMENT, LINE = (84, 86, 90), (172, 168, 160), (228, 222, 200)
GLASS, DARK, WHITE = (70, 92, 108), (38, 40, 46), (244, 244, 240)
TEAL, RUST, GREEN = (22, 110, 118), (176, 72, 40), (62, 108, 66)


class Canvas:
    """A picture with coordinates from 0 to 1 across and down, whatever its size."""

    def __init__(self, width: int, height: int) -> None:
        self.size = (width, height)
        self.image = Image.new("RGB", (width * FINER, height * FINER), HAZE)
        self.pen = ImageDraw.Draw(self.image)

    def at(self, x: float, y: float) -> tuple[int, int]:
        return round(x * self.image.width), round(y * self.image.height)

    def box(self, left: float, top: float, right: float, bottom: float, fill: Colour, edge: Colour | None = None) -> None:
        self.pen.rectangle([self.at(left, top), self.at(right, bottom)], fill, edge, FINER)

    def shape(self, points: list[Point], fill: Colour) -> None:
        self.pen.polygon([self.at(*point) for point in points], fill)

    def line(self, points: list[Point], fill: Colour, width: float) -> None:
        self.pen.line([self.at(*point) for point in points], fill, max(1, round(width * self.image.height)), "curve")

    def disc(self, x: float, y: float, radius: float, fill: Colour, edge: Colour | None = None) -> None:
        """radius: in heights."""
        (across, down), reach = self.at(x, y), radius * self.image.height
        self.pen.ellipse([across - reach, down - reach, across + reach, down + reach], fill, edge, max(1, round(reach / 8)))

    def write(self, x: float, y: float, text: str, height: float, fill: Colour) -> None:
        """Text around its middle."""
        font = ImageFont.load_default(max(6, height * self.image.height))
        self.pen.text(self.at(x, y), text, fill, font, "mm")

    def done(self) -> Image.Image:
        return self.image.resize(self.size, Image.Resampling.BOX)


def sky(canvas: Canvas, down_to: float) -> None:
    for step in range(24):
        share = step / 23
        colour = tuple(round(high + (low - high) * share) for high, low in zip(SKY, HAZE, strict=True))
        canvas.box(0, down_to * step / 24, 1, down_to * (step + 1) / 24, (colour[0], colour[1], colour[2]))


def windows(canvas: Canvas, left: float, top: float, right: float, bottom: float, across: int, down: int) -> None:
    wide, high = (right - left) / across, (bottom - top) / down
    for row in range(down):
        for column in range(across):
            x, y = left + wide * (column + 0.22), top + high * (row + 0.2)
            lit = (row * 7 + column * 3) % 5 == 0
            canvas.box(x, y, x + wide * 0.56, y + high * 0.6, (236, 206, 130) if lit else GLASS, DARK)


def clock(canvas: Canvas, x: float, y: float, radius: float, seconds: float) -> None:
    """A wall clock; seconds: since midnight."""
    canvas.disc(x, y, radius * 1.12, DARK)
    canvas.disc(x, y, radius, WHITE)
    shape = canvas.size[1] / canvas.size[0]

    def hand(turns: float, length: float, width: float, colour: Colour, start: float = 0.0) -> None:
        angle = 2 * math.pi * turns
        ends = [(x + math.sin(angle) * radius * part * shape, y - math.cos(angle) * radius * part) for part in (start, length)]
        canvas.line(ends, colour, radius * width)

    for hour in range(12):
        hand(hour / 12, 0.94, 0.07, DARK, 0.8)
    hand(seconds / 43200, 0.52, 0.14, DARK)
    hand(seconds / 3600 % 1, 0.78, 0.09, DARK)
    hand(seconds / 60 % 1, 0.84, 0.05, RUST)
    canvas.disc(x, y, radius * 0.09, DARK)


def van(canvas: Canvas, x: float, ground: float, length: float, roll: float, *, leftward: bool = False) -> None:
    """A delivery van; x: its middle, ground: where its wheels stand, roll: turns of its wheels."""
    high, side = length * 0.46 * canvas.size[0] / canvas.size[1], -1 if leftward else 1

    def place(along: float, up: float) -> Point:
        return x + side * (along - 0.5) * length, ground - up * high

    body = [(0, 0.16), (0, 1), (0.7, 1), (0.84, 0.96), (0.97, 0.56), (1, 0.5), (1, 0.16)]
    canvas.shape([place(*point) for point in body], WHITE)
    canvas.shape([place(*point) for point in [(0, 0.36), (0, 0.46), (1, 0.46), (1, 0.36)]], TEAL)
    canvas.shape([place(*point) for point in [(0.74, 0.58), (0.74, 0.9), (0.83, 0.88), (0.93, 0.58)]], GLASS)
    canvas.line([place(0.7, 0.2), place(0.7, 0.98)], (190, 192, 190), high * 0.015)
    canvas.write(*place(0.36, 0.7), "LARK LAUNDRY", high * 0.16, TEAL)
    for along in (0.2, 0.8):
        middle = place(along, 0.16)
        canvas.disc(*middle, high * 0.17, DARK)
        canvas.disc(*middle, high * 0.08, (176, 178, 180))
        angle = 2 * math.pi * roll * side
        shape = canvas.size[1] / canvas.size[0]
        spoke = (middle[0] + math.sin(angle) * high * 0.15 * shape, middle[1] - math.cos(angle) * high * 0.15)
        canvas.line([middle, spoke], (176, 178, 180), high * 0.03)


def person(canvas: Canvas, x: float, ground: float, high: float, step: float, coat: Colour) -> None:
    """Someone who walks; step: phase of the walk in turns."""
    shape, swing = canvas.size[1] / canvas.size[0], math.sin(2 * math.pi * step)
    for side in (-1, 1):
        foot = (x + side * swing * high * 0.16 * shape, ground)
        canvas.line([(x, ground - high * 0.45), foot], DARK, high * 0.09)
        hand = (x - side * swing * high * 0.14 * shape, ground - high * 0.44)
        canvas.line([(x, ground - high * 0.74), hand], coat, high * 0.07)
    wide = high * 0.12 * shape
    canvas.shape(
        [
            (x - wide, ground - high * 0.78),
            (x + wide, ground - high * 0.78),
            (x + wide, ground - high * 0.4),
            (x - wide, ground - high * 0.4),
        ],
        coat,
    )
    canvas.disc(x, ground - high * 0.89, high * 0.1, (206, 160, 128))


def corner(width: int, height: int, seconds: float, van_at: float, walker_at: float, sway: float = 0.0) -> Image.Image:
    """The corner from across the road. van_at, walker_at: from 0 (left) to 1; seconds: what the clock says, since midnight."""
    canvas = Canvas(width, height)
    tall = height > width
    floor, kerb = (0.6, 0.66) if tall else (0.66, 0.74)
    sky(canvas, floor)
    canvas.box(-0.1 + sway, 0.2, 0.3 + sway, floor, PLASTER)
    windows(canvas, -0.06 + sway, 0.24, 0.28 + sway, floor - 0.14, 3, 3)
    canvas.box(0.3 + sway, 0.1, 0.86 + sway, floor, BRICK)
    windows(canvas, 0.33 + sway, 0.13, 0.83 + sway, floor - 0.26, 5, 2)
    canvas.box(0.86 + sway, 0.28, 1.1, floor, SLATE)
    windows(canvas, 0.88 + sway, 0.31, 1.1 + sway, floor - 0.06, 2, 3)
    canvas.box(0.34 + sway, floor - 0.23, 0.82 + sway, floor - 0.15, TEAL)
    canvas.write(0.58 + sway, floor - 0.19, "ORIOLE CLOCKS", 0.03 if tall else 0.055, WHITE)
    canvas.box(0.36 + sway, floor - 0.15, 0.62 + sway, floor - 0.02, GLASS, DARK)
    canvas.box(0.68 + sway, floor - 0.15, 0.78 + sway, floor, RUST, DARK)
    clock(canvas, 0.74 + sway, floor - (0.29 if tall else 0.3), 0.05 if tall else 0.075, seconds)
    canvas.box(0, floor, 1, kerb, PAVEMENT)
    person(canvas, walker_at + sway, floor + 0.04, 0.13 if tall else 0.2, walker_at * 14, GREEN)
    canvas.box(0, kerb, 1, 1, ROAD)
    for mark in range(-1, 6):
        left = mark * 0.24 + sway
        canvas.shape([(left + 0.02, 0.95), (left + 0.14, 0.95), (left + 0.15, 0.965), (left + 0.025, 0.965)], LINE)
    van(canvas, -0.35 + van_at * 1.7 + sway, 0.86, 0.56 if tall else 0.42, van_at * 9)
    lamp(canvas, 0.09 + sway, kerb)
    return canvas.done()


def lamp(canvas: Canvas, x: float, ground: float) -> None:
    canvas.line([(x, ground), (x, 0.3)], DARK, 0.012)
    canvas.line([(x, 0.3), (x + 0.05, 0.28)], DARK, 0.01)
    canvas.disc(x + 0.055, 0.29, 0.016, (250, 232, 170))


def crossing(width: int, height: int, seconds: float, van_at: float, walker_at: float) -> Image.Image:
    """The same corner from the other side, further away: the van comes towards the left."""
    canvas = Canvas(width, height)
    sky(canvas, 0.58)
    canvas.box(0, 0.3, 0.36, 0.6, SLATE)
    windows(canvas, 0.02, 0.33, 0.35, 0.58, 5, 2)
    canvas.shape([(0.36, 0.14), (0.74, 0.22), (0.74, 0.6), (0.36, 0.6)], BRICK)
    windows(canvas, 0.42, 0.26, 0.72, 0.46, 4, 2)
    canvas.box(0.4, 0.47, 0.72, 0.53, TEAL)
    canvas.write(0.56, 0.5, "ORIOLE CLOCKS", 0.04, WHITE)
    clock(canvas, 0.39, 0.24, 0.05, seconds)
    canvas.box(0.74, 0.26, 1, 0.6, PLASTER)
    windows(canvas, 0.76, 0.3, 0.99, 0.56, 3, 2)
    canvas.box(0, 0.6, 1, 0.68, PAVEMENT)
    canvas.box(0, 0.68, 1, 1, ROAD)
    for stripe in range(7):
        left = 0.18 + stripe * 0.1
        canvas.shape([(left, 0.74), (left + 0.05, 0.74), (left - 0.02, 0.98), (left - 0.09, 0.98)], LINE)
    van(canvas, 1.3 - van_at * 1.6, 0.8, 0.36, van_at * 8, leftward=True)
    person(canvas, walker_at, 0.94, 0.3, walker_at * 10, RUST)
    return canvas.done()


def face(width: int, height: int, seconds: float) -> Image.Image:
    """The shop's clock from near."""
    canvas = Canvas(width, height)
    canvas.box(0, 0, 1, 1, BRICK)
    for row in range(12):
        canvas.line([(0, row / 12), (1, row / 12)], (126, 70, 56), 0.006)
        for column in range(8):
            x = (column + (row % 2) / 2) / 8
            canvas.line([(x, row / 12), (x, (row + 1) / 12)], (126, 70, 56), 0.006)
    canvas.box(0, 0.86, 1, 1, TEAL)
    canvas.write(0.5, 0.93, "ORIOLE CLOCKS", 0.08, WHITE)
    clock(canvas, 0.5, 0.42, 0.34, seconds)
    return canvas.done()
