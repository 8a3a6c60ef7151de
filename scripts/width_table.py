#!/usr/bin/env python3
"""Makes src/compat/width_table.h: how many cells each character takes.

	scripts/width_table.py >src/compat/width_table.h

From the Unicode data of the Python that runs it, by the rules of the C library of
Linux, which tests/test_width.c compares it with.  Needed only for a newer Unicode.
"""
import sys
import unicodedata

# Formats that are shown, and the Hangul that joins what is before it.
SHOWN = {0x00AD, 0x0600, 0x0601, 0x0602, 0x0603, 0x0604, 0x0605, 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2,
         0x110BD, 0x110CD}
JOINED = [(0x1160, 0x11FF), (0xD7B0, 0xD7C6), (0xD7CB, 0xD7FB)]
# Circled numbers and hexagrams, drawn wide among their neighbours.
WIDE = [(0x3248, 0x324F), (0x4DC0, 0x4DFF)]


def cells(cp):
    char = chr(cp)
    kind = unicodedata.category(char)
    if cp == 0:
        return 0
    if kind in ("Cc", "Cs", "Zl", "Zp", "Cn"):
        return -1
    if any(first <= cp <= last for first, last in JOINED):
        return 0
    if any(first <= cp <= last for first, last in WIDE):
        return 2
    if kind in ("Mn", "Me") or kind == "Cf" and cp not in SHOWN:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def ranges():
    first, width = 0, cells(0)
    for cp in range(1, 0x110000):
        if (now := cells(cp)) != width:
            yield first, cp - 1, width
            first, width = cp, now
    yield first, 0x10FFFF, width


def main():
    print("/* Made by scripts/width_table.py from Unicode %s: all that does not take one cell. */"
          % unicodedata.unidata_version)
    print("/* clang-format off */")
    print("static const struct width_range width_ranges[] = {")
    rows = ["{0x%X, 0x%X, %d}," % row for row in ranges() if row[2] != 1]
    for at in range(0, len(rows), 4):
        print("    " + " ".join(rows[at:at + 4]))
    print("};")
    print("/* clang-format on */")


if __name__ == "__main__":
    sys.exit(main())
