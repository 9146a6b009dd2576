#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_diff.sh: `diff` of whatever can be read: what is no difference, what is one in each format, and what cannot be
# compared.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
acrn_cfg=$PWD/${B:-build}/bin/acrn-cfg
# shellcheck source=tests/tools/report.sh
. tests/tools/report.sh
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT
trio=boards/lab/trio.xml

# differs STATUS ARGUMENT...: runs diff, with its output in $scratch/out and its messages in $scratch/err.
differs() {
	local status

	"$acrn_cfg" diff "${@:2}" >"$scratch/out" 2>"$scratch/err"
	status=$?
	is "status of diff ${*:2}" "$1" "$status"
}

# same ARGUMENT...: no difference, and nothing printed.
same() {
	differs 0 "$@"
	is "diff $*" '' "$(cat "$scratch/out")"
}

# says TEXT: the messages have it.
says() {
	grep -q -F -e "$1" "$scratch/err"
	report $? "'$1' is not in: $(cat "$scratch/err")"
}

# A scenario with other bytes: expression of sed, and the file's name.
other() {
	sed "$1" "$trio" >"$scratch/$2"
	! cmp -s "$trio" "$scratch/$2"
	report $? "sed '$1' has no effect"
}

no_difference() {
	same $trio $trio
	cp $trio "$scratch/copy.xml"
	same "$scratch/copy.xml" - <$trio
	"$acrn_cfg" plan $trio >"$scratch/plan.xml"
	"$acrn_cfg" plan --format json $trio >"$scratch/plan.json"
	same "$scratch/plan.xml" "$scratch/plan.json"
	same - "$scratch/plan.xml" <"$scratch/plan.json"
	sed '1 s/^/ \n/' "$scratch/plan.json" >"$scratch/blanks.json"
	same "$scratch/blanks.json" "$scratch/plan.json"
	sed 's/<regions/<!-- of the board -->&/; s/<bar /<!-- a BAR -->&/; s/<[a-z]* slot[^>]*[^\/]>/&<!-- it -->/' \
		"$scratch/plan.xml" >"$scratch/comments.xml"
	same "$scratch/comments.xml" "$scratch/plan.xml"
	same $trio "$scratch/plan.json"
	"$acrn_cfg" convert -o "$scratch/trio.yaml" $trio
	same $trio "$scratch/trio.yaml"
	other 's/^ *//; s/<vm /<!-- a comment -->\n<vm /; s/trio/trio/; s/0x1001/0X1001/' moved.xml
	same $trio "$scratch/moved.xml"
	same tests/cases/ok/everything/input.xml tests/cases/ok/everything/input.xml -D
	same -H -D $trio "$scratch/moved.xml"
}

# Members of objects in another order, as jq -S or Python's sort_keys write them.
sorted_json() {
	local options

	if ! command -v python3 >/dev/null; then
		echo "SKIP: JSON in another order needs python3"
		return
	fi
	for options in '' '-H -D'; do
		# shellcheck disable=SC2086
		"$acrn_cfg" plan $options boards/nuc-alder/desktop.xml >"$scratch/desktop.xml"
		# shellcheck disable=SC2086
		"$acrn_cfg" plan $options --format json boards/nuc-alder/desktop.xml | python3 -c 'import json, sys
json.dump(json.load(sys.stdin), sys.stdout, sort_keys=True)' >"$scratch/sorted.json"
		same "$scratch/desktop.xml" "$scratch/sorted.json"
	done
}

lines() {
	other 's/<IVSHMEM_SIZE>4/<IVSHMEM_SIZE>8/; s/00:0a.0/00:0b.0/' changed.xml
	differs 1 $trio "$scratch/changed.xml"
	is lines "RIGHT: slot of 'left_right' 10 -> 11
region 'plant_state': size 4 -> 8 MiB (SAFETY, LEFT, RIGHT)
SAFETY: address of BAR 2 of 'plant_state' 0x80400000 -> 0x80800000" "$(cat "$scratch/out")"
	differs 1 $trio "$scratch/changed.xml" --color always
	grep -q $'^\033\\[33m.*\033\\[0m$' "$scratch/out"
	report $? "no color"
	differs 1 "$scratch/plan.xml" "$scratch/changed.xml" -o "$scratch/file"
	grep -q '4 -> 8 MiB' "$scratch/file"
	report $? "--output"
	differs 1 $trio boards/lab/pair.xml
	grep -q "^region 'pair': added (dm-land, size 2 MiB" "$scratch/out"
	report $? "a region that is added"
	differs 1 $trio "$scratch/plan.xml" -r 3.2
	is "another release" "ACRN release 3.2 -> 3.3" "$(head -n 1 "$scratch/out")"
	differs 1 "$scratch/plan.xml" $trio -H
	is "the hypervisor" "the hypervisor's configuration added" "$(cat "$scratch/out")"
}

# The headings of Markdown.
headings() {
	sed -n 's/^\*\*\([A-Za-z ]*\)\*\*$/\1/p' "$scratch/out" | xargs
}

formats() {
	differs 1 $trio "$scratch/changed.xml" --format md
	grep -q '^- \*\*~\*\* region .plant' "$scratch/out" && grep -q '^\*\*Regions\*\*$' "$scratch/out"
	report $? "Markdown: $(cat "$scratch/out")"
	differs 0 $trio $trio --format md
	grep -q '^No difference\.$' "$scratch/out"
	report $? "Markdown of no difference"
	differs 1 tests/cases/ok/pre-launched/expect/plan.xml tests/cases/ok/desktop/expect/plan.xml --format md
	is headings 'Scenario VMs Regions vUART connections' "$(headings)"
	sed '/<affinities>/,$ s/<pcpu id="3"/<pcpu id="2"/' "$scratch/plan.xml" >"$scratch/shared.xml"
	differs 1 "$scratch/plan.xml" "$scratch/shared.xml" --format md
	is headings 'VMs CPUs' "$(headings)"
	differs 1 $trio "$scratch/changed.xml" --format svg
	grep -q '<svg' "$scratch/out" && grep -q 'size 4 -&gt; 8 MiB' "$scratch/out" && grep -q acrn-changed "$scratch/out"
	report $? "the picture"
	if ! python3 -c 'import jsonschema' 2>/dev/null; then
		echo "SKIP: JSON needs python3-jsonschema"
		return
	fi
	for pair in "$trio $trio" "boards/lab/pair.xml boards/nuc-alder/desktop.xml" "$trio $scratch/changed.xml"; do
		# shellcheck disable=SC2086
		"$acrn_cfg" diff --format json $pair
	done | python3 -c 'import json, sys, jsonschema
validator = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))
text, decoder, counts = sys.stdin.read(), json.JSONDecoder(), []
while text.strip():
    document, end = decoder.raw_decode(text.lstrip())
    text = text.lstrip()[end:]
    validator.validate(document)
    counts.append(len(document["changes"]))
assert counts[0] == 0 and counts[1] > 20 and counts[2] == 3, counts' schema/diff.schema.json
	report $? "not by diff.schema.json"
}

# Texts of the input stay text.
hostile() {
	sed 's|/var/lib/acrn/linux.img|/<script>`[x](y)*|; s/tap_linux/tap_\x1b/' \
		tests/cases/ok/desktop/expect/plan.xml >"$scratch/hostile.xml"
	sed -i 's|/<script>|/\&lt;script>|; s/\x1b/\xe2\x80\xae/' "$scratch/hostile.xml"
	differs 1 tests/cases/ok/desktop/expect/plan.xml "$scratch/hostile.xml"
	# shellcheck disable=SC2016
	grep -q -F '/<script>`[x](y)*' "$scratch/out" && grep -q -F 'tap_\xe2\x80\xae' "$scratch/out"
	report $? "hostile text: $(cat "$scratch/out")"
	differs 1 tests/cases/ok/desktop/expect/plan.xml "$scratch/hostile.xml" --format md
	grep -q '<script>\|`' "$scratch/out"
	is "signs of Markdown" 1 $?
}

# With status 2, which is no difference.
refused() {
	differs 2 $trio missing.xml
	says 'missing.xml'
	differs 2 - -
	says "only one input can be '-'"
	differs 2 $trio
	differs 2 $trio tests/cases/bad/vm-name-duplicate/input.xml
	says '[vm-name-duplicate]'
	is "nothing is printed" '' "$(cat "$scratch/out")"
	differs 2 $trio boards/lab/lab.xml
	differs 2 $trio README.md
	cp $trio "$scratch/kept.xml"
	differs 2 "$scratch/kept.xml" "$scratch/changed.xml" -o "$scratch/kept.xml"
	cmp -s $trio "$scratch/kept.xml"
	report $? "an input was replaced"
	cp -R boards/lab "$scratch/site"
	differs 2 "$scratch/site/trio.xml" "$scratch/changed.xml" -o "$scratch/site/lab.xml"
	says 'it is an input'
	cmp -s boards/lab/lab.xml "$scratch/site/lab.xml"
	report $? "a board was replaced"
	printf '<!-- open' >"$scratch/open.xml"
	differs 2 "$scratch/open.xml" $trio
	says '[xml-malformed]'
	printf 'echo "' >"$scratch/open.sh"
	differs 2 "$scratch/open.sh" $trio
	says '[script-malformed]'
	mkdir -p "$scratch/deep/$(printf 'd/%.0s' {1..20})"
	differs 2 "$scratch/deep" $trio
	says 'nested too deeply'
	differs 2 boards/lab $trio
	says 'several scenarios'
	mkdir "$scratch/empty"
	differs 2 "$scratch/empty" $trio
	says 'no scenario and no launch script'
	"$acrn_cfg" diff $trio "$scratch/changed.xml" >/dev/full 2>&1
	is "a full disk" 2 $?
}

# invalid TEXT: a plan that is refused.
invalid() {
	differs 2 "$scratch/plan.xml" - <<<"$1"
	says '[plan-invalid]'
	[ -z "${2-}" ] || says "$2"
}

invalid_plans() {
	invalid "$(sed 's/abi="[0-9]*"/abi="1"/' "$scratch/plan.xml")" "it has the ABI '1'"
	invalid "$(sed 's/abi="[0-9]*"//' "$scratch/plan.xml")"
	invalid "$(sed 's/load-order="service"/load-order="x"/' "$scratch/plan.xml")" load-order
	invalid "$(sed '/<peer /d' "$scratch/plan.xml")"
	invalid "$(sed '0,/<ivshmem /{ /<ivshmem /d }' "$scratch/plan.xml")" 'no device'
	invalid "$(sed 's/<end vm="2" name="LINUX"/<end vm="2" name="NONE"/' tests/cases/ok/desktop/expect/plan.xml)" 'has no VM'
	invalid '<plan/>'
	invalid '[]' 'expected an object'
	invalid '{'
	invalid '{}'
	invalid "$(sed 's/"abi": [0-9]*/"abi": 1.5/' "$scratch/plan.json")" "invalid value of 'abi'"
	invalid "$(sed 's/"abi": [0-9]*/"abi": null/' "$scratch/plan.json")"
	invalid "$(sed 's/"board": "lab"/"board": "\\u0001"/' "$scratch/plan.json")" 'control character'
	invalid "$(sed 's/"board": "lab"/"a b": "lab"/' "$scratch/plan.json")" "unknown member 'a b'"
	invalid "$(sed 's/"board": "lab"/"board": ["lab"]/' "$scratch/plan.json")" 'no object'
	invalid "$(sed 's/"board": "lab"/"board": "lab", "board": "lab"/' "$scratch/plan.json")"
	invalid "$(printf '{"a":%.0s' {1..20}; printf '1'; printf '}%.0s' {1..20})" 'nested too deeply'
	invalid "{$(seq -s , -f '"a%g":1' 200)}" 'too many members'
	invalid "$(printf '[%.0s' {1..100000})"
	head -c 3000000 /dev/zero | tr '\0' , >"$scratch/commas"
	differs 2 "$scratch/plan.xml" - < <(printf '{"a":['; cat "$scratch/commas")
	says 'too many values'
}

scripts() {
	"$acrn_cfg" gen --quiet -o "$scratch/gen" boards/lab/pair.xml
	cp "$scratch"/gen/launch/*.sh "$scratch/empty"
	same "$scratch/empty" "$scratch/gen/launch" -b lab
	same "$scratch/empty/launch_user_vm_id1.sh" - -b lab <"$scratch/gen/launch/launch_user_vm_id1.sh"
	sed -i 's/tap_/top_/; s/^add --.*256M/&/; s/VM1$/&/' "$scratch/empty/launch_user_vm_id1.sh"
	differs 1 "$scratch/empty/launch_user_vm_id1.sh" "$scratch/empty" -b lab
	grep -q '^VM2: added' "$scratch/out"
	report $? "a script and two: $(cat "$scratch/out")"
	differs 2 "$scratch/empty" $trio -o "$scratch/empty/launch_user_vm_id2.sh"
	says 'it is an input'
	cp $trio "$scratch/empty"
	same "$scratch/empty" $trio
}

# former_script DEVICE NAME: one of a VM among several.
former_script() {
	echo "acrn-dm -m 256M -s 0:0,hostbridge -s $1 -s 6,ivshmem,hv:/one,2 -s 7,ivshmem,hv:/on,2 vm1" >"$scratch/$2"
}

former_scripts() {
	former_script 2,pci-gvt gvt.sh
	former_script 3,passthru,00/14/0 usb.sh
	same "$scratch/gvt.sh" "$scratch/gvt.sh"
	differs 1 "$scratch/gvt.sh" "$scratch/usb.sh"
	is "the release of a script" 'ACRN release' "$(grep -o '^ACRN release' "$scratch/out")"
	differs 2 "$scratch/gvt.sh" "$scratch/usb.sh" -r 3.3
	says '[device-not-in-release]'
}

# Scenarios of other releases are what `upgrade` writes, with the launch XML beside them.
former() {
	mkdir "$scratch/former"
	sed 's/^\t*//' >"$scratch/former/site.xml" <<-END
		<acrn-config board="lab" scenario="site">
		<vm id="0"><vm_type>SERVICE_VM</vm_type><name>SERVICE</name></vm>
		<vm id="1"><vm_type>POST_STD_VM</vm_type><name>VM1</name>
		<cpu_affinity><pcpu_id>1</pcpu_id></cpu_affinity></vm>
		</acrn-config>
	END
	cat >"$scratch/former/launch.xml" <<-END
		<acrn-config board="lab" scenario="site" user_vm_launcher="1">
		<user_vm id="1"><mem_size>64</mem_size></user_vm></acrn-config>
	END
	"$acrn_cfg" upgrade -o "$scratch/new.xml" "$scratch"/former/*.xml 2>/dev/null
	same "$scratch/former/site.xml" "$scratch/new.xml"
	same "$scratch/former" "$scratch/new.xml"
	same "$scratch/former/launch.xml" "$scratch/former"
	sed -i 's/64/128/' "$scratch/former/launch.xml"
	differs 1 "$scratch/former" "$scratch/new.xml"
	is "launch XML" 'VM1: memory 128 -> 64 MiB' "$(cat "$scratch/out")"
}

# What is known of scenarios of all releases: a scenario is no other than what upgrade makes of it.
corpus() {
	local file files

	if [ ! -d "${SHARED-}/corpus/upgrade" ]; then
		echo "SKIP: scenarios of former releases are in SHARED/corpus"
		return
	fi
	for file in "$SHARED"/corpus/upgrade/*[05]-*/scenario.xml; do
		files=("$file" "${file%scenario.xml}"launch*.xml)
		[ -e "${files[1]}" ] || unset 'files[1]'
		"$acrn_cfg" upgrade -o "$scratch/upgraded.xml" "${files[@]}" 2>/dev/null || continue
		"$acrn_cfg" plan "${files[@]}" >/dev/null 2>&1 && same "$file" "$scratch/upgraded.xml"
	done
}

git_recipe() {
	if ! command -v git >/dev/null; then
		echo "SKIP: git is missing"
		return
	fi
	mkdir "$scratch/repository"
	cp $trio "$scratch/repository/site.xml"
	cp "$scratch/changed.xml" "$scratch/new.xml"
	(
		cd "$scratch/repository" || exit
		export HOME=$scratch GIT_CONFIG_NOSYSTEM=1
		git init -q .
		git add .
		git -c user.name=a -c user.email=a@b commit -q -m first
		cp ../new.xml site.xml
		git show HEAD:site.xml | "$acrn_cfg" diff --format json - site.xml | grep -c '"text"' >../count
		git -c diff.acrn.command="$acrn_cfg diff" diff >../external 2>&1
		echo 'site.xml diff=plan' >.git/info/attributes
		git -c diff.plan.textconv="$acrn_cfg plan" diff >../textconv
		git difftool -y -x "$acrn_cfg diff" HEAD -- site.xml >../difftool 2>&1
	)
	is "git show" 3 "$(cat "$scratch/count")"
	grep -q '^[-+].*bytes="8388608"' "$scratch/textconv"
	report $? "textconv"
	grep -q '4 -> 8 MiB' "$scratch/difftool"
	report $? "difftool: $(cat "$scratch/difftool")"
}

no_difference
sorted_json
lines
formats
hostile
refused
invalid_plans
scripts
former_scripts
former
corpus
git_recipe

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
