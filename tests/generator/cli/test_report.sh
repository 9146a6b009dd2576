#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_report.sh: where the messages of a run go by --format, --output and --report, the last line of check, the exit
# status by --fail-on, and which files --skip-others skips. What is in reports is for tests/generator/diag.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
root=$PWD
acrn_cfg=$PWD/${B:-build}/bin/acrn-cfg
# shellcheck source=tests/tools/report.sh
. tests/tools/report.sh
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT

# run ARGUMENT...: into $output, $messages and $status.
run() {
	output=$("$acrn_cfg" "$@" 2>"$scratch/.messages" </dev/null)
	status=$?
	messages=$(<"$scratch/.messages")
}

# ends WHAT STATUS MESSAGE: the last run; MESSAGE is a part of its messages, or without one there are none.
ends() {
	is "$1: status" "$2" "$status"
	if [ -n "$3" ]; then
		[[ $messages == *"$3"* ]]
		report $? "$1: no '$3' in: $messages"
	else
		is "$1: messages" '' "$messages"
	fi
}

# refused WHAT MESSAGE: a wrong command line.
refused() {
	ends "$1" 2 "$2"
	is "$1: output" '' "$output"
}

# holds WHAT FILE TEXT
holds() {
	grep -q -e "$3" "$2" 2>/dev/null
	report $? "$1: no '$3' in $2"
}

cp boards/lab/pair.xml boards/lab/lab.xml "$scratch"
cp tests/cases/bad/shmem-size-mismatch/input.xml "$scratch/bad.xml"
sed 's/ board="[^"]*"//' boards/lab/pair.xml >"$scratch/warned.xml"
mkdir "$scratch/warned" "$scratch/others" "$scratch/named"
mv "$scratch/warned.xml" "$scratch/warned"
cat >"$scratch/named/site.xml" <<'END'
<acrn-config board="lab" scenario="site">
  <vm id="0"><vm_type>SERVICE_VM</vm_type><name>SERVICE</name></vm>
  <vm id="1"><vm_type>POST_STD_VM</vm_type><name>USER</name></vm>
</acrn-config>
END
echo '<acrn-config board="lab" scenario="site" user_vm_launcher="1"/>' >"$scratch/named/launch.xml"
echo 'baseline: known' >"$scratch/named/.acrn-cfg.yaml"
cd "$scratch" || exit

## The streams, and the last line.

run check pair.xml
ends 'clean file' 0 ''
run check bad.xml
ends 'text' 1 'acrn-cfg: note: 1 file checked, 1 error, 0 warnings'
is 'text: output' '' "$output"
run check --format=gcc bad.xml pair.xml
[[ $messages != *checked* ]]
report $? 'gcc: has a last line'
run check -v pair.xml
ends 'verbose' 0 'acrn-cfg: note: 1 file checked, 0 errors, 0 warnings'
run check bad.xml pair.xml warned
ends 'several' 1 'acrn-cfg: note: 3 files checked, 1 error, 1 warning'
run check missing.xml
ends 'missing' 2 'acrn-cfg: note: 0 files checked, 1 error, 0 warnings'
for format in json sarif junit checkstyle github gitlab; do
	run check --format=$format bad.xml
	ends "$format" 1 '[shmem-size-mismatch]'
	[[ $output == *shmem-size-mismatch* ]]
	report $? "$format: nothing on standard output"
	run check --format=$format --output "out.$format" bad.xml
	is "$format to a file" '' "$output"
	holds "$format to a file" "out.$format" shmem-size-mismatch
	run plan --format=$format bad.xml
	is "plan in $format" '' "$output"
	[[ $messages == *shmem-size-mismatch* ]]
	report $? "plan in $format: no message"
done
run check --format=gcc -o out.gcc bad.xml
ends 'gcc to a file' 1 'shmem-size-mismatch'
is 'gcc to a file' "$messages" "$(<out.gcc)"

## Files of reports.

run check --report sarif=one --report text=two --report json=three --report junit=- bad.xml pair.xml
ends 'reports' 1 '[shmem-size-mismatch]'
holds 'reports' one '"version": "2.1.0"'
holds 'reports' two '^bad.xml:17:28: error: '
holds 'reports' three '^{"level":"error"'
[[ $output == '<?xml'*'<testsuite name="pair.xml"'* ]]
report $? "a report on standard output: $output"
echo 'the former one' >one
run gen -o gen --report gitlab=one bad.xml
ends 'gen' 1 '[shmem-size-mismatch]'
holds 'gen' one '"check_name": "shmem-size-mismatch"'
run plan --report gitlab=one pair.xml
ends 'plan' 0 ''
is 'plan' '[]' "$(<one)"
for input in pair.xml ./pair.xml "$scratch/pair.xml"; do
	run check --report "sarif=$input" pair.xml
	ends "report to $input" 2 "cannot write '$input': it is an input"
done
ln pair.xml link
run check --report sarif=link .
ends 'report to a file of a directory' 2 "cannot write 'link': it is an input"
run check --board lab.xml --report sarif=lab.xml pair.xml
ends 'report to the board' 2 "cannot write 'lab.xml': it is an input"
for verb in check gen plan; do
	run "$verb" --report sarif=lab.xml pair.xml
	ends "report of $verb to the board that was found" 2 "cannot write 'lab.xml': it is an input"
done
cp lab.xml named
ln lab.xml named/board
run check --write-baseline named/known -C named/.acrn-cfg.yaml named/launch.xml
found=$(cksum named/.acrn-cfg.yaml named/*)
run check --report sarif=named/board pair.xml
ends 'report to the board by another name' 2 "cannot write 'named/board': it is an input"
run check --report sarif=named/site.xml named/launch.xml
ends 'report to the scenario of a launch XML' 2 "cannot write 'named/site.xml': it is an input"
run check --report sarif=named/.acrn-cfg.yaml pair.xml named/site.xml
ends 'report to the settings of another input' 2 "cannot write 'named/.acrn-cfg.yaml': it is an input"
run check --report sarif=named/known pair.xml named/site.xml
ends 'report to the baseline of another input' 2 "cannot write 'named/known': it is an input"
is 'inputs that were found' "$found" "$(cksum named/.acrn-cfg.yaml named/*)"
rm -r named
run check --write-baseline base pair.xml
run check --baseline base --report sarif=base pair.xml
ends 'report to the baseline' 2 "cannot write 'base': it is the baseline"
run check --write-baseline base --report sarif=base pair.xml
ends 'report to the new baseline' 2 "cannot write 'base': it is the baseline"
echo 'release: 3.2' >settings
run check --config settings --report sarif=settings pair.xml
ends 'report to the configuration file' 2 "cannot write 'settings': it is the configuration file"
cmp -s pair.xml "$root/boards/lab/pair.xml" && cmp -s lab.xml "$root/boards/lab/lab.xml"
report $? 'an input was replaced'
run check --report sarif=same --report junit=./same pair.xml
ends 'two to one file' 2 "cannot write './same': it is another report"
run graph -o same --report sarif=./same pair.xml
ends 'report to the output' 2 "cannot write './same': it is the output"
run check --report sarif=none/same pair.xml
ends 'no directory' 2 "cannot write 'none/same': No such file or directory"
run check --report sarif=others --report gitlab=other pair.xml
ends 'a directory' 2 "cannot write 'others': Is a directory"
is 'the other report' '[]' "$(<other)"
run check --report sarif=/dev/full --report junit=full bad.xml
ends 'a full disk' 2 "cannot write '/dev/full': No space left on device"
"$acrn_cfg" check --format sarif pair.xml >/dev/full 2>.messages
is 'standard output on a full disk' 2 $?
holds 'standard output on a full disk' .messages 'cannot write to standard output'

## Command lines.

run check --report sarif pair.xml
refused 'no file' "invalid report 'sarif': use FORMAT=FILE"
run check --report sarif= pair.xml
refused 'an empty file' "invalid report 'sarif='"
run check --report html=x pair.xml
refused 'another format' "unknown format 'html'"
run check --format sarif --report junit=- pair.xml
refused 'two on standard output' 'two reports on'
run check --fail-on info pair.xml
refused 'another level' "unknown level 'info'"
run check --budget --format junit pair.xml
refused 'a document beside the budget' '--report FORMAT=FILE'
run check --budget --report junit=- pair.xml
refused 'a report beside the budget' 'budget'
run check --budget --format junit -o budget.junit pair.xml
is 'a budget and a file' 0 "$status"
[[ $output == *RAM* ]]
report $? "a budget and a file: $output"

## The status.

run check warned
ends 'warnings' 0 '1 warning'
run check --fail-on=warning warned
ends '--fail-on=warning' 1 '1 warning'
run check --fail-on=warning bad.xml
ends '--fail-on=warning with an error' 1 '1 error'
run check --fail-on=never bad.xml
ends '--fail-on=never' 0 '1 error'
run check --fail-on=never missing.xml
ends '--fail-on=never with a failure' 2 'missing.xml'

## What prints its own result has its findings in reports, too.

run audit --format=sarif bad.xml
ends 'audit of errors' 1 '[shmem-size-mismatch]'
[[ $output == *'"ruleId": "shmem-size-mismatch"'* ]]
report $? 'audit of errors: no log on standard output'
run audit --report gitlab=audit pair.xml
ends 'audit' 0 ''
holds 'audit' audit '"check_name": "audit-region-group"'
mkdir -p host/proc
: >host/proc/misc
run doctor --root host --report junit=doctor
holds 'doctor' doctor acrn-device-missing

## Files that are no scenarios.

echo '<acrn-config board="x"/>' >others/stub.xml
printf '<?xml version="1.0"?>\n<!DOCTYPE book>\n<!-- <acrn-config> -->\n<book>&lt;acrn-config></book>' >others/book.xml
printf '<p><acrn-config' >others/broken.xml
printf 'on: [push]\npaths: acrn-config\n---\nsecond: {{ x }}\n' >others/workflow.yaml
: >others/empty.xml
printf '# Page\n\n    <acrn-config>\n\nacrn-config:\n  - [\n' >others/page.md
printf '#!/bin/sh\nif\n' >others/install.sh
cp lab.xml others
run check --skip-others others/*
ends 'others' 0 ''
run check --skip-others others
ends 'a directory of others' 0 '0 files checked, 0 errors, 0 warnings (6 other files skipped)'
run check --skip-others -v others/*
ends 'others and why' 0 "'others/stub.xml' skipped: not a scenario: it has no <vm>"
run check --skip-others others/* bad.xml
ends 'others and a scenario' 1 '1 file checked, 1 error, 0 warnings'
[[ $messages != *others* ]]
report $? "others and a scenario: $messages"
run check --skip-others others/* missing.xml
ends 'others and a missing file' 2 'missing.xml'
printf '<acrn-config>\n<vm id="0">' >cut.xml
run check --skip-others cut.xml
ends 'what is left of a scenario' 1 '[xml-malformed]'
printf '#!/bin/bash\nacrn-dm --mac-seed abc vm1\n' >vm.sh
run check --skip-others vm.sh others/* pair.xml bad.xml
ends 'scripts and scenarios' 1 '3 files checked, 1 error, 2 warnings'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
