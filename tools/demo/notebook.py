"""A field notebook as PDF: ruled pages, writing that is text, and sketches. Written by hand, down to the table of offsets."""

import math
import random
import zlib

WIDTH, HEIGHT = 420, 595

PAGES = [
    ("Vesterholm 1931", "Notebook 5", [
        "Ingrid Solem", "Coastal Museum, Bergby", "", "House II, levels 2 to 4", "6 July - 1 August 1931", "",
        "If found, please return to the museum,", "or to Captain Hagen on the quay.",
    ], None),
    ("Monday 6 July", "", [
        "Crossed with Hagen at six, calm, fog until the", "skerries. Seven hands: Aune, Petra Lie, the two",
        "Moen brothers, Nils the baker, a student from", "the capital whose name nobody caught, and I.",
        "Tents up by noon. The bank below House I has lost", "more than I feared; a whole corner hangs in the air.", "",
        "Staked out House II after dinner. Ten by six and", "a half, long side east to west, as the stones in", "the turf had promised.",
    ], None),
    ("Wednesday 8 July", "Level 2", [
        "Turf off the western half. Under it a hand of", "blown sand, clean, nothing in it but gulls.",
        "Below that charcoal in patches. Aune says a roof.", "I say wait.", "",
        "Petra found the first post hole by falling into it.",
    ], "posts"),
    ("Tuesday 14 July", "Level 3", [
        "Rain. Worked under the sail until four.", "The floor: trodden clay, two fingers thick, swept.",
        "Whoever left this house left it tidy.", "", "211 spindle whorl, soapstone, square D4.",
        "212 nail, iron. 213 the same.",
    ], None),
    ("Friday 17 July", "Plan", [
        "Drew the plan with Petra holding the tape.", "Sixteen stones in the hearth ring, all from the",
        "beach on the north side; none from this one.", "Why carry stones across an island?",
    ], "hearth"),
    ("Sunday 19 July", "214", [
        "No digging. So of course: walking past E4 to look", "at the weather I saw the edge of 214 in the light.",
        "A comb of antler, nearly whole. Eight teeth lost.", "Ring and dot, five rivets.",
        "Nils baked a cake for it.",
    ], "comb"),
    ("Wednesday 22 July", "226", [
        "In the doorway, under the threshold stone, on its", "edge as if somebody had put it there: a ringed pin,",
        "bronze, from over the sea. The ring still turns.", "", "Put there. Not lost. I have written it twice now.",
        "Letter to Brekke with a drawing, by Hagen's boat.",
    ], "pin"),
    ("Saturday 1 August", "Last day", [
        "Filled in, turf back, photographs of the grass.", "Under the hearth, at the very last, a second ring",
        "of stones, larger, and not in line with the walls.", "It is older than the house, or the house was moved.",
        "", "There will have to be a next year.",
    ], None),
]


def _sketch(name: str, rough: random.Random) -> list[str]:
    """Strokes in the lower half of a page."""
    def path(points, close=False):
        moved = [(x + rough.uniform(-0.7, 0.7), y + rough.uniform(-0.7, 0.7)) for x, y in points]
        return f"{moved[0][0]:.1f} {moved[0][1]:.1f} m " + " ".join(f"{x:.1f} {y:.1f} l" for x, y in moved[1:]) + (
            " h S" if close else " S")

    def ring(x, y, across, down, steps=40):
        return path([(x + across * math.cos(math.tau * t / steps), y + down * math.sin(math.tau * t / steps))
                     for t in range(steps)], True)

    if name == "posts":
        holes = [ring(90 + 75 * k, 150 + 60 * row, 9, 8) for k in range(4) for row in range(2)]
        return [*holes, path([(60, 120), (350, 116), (356, 240), (64, 244)], True)]
    if name == "hearth":
        stones = [ring(210 + 90 * math.cos(math.tau * k / 16), 170 + 58 * math.sin(math.tau * k / 16), 14, 11, 9)
                  for k in range(16)]
        return [*stones, ring(210, 170, 68, 40)]
    if name == "comb":
        back = [(100 + 11 * t, 200 + 34 * math.sin(math.pi * t / 20)) for t in range(21)]
        teeth = [path([(104 + 9 * t, 176), (104 + 9 * t, 130)]) for t in range(24) if t not in (7, 8, 9, 17)]
        return [path([*back, (320, 176), (100, 176)], True), *teeth, *(ring(130 + 40 * k, 194, 3, 3, 8) for k in range(5))]
    return [path([(110, 160), (340, 178)]), path([(110, 168), (340, 179)]), ring(104, 165, 22, 22), ring(104, 165, 15, 15)]


def _text(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _content(number: int, title: str, aside: str, lines: list[str], sketch: str | None) -> bytes:
    rough = random.Random(number)
    parts = ["0.957 0.933 0.866 rg 0 0 420 595 re f", "0.72 0.78 0.82 RG 0.5 w"]
    parts += [f"36 {y} m 396 {y} l S" for y in range(60, 530, 22)]
    parts.append("0.78 0.45 0.42 RG 0.7 w 58 40 m 58 560 l S")
    parts.append("0.16 0.17 0.30 rg BT /F2 17 Tf 66 548 Td (%s) Tj ET" % _text(title))
    if aside:
        parts.append("BT /F1 12 Tf 320 548 Td (%s) Tj ET" % _text(aside))
    for row, line in enumerate(lines):
        parts.append("BT /F1 14 Tf 66 %d Td (%s) Tj ET" % (506 - 22 * row, _text(line)))
    if sketch:
        parts += ["0.20 0.20 0.26 RG 1.1 w 1 J 1 j", *_sketch(sketch, rough)]
    if number > 1:
        parts.append("BT /F1 10 Tf 380 30 Td (%d) Tj ET" % (number - 1))
    return "\n".join(parts).encode("cp1252")


def pdf() -> bytes:
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>", b""]
    fonts = ("Times-Italic", "Times-BoldItalic")
    for name in fonts:
        objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>" % name.encode())
    objects.append(b"<< /Title (Vesterholm 1931, notebook 5) /Author (Ingrid Solem) /CreationDate (D:19310801) >>")
    kids = []
    for number, (title, aside, lines, sketch) in enumerate(PAGES, 1):
        packed = zlib.compress(_content(number, title, aside, lines, sketch))
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % (WIDTH, HEIGHT, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
