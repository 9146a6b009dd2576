#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_completion.sh: what `acrn-cfg completion` prints makes bash, zsh and fish complete verbs, options and values; each
# verb's options are those of its help, and the program takes each word.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
acrn_cfg=$PWD/${B:-build}/bin/acrn-cfg
# shellcheck source=tests/tools/report.sh
. tests/tools/report.sh

# Lines, in which "_" is the place of a word that has not been begun, and the words that complete them.
expected=$(
	cat <<'END'
e: explain
zz: 
gen --board: --board --board-path
gen -M: -MD -MF -MT
gen -MF Make: Makefile
gen --thr: 
audit --thr: --threshold
gen --target _: acrn lab
gen --target=l: lab
gen -T l: lab
gen --acrn-release 3.0: 3.0 3.0.1 3.0.2
gen --harden=acl,s: selinux systemd
gen --harden SEC: SECURITY.md
gen --templates templ: templates
gen -Wno-board-m: board-missing
check -Werror=board-m: board-missing
check -Werror=size-: 
check --color _: always auto never
check -b nuc: nuc-alder
check --board=boa: boards
plan -f x: xml
gen -f xm: 
check --format=js: json
check --report j: json junit
check --report=che: checkstyle
check --report json=Make: Makefile
check --report=sarif=boa: boards
explain slot-r: slot-reserved
help aud: audit
completion _: bash fish zsh
END
)

# plain: a line each, of the line and its words, without what is before a value in its word, and in order.
plain() {
	local line words

	while IFS=: read -r line words; do
		echo "$line: $(tr ' ' '\n' <<<"$words" | sed 's/=$//; s/^.*[=,]//; s/^-W\(no-\)*//; s|/$||; /^$/d' |
			sort -u | paste -s -d ' ')"
	done
}

# Splits a line as bash does for completion.
in_bash() {
	local line COMP_WORDS COMP_CWORD COMPREPLY

	# shellcheck disable=SC1090 # what is tested
	. <("$acrn_cfg" completion bash)
	while IFS=: read -r line _; do
		read -ra COMP_WORDS <<<"acrn-cfg ${line//=/ = }"
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		COMP_WORDS[COMP_CWORD]=${COMP_WORDS[COMP_CWORD]#_}
		_acrn_cfg
		echo "$line: ${COMPREPLY[*]}"
	done
}

in_zsh() {
	cut -d : -f 1 | zsh -f tests/generator/cli/complete.zsh "$acrn_cfg"
}

in_fish() {
	# shellcheck disable=SC2016 # fish expands it
	cut -d : -f 1 | HOME=$scratch PROGRAM=$acrn_cfg fish -N -c '
		$PROGRAM completion fish | source
		while read line
			echo $line: (complete -C "acrn-cfg "(string replace -r "_\$" "" -- $line) | string replace -r "\t.*" "")
		end'
}

# The options of each verb, and only these; every verb.
has_all_options() {
	local verb

	# shellcheck disable=SC1090 # what is tested
	. <("$acrn_cfg" completion bash)
	for verb in $(_acrn_cfg_verbs); do
		is "options of $verb" \
			"$("$acrn_cfg" "$verb" --help | grep '^  -' | sed 's/\[no-\]SLUG//; s/   .*//' |
				grep -o -E -e '(^|[ ,])-(-[a-z][a-z-]+|M?[A-Za-z])' | tr -d ' ,' | sort -u)" \
			"$(_acrn_cfg_names "$verb" | sed 's/--warning//; /^$/d' | sort -u)"
	done
	is verbs "$("$acrn_cfg" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')" "$(_acrn_cfg_verbs | tr ' ' '\n')"
}

# takes OPTION KIND: the program knows each of the words that the value can be.
takes() {
	local word words

	words=$(_acrn_cfg_words "$2")
	[ "$words" ]
	report $? "no words for $2"
	for word in $words; do
		"$acrn_cfg" plan "$1=$word" boards/lab/pair.xml >/dev/null 2>"$scratch/messages"
		! grep -E "unknown|invalid|cannot" "$scratch/messages"
		report $? "$1=$word is not known"
	done
}

scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT
for shell in bash zsh fish; do
	if command -v "$shell" >/dev/null; then
		is "$shell" "$expected" "$("in_$shell" <<<"$expected" | plain)"
	else
		echo "SKIP: $shell is not installed"
	fi
done
has_all_options
takes --acrn-release release
takes --target target
takes --harden hardening
takes --format plan-format
takes --color color
takes --board board
"$acrn_cfg" completion tcsh 2>"$scratch/messages"
is 'unknown shell' "2 acrn-cfg: unknown shell 'tcsh': use bash, zsh or fish" "$? $(head -1 "$scratch/messages")"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
