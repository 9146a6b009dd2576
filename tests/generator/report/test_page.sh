#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_page.sh: `acrn-cfg report`: what its page says of outputs is what gen writes, with each of the options that both
# have; a scenario with errors has a page, too; no input is replaced; the page is the same wherever it is made.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
acrn_cfg=$PWD/${B:-build}/bin/acrn-cfg
root=$PWD
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
failed=0

fail() {
	echo "FAIL: $*"
	failed=1
}

# expect STATUS ARGUMENT...: runs report.
expect() {
	local wanted=$1 status

	"$acrn_cfg" report "${@:2}" >"$work/output" 2>"$work/messages" </dev/null
	status=$?
	[ "$status" -eq "$wanted" ] || fail "report ${*:2}: exit status $status: $(cat "$work/messages")"
}

# The digests of the last page, in Markdown: "SHA PATH", a line each.
digests() {
	# shellcheck disable=SC2016 # what is in quotes are no commands
	sed -n 's/^| `\([^`]*\)` | [0-9]* | `\([0-9a-f]\{64\}\)` |$/\2  \1/p' "$work/output" | sort
}

# outputs OPTION... SCENARIO
outputs() {
	rm -rf "$work/out"
	"$acrn_cfg" gen -q -o "$work/out" "$@" || fail "gen $*"
	expect 0 --format md "$@"
	(cd "$work/out" && find . -type f -printf '%P\n' | sort | xargs sha256sum) | sort >"$work/written"
	[ -s "$work/written" ] || fail "gen $*: nothing was written"
	digests | diff "$work/written" - || fail "$*: other digests"
}

# A scenario with errors has everything but what is made of the plan.
errors() {
	local bad=tests/cases/bad/shmem-size-mismatch/input.xml

	expect 1 "$bad" -o "$work/page.html"
	grep -q '\[shmem-size-mismatch\]' "$work/messages" || fail "errors: no message"
	grep -q '<svg' "$work/page.html" || fail "errors: no picture"
	grep -q 'The scenario has errors' "$work/page.html" || fail "errors: no reason"
	expect 1 --format md "$bad"
	grep -q 'shmem-size-mismatch' "$work/output" || fail "errors: no message on the page"
	[ -z "$(digests)" ] || fail "errors: outputs"
}

# What is no scenario has no page, and the file of the last one stays.
nothing() {
	echo kept >"$work/page.html"
	echo '<acrn-config' >"$work/bad.xml"
	expect 1 "$work/bad.xml" -o "$work/page.html"
	expect 2 "$work/missing.xml" -o "$work/page.html"
	expect 2 boards/lab/trio.xml --board "$work/missing.xml" -o "$work/page.html"
	[ "$(cat "$work/page.html")" = kept ] || fail "a page of nothing"
	expect 1 "$work/bad.xml"
	[ ! -s "$work/output" ] || fail "a page of nothing on standard output"
}

# keeps FILE ARGUMENT...: with this file as output; it has to stay.
keeps() {
	cp "$1" "$work/copy"
	expect 2 -o "$@"
	grep -q 'it is an input' "$work/messages" || fail "$1: $(cat "$work/messages")"
	cmp -s "$1" "$work/copy" || fail "$1 was replaced"
}

inputs() {
	local here=$work/inputs

	mkdir -p "$here/templates/report"
	cp boards/lab/trio.xml boards/lab/lab.xml "$here"
	cp templates/lab.sh.xsl "$here/templates"
	cp templates/report/md.xsl "$here/templates/report"
	keeps "$here/trio.xml" "$here/trio.xml"
	keeps "$here/lab.xml" "$here/trio.xml"
	keeps "$here/templates/lab.sh.xsl" --templates "$here/templates" "$here/trio.xml"
	keeps "$here/templates/report/md.xsl" --format md --templates "$here/templates" "$here/trio.xml"
	ln "$here/lab.xml" "$here/link.xml"
	keeps "$here/link.xml" "$here/trio.xml" --board "$here/lab.xml"
}

# A scenario about which there are only warnings is valid.
fatal_warnings() {
	expect 1 --format md -Werror --acrn-release 3.2 boards/nuc-alder/desktop.xml
	grep -q '❌ 1 error, no warnings' "$work/output" || fail "fatal warning: $(head -1 "$work/output")"
	! grep -q 'invalid' "$work/output" || fail "a fatal warning makes the scenario invalid"
}

# A template of the user's has the document, and writes what it likes.
templates() {
	mkdir -p "$work/own/report"
	cat >"$work/own/report/md.xsl" <<'END'
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text"/>
  <xsl:template match="/">own: <xsl:value-of select="report/vms/@count"/></xsl:template>
</xsl:stylesheet>
END
	expect 0 --format md --templates "$work/own" boards/lab/trio.xml
	[ "$(cat "$work/output")" = 'own: 4' ] || fail "templates: $(cat "$work/output")"
}

# Without outputs, which cannot be made, the rest is there.
invalid_template() {
	mkdir -p "$work/invalid"
	echo '<xsl:stylesheet' >"$work/invalid/lab.sh.xsl"
	expect 2 --format md --templates "$work/invalid" boards/lab/trio.xml
	grep -q 'They cannot be made: see the messages' "$work/output" || fail "invalid template: no reason"
	grep -q 'lab.sh.xsl' "$work/output" || fail "invalid template: no message on the page"
	[ -z "$(digests)" ] || fail "invalid template: outputs"
}

# The same bytes, and no path of this machine.
reproducible() {
	expect 0 boards/lab/trio.xml
	cp "$work/output" "$work/first"
	"$acrn_cfg" report --board lab - <boards/lab/trio.xml >"$work/output" || fail "of standard input"
	grep -q '&lt;stdin&gt;' "$work/output" || fail "standard input has no name"
	expect 0 boards/lab/trio.xml
	cmp -s "$work/first" "$work/output" || fail "another page"
	(cd "$work/out" && "$acrn_cfg" report "$root/boards/lab/trio.xml" >"$work/output") || fail "from elsewhere"
	! grep -q -F "$root" "$work/output" || fail "the page has the path of this machine"
}

outputs boards/lab/trio.xml
outputs --target lab boards/lab/pair.xml
outputs --harden --acrn-release 3.2 boards/nuc-alder/desktop.xml
outputs --harden=keys,groups boards/lab/pair.xml
outputs --hypervisor tests/cases/ok/hypervisor/input.xml
errors
nothing
inputs
fatal_warnings
templates
invalid_template
reproducible
exit "$failed"
