#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Every real ACRN file comes back from YAML as the same document, byte for byte in its canonical form, and
# has the same messages in both forms.
set -u
# shellcheck source=tests/corpus/lib.sh
. tests/corpus/lib.sh
# shellcheck source=tests/cases/way_back.sh
. tests/cases/way_back.sh

if ! command -v xmllint >/dev/null; then
	echo "SKIP: xmllint is missing"
	exit 77
fi

folders=()

# A folder of its own, where no other board is beside the file.
add_file() {
	local file=$1 folder=${1#"$SHARED/corpus/"} directory=${1%/*} board

	mkdir -p "$scratch/$folder"
	cp "$file" "$scratch/$folder/input.xml"
	board=$(realpath "$directory")/${directory##*/}.xml
	[ ! -f "$board" ] || printf -- '--board\n%s\n' "$board" >"$scratch/$folder/args"
	folders+=("$folder")
}

mapfile -t files < <(find "$SHARED/corpus" -name '*.xml' | sort)
# What is not XML cannot be converted.
declare -A malformed=()
while IFS= read -r file; do
	malformed[$file]=yes
done < <(xmllint --nonet --noout "${files[@]}" 2>&1 | sed -n 's/^\(.*\.xml\):[0-9]*: .*error.*/\1/p'
	grep -l '<!DOCTYPE' "${files[@]}")
for file in "${files[@]}"; do
	[ -n "${malformed[$file]-}" ] || add_file "$file"
done
cd "$scratch" || exit
try_folders
echo "${#folders[@]} files, $failed failures"
[ "$failed" -eq 0 ] && [ "${#folders[@]}" -gt 0 ]
