#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_yaml.sh: every input of tests/cases in YAML: the way there and back keeps everything, and the
# messages are those of the XML, at the same words.
#
# Environment: B is the build directory, SRCDIR the project's root.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit
root=$PWD
B=${B:-build}
[[ $B == /* ]] || B=$root/$B
acrn_cfg=$B/bin/acrn-cfg
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

fail() {
	failed=$((failed + 1))
	echo "FAIL $*"
}

# canonical FILE: without the white space between elements.
canonical() {
	xmllint --nonet --noblanks --c14n "$1"
}

# check_way_back FILE: to YAML and back is the same document, and then the same bytes. Without xmllint only
# the bytes are compared.
check_way_back() {
	"$acrn_cfg" convert "$1" -o "$work/one.yaml" &&
		"$acrn_cfg" convert "$work/one.yaml" -o "$work/one.xml" &&
		"$acrn_cfg" convert "$work/one.xml" -o "$work/two.yaml" || return
	cmp "$work/one.yaml" "$work/two.yaml" || return
	command -v xmllint >/dev/null || return 0
	cmp <(canonical "$1") <(canonical "$work/one.xml")
}

# messages NAME: those of a run, without places.
messages() {
	sed -E "s/^input\.$1:[0-9]+:[0-9]+:/PLACE/; s/input\.$1/input/g" "messages.$1" | sort
}

# The words at which the messages of one form stand: an element's name, or the first word of a value. Two
# rules keep the forms comparable: in YAML an element may be a '-', and quotes are not part of a word.
words() {
	awk -v form="$1" -F: '
		BEGIN { while ((getline line < ("input." form)) > 0) lines[++count] = line }
		$1 == "input." form {
			word = substr(lines[$2], $3)
			place = $0
			sub(/^[^ ]* /, "", place)
			gsub(/input\.[a-z]+/, "input", place)
			if (word ~ /^<[^\/]/)
				sub(/^</, "", word)
			else if (word ~ /^- / || word == "-")
				word = "-"
			sub(/<.*|\/>.*/, "", word)
			match(word, /^[A-Za-z0-9_\/.]*/)
			print place "\t" (word == "-" ? "-" : substr(word, 1, RLENGTH))
		}' "messages.$1" | sort
}

# Whether the words of both forms are the same, a '-' being any.
same_words() {
	paste <(words xml) <(words yaml) |
		awk -F'\t' '$1 != $3 || ($2 != $4 && $4 != "-") { print; bad = 1 } END { exit bad }'
}

# check_agreement FOLDER: both forms give the same exit status and the same messages.
check_agreement() {
	local verb=check arguments=() statuses=() form

	[[ -f args ]] && mapfile -t arguments <args
	case ${arguments[0]-} in
	check | gen | plan)
		verb=${arguments[0]}
		arguments=("${arguments[@]:1}")
		;;
	esac
	[[ $verb == gen ]] && arguments+=(-o "$work/output")
	for form in xml yaml; do
		"$acrn_cfg" "$verb" --format=gcc "${arguments[@]}" "input.$form" \
			>/dev/null 2>"messages.$form" </dev/null
		statuses+=($?)
		rm -rf "$work/output"
	done
	[[ ${statuses[0]} == "${statuses[1]}" ]] && diff <(messages xml) <(messages yaml) || return
	# Control characters and other characters than ASCII are written differently, or counted so.
	grep -q '[^[:print:][:space:]]' input.xml || grep -q '&' input.xml || same_words
}

check_folder() {
	local name=$1

	rm -rf "$work/folder"
	cp -r "tests/cases/$name" "$work/folder"
	case $name in
	good/other-encoding-in-name-only) return ;; # xmllint would trust the name
	esac
	check_way_back "$work/folder/input.xml" >"$work/why" 2>&1 || {
		fail "$name: the way back" "$(head -n 5 "$work/why")"
		return
	}
	cp "$work/one.yaml" "$work/folder/input.yaml"
	cd "$work/folder" || exit
	if check_agreement >"$work/why" 2>&1; then
		passed=$((passed + 1))
	else
		fail "$name: $(head -n 5 "$work/why")"
	fi
	cd "$root" || exit
}

for folder in tests/cases/{bad,good}/*/; do
	name=${folder#tests/cases/}
	name=${name%/}
	case $name in
	bad/xml-malformed* | bad/xml-too-large* | bad/doctype-forbidden*) continue ;; # no XML that could be turned
	*--*) [[ $B != */san ]] || continue ;; # with sanitizers one of each rule is enough: a run takes long
	esac
	[[ -f $folder/input.xml && ! -f $folder/run ]] || continue
	# Other files, such as scripts, are named input.xml, too.
	[[ $(tr -d '\0[:space:]' <"$folder/input.xml" | head -c 1) == '<' ]] && check_folder "$name"
done
for file in boards/*/*.xml; do
	if check_way_back "$file" >"$work/why" 2>&1; then
		passed=$((passed + 1))
	else
		fail "$file: $(head -n 5 "$work/why")"
	fi
done
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
