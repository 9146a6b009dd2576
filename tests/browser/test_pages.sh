#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_pages.sh: what can be checked without a browser of the reports that `make browser` opens in one.
set -u
export LC_ALL=C.UTF-8
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit
B=${B:-build}
program=$(realpath "$B/bin/acrn-cfg")
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
failed=0

fail() {
	echo "FAIL: $1"
	failed=1
}

# A page with each of these faults; `make browser` has others.
faulty() {
	cp "$work/trio.html" "$work/faulty.html"
	cp "$work/trio.names" "$work/faulty.names"
	sed -i "$1" "$work/faulty.html"
	! cmp -s "$work/trio.html" "$work/faulty.html" || fail "'$1' changes nothing"
	! tests/browser/check_page.py "$work/faulty.html" >/dev/null || fail "a page after '$1' is accepted"
}

python3 tests/browser/scenarios.py "$work" || exit
for name in trio desktop large errors hostile; do
	(cd "$work" && "$program" report -o "$name.html" "$name.xml" 2>/dev/null)
	(cd "$work" && "$program" report "$name.xml" 2>/dev/null) | cmp - "$work/$name.html" || fail "$name: another page"
done
tests/browser/check_page.py "$work"/{trio,desktop,large,errors,hostile}.html || failed=1

faulty 's/<main/<script>1<\/script>&/'
faulty 's/id="cpus"/id="vms"/'
faulty 's/<main/<p onclick="x">&/'
faulty 's/href="#memory"/href="#nothing"/'
faulty 's/href="#memory"/href="http:\/\/example.org"/'
faulty 's/<h1>/<h3>/; s/<\/h1>/<\/h3>/'
faulty 's/SAFETY/OTHER/g'
faulty 's/Content-Security-Policy/Other/'
# A template that is invalid is reported, and what was there stays.
mkdir -p "$work/own/report"
printf '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">\n<xsl:template match="/">%s</xsl:template></xsl:stylesheet>' \
	'<xsl:value-of select="1 +"/>' >"$work/own/report/html.xsl"
echo kept >"$work/kept.html"
(cd "$work" && "$program" report --templates own -o kept.html trio.xml 2>messages)
grep -q '^own/report/html.xsl:2:1: error: .*\[template-invalid\]$' "$work/messages" || fail "no error: $(cat "$work/messages")"
[ "$(cat "$work/kept.html")" = kept ] || fail "an invalid template replaces the page"
exit "$failed"
