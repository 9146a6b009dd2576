# SPDX-License-Identifier: BSD-3-Clause
# contrast.py PICTURE: the contrasts of a picture's colours by WCAG 2.1 AA, in light and in dark: of
# texts 4.5 on all that they can be on, of lines and signs 3.
import re
import sys

TINT = 0.1  # of the boxes of nets


def channels(colour):
    digits = colour[1:] if len(colour) == 7 else ''.join(c * 2 for c in colour[1:])
    return [int(digits[i:i + 2], 16) / 255 for i in (0, 2, 4)]


def luminance(colour):
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def main(path):
    with open(path, encoding='utf-8') as file:
        style = re.search(r'<style>(.*?)</style>', file.read(), re.S).group(1)
    failed = 0
    for sheet in style.split('@media'):
        def colours(pattern):
            return [channels(colour) for colour in re.findall(pattern + '(#[0-9a-f]+)', sheet)]
        texts = colours(r'(?:text|muted)\{fill:')
        lines = colours('color:') + colours('[^-]stroke:')
        ground = colours(r'ground[^}]*\{fill:')[0]
        tints = [[TINT * c + (1 - TINT) * g for c, g in zip(line, ground)] for line in lines]
        grounds = [ground] + colours(r'frame\{fill:') + tints
        inner = colours(r'inner\{[^}]*stroke:')[0]
        lines.remove(inner)
        for kind, least, pairs in (
                ('text', 4.5, [(text, on) for text in texts for on in grounds]),
                ('line', 3, [(line, on) for line in lines for on in grounds]),
                ('sign', 3, [(line, inner) for line in lines])):
            worst = min(contrast(one, other) for one, other in pairs)
            if worst < least:
                print('%s: contrast of a %s is %.2f, expected %g' % (sheet[:30].strip(), kind, worst, least))
                failed = 1
    return failed


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
