#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The documents: links resolve, manual pages have no errors, retired words stay retired, and what README,
# docs/generated.md and docs/walkthrough.md show is what the programs print. Their blocks marked "console" are run, in order, in a copy of what
# they need; those marked "shell-session" need guests, root or an installed server.
set -u
cd "${SRCDIR:-.}" || exit 1
B=$(realpath "${B:-build}")
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0
fence='```'

fail() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}

# The anchors of a document's headings, as hosting sites derive them.
anchors() {
	sed -n "/^$fence/,/^$fence/d; s/^##* //p" "$1" | tr 'A-Z ' 'a-z-' | sed 's/[^a-z0-9_-]//g'
}

links() {
	local document link file anchor

	for document in ./*.md docs/*.md; do
		while read -r link; do
			file=${link%%#*}
			file=${file:+$(dirname "$document")/$file}
			file=${file:-$document}
			if [ ! -e "$file" ]; then
				fail "$document: '$link' does not exist"
			elif [[ $link = *#* ]]; then
				anchor=${link#*#}
				anchors "$file" | grep -qxF -- "$anchor" || fail "$document: '$link': no such heading"
			fi
		done < <(sed "/^$fence/,/^$fence/d" "$document" | grep -o '](\([^)]*\))' | sed 's/^](//; s/)$//' | grep -v '^https:')
	done
}

manuals() {
	local page messages

	if ! command -v man >/dev/null; then
		echo "SKIP: the manual pages want man"
		return
	fi
	for page in docs/*.1; do
		messages=$(LC_ALL=C.UTF-8 MANROFFSEQ='' man --warnings -E UTF-8 -l "$page" 2>&1 >/dev/null)
		[ -z "$messages" ] || fail "$page: $messages"
	done
}

# Words that the project does not use any more. Those that code may have in another sense are searched for in the
# documents only.
words() {
	local found retired='laws?|part(y|ies)|claimants?|dissenters?|lonely|near miss(es)?|rivals?|judges?|verdicts?'
	retired+='|treaty|rosters?|ledgers?|tidings|brittle|lenient|leftovers?|hung up|adversar(y|ies)|whoever|kin'
	retired+='|tells? of|told of|believ(e|es|ed)'

	found=$(find ./*.md Makefile boards devmodel docs generator schema templates tests -path tests/fuzz/corpus -prune \
		-o -type f ! -name test_docs.sh -print0 | xargs -0 grep -nwiE -e "$retired")
	[ -z "$found" ] || fail "retired words: $found"
	found=$(grep -niwE 'whom|(no|any|every|some)body' ./*.md docs/*.md docs/*.1 docs/examples/*)
	[ -z "$found" ] || fail "retired words in the documents: $found"
}

# README names the shared libraries that each program runs with.
needed() {
	local program row libraries

	for program in "$B"/bin/*; do
		# shellcheck disable=SC2016 # README's marks
		row=$(grep -F "| \`$(basename "$program")\` |" README.md)
		libraries=$(readelf -d "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -v -e '^libc\.so' -e '^libasan' -e '^libubsan' | sort)
		# shellcheck disable=SC2016
		[ "$(grep -o '`lib[^`]*`' <<<"$row" | tr -d '`' | sort)" = "$libraries" ] ||
			fail "README: $program runs with $libraries"
	done
}

# What the documents' commands have around them: the programs in PATH, the data, and the header for pkg-config.
surroundings() {
	mkdir -p "$scratch/bin" "$scratch/include" "$scratch/readme"
	ln -s "$B/bin/acrn-cfg" "$scratch/bin"
	ln -s "$root/schema" "$scratch/include/acrn-cfg"
	sed -e "s|@PREFIX@|$scratch|" -e 's|@VERSION@|0|' generator/acrn-cfg.pc.in >"$scratch/acrn-cfg.pc"
	cp -r boards templates "$scratch/readme"
	awk '/`walk.c`/ { wanted = 1 } /^```$/ { inside = 0 } inside { print } /^```c$/ && wanted { inside = 1; wanted = 0 }' \
		docs/generated.md >"$scratch/readme/walk.c"
	export PATH=$scratch/bin:$PATH PKG_CONFIG_PATH=$scratch
}

# Runs a command, and compares what it prints with the lines that follow it.
run() {
	local printed

	(exit "$status")
	eval "$1" >"$scratch/printed" 2>&1
	status=$?
	printed=$(diff "$scratch/expected" "$scratch/printed") || fail "$document: $1: $printed"
}

# follow DOCUMENT: runs its commands.
follow() {
	local document=$1 line command='' is_inside=false status=0

	cd "$scratch/readme" || exit 1
	while IFS= read -r line; do
		case $line in
		"${fence}console") is_inside=true ;;
		'$ '* | "$fence"*)
			! $is_inside || [ -z "$command" ] || run "$command"
			command=${line#'$ '}
			: >"$scratch/expected"
			[[ $line = '$ '* ]] || is_inside=false command=''
			;;
		*) ! $is_inside || printf '%s\n' "$line" >>"$scratch/expected" ;;
		esac
	done <"$root/$document"
	{ diff -r "$root/boards" boards && diff -r "$root/templates" templates; } || fail "$document changes the repository's files"
	cd "$root" || exit 1
}

links
manuals
words
needed
surroundings
follow README.md
follow docs/generated.md
follow docs/walkthrough.md

[ "$failures" -eq 0 ] && echo "ok"
