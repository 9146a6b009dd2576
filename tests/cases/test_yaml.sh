#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_yaml.sh: every input of tests/cases in YAML: the way there and back keeps everything, and the
# messages are those of the XML, at the same words.
#
# Environment: B is the build directory, SRCDIR the project's root.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit
B=${B:-build}
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
folders=()
# shellcheck source=tests/cases/way_back.sh
. tests/cases/way_back.sh

# Those with an input that could be turned.
select_cases() {
	local folder name text

	for folder in tests/cases/{bad,good}/*/; do
		name=${folder#tests/cases/}
		name=${name%/}
		case $name in
		bad/xml-malformed* | bad/xml-too-large* | bad/doctype-forbidden*) continue ;;
		good/other-encoding-in-name-only) continue ;; # xmllint would trust the name
		esac
		[[ -f $folder/input.xml && ! -f $folder/run ]] || continue
		{ text=$(<"$folder/input.xml"); } 2>/dev/null # of NUL bytes
		# Other files, such as scripts, are named input.xml, too.
		[[ ! $text =~ ^[[:space:]]*'<' ]] || folders+=("$name")
	done
	(cd tests/cases && cp -r --parents -t "$work" "${folders[@]}")
}

add_boards() {
	local file

	for file in boards/*/*.xml; do
		mkdir -p "$work/$file"
		cp "$file" "$work/$file/input.xml"
		folders+=("$file")
	done
}

select_cases
add_boards
cd "$work" || exit
try_folders
echo "${#folders[@]} inputs, $failed failures"
((failed == 0 && ${#folders[@]} > 0))
