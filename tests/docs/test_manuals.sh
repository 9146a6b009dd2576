#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_manuals.sh: every program and every verb of acrn-cfg has a manual page, which man and mandoc show without
# warnings, and which has the options that the verb takes, and no others.
set -u
export LC_ALL=C.UTF-8
cd "${SRCDIR:-.}" || exit 1
. tests/tools/report.sh
B=${B:-build}
pages=$B/man

# spellings PAGE: the options that a page describes, one a line.
spellings() {
	sed -n '/^\.SH OPTIONS/,/^\.SH [^O]/ { /^\.T[PQ]/ { n; s/\\-/-/g; s/\\~/ /g; s/\\f.//g; s/"//g; s/^\.[A-Z]* //; p } }' "$1" |
		grep -o -E -e '(^|[ ,])-(-[a-z-]*[a-z]|M?[A-Za-z])' | tr -d ' ,' | sort -u
}

# helped VERB: those of its help.
helped() {
	"$B/bin/acrn-cfg" "$1" --help | sed -n '/^  -/ { s/\[no-\]SLUG/ --warning/; s/   .*//; p }' |
		grep -o -E -e '(^|[ ,])-(-[a-z-]*[a-z]|M?[A-Za-z])' | tr -d ' ,' | sort -u
}

lint() {
	local page messages

	for page in "$pages"/*; do
		head -n 3 "$page" | grep -q "^\.TH .* \"acrn-cfg $(sed -n 's/^VERSION := //p' Makefile)\" "
		report $? "$page has another version"
		if command -v man >/dev/null; then
			messages=$(MANROFFSEQ='' man --warnings -E UTF-8 -l "$page" 2>&1 >/dev/null)
			is "man's warnings of $page" "" "$messages"
		fi
		if command -v mandoc >/dev/null; then
			messages=$(mandoc -T lint -W warning "$page" 2>&1)
			is "mandoc's warnings of $page" "" "$messages"
		fi
	done
}

verbs=$("$B/bin/acrn-cfg" --help | sed -n 's/^  \([a-z]*\)  *[A-Z].*/\1/p')
[ "$(wc -w <<<"$verbs")" -gt 10 ]
report $? "verbs: $verbs"
for verb in $verbs; do
	helped=$(helped "$verb")
	described=$(spellings "$pages/acrn-cfg-$verb.1")
	is "options that acrn-cfg-$verb.1 lacks" "" "$(comm -23 <(echo "$helped") <(echo "$described"))"
	is "options that acrn-cfg $verb does not take" "" "$(comm -13 <(echo "$helped") <(echo "$described"))"
	grep -q -F -e ".BR acrn\\-cfg\\-$verb (1)" docs/acrn-cfg.1
	report $? "acrn-cfg.1 does not name acrn-cfg-$verb"
	is "acrn-cfg.1: descriptions of $verb" 1 "$(sed '1,/^\.SH VERBS/d; /^\.SH OPTIONS/Q' docs/acrn-cfg.1 | grep -c -x "\.B $verb")"
done
is "options that acrn-cfg.1 describes twice" "" \
	"$(sed '1,/^\.SH OPTIONS/d; /^\.SH/Q' docs/acrn-cfg.1 | grep -A 1 -x '\.T[PQ]' | grep -- '\\-' | sort | uniq -d)"
for program in "$B"/bin/*; do
	[ -e "$pages/$(basename "$program").1" ]
	report $? "no page of $program"
done
lint
for tool in man mandoc; do
	command -v "$tool" >/dev/null || echo "SKIP: $tool is not installed"
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
