#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_inject.sh: one allocation, or one system call, of acrn-cfg fails: it never ends as if nothing had
# happened with other files or another output than without the failure.
#
# An attempt ends with the status, output and files of one without a failure, or with status 2 and a message; then
# the files are the former ones, the new ones, or without a manifest, and the next run completes them.
#
# INJECT_ALLOCATIONS and INJECT_CALLS are how many are taken of each run's allocations, and of its calls;
# `make inject` takes all. INJECT_SEED takes others. INJECT_RUN names the only run that is made.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
acrn_cfg=${ACRN_CFG:-$PWD/${B:-build}/bin/acrn-cfg}
preload=$PWD/${B:-build}/tests/generator/inject/alloc_preload.so
# shellcheck source=tests/tools/report.sh
. tests/tools/report.sh
work=$(mktemp -d "$([ -w /dev/shm ] && echo /dev/shm || echo /tmp)/acrn-cfg-XXXXXX") || exit
trap 'rm -rf "$work"' EXIT
RANDOM=${INJECT_SEED:-1}

# The calls that find, read and change files. Those on standard error are left out.
calls="openat read write close newfstatat fstat lstat access faccessat faccessat2 readlink readlinkat getdents64
	mkdir mkdirat rename renameat renameat2 link linkat unlink unlinkat rmdir fsync fdatasync utimensat flock fchmod
	memfd_create lseek fcntl getcwd getrandom"

# expect NAME STATUS ARGUMENT...: acrn-cfg with these arguments, in the directory $work/NAME/old, ends with that
# status and with the directory as in $work/NAME/new.
expect() {
	name=$1 expected=$2
	shift 2
	arguments=("$@")
	attempt env
	is "$name: status without a failure" "$expected" $?
	mv "$work/here" "$work/$name/new"
}

# attempt WRAPPER...: the program again, as the wrapper runs it, in a new copy of the directory.
attempt() {
	rm -rf "$work/here"
	cp -a "$work/$name/old" "$work/here"
	(cd "$work/here" && exec "$@" "$acrn_cfg" "${arguments[@]}" >.stdout 2>.stderr </dev/null)
}

# has DIRECTORY OPTION...: whether it is what the run left.
has() {
	diff -r --no-dereference "${@:2}" "$work/here" "$work/$name/$1" >/dev/null
}

# After a failure that was reported: nothing mixed, and the next run completes it.
is_repairable() {
	local ignored=(-x .acrn-cfg -x .stdout -x .stderr)

	if [ -e "$work/here/out/manifest.json" ]; then
		has old "${ignored[@]}" -x deps.d || has new "${ignored[@]}" -x deps.d || return
	fi
	(cd "$work/here" && exec "$acrn_cfg" "${arguments[@]}") >/dev/null 2>&1
	has new "${ignored[@]}"
}

# accept STATUS WHAT: what an attempt left.
accept() {
	local messages

	messages=$(<"$work/here/.stderr")
	if [ "$1" -eq "$expected" ]; then
		has new
		report $? "$name: $2: status $1 with another output: $messages"
	else
		[ "$1" -eq 2 ] && [ -n "$messages" ] && is_repairable
		report $? "$name: $2: status $1: $messages"
	fi
}

# sample COUNT TAKEN: the numbers from 1 to COUNT, or TAKEN of them at random.
sample() {
	if [ "$1" -le "$2" ]; then
		seq 1 "$1"
		return
	fi
	for ((i = 0; i < $2; i++)); do
		echo $(((RANDOM << 15 | RANDOM) % ($1 * (i + 1) / $2 - $1 * i / $2) + $1 * i / $2 + 1))
	done
}

fail_allocations() {
	local n

	attempt env ALLOC_COUNT="$work/count" LD_PRELOAD="$preload"
	for n in $(sample "$(<"$work/count")" "$1"); do
		attempt env ALLOC_FAIL="$n" LD_PRELOAD="$preload"
		accept $? "allocation $n"
	done
}

# list_calls: "CALL NUMBER ARGUMENTS" for each that can fail. What the dynamic loader calls before main() is not
# the program's.
list_calls() {
	strace -qq -o "$work/loader" "$acrn_cfg" --version >/dev/null
	awk -v calls="$calls" '
		BEGIN { split(calls, list, " "); for (i in list) is_known[list[i]] }
		{ call = substr($0, 1, index($0, "(") - 1) }
		/^write\(1,/ && FNR == NR { is_over = 1 }
		FNR == NR { before[call] += !is_over; next }
		{ number[call]++ }
		call in is_known && number[call] > before[call] && !/^write\(2,/ {
			print call, number[call], substr($0, index($0, "("))
		}' "$work/loader" "$1"
}

fail_calls() {
	local i call number text

	attempt strace -qq -o "$work/calls"
	list_calls "$work/calls" >"$work/list"
	for i in $(sample "$(wc -l <"$work/list")" "$1"); do
		read -r call number text < <(sed -n "${i}p" "$work/list")
		attempt strace -qq -o /dev/null -e trace="$call" -e inject="$call:error=EIO:when=$number"
		accept $? "$call $number: $text"
	done
}

fail_each() {
	[[ $1 == "${INJECT_RUN:-$1}" ]] || return
	expect "$@"
	fail_allocations "${INJECT_ALLOCATIONS:-4}"
	[ -z "$has_strace" ] || fail_calls "${INJECT_CALLS:-6}"
}

## What is run: a directory each, with the files of a former run in most.

has_strace=$(strace -qq -o /dev/null true 2>/dev/null && echo yes)
[ -n "$has_strace" ] || echo "SKIP: no strace, or it may not trace: no system calls fail"
mkdir -p "$work/gen/old"
# The board is found by what is in the scenario's directory.
sed 's/ board="[^"]*"//' boards/lab/pair.xml >"$work/gen/old/site.xml"
cp boards/lab/lab.xml "$work/gen/old/site.board.xml"
for name in named update yaml check budget audit plan graph json diff depfile; do
	cp -a "$work/gen" "$work/$name"
done
# By the directory's name alone, and with a template of the user's and a shell file.
mv "$work/named/old/site.board.xml" "$work/named/old/here.xml"
cp "$work/named/old/here.xml" "$work/named/old/another.xml"
mkdir -p "$work/named/old/templates/launch"
sed '1s/$/ <!--changed-->/' templates/launch_acrn.sh.xsl >"$work/named/old/templates/launch_acrn.sh.xsl"
sed '$s/$/ # changed/' templates/launch/add.sh >"$work/named/old/templates/launch/add.sh"
cp boards/lab/trio.xml "$work/update/old/site.xml"
for name in update diff; do
	(cd "$work/$name/old" && "$acrn_cfg" gen -o out site.xml) >/dev/null 2>&1
	cp "$work/gen/old/site.xml" "$work/$name/old"
done
cp boards/lab/trio.xml "$work/diff/old/site.xml"
(cd "$work/yaml/old" && "$acrn_cfg" convert -o site.yaml site.xml)
cp -a "$work/yaml" "$work/back"
cp -a "$work/yaml" "$work/forth"
mkdir -p "$work/invalid/old" "$work/malformed/old" "$work/reports/old"
cp tests/cases/bad/schema-violation/input.xml "$work/invalid/old"
cp tests/cases/bad/schema-violation/input.xml "$work/reports/old"
echo 'a former one' >"$work/reports/old/one.sarif"
cp tests/cases/bad/yaml-malformed/input.yaml "$work/malformed/old"

fail_each gen 0 gen -o out site.xml
fail_each named 0 gen -t templates -o out site.xml
fail_each update 0 gen --sync -o out site.xml
fail_each yaml 0 gen -o out site.yaml
fail_each depfile 0 gen -MF deps.d -o deep/out site.xml
fail_each diff 1 gen --check -o out site.xml
fail_each check 0 check site.xml .
fail_each invalid 1 check input.xml
fail_each malformed 1 check --format=json input.yaml
fail_each reports 1 check --format=junit --report sarif=one.sarif --report gitlab=two.json input.xml
fail_each budget 0 check --budget --format=json site.xml
fail_each audit 0 audit --format=sarif site.xml
fail_each plan 0 plan site.xml
fail_each graph 0 graph -o site.svg site.xml
fail_each json 0 plan --format=json site.xml
fail_each forth 0 convert site.xml
fail_each back 0 convert -o back.xml site.yaml
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
