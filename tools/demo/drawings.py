"""What was drawn and written on paper: maps, plans, sections, cards, letters."""

import math

from canvas import BLUE, FADED, INK, RED, Canvas

PAPER = (238, 230, 211)
CARD = (229, 216, 184)
TRACING = (226, 229, 219)


def _frame(canvas: Canvas, title: str, below: str) -> None:
    width, height = canvas.width, canvas.height
    canvas.line([(28, 28), (width - 28, 28), (width - 28, height - 28), (28, height - 28)], INK, 1.6, closed=True)
    canvas.rectangle(width - 330, height - 108, width - 36, height - 36, tuple(min(tone + 6, 245) for tone in PAPER))
    canvas.line([(width - 330, height - 108), (width - 36, height - 108), (width - 36, height - 36),
                 (width - 330, height - 36)], INK, 1.2, closed=True)
    canvas.write(width - 316, height - 76, title, 17)
    canvas.write(width - 316, height - 50, below, 11, FADED)


def _north(canvas: Canvas, x: float, y: float) -> None:
    canvas.line([(x, y + 42), (x, y)], INK, 1.4)
    canvas.polygon([(x - 7, y + 16), (x, y - 4), (x, y + 16)], INK)
    canvas.line([(x, y - 4), (x + 7, y + 16), (x, y + 16)], INK, 1.0)
    canvas.write(x - 5, y - 12, "N", 14)


def _scale(canvas: Canvas, x: int, y: int, step: int, unit: str) -> None:
    for part in range(4):
        colour = INK if part % 2 == 0 else (236, 230, 214)
        canvas.rectangle(x + part * step, y, x + (part + 1) * step, y + 7, colour)
    canvas.line([(x, y), (x + 4 * step, y), (x + 4 * step, y + 7), (x, y + 7)], INK, 1, closed=True)
    canvas.write(x - 3, y - 6, "0", 10)
    canvas.write(x + 4 * step - 8, y - 6, unit, 10)


def island() -> bytes:
    canvas = Canvas(1000, 720, (226, 228, 216), "island")
    for line in range(40, 690, 13):
        canvas.line([(30 + x * 94, line + 3 * math.sin(x * 1.7 + line)) for x in range(11)], (186, 200, 202), 0.9)

    def shore(reach: float, shift: float = 0.0):
        points = []
        for step in range(120):
            angle = math.tau * step / 120
            wave = 1 + 0.16 * math.sin(2 * angle + 0.6) + 0.09 * math.sin(5 * angle + 2) + 0.04 * math.sin(11 * angle)
            points.append((470 + shift + 330 * reach * wave * math.cos(angle),
                           350 - shift * 0.6 + 228 * reach * wave * math.sin(angle)))
        return points

    canvas.polygon(shore(1.0), PAPER)
    for reach in (1.03, 1.06, 1.10):
        canvas.line(shore(reach), (150, 176, 188), 0.9, closed=True)
    canvas.line(shore(1.0), INK, 1.8, closed=True)
    for level, reach in enumerate((0.86, 0.72, 0.60, 0.47, 0.33, 0.20, 0.09)):
        canvas.line(shore(reach, 26 * level), (168, 120, 84), 1.5 if level == 4 else 0.9, closed=True)
    canvas.write(600, 262, "Varden 61", 13, (130, 84, 52))
    for x, y, name in ((318, 470, "House I"), (352, 492, "House II"), (300, 512, "Boathouse")):
        canvas.rectangle(x - 4, y - 9, x + 10, y - 3, RED)
        canvas.write(x + 16, y - 1, name, 11, RED)
    canvas.dashes([(306, 502), (350, 430), (430, 400), (520, 330), (566, 290)], FADED, 1.2)
    canvas.line([(226, 506), (262, 520), (296, 508)], INK, 2.4)
    canvas.write(152, 500, "Landing", 13, INK, hand=0.4)
    canvas.write(420, 560, "Sorvika", 18, BLUE, hand=0.3)
    canvas.write(700, 180, "Nordbukta", 18, BLUE, hand=0.3)
    canvas.write(60, 90, "VESTERHOLM", 34, INK, weight=2.0)
    canvas.write(62, 118, "surveyed by T. Aune, June 1928", 13, FADED)
    _north(canvas, 930, 90)
    _scale(canvas, 62, 660, 46, "400 m")
    _frame(canvas, "Sheet 1 of 6", "Contours every 10 m   VH.M.1")
    canvas.age()
    return canvas.png()


def plan() -> bytes:
    canvas = Canvas(1000, 720, TRACING, "plan")
    for place in range(60, 960, 90):
        canvas.line([(place, 50), (place, 590)], (170, 190, 204), 0.8)
    for place in range(50, 600, 90):
        canvas.line([(60, place), (870, place)], (170, 190, 204), 0.8)
    for index, place in enumerate(range(100, 880, 90)):
        canvas.write(place, 44, "ABCDEFGHI"[index], 12, FADED)
    wall = [(140, 150), (760, 110), (800, 470), (170, 520)]
    for start, end in zip(wall, wall[1:] + wall[:1]):
        length = math.hypot(end[0] - start[0], end[1] - start[1])
        count = int(length / 27)
        for step in range(count):
            for side in (-13, 13):
                x = start[0] + (end[0] - start[0]) * step / count + side * (end[1] - start[1]) / length
                y = start[1] + (end[1] - start[1]) * step / count - side * (end[0] - start[0]) / length
                # The doorway.
                if start == (760, 110) and 210 < y < 300:
                    continue
                stone = canvas.blob(x, y, canvas.random.uniform(8, 14))
                canvas.polygon(stone, (206, 204, 192))
                canvas.line(stone, INK, 1.1, closed=True)
    hearth = canvas.blob(468, 318, 56, 0.08, 0.7)
    canvas.polygon(hearth, (196, 176, 160))
    for step in range(16):
        angle = math.tau * step / 16
        stone = canvas.blob(468 + 60 * math.cos(angle), 318 + 43 * math.sin(angle), 9)
        canvas.polygon(stone, (214, 212, 200))
        canvas.line(stone, INK, 1.1, closed=True)
    for x, y in ((260, 250), (260, 400), (380, 225), (380, 425), (560, 205), (560, 420), (680, 200), (680, 405)):
        post = canvas.blob(x, y, 10, 0.1)
        canvas.polygon(post, (120, 112, 104))
        canvas.line(post, INK, 1.2, closed=True)
    for number, x, y in ((211, 330, 330), (214, 430, 372), (219, 612, 300), (226, 705, 330), (230, 300, 190)):
        canvas.line([(x - 5, y), (x + 5, y)], RED, 1.5)
        canvas.line([(x, y - 5), (x, y + 5)], RED, 1.5)
        canvas.write(x + 9, y + 4, str(number), 12, RED)
    canvas.dashes([(90, 318), (850, 318)], BLUE, 1.2)
    canvas.write(66, 312, "S", 15, BLUE)
    canvas.write(856, 312, "S'", 15, BLUE)
    canvas.write(400, 286, "hearth", 12, FADED, hand=0.4)
    canvas.write(812, 262, "door", 12, FADED, hand=0.4)
    _north(canvas, 930, 90)
    _scale(canvas, 62, 660, 45, "2 m")
    _frame(canvas, "House II, level 3", "1:50   I. Solem   17.7.1931   VH.P.14")
    canvas.age()
    return canvas.png()


def section() -> bytes:
    canvas = Canvas(1000, 560, PAPER, "section")
    layers = [((172, 150, 110), "turf"), ((206, 186, 142), "blown sand"), ((110, 96, 84), "charcoal and ash"),
              ((178, 142, 102), "trodden clay"), ((216, 202, 166), "beach sand"), ((160, 156, 148), "rock")]
    tops = []
    for index in range(len(layers) + 1):
        base = 110 + index * 52
        tops.append([(x, base + 16 * math.sin(x / 150 + index * 0.8) + 7 * math.sin(x / 47 + index * 2.1)
                      + canvas.random.uniform(-2, 2)) for x in range(70, 761, 10)])
    for index, (tone, name) in enumerate(layers):
        canvas.polygon(tops[index] + tops[index + 1][::-1], tone)
        for _ in range(26):
            x = canvas.random.randrange(80, 750)
            y = tops[index][(x - 70) // 10][1] + canvas.random.uniform(12, 46)
            if index in (1, 4):
                canvas.dot(x, y, 0.9, FADED)
            elif index == 2:
                canvas.line([(x, y), (x + 9, y + 1)], (46, 40, 38), 1.4)
            elif index == 5:
                canvas.line(canvas.blob(x, y, 8), (96, 92, 88), 1.0, closed=True)
        canvas.line(tops[index], INK, 1.5)
        middle = (tops[index][-1][1] + tops[index + 1][-1][1]) / 2
        canvas.line([(764, middle), (788, middle)], FADED, 0.9)
        canvas.write(796, middle + 5, f"{index + 1}  {name}", 13)
    canvas.line(tops[-1], INK, 1.5)
    for depth in range(0, 4):
        canvas.line([(60, 112 + depth * 90), (70, 112 + depth * 90)], INK, 1.2)
        canvas.write(34, 117 + depth * 90, f"{depth * 50}", 10, FADED)
    canvas.write(70, 66, "Section S - S', looking north", 18)
    _scale(canvas, 70, 500, 42, "2 m")
    _frame(canvas, "House II, section", "1:20   I. Solem   21.7.1931   VH.S.3")
    canvas.age()
    return canvas.png()


def _hatch(canvas: Canvas, left: int, top: int, right: int, bottom: int, step: int) -> None:
    for place in range(left, right, step):
        canvas.line([(place, top), (place + canvas.random.uniform(-1, 1), bottom)], FADED, 0.8)


def _comb(canvas: Canvas, x: int, y: int) -> None:
    top = [(x + 300 * t / 20, y - 42 * math.sin(math.pi * t / 20)) for t in range(21)]
    canvas.line(top + [(x + 300, y + 30), (x, y + 30)], INK, 1.6, closed=True)
    for rivet in range(5):
        canvas.dot(x + 40 + rivet * 55, y + 8, 4, INK)
    for tooth in range(0, 300, 8):
        if tooth not in (72, 80, 88, 200, 208):
            canvas.line([(x + tooth + 2, y + 30), (x + tooth + 2, y + 88)], INK, 1.2)
    _hatch(canvas, x + 12, y - 4, x + 290, y + 1, 6)


def _pot(canvas: Canvas, x: int, y: int) -> None:
    side = [(0, 0), (-8, 14), (-34, 60), (-44, 104), (-38, 150), (-10, 182)]
    middle = x + 110
    right = [(middle + 62 - dx, y + dy) for dx, dy in side]
    left = [(middle - 62 + dx, y + dy) for dx, dy in side]
    canvas.line(left + right[::-1], INK, 1.7, closed=True)
    canvas.line([(middle, y), (middle, y + 182)], INK, 1.0)
    for row in (22, 30, 38):
        canvas.line([(middle, y + row), (middle + 72, y + row)], FADED, 1.0)
    canvas.polygon([(middle - 62, y), (middle - 56, y + 8), (middle - 88, y + 62), (middle - 97, y + 104),
                    (middle - 106, y + 104), (middle - 96, y + 60), (middle - 70, y + 14)], INK)


def _pin(canvas: Canvas, x: int, y: int) -> None:
    canvas.line([(x, y + 20), (x + 270, y + 34)], INK, 1.2)
    canvas.line([(x, y + 26), (x + 270, y + 35)], INK, 1.2)
    for reach in (24, 17):
        canvas.line([(x - 10 + reach * math.cos(math.tau * t / 30), y + 22 + reach * math.sin(math.tau * t / 30))
                     for t in range(31)], INK, 1.4)
    canvas.write(x - 17, y + 28, "+", 14)


CARDS = {
    "card-214": ("214", "Comb, antler", "House II, level 3, square E4", "19 July 1931", "Length 15.2 cm. Five iron rivets.",
                 "Eight teeth lost. Ring-and-dot on both plates.", _comb),
    "card-219": ("219", "Pot, soapstone", "House II, level 3, square G4", "20 July 1931", "Height 18.4 cm, rim 12.5 cm.",
                 "Soot outside. Mended with an iron rivet.", _pot),
    "card-226": ("226", "Ringed pin, bronze", "House II, doorway", "22 July 1931", "Length 14.0 cm. Ring moves.",
                 "Cf. Brekke 1924, fig. 31. Cleaned, waxed.", _pin),
}


def card(name: str) -> bytes:
    number, what, where, when, note, more, draw = CARDS[name]
    canvas = Canvas(900, 580, CARD, name)
    for line in range(118, 560, 34):
        canvas.line([(24, line), (876, line)], (196, 186, 164), 0.9)
    canvas.line([(24, 84), (876, 84)], RED, 1.4)
    canvas.line([(150, 20), (150, 84)], RED, 1.2)
    canvas.write(38, 62, number, 30, INK, hand=0.4, weight=2.0)
    canvas.write(172, 62, what, 26, INK, hand=0.6, weight=1.8)
    canvas.write(640, 58, "VESTERHOLM", 17, FADED)
    for row, (label, text) in enumerate((("Place", where), ("Found", when), ("", note), ("", more))):
        canvas.write(38, 144 + row * 34, label, 12, FADED)
        canvas.write(130, 144 + row * 34, text, 18, INK, hand=0.7)
    draw(canvas, 300, 330)
    _scale(canvas, 38, 540, 30, "4 cm")
    canvas.write(720, 548, "drawn I.S.", 14, FADED, hand=0.5)
    canvas.dot(450, 24, 9, (120, 108, 88))
    canvas.age()
    return canvas.png()


LETTERS = {
    "letter-1929": (["Coastal Museum, Vesterholm", "", "Mr J. Lunde, Secretary to the Board", "3 March 1929", "",
                     "Dear Mr Lunde,", "", "the gale of 24 February has taken another four", "metres of the bank below House I. If we wait for",
                     "the vote in autumn there will be no wall left to", "vote on. I ask the Board for 600 kroner, and for",
                     "leave to begin in May instead of July.", "", "Captain Hagen will carry the timber for the",
                     "shoring without pay, as his share in the matter.", "", "Yours sincerely,"], "Ingrid Solem"),
    "letter-1934": (["Bergby, 11 November 1934", "", "Dear Miss Solem,", "", "the pin is without doubt from the western isles,",
                     "and not later than the year 950. I have compared", "it with the three in our collection; yours is the",
                     "better piece. You may print that I said so.", "", "What you write of the second hearth troubles me.",
                     "If it is older than the wall, then the house was", "moved, and I know of no house that was. Please",
                     "look once more before it goes to the printer.", "", "With great respect,"], "H. Brekke"),
}


def letter(name: str) -> bytes:
    lines, signature = LETTERS[name]
    canvas = Canvas(720, 960, PAPER, name)
    for row, line in enumerate(lines):
        canvas.write(72, 110 + row * 34, line, 13, (44, 42, 54), weight=1.7, pitch=11.6)
    canvas.write(330, 150 + len(lines) * 34, signature, 30, (36, 44, 88), hand=1.1, weight=1.9)
    # Where it was folded.
    for y in (320, 640):
        canvas.line([(0, y), (720, y)], (220, 210, 190), 1.6)
        canvas.line([(0, y + 2), (720, y + 2)], (246, 240, 226), 1.2)
    canvas.write(520, 60, "No. " + name[-4:] + "/17", 15, RED, hand=0.4)
    canvas.age()
    return canvas.png()
