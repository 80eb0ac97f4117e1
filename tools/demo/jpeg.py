"""Baseline JPEG of one component: enough for photographs in black and white (ITU-T T.81, with the tables of its annex K)."""

import math
import struct

ZIGZAG = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55,
    62, 63,
]
LUMINANCE = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87,
    80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92,
    95, 98, 112, 100, 103, 99,
]
DC_COUNTS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
DC_VALUES = list(range(12))
AC_COUNTS = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7D]
AC_VALUES = bytes.fromhex(
    "0102030004110512213141061351610722711432 8191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a"
    "434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aa"
    "b2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa".replace(" ", "")
)
COSINES = [
    [math.cos((2 * place + 1) * wave * math.pi / 16) * (math.sqrt(0.125) if wave == 0 else 0.5) for place in range(8)]
    for wave in range(8)
]


def _codes(counts, values) -> dict[int, tuple[int, int]]:
    codes, code, values = {}, 0, iter(values)
    for length, count in enumerate(counts, 1):
        for _ in range(count):
            codes[next(values)] = (code, length)
            code += 1
        code <<= 1
    return codes


DC, AC = _codes(DC_COUNTS, DC_VALUES), _codes(AC_COUNTS, AC_VALUES)


def _quantised(block: list[list[int]], inverse: list[float]) -> list[int]:
    rows = []
    for a, b, c, d, e, f, g, h in block:
        rows.append([a * w[0] + b * w[1] + c * w[2] + d * w[3] + e * w[4] + f * w[5] + g * w[6] + h * w[7] for w in COSINES])
    columns = []
    for a, b, c, d, e, f, g, h in zip(*rows):
        columns.append([a * w[0] + b * w[1] + c * w[2] + d * w[3] + e * w[4] + f * w[5] + g * w[6] + h * w[7] for w in COSINES])
    return [round(columns[place & 7][place >> 3] * inverse[place]) for place in ZIGZAG]


def encode(plane: bytes, width: int, height: int, quality: int = 72) -> bytes:
    """A picture whose sides are multiples of eight."""
    scale = 5000 / quality if quality < 50 else 200 - 2 * quality
    table = [max(1, min(255, int((entry * scale + 50) / 100))) for entry in LUMINANCE]
    inverse = [1 / entry for entry in table]
    bits, filled = 0, 0
    out = bytearray()
    before = 0
    for top in range(0, height, 8):
        lines = [plane[(top + row) * width : (top + row + 1) * width] for row in range(8)]
        for left in range(0, width, 8):
            block = [[tone - 128 for tone in line[left : left + 8]] for line in lines]
            values = _quantised(block, inverse)
            difference, before = values[0] - before, values[0]
            run = 0
            last = 63
            while last and not values[last]:
                last -= 1
            pending = [(DC, 0, difference)]
            for value in values[1 : last + 1]:
                if value:
                    pending.append((AC, run, value))
                    run = 0
                else:
                    run += 1
            for codes, zeros, value in pending:
                while zeros > 15:
                    code, length = AC[0xF0]
                    bits, filled = bits << length | code, filled + length
                    zeros -= 16
                size = abs(value).bit_length()
                code, length = codes[zeros << 4 | size]
                extra = value if value >= 0 else value + (1 << size) - 1
                bits = (bits << length | code) << size | extra
                filled += length + size
            if last < 63:
                code, length = AC[0]
                bits, filled = bits << length | code, filled + length
            whole = filled // 8
            if whole:
                rest = filled - whole * 8
                out += (bits >> rest).to_bytes(whole, "big").replace(b"\xff", b"\xff\0")
                bits &= (1 << rest) - 1
                filled = rest
    if filled:
        out += ((bits << 8 - filled) | (1 << 8 - filled) - 1).to_bytes(1, "big").replace(b"\xff", b"\xff\0")

    def segment(marker: int, body: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body

    return b"".join([
        b"\xff\xd8",
        segment(0xE0, b"JFIF\0" + struct.pack(">BBBHHBB", 1, 1, 1, 300, 300, 0, 0)),
        segment(0xDB, b"\0" + bytes(table[place] for place in ZIGZAG)),
        segment(0xC0, struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0)),
        segment(0xC4, b"\0" + bytes(DC_COUNTS) + bytes(DC_VALUES)),
        segment(0xC4, b"\x10" + bytes(AC_COUNTS) + bytes(AC_VALUES)),
        segment(0xDA, bytes([1, 1, 0, 0, 63, 0])),
        bytes(out),
        b"\xff\xd9",
    ])
