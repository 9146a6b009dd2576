# SPDX-License-Identifier: BSD-3-Clause
# measure.py FILE...: has chromium draw pictures in each usual font that is here, and reports texts
# that leave their box there. Exit status 77 without chromium.
import html
import json
import re
import shutil
import subprocess
import sys
import tempfile

FONTS = ['DejaVu Sans', 'Liberation Sans', 'Noto Sans', 'Verdana', 'Arial']
SCRIPT = '''
const boxes = [...document.querySelectorAll('.acrn-frame, .acrn-pin')].map(e => e.getBoundingClientRect());
const picture = document.querySelector('svg').getBoundingClientRect();
const faults = [];
for (const text of document.querySelectorAll('svg text')) {
    const at = text.getBoundingClientRect(), x = (at.left + at.right) / 2, y = (at.top + at.bottom) / 2;
    const box = boxes.find(b => b.left <= x && x <= b.right && b.top <= y && y <= b.bottom) || picture;
    if (at.left < box.left || at.right > box.right || at.top < box.top - 2 || at.bottom > box.bottom + 2)
        faults.push(`"${text.textContent.slice(0, 40)}" at ${at.left},${at.top} to ${at.right},${at.bottom}`);
}
document.querySelector('pre').textContent = JSON.stringify(faults);
'''


def is_here(font):
    found = subprocess.run(['fc-match', '-f', '%{family}', font], capture_output=True, text=True)
    return font in found.stdout


def measure(chromium, svg, font):
    page = '<!doctype html><meta charset="utf-8">%s<style>.acrn-picture{font-family:"%s"!important}</style>' \
           '<pre></pre><script>%s</script>' % (svg[svg.index('<svg'):], font, SCRIPT)
    with tempfile.NamedTemporaryFile('w', suffix='.html') as file:
        file.write(page)
        file.flush()
        drawn = subprocess.run([chromium, '--headless', '--no-sandbox', '--disable-gpu', '--dump-dom',
                                'file://' + file.name], capture_output=True, text=True).stdout
    return json.loads(html.unescape(re.search(r'<pre>(.+?)</pre>', drawn, re.S).group(1)))


def main(paths):
    chromium = shutil.which('chromium')
    if not chromium or not shutil.which('fc-match'):
        print('SKIP: chromium or fc-match is missing')
        return 77
    failed = 0
    for font in filter(is_here, FONTS):
        for path in paths:
            with open(path, encoding='utf-8') as file:
                for fault in measure(chromium, file.read(), font):
                    print('%s: in %s: %s leaves its box' % (path, font, fault))
                    failed = 1
    return failed


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
