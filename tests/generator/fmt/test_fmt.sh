#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_fmt.sh: `fmt` as a command, and over every file that there is: our boards, the cases, and real files of ACRN
# in SHARED. Twice equals once, nothing of the content changes, and `check` reports the same.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
B=${B:-build}
acrn_cfg=$PWD/$B/bin/acrn-cfg
shared=$(realpath -q -e "${SHARED:-../shared}/corpus")
compare=$PWD/tests/generator/fmt/compare.py
# shellcheck source=tests/tools/report.sh
. tests/tools/report.sh
# shellcheck source=tests/generator/cli/many.sh
. tests/generator/cli/many.sh
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT

# run INPUT ARGUMENT...: fmt with that on standard input, into $output, $messages and $status.
run() {
	output=$("$acrn_cfg" fmt "${@:2}" 2>"$scratch/messages" <<<"$1")
	status=$?
	messages=$(<"$scratch/messages")
}

# ends WHAT STATUS [MESSAGE]: the exit status of the last run, and a part of its messages.
ends() {
	is "$1: status" "$2" "$status"
	[[ $messages == *"${3-}"* ]]
	report $? "$1: no '${3-}' in: $messages"
}

plain='<acrn-config><vm id="0"><name>S</name></vm></acrn-config>'
formatted='<?xml version="1.0" encoding="UTF-8"?>
<acrn-config>
  <vm id="0">
    <name>S</name>
  </vm>
</acrn-config>'

streams() {
	run "$plain" -
	ends "stdin" 0
	is "stdin" "$formatted" "$output"
	run "$plain" - -o "$scratch/out.xml"
	ends "--output" 0
	is "--output" "$formatted" "$(<"$scratch/out.xml")"
	run "$plain" --check -
	ends "stdin --check" 1
	[[ $output == "--- <stdin>"*'+  <vm id="0">'* ]]
	report $? "stdin --check: $output"
	run "$formatted" --check -
	ends "stdin --check, formatted" 0
	is "stdin --check, formatted" "" "$output"
	run "" - "$scratch/out.xml" --output "$scratch/other.xml"
	ends "--output of two files" 2 "--output"
}

# Links and permissions stay, and so does a file that needs no change.
files() {
	local folder=$scratch/files times

	mkdir "$folder"
	printf '%s\n' "$plain" >"$folder/one.xml"
	ln -s one.xml "$folder/link.xml"
	printf '%s\n' "$formatted" >"$folder/two.xml"
	chmod 640 "$folder/one.xml"
	touch -d @1000000000 "$folder/two.xml"
	times=$(stat -c %Y.%i "$folder/two.xml")
	run "" --check "$folder/two.xml" "$folder/link.xml"
	ends "--check" 1
	is "--check changes nothing" "$plain" "$(<"$folder/one.xml")"
	printf '%s\n' "$output" | patch -s -o "$scratch/patched.xml" "$folder/one.xml"
	is "what --check shows is a patch" "$formatted" "$(<"$scratch/patched.xml")"
	run "" "$folder/two.xml" "$folder/link.xml"
	ends "files" 0
	is "a file" "$formatted" "$(<"$folder/one.xml")"
	is "a link" "one.xml 640" "$(readlink "$folder/link.xml") $(stat -c %a "$folder/one.xml")"
	is "a file that is formatted already" "$times" "$(stat -c %Y.%i "$folder/two.xml")"
	is "only these files" "link.xml one.xml two.xml" "$(cd "$folder" && echo *)"
}

failures() {
	local broken='<acrn-config><vm></acrn-config>'

	printf '%s\n' "$broken" >"$scratch/broken.xml"
	printf '%s\n' "$plain" >"$scratch/plain.xml"
	run "" "$scratch/broken.xml" "$scratch/plain.xml"
	ends "a broken file" 1 "[xml-malformed]"
	is "a broken file" "$broken" "$(<"$scratch/broken.xml")"
	is "the file behind it" "$formatted" "$(<"$scratch/plain.xml")"
	run '<project/>' --check -
	ends "another file" 1 "[format-unsupported]"
	run "$plain" --check --skip-others tests/coverage.txt tests/schema/plans.py schema/board.xsd
	ends "other files" 0
	run "" "$scratch/nowhere.xml"
	ends "no file" 2 "[file-unreadable]"
	[ "$(id -u)" -eq 0 ] && return
	chmod a-w "$scratch"
	run "" "$scratch/plain.xml"
	chmod u+w "$scratch"
	ends "a directory that is read-only" 0
}

# collect: copies of all XML files that differ, in before/ and after/, with their folders in their names.
collect() {
	mkdir "$scratch/before"
	find boards tests/cases ${shared:+"$shared"} -name '*.xml' ! -path '*/expect/*' -exec md5sum {} + |
		sort -u -k 1,1 | sed 's/^[^ ]* *//' >"$scratch/list"
	tar -c -P -T "$scratch/list" --transform 's|/|_|g' --mode u+w | tar -x -C "$scratch/before"
	cp -r "$scratch/before" "$scratch/after"
	[ "$(find "$scratch/after" -type f | wc -l)" -gt 500 ]
	report $? "only few files"
}

# once FOLDER SUFFIX: formats all of them, twice.
once() {
	"$acrn_cfg" fmt --format gcc "$scratch/$1"/*"$2" 2>"$scratch/messages"
	is "$2: unsafe" "" "$(grep -F format-unsafe "$scratch/messages")"
	is "$2: the second time" "" "$("$acrn_cfg" fmt --check "$scratch/$1"/*"$2" 2>/dev/null)"
}

# messages FOLDER: what check reports of each file, without places; of devices in one slot not which is the first.
messages() {
	"$acrn_cfg" check --format gcc "$scratch/$1"/*.xml 2>&1 |
		sed -E -n "s|^$scratch/$1/||; s|^([^:]*):[0-9:]* (.*\])\$|\1 \2|; s|error: .* (are both in slot)|\1|; /\]\$/p" | sort
}

all_xml() {
	collect
	once after .xml
	is "content" "" "$(python3 "$compare" "$scratch/before" "$scratch/after")"
	mkdir "$scratch/some" "$scratch/some_after"
	(cd "$scratch/before" && find . -type f) | sort | awk 'NR % 12 == 0' >"$scratch/list"
	tar -c -C "$scratch/before" -T "$scratch/list" | tar -x -C "$scratch/some"
	tar -c -C "$scratch/after" -T "$scratch/list" | tar -x -C "$scratch/some_after"
	is "messages" "" "$(diff <(messages some) <(messages some_after))"
}

# convert FROM SUFFIX TO SUFFIX: converts all files that can be.
convert() {
	local file name

	mkdir -p "$scratch/$3"
	for file in "$scratch/$1"/*"$2"; do
		name=$(basename "$file" "$2")
		many_run "$scratch" /dev/null /dev/null convert "$file" -o "$scratch/$3/$name$4"
	done
}

# What convert makes of a formatted file is formatted; of others, it has the same content when it is. One file in six
# will do: many are similar.
all_yaml() {
	convert some .xml yaml .yaml
	convert some_after .xml yaml_after .yaml
	is "YAML of what is formatted" "" "$("$acrn_cfg" fmt --check "$scratch"/yaml_after/*.yaml 2>/dev/null)"
	convert yaml .yaml way_back .xml
	once yaml .yaml
	convert yaml .yaml way_back_after .xml
	is "content of YAML" "" "$(python3 "$compare" "$scratch/way_back" "$scratch/way_back_after")"
}

many_open
streams
files
failures
all_xml
all_yaml
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
