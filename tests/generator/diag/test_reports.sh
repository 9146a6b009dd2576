#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_reports.sh: reports for CI systems: by the schemas beside this script, of all breaches, of hostile names and
# texts, of runs that find nothing or fail; their fingerprints; what takes their place on standard output and in files.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
root=$PWD
acrn_cfg=$PWD/${B:-build}/bin/acrn-cfg
diag=$PWD/tests/generator/diag
# shellcheck source=tests/tools/report.sh
. tests/tools/report.sh
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT

if ! python3 -c 'import jsonschema' 2>/dev/null; then
	echo "SKIP: python3-jsonschema is missing"
	exit 77
fi

formats=(sarif gitlab junit checkstyle github)

# all NAME STATUS ARGUMENT...: checks, with a report in each format: $work/NAME.FORMAT.
all() {
	local name=$1 wanted=$2 reports=() format status

	for format in "${formats[@]}"; do
		reports+=(--report "$format=$work/$name.$format")
	done
	"$acrn_cfg" check "${reports[@]}" "${@:3}" >"$work/$name.output" 2>"$work/$name.messages" </dev/null
	status=$?
	is "$name: status" "$wanted" "$status"
	is "$name: output" '' "$(<"$work/$name.output")"
}

# valid FORMAT FILE...: by its schema.
valid() {
	case $1 in
	sarif) python3 "$diag/check_sarif.py" "${@:2}" ;;
	junit) xmllint --noout --schema "$diag/junit.xsd" "${@:2}" && python3 "$diag/check_reports.py" junit "${@:2}" ;;
	checkstyle) xmllint --noout --schema "$diag/checkstyle.xsd" "${@:2}" ;;
	*) python3 "$diag/check_reports.py" "$1" "${@:2}" ;;
	esac
} >"$work/valid" 2>&1

refuses_others() {
	local format

	for format in gitlab checkstyle junit; do
		! valid "$format" "$diag/refused/$format".*
		report $? "$format: the schema takes what is wrong"
	done
	printf '::error file=a.xml::one\n\n' >"$work/refused"
	! valid github "$work/refused"
	report $? 'github: a line that is no command'
	printf '::warning file=a.xml::one\n::error file=a.xml::two\n' >"$work/refused"
	! valid github "$work/refused"
	report $? 'github: an error behind a warning'
}

# Two lines above all others, behind an XML declaration.
move_lines() {
	sed -i -E '1s/^(\xef\xbb\xbf)?(<\?xml[^>]*>)?/\1\2\n\n/' "$@"
}

# All breaches of tests/cases in one run: each message is in each report, with a fingerprint of its own, which stays the
# same where lines move.
of_breaches() {
	local file files=()

	cp -r tests/cases/bad "$work/bad"
	cd "$work/bad" || exit
	for file in */input.xml */input.yaml; do
		case $file in
		format-unsupported--* | *--utf-16* | *--empty/*) ;; # the first bytes are what is wrong
		*) files+=("$file") ;;
		esac
	done
	[ "${#files[@]}" -gt 500 ]
	report $? "only ${#files[@]} files"
	all bad 1 "${files[@]}"
	move_lines "${files[@]}"
	all moved 1 "${files[@]}"
	cd "$root" || exit
	python3 "$diag/check_reports.py" same "$work/bad.gitlab" "$work/moved.gitlab"
	report $? 'other fingerprints where lines have moved'
	! cmp -s "$work/bad.checkstyle" "$work/moved.checkstyle"
	report $? 'no line has moved'
	rm "$work"/moved.* # as valid as the others
	is 'messages in each format' 1 \
		"$(python3 "$diag/check_reports.py" count "${formats[@]/#/$work/bad.}" | sort -u | wc -l)"
	is 'messages' "$(tail -n 1 "$work/bad.messages")" \
		"acrn-cfg: note: ${#files[@]} files checked, $(grep -c '^::error' "$work/bad.github") errors, $(
			grep -c '^::warning' "$work/bad.github"
		) warnings"
}

# Names and texts with all that ends a line, a property, an attribute or a text.
of_hostile() {
	local name

	mkdir "$work/hostile"
	cd "$work/hostile" || exit
	name=$(printf 'a b,c:d%%e"f&g<h>i\001j\033[31mk\377l\xc2\x9b\xe2\x80\xaem\nn::error::o]]>.xml')
	cp "$root/tests/cases/bad/shmem-size-mismatch/input.xml" "$name"
	cat >names.yaml <<-'END'
		acrn-config:
		  vm:
		    - $id: 0
		      load_order: SERVICE_VM
		      name: "a\nb\x7f\u009b\u202e%,:'<&>]]>\"\t{0}"
	END
	printf '#!/bin/bash\nacrn-dm -s 0:0,hostbridge "--a\377\001%%,:<&]]>" VM\n' >script.sh
	all hostile 1 -Werror "$name" names.yaml
	all script 0 script.sh
	cd "$root" || exit
	for format in "${formats[@]}"; do
		[ "$(python3 "$diag/check_reports.py" count "$work/hostile.$format")" -ge 2 ]
		report $? "hostile: too few messages in $format"
	done
	is 'hostile: annotations' 3 "$(wc -l <"$work/hostile.github")"
}

# One document for a run, whatever it finds, and however it ends.
of_any_run() {
	local format name

	all clean 0 boards/lab/pair.xml boards/lab/trio.xml
	is 'clean: gitlab' '[]' "$(<"$work/clean.gitlab")"
	is 'clean: github' '' "$(<"$work/clean.github")"
	[ "$(grep -c '<testcase.*"/>' "$work/clean.junit")" -gt 20 ]
	report $? 'clean: no tests'
	{
		echo '<acrn-config><vm id="0"><name>S</name><load_order>SERVICE_VM</load_order>'
		printf '<unknown%s/>' {1..1003}
		echo '</vm></acrn-config>'
	} >"$work/many.xml"
	all many 0 "$work/many.xml"
	all more 1 -Werror "$work/many.xml"
	for format in junit checkstyle gitlab github sarif; do
		for name in many more; do
			grep -q 'further errors: .*, further warnings: .* (not shown)' "$work/$name.$format"
			report $? "$name: $format does not say how many messages are left out"
		done
	done
	all failed 2 boards/lab/pair.xml "$work/missing.xml"
	grep -q '"executionSuccessful": false' "$work/failed.sarif"
	report $? 'failed: SARIF has a successful run'
	grep -q '"severity": "blocker"' "$work/failed.gitlab"
	report $? 'failed: gitlab'
	is 'failed: skipped tests' "$(($(grep -c '<testcase' "$work/clean.junit") / 2 - 1))" "$(grep -c '<skipped' "$work/failed.junit")"
	"$acrn_cfg" gen -o "$work/out" boards/lab/pair.xml
	sed 's|dm:/pair,2|dm:/pair,4|' "$work"/out/launch/launch_user_vm_id1.sh >"$work/out/other.sh"
	all scripts 1 "$work"/out/launch/*.sh "$work/out/other.sh" boards/lab/pair.xml
	is 'scripts: suites' 4 "$(grep -c '<testsuite ' "$work/scripts.junit")"
	all none 2 --board-path "$work/missing" boards/lab/pair.xml
	all skipped 0 --skip-others boards/lab/lab.xml
	is 'skipped: messages' '' "$(<"$work/skipped.messages")"
}

validate() {
	local format

	for format in "${formats[@]}"; do
		valid "$format" "$work"/*."$format"
		report $? "$(cat "$work/valid")"
	done
}

refuses_others
of_breaches
of_hostile
of_any_run
validate
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
