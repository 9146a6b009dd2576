# SPDX-License-Identifier: BSD-3-Clause
# geometry.py FILE...: reports what is wrong with the places of things in pictures of `acrn-cfg graph`:
# boxes that overlap, texts that leave their box or lie on another one, lines through boxes, and
# anything outside of the picture.
#
# It reads the SVG alone. The widths of texts are those of DejaVu Sans, the widest of the usual
# fonts, from its own file; where the font is missing, means of it.
import re
import struct
import sys
import xml.etree.ElementTree as ElementTree

SVG = '{http://www.w3.org/2000/svg}'
FONTS = '/usr/share/fonts/truetype/dejavu/DejaVuSans%s.ttf'
SIZES = {'acrn-head': 20, 'acrn-name': 13, 'acrn-plain': 12, 'acrn-small': 11}
BOLD = {'acrn-head', 'acrn-name'}
ASCENT, DESCENT = 0.76, 0.24  # of what has ink
SIGN = 14
CELL = 256


class Font:
    """The advances of a TrueType font."""

    def __init__(self, path, mean):
        self.mean, self.advances, self.characters = mean, [], {}
        try:
            with open(path, 'rb') as file:
                self.read(file.read())
        except OSError:
            pass

    def read(self, data):
        tables = {}
        for i in range(struct.unpack_from('>H', data, 4)[0]):
            tag, _, start, _ = struct.unpack_from('>4sLLL', data, 12 + i * 16)
            tables[tag] = start
        scale = struct.unpack_from('>H', data, tables[b'head'] + 18)[0]
        count = struct.unpack_from('>H', data, tables[b'hhea'] + 34)[0]
        self.advances = [struct.unpack_from('>H', data, tables[b'hmtx'] + i * 4)[0] / scale
                         for i in range(count)]
        cmap = tables[b'cmap']
        for i in range(struct.unpack_from('>H', data, cmap + 2)[0]):
            at = cmap + struct.unpack_from('>L', data, cmap + 8 + i * 8)[0]
            if struct.unpack_from('>H', data, at)[0] == 12:
                self.read_groups(data, at)

    def read_groups(self, data, at):
        for i in range(struct.unpack_from('>L', data, at + 12)[0]):
            first, last, glyph = struct.unpack_from('>LLL', data, at + 16 + i * 12)
            for character in range(first, last + 1):
                self.characters[character] = glyph + character - first

    def width(self, text):
        return sum(self.advances[min(self.characters[ord(c)], len(self.advances) - 1)]
                   if ord(c) in self.characters else self.mean for c in text)


REGULAR = Font(FONTS % '', 0.6)
HEAVY = Font(FONTS % '-Bold', 0.7)


class Box:
    def __init__(self, kind, left, top, right, bottom, owner, name):
        self.kind, self.owner, self.name = kind, owner, name
        self.left, self.top, self.right, self.bottom = left, top, right, bottom

    def overlaps(self, other, slack=0.01):
        return (self.left < other.right - slack and other.left < self.right - slack and
                self.top < other.bottom - slack and other.top < self.bottom - slack)

    def contains(self, other):
        return (self.left <= other.left and other.right <= self.right and
                self.top <= other.top and other.bottom <= self.bottom)

    def __str__(self):
        return '%s "%s" at %g,%g to %g,%g' % (self.kind, self.name, self.left, self.top,
                                             self.right, self.bottom)


def number(element, name):
    return float(element.get(name, '0'))


def points(d):
    """The corners of a line: a curve is inside those of its control points."""
    numbers = [float(n) for n in re.findall(r'-?[0-9.]+', d)]
    return list(zip(numbers[::2], numbers[1::2]))


class Picture:
    def __init__(self, root):
        self.boxes, self.texts, self.signs, self.lines = [], [], [], []
        size = [float(n) for n in root.get('viewBox').split()]
        self.all = Box('picture', 0, 0, size[2], size[3], None, '')
        self.read(root, 0, 0, None)

    def read(self, element, x, y, owner):
        classes = element.get('class', '').split()
        move = re.match(r'translate\((-?\d+) (-?\d+)\)$', element.get('transform', ''))
        if move:
            x, y = x + int(move.group(1)), y + int(move.group(2))
        if element.tag == SVG + 'g':
            name = element.findtext(SVG + 'title') or ' '.join(classes)
            if 'acrn-sign' in classes:
                self.signs.append(Box('sign', x, y, x + SIGN, y + SIGN, owner, name))
                return
            owner = element
        elif element.tag == SVG + 'rect' and 'acrn-ground' not in classes:
            left, top = x + number(element, 'x'), y + number(element, 'y')
            self.boxes.append(Box('box', left, top, left + number(element, 'width'),
                                  top + number(element, 'height'), owner, ' '.join(classes)))
        elif element.tag == SVG + 'text':
            self.add_text(element, x, y, owner, classes)
        elif element.tag == SVG + 'path':
            line = [(x + px, y + py) for px, py in points(element.get('d'))]
            for (ax, ay), (bx, by) in zip(line, line[1:]):
                self.lines.append(Box('line', min(ax, bx), min(ay, by), max(ax, bx), max(ay, by),
                                      owner, owner.get('id', '')))
        for child in element:
            self.read(child, x, y, owner)

    def add_text(self, element, x, y, owner, classes):
        font = next(c for c in classes if c in SIZES)
        size = SIZES[font]
        left, base = x + number(element, 'x'), y + number(element, 'y')
        width = (number(element, 'textLength') if element.get('textLength') else
                 (HEAVY if font in BOLD else REGULAR).width(element.text or '') * size)
        self.texts.append(Box('text', left, base - ASCENT * size, left + width,
                              base + DESCENT * size, owner, (element.text or '')[:40]))


def near(boxes, others):
    """Pairs of those in the same part of the picture, each once."""
    cells, seen = {}, set()
    for other in others:
        for cell in cells_of(other):
            cells.setdefault(cell, []).append(other)
    for box in boxes:
        for cell in cells_of(box):
            for other in cells.get(cell, ()):
                pair = (id(box), id(other))
                if box is not other and pair not in seen:
                    seen.add(pair)
                    yield box, other


def cells_of(box):
    for column in range(int(box.left // CELL), int(box.right // CELL) + 1):
        for row in range(int(box.top // CELL), int(box.bottom // CELL) + 1):
            yield column, row


def home(box, boxes_by_owner, parents):
    """The box that something is in: the nearest one of the groups that it is in."""
    owner = box.owner
    while owner is not None:
        inside = [b for b in boxes_by_owner.get(owner, ()) if b.overlaps(box)]
        if inside:
            return inside[0]
        owner = parents.get(owner)
    return None


def check(root):
    picture, faults = Picture(root), []
    parents = {child: parent for parent in root.iter() for child in parent}
    by_owner = {}
    for box in picture.boxes:
        by_owner.setdefault(box.owner, []).append(box)

    def fault(what, first, second):
        faults.append('%s %s %s' % (first, what, second))

    for box in picture.boxes + picture.texts + picture.signs + picture.lines:
        if not picture.all.contains(box):
            fault('is outside of', box, picture.all)
    for one, other in near(picture.boxes, picture.boxes):
        if id(one) < id(other) and one.overlaps(other):
            fault('overlaps', one, other)
    for inner in picture.texts + picture.signs:
        inner.home = home(inner, by_owner, parents)
        if inner.home and not inner.home.contains(inner):
            fault('leaves', inner, inner.home)
    for inner, box in near(picture.texts + picture.signs, picture.boxes):
        if box is not inner.home and inner.overlaps(box):
            fault('lies on', inner, box)
    for one, other in near(picture.texts + picture.signs, picture.texts + picture.signs):
        if id(one) < id(other) and one.overlaps(other):
            fault('lies on', one, other)
    for line, box in near(picture.lines, picture.boxes + picture.texts + picture.signs):
        inner = Box('', box.left + 1, box.top + 1, box.right - 1, box.bottom - 1, None, '')
        if inner.overlaps(line, -0.01):
            fault('crosses', line, box)
    return faults


def main(paths):
    failed = 0
    for path in paths:
        for text in check(ElementTree.parse(path).getroot()):
            print('%s: %s' % (path, text))
            failed = 1
    return failed


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
