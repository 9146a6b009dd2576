#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Every real ACRN file comes back from YAML as the same document, byte for byte in its canonical form, and
# has the same messages in both forms.
set -u
# shellcheck source=tests/corpus/lib.sh
. tests/corpus/lib.sh

if ! command -v xmllint >/dev/null; then
	echo "SKIP: xmllint is missing"
	exit 77
fi

canonical() {
	xmllint --nonet --noblanks --c14n "$1"
}

# messages FILE BOARD: rules and texts, without their places, and where a board was searched. The file is copied to a
# directory of its own, where no other board is beside it.
messages() {
	local option=() directory

	[ ! -f "$2" ] || option=(--board "$2")
	directory=$(mktemp -d -p "$scratch")
	cp "$1" "$directory/file.${1##*.}"
	"$B/bin/acrn-cfg" check --format=gcc "${option[@]}" "$directory/file.${1##*.}" 2>&1 |
		sed -E -e 's/^[^ ]*: (error|warning|note|help)/\1/' -e '/^note: searched: /d' | sort
}

yaml=$scratch/file.yaml back=$scratch/back.xml again=$scratch/again.yaml
while IFS= read -r file; do
	# A file that is not XML cannot be converted.
	if ! canonical "$file" >"$scratch/wanted" 2>/dev/null || grep -q '<!DOCTYPE' "$file"; then
		continue
	fi
	# With sanitizers files with one change each tell nothing new: a run takes long.
	case $B:$file in
	*/san:*/corpus/invalid/* | */san:*/corpus/rules/*) continue ;;
	esac
	directory=$(dirname "$file")
	board=$directory/$(basename "$directory").xml
	if ! "$B/bin/acrn-cfg" convert "$file" -o "$yaml" || ! "$B/bin/acrn-cfg" convert "$yaml" -o "$back" ||
		! "$B/bin/acrn-cfg" convert "$back" -o "$again"; then
		fail "$file"
	elif ! canonical "$back" | cmp -s - "$scratch/wanted" || ! cmp -s "$yaml" "$again"; then
		fail "$file comes back as another"
	elif ! diff <(messages "$file" "$board") <(messages "$yaml" "$board") >"$scratch/difference"; then
		fail "$file: $(head -n 5 "$scratch/difference")"
	else
		pass
	fi
done < <(find "$SHARED/corpus" -name '*.xml' | sort)
finish
