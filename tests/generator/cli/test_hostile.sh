#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Hostile input: bombs, giants, and special files. Each gets one clear message, in little memory, and
# nothing is written. Quadratic time reaches the time limit of run.sh.
set -u
export LC_ALL=C
cd "${SRCDIR:-.}" || exit
root=$PWD
B=${B:-build}
tool=$root/$B/bin/acrn-cfg
peak=$root/$B/tests/generator/cli/peak
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
cd "$work" || exit
failed=0

fail() {
	echo "FAIL: $*"
	failed=$((failed + 1))
}

skip() {
	echo "SKIP: $*"
}

## Runs

# refused STATUS MIB MESSAGE VERB ARGUMENT...: ends with that status and one error, which has MESSAGE in it,
# with at most so much memory, and writes nothing.
refused() {
	local status=$1 limit=$2 message=$3 got

	shift 3
	"$peak" peak "$tool" "$1" --format=gcc "${@:2}" >stdout 2>stderr
	got=$?
	[ "$got" -eq "$status" ] || fail "$*: exit status $got: $(head -c 300 stderr)"
	[ "$(grep -c ': error: ' stderr)" -eq 1 ] || fail "$*: not one error: $(head -c 1000 stderr)"
	grep -q -F -- "$message" stderr || fail "$*: $(head -c 1000 stderr)"
	[ "$(wc -c <stderr)" -lt 2000 ] || fail "$*: $(wc -c <stderr) bytes of messages"
	[ ! -s stdout ] || fail "$*: something on standard output"
	[ ! -e output ] || fail "$*: there is an output directory"
	# Sanitizers take memory of their own.
	case $B in
	*san*) ;;
	*) [ "$(cat peak)" -le "$limit" ] || fail "$*: $(cat peak) MiB" ;;
	esac
}

# Both verbs that read scenarios refuse input.xml. With sanitizers one is enough: both read by the same code.
input_refused() {
	refused "$1" "$2" "$3" check input.xml
	[[ $B == */san ]] || refused "$1" "$2" "$3" gen input.xml
}

# repeat COUNT TEXT: the text so many times, with its number for each %d.
repeat() {
	awk -v count="$1" -v text="$2" 'BEGIN { for (i = 0; i < count; i++) printf text, i, i, i, i }'
}

# bytes COUNT BYTE: the byte so many times, in a hundredth of the time that repeat takes.
bytes() {
	head -c "$1" /dev/zero | tr '\0' "$2"
}

# fill MIB: so many MiB of x.
fill() {
	bytes "$(($1 * 1048576))" x
}

# scenario COMMAND...: what the command prints, in a scenario.
scenario() {
	{
		printf '<acrn-config board="lab">\n'
		"$@"
		printf '</acrn-config>\n'
	} >input.xml
}

## Files

fill 96 >input.xml
input_refused 2 16 "larger than 64 MiB"
rm input.xml

fill 96 | refused 2 160 "larger than 64 MiB" check -
{
	printf '<acrn-config board="'
	fill 1024
	printf '"/>'
} 2>/dev/null | refused 2 160 "larger than 64 MiB" check -
refused 2 16 "not a regular file" check /dev/zero
refused 2 16 "not a regular file" gen /dev/full
refused 2 16 "is a directory" gen "$work"
refused 2 16 "No such file" check gone.xml
ln -s gone.xml dangling.xml
refused 2 16 "No such file" check dangling.xml
rm dangling.xml
ln -s loop.xml loop.xml
refused 2 16 "symbolic links" check loop.xml
refused 2 16 "symbolic links" check .
rm loop.xml
mkfifo fifo.xml
refused 2 16 "not a regular file" check fifo.xml
refused 2 16 "not a regular file" check .
scenario true
refused 2 16 "not a regular file" check --board fifo.xml input.xml
mkdir boards
mkfifo boards/lab.xml
refused 2 16 "not a regular file" check --board-path boards input.xml
rm fifo.xml
cp "$root/boards/lab/pair.xml" input.xml
mkdir templates
mkfifo templates/static_config.c.xsl
refused 2 64 "not a regular file" gen --templates templates --board "$root/boards/lab/lab.xml" input.xml
rm -r boards templates

# Root may read everything: then the user 'nobody' tries.
user=()
[ "$(id -u)" -ne 0 ] || user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
chmod 711 "$work"
if [ ${#user[@]} -eq 0 ] || "${user[@]}" test -x "$tool"; then
	chmod 000 input.xml
	"${user[@]}" "$tool" check "$work/input.xml" 2>stderr
	[ $? -eq 2 ] || fail "unreadable: exit status"
	grep -q "cannot read .*: Permission denied" stderr || fail "unreadable: $(cat stderr)"
	chmod 644 input.xml
else
	skip "nobody cannot run $tool"
fi

## Bytes

printf '<acrn-config>\n<hv>\0</hv></acrn-config>' >input.xml
input_refused 1 16 "input.xml:2:5: error: invalid NUL byte"
head -c 1048576 /dev/zero >input.xml
input_refused 1 16 "input.xml:1:1: error: the file is binary data"
printf '<acrn-config>\n<hv>\xE4</hv></acrn-config>' >input.xml
input_refused 1 16 "input.xml:2:5: error: invalid byte: expected UTF-8"
printf '<acrn-config>\n<hv>\xED\xA0\x80</hv></acrn-config>' >input.xml
input_refused 1 16 "input.xml:2:5: error: "
repeat 100000 '<a%d/>' | iconv -f ASCII -t IBM037 >input.xml
input_refused 1 16 "invalid byte: expected UTF-8"

## Bombs

{
	printf '<!DOCTYPE a [<!ENTITY e0 "lol">\n'
	for i in 1 2 3 4 5 6 7 8 9; do
		printf '<!ENTITY e%d "' "$i"
		repeat 10 "&e$((i - 1));"
		printf '">\n'
	done
	printf ']><acrn-config>&e9;</acrn-config>'
} >input.xml
input_refused 1 16 "[doctype-forbidden]"
echo secret >secret
printf '<!DOCTYPE a [<!ENTITY e SYSTEM "file://%s/secret">]><acrn-config>&e;</acrn-config>' "$work" >input.xml
input_refused 1 16 "[doctype-forbidden]"
! grep -q secret.$ stderr || fail "the secret is out"

## Giants. What libxml2 holds of a file is some times as large.

repeat 100000 '<a>' >input.xml
input_refused 1 32 "input.xml:1:772: error: "
scenario fill 60
input_refused 1 96 "[xml-too-large]"
scenario bytes 60000000 '\n'
input_refused 1 96 "[xml-too-large]"
{
	printf '<acrn-config board="'
	fill 60
	printf '"/>'
} >input.xml
input_refused 1 96 "[xml-too-large]"
{
	printf '<acrn-config'
	repeat 1000000 ' a%d=""'
	printf '/>'
} >input.xml
input_refused 1 48 "[xml-too-large]"
{
	printf '<acrn-config'
	repeat 150000 ' a%d=""'
	printf '/>'
} | head -c 1000000 >input.xml
input_refused 1 32 "[xml-too-large]"
scenario repeat 3000000 '<a/>'
input_refused 1 48 "too many elements and attributes: the limit is 2000000"
scenario repeat 1000000 '<a%d/>'
input_refused 1 64 "too many different names: the limit is 10000"
scenario repeat 1000000 '<!--%d-->'
input_refused 1 48 "too many comments between two tags: the limit is 1000"
scenario repeat 10000 '<a xmlns:b%d="c"/>'
input_refused 1 48 "too many declared namespaces: the limit is 100"
scenario repeat 1000000 '&'
input_refused 1 64 "[xml-malformed]"
bytes 10000000 '<' >input.xml
input_refused 1 48 "[xml-too-large]"

## Many mistakes: as many are shown as anybody would read.

# With sanitizers a tenth of it: quadratic time is found without them.
many=100000
[[ $B != */san ]] || many=10000
scenario repeat "$many" '<vm id="x%d"><load_order>SERVICE_VM</load_order></vm>'
"$tool" check --format=gcc input.xml 2>stderr
[ $? -eq 1 ] || fail "many mistakes: exit status"
count=$(grep -c ': error: ' stderr)
[ "$count" -eq 1000 ] || fail "many mistakes: $count errors"
grep -q '^acrn-cfg: note: further errors: [0-9]*, further warnings: 0 (not shown)$' stderr ||
	fail "many mistakes: $(tail -n 1 stderr)"

# Looking up late elements does not start at the beginning each time.
{
	repeat $((2 * many)) '<vm id="%d"><load_order>PRE_LAUNCHED_VM</load_order><name>v%d</name></vm>'
	repeat $((2 * many)) '<hv/>'
} >siblings
scenario cat siblings
"$tool" check --format=gcc input.xml 2>stderr
[ $? -eq 1 ] || fail "many siblings: exit status"
grep -q 'duplicate <hv> in <acrn-config> \[element-repeated\]' stderr || fail "many siblings: $(head -n 3 stderr)"

# Names are compared with a few others, not with all.
{
	printf '<vm id="0"><load_order>SERVICE_VM</load_order><name>S</name></vm>'
	printf '<vm id="1"><load_order>POST_LAUNCHED_VM</load_order><name>P</name><cpu_affinity><pcpu_id>1</pcpu_id></cpu_affinity><shm_regions>'
	repeat $((2 * many)) '<shm_region>dm:/shm_region_%d,2</shm_region>'
	printf '</shm_regions></vm>'
} >unshared
scenario cat unshared
"$tool" check --format=gcc input.xml 2>stderr
[ $? -eq 1 ] || fail "many unshared regions: exit status"
[ "$(grep -c "region .* has only one peer, VM 'P' \[shmem-unshared\]$" stderr)" -eq 1000 ] ||
	fail "many unshared regions: $(head -n 3 stderr)"

# Looking for the missing element of a typo does not start at the beginning each time.
{
	printf '<vm id="0"><load_order>SERVICE_VM</load_order>'
	repeat $((5 * many)) '<nam/>'
	printf '<name>S</name></vm>'
} >typos
scenario cat typos
"$tool" check --format=gcc input.xml 2>stderr || fail "many likely typos: exit status"
grep -q 'unknown element <nam> in <vm> is ignored' stderr || fail "many likely typos: $(head -n 3 stderr)"
[ "$(wc -l <stderr)" -eq 1 ] || fail "many likely typos: $(head -n 3 stderr)"

## Outputs

cp "$root/boards/lab/pair.xml" input.xml

# in_mount OPTIONS: gen into a file system of its own, in a private mount namespace.
in_mount() {
	# shellcheck disable=SC2016 # the inner bash expands them
	unshare -m bash -c 'mkdir -p disk && mount -t tmpfs -o "$1" none disk &&
		"$2" gen --format=gcc -o disk/out --board "$3/boards/lab/lab.xml" input.xml
		echo "$?" "$(ls -A disk)"' bash "$1" "$tool" "$root" >stdout 2>stderr
}

if unshare -m true 2>/dev/null && unshare -m mount -t tmpfs none /mnt 2>/dev/null; then
	in_mount size=8k
	[ "$(cat stdout)" = "2 " ] || fail "a full disk: $(cat stdout)"
	grep -q "No space left on device \[output-unwritable\]" stderr || fail "a full disk: $(cat stderr)"
	in_mount ro
	[ "$(cat stdout)" = "2 " ] || fail "a read-only disk: $(cat stdout)"
	grep -q "Read-only file system \[output-unwritable\]" stderr || fail "a read-only disk: $(cat stderr)"
else
	skip "no mounts here"
fi
[ "$failed" -eq 0 ]
