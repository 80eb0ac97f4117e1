"""A picture to draw on: three planes of bytes, lines with soft edges, writing, paper. Deterministic, so that the same picture
has the same checksum every time."""

import math
import random
import struct
import zlib

from letters import GLYPHS

Colour = tuple[int, int, int]

INK = (38, 36, 52)
FADED = (92, 78, 66)
RED = (168, 44, 36)
BLUE = (44, 74, 128)


class Canvas:
    def __init__(self, width: int, height: int, colour: Colour, seed: str):
        self.width, self.height = width, height
        self.planes = [bytearray([tone]) * (width * height) for tone in colour]
        self.random = random.Random(seed)

    # Areas.

    def span(self, y: int, left: int, right: int, colour: Colour) -> None:
        left, right = max(left, 0), min(right, self.width)
        if 0 <= y < self.height and left < right:
            start = y * self.width
            for plane, tone in zip(self.planes, colour):
                plane[start + left : start + right] = bytes([tone]) * (right - left)

    def rectangle(self, left: int, top: int, right: int, bottom: int, colour: Colour) -> None:
        for y in range(max(top, 0), min(bottom, self.height)):
            self.span(y, left, right, colour)

    def polygon(self, points, colour: Colour) -> None:
        """Fills by rows, even-odd."""
        edges = list(zip(points, points[1:] + points[:1]))
        for y in range(int(min(p[1] for p in points)), int(max(p[1] for p in points)) + 1):
            crossings = sorted(
                ax + (y - ay) * (bx - ax) / (by - ay) for (ax, ay), (bx, by) in edges if (ay <= y) != (by <= y)
            )
            for left, right in zip(crossings[::2], crossings[1::2]):
                self.span(y, round(left), round(right) + 1, colour)

    def blob(self, x: float, y: float, radius: float, roughness: float = 0.18, squash: float = 1.0):
        """The outline of a stone."""
        corners = self.random.randint(7, 11)
        turn = self.random.random()
        outline = []
        for corner in range(corners):
            angle = math.tau * (corner + turn) / corners
            reach = radius * (1 + self.random.uniform(-roughness, roughness))
            outline.append((x + reach * math.cos(angle), y + reach * squash * math.sin(angle)))
        return outline

    # Lines.

    def dot(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A round spot whose edge is a pixel wide."""
        for row in range(max(int(y - radius - 1), 0), min(int(y + radius + 2), self.height)):
            for column in range(max(int(x - radius - 1), 0), min(int(x + radius + 2), self.width)):
                cover = radius + 0.5 - math.hypot(column - x, row - y)
                if cover > 0:
                    place = row * self.width + column
                    share = min(cover, 1.0)
                    for plane, tone in zip(self.planes, colour):
                        plane[place] += round((tone - plane[place]) * share)

    def line(self, points, colour: Colour, weight: float = 1.2, closed: bool = False) -> None:
        points = list(points) + ([points[0]] if closed else [])
        for (ax, ay), (bx, by) in zip(points, points[1:]):
            steps = max(1, math.ceil(math.hypot(bx - ax, by - ay) / max(weight * 0.7, 0.8)))
            for step in range(steps + 1):
                self.dot(ax + (bx - ax) * step / steps, ay + (by - ay) * step / steps, weight / 2, colour)

    def dashes(self, points, colour: Colour, weight: float = 1.0, on: float = 7, off: float = 5) -> None:
        for (ax, ay), (bx, by) in zip(points, points[1:]):
            length = math.hypot(bx - ax, by - ay)
            place = 0.0
            while place < length:
                end = min(place + on, length)
                part = [(ax + (bx - ax) * t / length, ay + (by - ay) * t / length) for t in (place, end)]
                self.line(part, colour, weight)
                place += on + off

    # Writing.

    def write(self, x: float, y: float, text: str, size: float = 16, colour: Colour = INK, hand: float = 0.0,
              weight: float = 1.3, pitch: float | None = None) -> float:
        """Writes with `y` as the base line; the end. `hand` makes it a hand's, `pitch` a typewriter's."""
        unit = size / 6
        for letter in text:
            strokes = GLYPHS.get(letter, ())
            widest = max((point[0] for stroke in strokes for point in stroke), default=1.5)
            shift = (self.random.uniform(-hand, hand), self.random.uniform(-hand, hand) * 0.7)
            for stroke in strokes:
                bent = []
                for px, py in stroke:
                    lean = (6 - py) * unit * 0.22 if hand else 0.0
                    bent.append((
                        x + px * unit + lean + shift[0] + self.random.uniform(-hand, hand) * 0.5,
                        y + (py - 6) * unit + shift[1] + self.random.uniform(-hand, hand) * 0.5,
                    ))
                self.line(bent if len(bent) > 1 else bent * 2, colour, weight)
            x += pitch if pitch else (widest + 1.6) * unit
        return x

    # What makes it a scan.

    def grain(self, strength: int, ceiling: int = 255) -> None:
        """Darkens every pixel by a random amount, a row at a time: rows are added up as one large number."""
        size = self.width
        noise = [bytes(byte % strength for byte in self.random.randbytes(size)) for _ in range(16)]
        for plane in self.planes:
            for y in range(self.height):
                row = plane[y * size : (y + 1) * size]
                low = min(row)
                if low < strength:
                    row = row.translate(bytes(max(tone, strength) for tone in range(256)))
                shade = noise[self.random.randrange(16)]
                value = int.from_bytes(row, "big") - int.from_bytes(shade, "big")
                plane[y * size : (y + 1) * size] = value.to_bytes(size, "big")

    def age(self) -> None:
        """Old paper: darker edges, a few spots, grain."""
        for _ in range(5):
            x, y = self.random.randrange(self.width), self.random.randrange(self.height)
            base = [plane[y * self.width + x] for plane in self.planes]
            self.dot(x, y, self.random.uniform(0.8, 2.5), tuple(max(tone - 26, 0) for tone in base))
        darker = [bytes(max(tone - 4 * depth, 0) for tone in range(256)) for depth in range(8)]
        for depth in range(7, 0, -1):
            inset = (7 - depth) * 2
            for plane in self.planes:
                for y in range(inset, self.height - inset):
                    start = y * self.width
                    if y < inset + 2 or y >= self.height - inset - 2:
                        part = slice(start + inset, start + self.width - inset)
                        plane[part] = plane[part].translate(darker[depth])
                    else:
                        for part in (slice(start + inset, start + inset + 2),
                                     slice(start + self.width - inset - 2, start + self.width - inset)):
                            plane[part] = plane[part].translate(darker[depth])
        self.grain(7)

    def png(self) -> bytes:
        rows = bytearray()
        for y in range(self.height):
            row = bytearray(self.width * 3)
            for offset, plane in enumerate(self.planes):
                row[offset::3] = plane[y * self.width : (y + 1) * self.width]
            rows += b"\0" + row
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        # 11811 dots per metre: 300 per inch.
        chunks = [(b"IHDR", header), (b"pHYs", struct.pack(">IIB", 11811, 11811, 1)),
                  (b"IDAT", zlib.compress(bytes(rows), 4)), (b"IEND", b"")]
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
            for kind, body in chunks
        )
