#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_verbs.sh: messages and exit statuses of acrn-cfg's verbs where no scenario is at fault: rules
# explained, files named, directories that cannot be checked or written, depfiles, inputs, streams without
# end, full disks, no memory.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit
acrn_cfg=$PWD/${B:-build}/bin/acrn-cfg
# shellcheck source=tests/tools/report.sh
. tests/tools/report.sh
scratch=$(mktemp -d) || exit
trap 'chmod -R u+rwx "$scratch"; rm -rf "$scratch"' EXIT

# run COMMAND...: into $output, $messages and $status.
run() {
	output=$("$@" 2>"$scratch/messages" </dev/null)
	status=$?
	messages=$(<"$scratch/messages")
}

# ends WHAT STATUS MESSAGE: the exit status of the last run; MESSAGE is a part of its messages.
ends() {
	is "$1: status" "$2" "$status"
	[[ $messages == *"$3"* ]]
	report $? "$1: no '$3' in: $messages"
}

# A rule's number, level, sentence and section; all rules in a list.
explains() {
	local slug level sentence count=0

	run "$acrn_cfg" explain
	ends list 0 ''
	while IFS=$'\t' read -r slug level sentence; do
		[[ $output == *"$slug "*"$sentence"* ]]
		report $? "$slug is not in the list"
	done <"$scratch/rules"
	while IFS=$'\t' read -r slug level sentence; do
		[ "$level" != varies ] || level='error or warning'
		run "$acrn_cfg" explain "$slug"
		ends "explain $slug" 0 ''
		[[ $output == "$slug ($level "*")"$'\n'"$sentence"$'\nacrn-cfg check --fix '*$' this'*$'.\n\n'*[a-z]* ]]
		report $? "explain $slug: $output"
		[[ $output != *$'\n##'* ]]
		report $? "explain $slug runs into the next section"
		[[ $output != *$'\nacrn-cfg check --fix fixes this'* ]] || echo "$slug" >>"$scratch/fixable"
		count=$((count + 1))
	done <"$scratch/rules"
	[ "$count" -gt 40 ]
	report $? "$count rules"
	# The list is compared with what is fixed: tests/generator/fix/test_cases.sh.
	is 'fixable rules' "$(sed -n '/^Rules with fixes:/,/^$/p' docs/diagnostics.md | grep -oE '[a-z]+(-[a-z]+)+' | sort)" \
		"$(sort "$scratch/fixable")"
	run "$acrn_cfg" explain vm-name-duplicate
	[[ $output == *$'\nacrn-cfg check --fix does not fix this.\n'* ]]
	report $? 'explain a rule without fixes'
	run "$acrn_cfg" explain no-such-rule
	ends 'unknown rule' 2 "unknown rule 'no-such-rule'"
}

names_files() {
	run "$acrn_cfg" gen -v -o "$scratch/out//" boards/lab/pair.xml
	ends 'gen -v' 0 ''
	is 'gen -v' "$(cd "$scratch" && find out -type f | sort)" "${output//"$scratch/"/}"
}

# If something cannot be checked, the run fails.
checks_directories() {
	local deep=$scratch/deep

	mkdir -p "$scratch/circle" "$scratch/closed/inside"
	ln -s . "$scratch/circle/again.xml"
	cp boards/lab/pair.xml "$scratch/circle"
	run "$acrn_cfg" check --board boards/lab/lab.xml "$scratch/circle"
	ends circle 2 'directories are nested too deeply'
	for _ in {1..14}; do
		deep=$deep/x
	done
	mkdir -p "$deep"
	cp boards/lab/pair.xml boards/lab/lab.xml "$deep"
	run "$acrn_cfg" check "$scratch/deep"
	ends 'as deep as it may be' 0 ''
	chmod 0 "$scratch/closed/inside"
	run "${without_override[@]}" "$acrn_cfg" check "$scratch/closed"
	ends closed 2 "closed/inside': Permission denied"
}

# Neither a directory nor a file is made where the user may not write.
writes_nowhere() {
	mkdir -p "$scratch/locked/old"
	chmod a-w "$scratch/locked" "$scratch/locked/old"
	run "${without_override[@]}" "$acrn_cfg" gen -o "$scratch/locked/new" boards/lab/pair.xml
	ends 'new directory' 2 'Permission denied'
	chmod u+w "$scratch/locked/old"
	mkdir "$scratch/locked/old/config" "$scratch/locked/old/launch"
	chmod a-w "$scratch/locked/old/launch"
	run "${without_override[@]}" "$acrn_cfg" gen -o "$scratch/locked/old" boards/lab/pair.xml
	ends 'old directory' 2 'Permission denied'
	is 'old directory' '' "$(find "$scratch/locked" -type f)"
}

reads_streams() {
	head -c 300M /dev/zero | "$acrn_cfg" check - 2>"$scratch/messages"
	status=${PIPESTATUS[1]} messages=$(<"$scratch/messages")
	ends 'endless stream' 2 'is larger than 64 MiB'
}

# A terminal gets colors, but for one that has none.
colors() {
	local term colored

	if ! command -v script >/dev/null; then
		echo 'SKIP: colors: script is missing, which has a terminal'
		return
	fi
	for term in xterm dumb; do
		TERM=$term script -q -e -c "'$acrn_cfg' check /nonexistent" /dev/null \
			>"$scratch/messages" 2>&1 </dev/null
		grep -q $'\033' "$scratch/messages"
		colored=$?
		is "colors on $term" "$([ $term = dumb ] && echo 1 || echo 0)" "$colored"
	done
}

# What was asked for was not shown.
prints_into_nothing() {
	local arguments

	for arguments in --help --version 'gen --help' 'check -V' help explain 'explain shmem-size-mismatch'; do
		# shellcheck disable=SC2016,SC2086 # the inner shell's; words of their own
		run bash -c 'exec "$@" >/dev/full' - "$acrn_cfg" $arguments
		ends "$arguments to a full disk" 2 ''
		[ -n "$messages" ]
		report $? "$arguments to a full disk: no message"
	done
}

# Sanitizers want address space that no limit leaves them.
runs_out_of_memory() {
	[[ ${B:-build} != */san ]] || return
	head -c 60M /dev/zero >"$scratch/large.xml"
	# shellcheck disable=SC2016 # the inner shell's
	run bash -c 'ulimit -v 100000 && exec "$@"' - "$acrn_cfg" check "$scratch/large.xml"
	ends memory 2 'acrn-cfg: out of memory'
	is 'memory: output' '' "$output"
}

# A converted file is written as a whole to where the user wants it, or not at all. Signals end a run
# that waits for the reader of a FIFO.
converts() {
	local path

	printf '<a><b>text</b></a>' >"$scratch/small.xml"
	run "$acrn_cfg" convert "$scratch/small.xml"
	ends convert 0 ''
	is 'convert: output' $'a:\n  b: text' "$output"
	run "$acrn_cfg" convert "$scratch/small.xml" -o "$scratch/nowhere/small.yaml"
	ends 'convert into nothing' 2 "cannot write '$scratch/nowhere/small.yaml'"
	mkdir "$scratch/small.yaml"
	run "$acrn_cfg" convert "$scratch/small.xml" -o "$scratch/small.yaml"
	ends 'convert over a directory' 2 "cannot write '$scratch/small.yaml'"
	is 'convert: left over' '' "$(compgen -G "$scratch/small.yaml.*")"
	run "$acrn_cfg" convert "$scratch/small.xml" -o /dev/full
	ends 'convert to a device' 2 "cannot write '/dev/full'"
	is 'convert to a device: it stays' 'character special file' "$(stat -c %F /dev/full)"
	mkfifo "$scratch/fifo"
	run timeout -s INT -k 60 0.2 "$acrn_cfg" convert "$scratch/small.xml" -o "$scratch/fifo"
	ends 'convert to a FIFO without a reader' 124 ''
	ln "$scratch/small.xml" "$scratch/hard"
	ln -s small.xml "$scratch/soft"
	for path in small.xml .//small.xml hard soft; do
		run "$acrn_cfg" convert "$scratch/small.xml" -o "$scratch/$path"
		ends "convert onto the input by $path" 2 "it is an input"
	done
	run "$acrn_cfg" convert "$scratch/small.xml" -o "$scratch/small.xml/x"
	ends 'convert below a file' 2 "cannot write '$scratch/small.xml/x': Not a directory"
	run bash -c '"$1" convert - -o "$2" <"$3"' - "$acrn_cfg" "$scratch/hard" "$scratch/small.xml"
	ends 'convert onto standard input' 2 "it is an input"
	is 'convert onto the input' '<a><b>text</b></a>' "$(<"$scratch/small.xml")"
	rm "$scratch/hard"
	run bash -c '"$1" convert "$2" >/dev/full' - "$acrn_cfg" "$scratch/small.xml"
	ends 'convert to a full disk' 2 'cannot write to standard output'
	# Elements out of order, a key that is long, and an empty element with a comment behind it.
	printf '\n <a>\n  <b/>\n  <c/><!--c-->\n  <b/>\n  <%02000d/>\n</a>' 0 | sed 's/<0/<n/' >"$scratch/small.xml"
	if command -v xmllint >/dev/null; then
		run bash -c '"$1" convert - <"$2" | "$1" convert - | xmllint --noblanks --c14n -' - "$acrn_cfg" \
			"$scratch/small.xml"
		ends 'convert there and back' 0 ''
		is 'convert there and back' "$(xmllint --noblanks --c14n "$scratch/small.xml")" "$output"
	else
		echo 'SKIP: convert there and back: xmllint is missing'
	fi
	printf '<a xmlns="a&amp;b"/>' >"$scratch/small.xml"
	run "$acrn_cfg" convert "$scratch/small.xml"
	ends 'convert what has no form' 1 '[yaml-form]'
	is 'convert what has no form: output' '' "$output"
}

# refuses_depfile PATH MESSAGE ARGUMENT...: gen, in $scratch/deps, with the depfile PATH changes nothing.
refuses_depfile() {
	local before path=$1 message=$2

	shift 2
	before=$(cd "$scratch/deps" && ls -R && find . -type f -exec cksum {} + | sort)
	# shellcheck disable=SC2016 # the inner shell's
	run bash -c 'cd "$1" && shift && exec "$@" <site.xml' - "$scratch/deps" "$acrn_cfg" gen -o out -MF "$path" "$@"
	ends "-MF $path" 2 "$message"
	is "-MF $path: files" "$before" "$(cd "$scratch/deps" && ls -R && find . -type f -exec cksum {} + | sort)"
}

# A bind mount of the output directory is the output directory, too.
recognizes_output_directories() {
	local path before="$scratch/before"

	mkdir "$scratch/deps/mount"
	cp -a "$scratch/deps/out" "$before"
	if (cd "$scratch/deps" && unshare -rm mount --bind out mount) 2>/dev/null; then
		for path in manifest.json config/static_config.c; do
			# shellcheck disable=SC2016 # the inner shell's
			run unshare -rm bash -c 'cd "$1" && mount --bind out mount && exec "$2" gen -o out -MF "mount/$3" site.xml' \
				- "$scratch/deps" "$acrn_cfg" "$path"
			ends "-MF in a bind mount: $path" 2 'the depfile has the name of another output'
		done
	else
		echo "SKIP: no bind mounts, for unshare may not be used"
	fi
	diff -r "$before" "$scratch/deps/out" >/dev/null
	report $? "-MF in a bind mount: files"
}

# A depfile overwrites neither what was read nor another output, whatever its path looks like.
writes_depfiles() {
	local input='the depfile has the name of an input' output='the depfile has the name of another output' path

	mkdir -p "$scratch/deps/templates"
	cp boards/lab/pair.xml "$scratch/deps/site.xml"
	cp boards/lab/lab.xml templates/launch_acrn.sh.xsl "$scratch/deps"
	mv "$scratch/deps/launch_acrn.sh.xsl" "$scratch/deps/templates"
	ln "$scratch/deps/site.xml" "$scratch/deps/hard.d"
	ln -s site.xml "$scratch/deps/soft.d"
	for path in site.xml .//site.xml hard.d soft.d "$scratch/deps/site.xml" lab.xml templates/launch_acrn.sh.xsl; do
		refuses_depfile "$path" "$input" -t templates -b lab.xml site.xml
	done
	refuses_depfile site.xml "$input" -b lab.xml -
	refuses_depfile site.xml/x 'site.xml/x: Not a directory' -b lab.xml site.xml
	refuses_depfile out/../nowhere/../x 'No such file or directory' -b lab.xml site.xml
	refuses_depfile out "out: Is a directory" -b lab.xml site.xml
	for path in out/manifest.json ./out//manifest.json "$scratch/deps/./out/manifest.json"; do
		refuses_depfile "$path" "$output" site.xml
	done
	# shellcheck disable=SC2016 # the inner shell's
	run bash -c 'cd "$1" && mkdir new && "$2" gen -o new/out -MF new/out.d site.xml && "$2" gen -o out -MF ./out/x.d site.xml' \
		- "$scratch/deps" "$acrn_cfg"
	ends 'depfiles in new directories' 0 ''
	is 'depfiles in new directories' 2 "$(cat "$scratch/deps/new/out.d" "$scratch/deps/out/x.d" | grep -c ' site\.xml')"
	ln -s out/launch "$scratch/deps/link"
	for path in link/../manifest.json out/config/../config/static_config.c link/launch_user_vm_id1.sh .//out/.acrn-cfg; do
		refuses_depfile "$path" "$output" site.xml
	done
	recognizes_output_directories
	# A FIFO gets it at the end, and a signal ends a run whose FIFO has no reader.
	mkfifo "$scratch/deps/fifo"
	rm "$scratch/deps/out/manifest.json"
	"$acrn_cfg" gen -q -o "$scratch/deps/out" -MF "$scratch/deps/fifo" "$scratch/deps/site.xml" &
	until [ -e "$scratch/deps/out/manifest.json" ] || ! kill -0 $! 2>/dev/null; do
		sleep 0.05
	done
	[ -e "$scratch/deps/out/manifest.json" ]
	report $? 'depfile to a FIFO: no output'
	kill $!
	wait $!
	is 'depfile to a FIFO without a reader' 143 $?
}

# A template of the user's that writes over what is read, by whatever names, loses nothing.
keeps_inputs() {
	local directory=$scratch/inputs name path before

	mkdir -p "$directory/own"
	cp boards/lab/pair.xml "$directory/site.xml"
	cp boards/lab/lab.xml "$directory"
	ln -s . "$directory/here"
	for name in site.xml lab.xml own/own.xsl; do
		printf '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template
			match="/"><files><file path="%s" mode="plain">lost</file></files></xsl:template></xsl:stylesheet>' \
			"$name" >"$directory/own/own.xsl"
		before=$(cd "$directory" && find . -type f -exec cksum {} + | sort)
		for path in . here "$directory" here/own/..; do
			# shellcheck disable=SC2016 # the inner shell's
			run bash -c 'cd "$1" && exec "${@:2}" <site.xml' - "$directory" "$acrn_cfg" gen -o "$path" \
				-t here/own -b ./lab.xml "$([ "$name" = site.xml ] && echo - || echo site.xml)"
			ends "gen -o $path over $name" 2 "$path/$name: it is an input"
			is "gen -o $path over $name: files" "$before" \
				"$(cd "$directory" && find . -type f -exec cksum {} + | sort)"
		done
		run "$acrn_cfg" gen --check -o "$directory" -t "$directory/own" -b "$directory/lab.xml" "$directory/site.xml"
		ends "gen --check over $name" 2 "$name: it is an input"
	done
}

# "-" is standard output wherever a file is written, and no directory.
writes_streams() {
	local verb files directory=$scratch/streams

	mkdir "$directory"
	cp boards/lab/{pair,lab}.xml tests/cases/ok/pair-2.7/expect/launch/*.sh "$directory"
	cd "$directory" || exit
	for verb in convert fmt upgrade import; do
		files=(pair.xml)
		[[ $verb != import ]] || files=(*.sh)
		run "$acrn_cfg" "$verb" "${files[@]}" -o written
		is "$verb -o FILE: output" '' "$output"
		run "$acrn_cfg" "$verb" "${files[@]}" -o -
		ends "$verb -o -" 0 ''
		is "$verb -o -" "$(<written)" "$output"
		rm written
	done
	for verb in gen keygen; do
		run "$acrn_cfg" "$verb" pair.xml --output=-
		ends "$verb -o -" 2 "a directory cannot be 'standard output'"
	done
	is 'files' 'launch_user_vm_id1.sh launch_user_vm_id2.sh lab.xml pair.xml' "$(echo *.sh *.xml)"
	is '-' '' "$(find . -name -)"
	cd "$OLDPWD" || exit
}

# root may read everything, unless it gives that up.
without_override=()
if ((EUID == 0)); then
	without_override=(setpriv --bounding-set "-dac_override,-dac_read_search")
fi
tr '\n' ' ' <generator/diag/codes.def | sed -E 's/" +"//g' |
	grep -o -E 'DIAG\([0-9]+, [A-Z0-9_]+, "[a-z0-9-]+", DIAG_[A-Z]+, +"[^"]*"\)' |
	sed -E 's/.*, "([a-z0-9-]+)", DIAG_([A-Z]+), +"(.*)"\)/\1\t\L\2\t\E\3/' >"$scratch/rules"

explains
names_files
checks_directories
writes_nowhere
writes_depfiles
keeps_inputs
reads_streams
colors
prints_into_nothing
runs_out_of_memory
converts
writes_streams
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
