#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_sarif.sh: what `check --format sarif` prints of breaches is what code scanners take, and the same each time.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
acrn_cfg=$PWD/${B:-build}/bin/acrn-cfg
check=$PWD/tests/generator/diag/check_sarif.py
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
failed=0

fail() {
	echo "FAIL: $*"
	failed=1
}

if ! python3 -c '' 2>/dev/null; then
	echo "SKIP: python3 is missing"
	exit 77
fi

# Breaches with notes, edits, and neither; without a place; of a file that is no XML.
for slug in shmem-size-invalid shmem-size-mismatch element-likely-typo xml-malformed shmem-unshared yaml-malformed \
	board-missing vm-name-duplicate; do
	input=$(echo "tests/cases/bad/$slug/input".*)
	[ -e "$input" ] || continue
	"$acrn_cfg" check --format=sarif "$input" >"$work/$slug.sarif" 2>"$work/messages"
	grep -q "\"ruleId\": \"$slug\"" "$work/$slug.sarif" || fail "$slug: no result"
	grep -qF "$PWD" "$work/$slug.sarif" && fail "$slug: has a path of this machine"
done
"$acrn_cfg" check --format=sarif boards/lab/pair.xml >"$work/none.sarif"
"$acrn_cfg" check --format=sarif "$work/missing.xml" >"$work/missing.sarif" 2>"$work/messages"

cp tests/cases/bad/shmem-size-invalid/input.xml "$work/$(printf 'a b:\377')"
(cd "$work" && "$acrn_cfg" check --format=sarif "$PWD/$(printf 'a b:\377')") >"$work/name.sarif" 2>"$work/messages"
grep -q '"uri": "a%20b%3A%FF"' "$work/name.sarif" || fail "name: $(grep uri "$work/name.sarif")"
(cd "$work" && "$acrn_cfg" check --format=sarif "$PWD/$(printf 'a b:\377')") 2>/dev/null | cmp -s - "$work/name.sarif" ||
	fail "another log of the same file"

# Several files, one of which is missing, have one log. The same names in it are of different files.
mkdir "$work/in"
cp tests/cases/bad/shmem-size-invalid/input.xml "$work/in/one.xml"
cp tests/cases/bad/shmem-size-invalid/input.xml "$work/in/two.xml"
(cd "$work" && "$acrn_cfg" check --format=sarif in missing.xml) >"$work/many.sarif" 2>"$work/messages"
[ $? -eq 2 ] || fail "a missing file has another status"
for name in in/one.xml in/two.xml; do
	grep -q "\"uri\": \"$name\"" "$work/many.sarif" || fail "many: nothing about $name"
done
[ "$(grep -c '"ruleId"' "$work/many.sarif")" -eq 2 ] || fail "many: $(cat "$work/many.sarif")"

python3 "$check" "$work"/*.sarif || fail "not what scanners take"
exit $failed
