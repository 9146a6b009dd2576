#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# run.sh: opens pictures and reports of five scenarios in a headless Chromium, see pages.js; screenshots and A4 sheets
# are left in build/browser/. `make browser` runs it. Without Chromium, or the npm packages that it installs for itself, it
# is skipped.
set -u
export LC_ALL=C.UTF-8
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit
B=${B:-build}
program=$(realpath "$B/bin/acrn-cfg")
output=$B/browser
. tests/tools/npm.sh

skip() {
	echo "SKIP: $1"
	exit 77
}

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || skip "chromium is missing"
modules=$(npm_modules browser puppeteer-core@24.43.1 axe-core@4.14.1) || skip "$modules"

# make_file VERB STATUS FILE SCENARIO: a document of a scenario, in which there are errors if STATUS is 1.
make_file() {
	local status

	(cd "$output" && "$program" "$1" -o "$3" "$4" 2>/dev/null)
	status=$?
	[ "$status" -eq "$2" ] || { echo "FAIL: $1 of $4: exit status $status" && exit 1; }
}

rm -rf "$output"
mkdir -p "$output"
python3 tests/browser/scenarios.py "$output" || exit 1
for name in trio desktop large errors hostile; do
	case $name in
	errors | hostile) status=1 ;;
	*) status=0 ;;
	esac
	make_file graph "$status" "$name.svg" "$name.xml"
	make_file report "$status" "$name.html" "$name.xml"
done
look() {
	NODE_PATH=$modules node tests/browser/pages.js "$chromium" "$output" "$@"
}

look "$output"/{trio,desktop,large,errors,hostile}.{svg,html} || exit 1

# Pages with a fault each: the second line says which one is to be found.
mkdir "$output/refused"
cp tests/browser/refused/* "$output/refused"
! look "$output"/refused/*.html >"$output/refused.log" || { echo "FAIL: pages with faults are accepted" && exit 1; }
for page in "$output"/refused/*.html; do
	fault=$(sed -n 's/<!-- refused: \(.*\) -->/\1/p' "$page")
	grep -q "^FAIL ${page##*/}: $fault" "$output/refused.log" ||
		{ echo "FAIL: in ${page##*/} there is no '$fault':" && cat "$output/refused.log" && exit 1; }
done
echo "screenshots are in $output"
