"""Photographs that nobody took: views are worked out at half the size, then enlarged, and get the grain of a plate."""

import math
import random

import jpeg

WIDTH, HEIGHT = 768, 512
BORDER = 20


class Noise:
    """Smooth noise: random values on a grid, joined by cubics."""

    def __init__(self, seed: str):
        source = random.Random(seed)
        self.values = [source.random() for _ in range(4096)]

    def at(self, x: float, y: float) -> float:
        column, row = math.floor(x), math.floor(y)
        right, down = x - column, y - row
        right, down = right * right * (3 - 2 * right), down * down * (3 - 2 * down)
        values, place = self.values, column * 57 + row * 131
        top = values[place & 4095] + (values[place + 57 & 4095] - values[place & 4095]) * right
        bottom = values[place + 131 & 4095] + (values[place + 188 & 4095] - values[place + 131 & 4095]) * right
        return top + (bottom - top) * down

    def rough(self, x: float, y: float, octaves: int = 4) -> float:
        total, share = 0.0, 0.5
        for _ in range(octaves):
            total += self.at(x, y) * share
            x, y, share = x * 2.03 + 7, y * 2.03 + 3, share / 2
        return total


def coast(x: float, y: float, noise: Noise) -> float:
    """The island from the boat: sky, hills, surf, sea."""
    hill = 0.40 - 0.16 * noise.rough(x * 2.4 + 1, 0.5, 5) - 0.10 * math.exp(-((x - 0.62) ** 2) / 0.018)
    near = 0.52 - 0.13 * noise.rough(x * 3.1 + 40, 9.5, 5) * (0.3 + x)
    if y < hill:
        return 225 - 70 * y - 46 * max(0.0, noise.rough(x * 3, y * 7 + 20) - 0.42)
    if y < near:
        return 150 - 60 * noise.rough(x * 14, y * 22) - 60 * (y - hill)
    if y < 0.55:
        return 92 - 70 * noise.rough(x * 24, y * 30)
    depth = (y - 0.55) / 0.45
    swell = noise.rough(x * 9 / (0.25 + depth), 16 * math.log(1 + 9 * depth))
    foam = 0.012 * noise.at(x * 26, 3)
    return 226 if y < 0.552 + foam else 186 - 110 * swell - 30 * depth


def trench(x: float, y: float, noise: Noise) -> float:
    """A cutting seen along its length, with a ranging rod."""
    if y < 0.22:
        return 214 - 40 * noise.rough(x * 3, y * 6)
    if y < 0.22 + 0.03 * noise.rough(x * 9, 1) + 0.05:
        return 120 - 30 * noise.rough(x * 30, y * 30)
    depth = (y - 0.25) / 0.75
    half = 0.07 + 0.30 * depth
    wall = 0.05 + 0.10 * depth
    offset = abs(x - 0.5)
    if abs(x - 0.5 - half * 0.35) < 0.006 + 0.004 * depth and 0.42 < y < 0.93:
        return 232 if int((y - 0.42) * 12) % 2 else 48
    if offset < half:
        stone = noise.at(x * 26 / (0.4 + depth), 26 * math.log(1 + 2 * depth))
        return 88 + 66 * (stone > 0.62) - 34 * noise.rough(x * 40, y * 40)
    if offset < half + wall:
        layer = (offset - half) / wall
        band = 104 if layer < 0.35 else 66 if layer < 0.55 else 130
        return band - 40 * noise.rough(x * 30, y * 30) - (22 if x < 0.5 else 0)
    return 168 - 90 * noise.rough(x * 22 / (0.3 + depth), y * 34 / (0.3 + depth), 5)


TENTS = [(0.33, 0.27, 0.80), (0.70, 0.19, 0.70)]


def camp(x: float, y: float, noise: Noise) -> float:
    """Two tents on the heath, and a hill behind them."""
    for place, half, foot in TENTS:
        top = foot - 0.47 * half / 0.27
        roof = top + abs(x - place) / half * (foot - 0.10 - top)
        if abs(x - place) < half and roof < y < foot:
            if abs(x - place) < 0.20 * half * (y - top) / (foot - top):
                return 52 - 20 * noise.rough(x * 9, y * 9)
            fold = math.sin(x * 70 + 4 * noise.at(x * 9, y * 3))
            return 212 + 12 * fold - 90 * max(0.0, x - place) / half
        if abs(abs(x - place) / half - 1 - 0.35 * (y - foot + 0.12) / 0.12) < 0.018 and foot - 0.12 < y < foot:
            return 60
    hill = 0.50 - 0.17 * noise.rough(x * 1.7 + 3, 2, 5) - 0.07 * math.exp(-((x - 0.85) ** 2) / 0.03)
    if y < hill:
        return 232 - 60 * y - 70 * max(0.0, noise.rough(x * 2.4, y * 6) - 0.45)
    if y < 0.56:
        return 140 - 70 * noise.rough(x * 11, y * 16)
    return 150 - 110 * noise.rough(x * 20, y * 60, 5)


def comb(x: float, y: float, noise: Noise) -> float:
    """A comb of antler on dark cloth, with a scale."""
    if 0.84 < y < 0.875 and 0.18 < x < 0.82:
        return 226 if int((x - 0.18) / 0.064) % 2 else 40
    left, right = 0.17, 0.83
    arch = 0.34 - 0.10 * math.sin(math.pi * (x - left) / (right - left)) if left < x < right else 1
    if left < x < right and arch < y < 0.50:
        rivet = min(math.hypot((x - 0.17 - 0.11 * k) * 1.5, y - 0.42) for k in range(1, 6))
        ring = min(abs(math.hypot((x - 0.225 - 0.11 * k) * 1.5, y - 0.405) - 0.028) for k in range(6))
        tone = 206 - 50 * noise.rough(x * 30, y * 9) + 40 * (0.42 - y)
        return 60 if rivet < 0.012 else tone - 80 if ring < 0.004 else tone
    broken = noise.at(x * 34, 5)
    if left < x < right and 0.50 <= y < 0.50 + 0.20 * (0.25 if broken > 0.80 else 1 - 0.1 * broken):
        tooth = (x - left) * 62 % 1
        return 190 - 60 * noise.rough(x * 20, y * 30) if tooth < 0.62 else 34
    shade = 40 if left - 0.02 < x < right + 0.02 and 0.3 < y < 0.72 else 52
    return shade - 26 * noise.rough(x * 60, y * 60) + 8 * math.sin(x * 420) * math.sin(y * 420)


def hearth(x: float, y: float, noise: Noise) -> float:
    """A ring of stones in a floor."""
    dx, dy = (x - 0.5) * 1.5, (y - 0.54) * 1.25
    radius, angle = math.hypot(dx, dy), math.atan2(dy, dx)
    if radius < 0.23:
        return 62 - 40 * noise.rough(x * 30, y * 30) + 30 * (noise.at(x * 18, y * 18) > 0.8)
    if radius < 0.37:
        turn = (angle / math.tau * 17 + 0.3 * noise.at(radius * 9, 2)) % 1
        edge = min(turn, 1 - turn, (radius - 0.23) * 8, (0.37 - radius) * 8)
        return 48 if edge < 0.09 else 176 + 30 * math.cos(angle + 2.2) - 64 * noise.rough(x * 16, y * 16)
    return 140 - 70 * noise.rough(x * 18, y * 18, 5) - 20 * (x - 0.5)


VIEWS = {view.__name__: view for view in (coast, trench, camp, comb, hearth)}


def photograph(name: str) -> bytes:
    """A print with a white border, as JPEG."""
    noise, view = Noise(name), VIEWS[name]
    width, height = WIDTH - 2 * BORDER, HEIGHT - 2 * BORDER
    columns, rows = width // 2, height // 2
    source = random.Random(name)
    dust = [source.randbytes(width) for _ in range(12)]
    grain = [bytes(byte % 20 for byte in row) for row in dust]
    plane = bytearray(b"\xf2" * WIDTH * BORDER)
    before = None
    # A print has more contrast than a view.
    tones = bytes(max(22, min(252, round(28 + (tone - 44) * 1.32))) for tone in range(256))
    for row in range(rows):
        y = row / rows
        vignette = 1 - 0.28 * (2 * y - 1) ** 2
        line = bytes(
            max(20, min(250, int(view(column / columns, y, noise) * (vignette - 0.2 * (2 * column / columns - 1) ** 4))))
            for column in range(columns)
        )
        wide = bytearray(width)
        wide[0::2] = line
        wide[1::2] = bytes(a + b >> 1 for a, b in zip(line, line[1:] + line[-1:]))
        between = bytes(a + b >> 1 for a, b in zip(before or wide, wide))
        for tone_row in (between, wide):
            value = int.from_bytes(tone_row.translate(tones), "big")
            value -= int.from_bytes(grain[source.randrange(12)], "big")
            plane += b"\xf2" * BORDER + value.to_bytes(width, "big") + b"\xf2" * BORDER
        before = wide
    plane += b"\xf2" * (WIDTH * HEIGHT - len(plane))
    return jpeg.encode(bytes(plane), WIDTH, HEIGHT)
