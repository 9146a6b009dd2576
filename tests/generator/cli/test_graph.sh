#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_graph.sh: `acrn-cfg graph`: what it writes where, for which part of which scenario, and with which exit status.
set -u
export LC_ALL=C.UTF-8
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
root=$PWD
acrn_cfg=$PWD/${B:-build}/bin/acrn-cfg
# shellcheck source=tests/tools/report.sh
. tests/tools/report.sh
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT
trio=$PWD/boards/lab/trio.xml
desktop=$PWD/boards/nuc-alder/desktop.xml
cd "$scratch" || exit
touch .acrn-cfg.yaml # none of a directory above

# graph ARGUMENT...: into $output, $messages and $status.
graph() {
	output=$("$acrn_cfg" graph "$@" 2>messages)
	status=$?
	messages=$(<messages)
}

# ends WHAT STATUS TEXT: of the last run; TEXT is a part of its messages, or "" for none at all.
ends() {
	is "$1: status" "$2" "$status"
	if [ -n "$3" ]; then
		[[ $messages == *"$3"* ]]
	else
		[ -z "$messages" ]
	fi
	report $? "$1: messages: $messages"
}

# has WHAT TEXT, lacks WHAT TEXT: the output of the last run.
has() {
	[[ $output == *"$2"* ]]
	report $? "$1: no '$2' in: $output"
}

lacks() {
	[[ $output != *"$2"* ]]
	report $? "$1: '$2' in: $output"
}

# An error in the region, and a peer that does not exist.
sed -e 's/<IVSHMEM_SIZE>4</<IVSHMEM_SIZE>3</' -e '0,/<VM_NAME>LEFT</s//<VM_NAME>LEFTY</' "$trio" >bad.xml
# A warning: no board.
sed 's/board="lab"/board="none"/' "$trio" >warning.xml

writes_each_form() {
	graph "$trio"
	ends 'svg' 0 ''
	has 'svg' '<svg'
	has 'svg' plant_state
	graph --format dot "$trio"
	has 'dot' '"vm-LEFT" -- "region-plant_state"'
	has 'dot' '<B>SAFETY</B>'
	graph --format mermaid "$trio"
	has 'mermaid' 'vm-SAFETY ---|"00#58;08.0"| region-plant_state'
	graph --format mermaid "$desktop"
	has 'devices' 'Intel Corporation Ethernet Controller I225-LM'
	has 'connections' 'vm-LINUX -.-|"vUART 1, 00#58;10.0"| connection0'
	# shellcheck disable=SC2016 # what begins a block of code in Markdown
	is 'docs/graph.md' "$("$acrn_cfg" graph --format mermaid "$trio")" \
		"$(sed '1,/^```mermaid/d; /^```/Q' "$root/docs/graph.md")"
	graph --format pdf "$trio"
	ends 'unknown format' 2 'svg'
}

writes_files() {
	graph -o trio.svg "$trio"
	ends 'a file' 0 ''
	is 'a file: output' '' "$output"
	graph -o again.svg "$trio"
	cmp trio.svg again.svg
	report $? 'another run writes another file'
	graph <"$trio" --format dot --board "${trio%/*}/lab.xml" -
	ends 'standard input' 0 ''
	has 'standard input' '&lt;stdin&gt;'
	"$acrn_cfg" convert -o trio.yaml "$trio"
	graph --format mermaid trio.yaml
	has 'YAML' 'region-left_right'
}

draws_what_is_invalid() {
	graph --format dot -o bad.dot bad.xml
	ends 'errors' 1 'shmem-size-invalid'
	output=$(<bad.dot)
	has 'errors' 'error: the scenario is invalid'
	has 'an error at a region' "<FONT COLOR=\"#a40000\">error: region 'plant_state' is 3 MiB"
	has 'an error at a peer' "error: unknown VM 'LEFTY'"
	has 'an unknown VM' 'not in the scenario'
	graph --format dot -Wboard-missing warning.xml
	ends 'a warning' 0 'board-missing'
	has 'a warning' 'warning: no board description'
	graph --format dot -Werror warning.xml
	ends '-Werror' 1 'board-missing'
	has '-Werror' 'slot 10'
	has '-Werror' '>error: no board description'
	lacks '-Werror' 'invalid'
	graph --format dot -Wno-board-missing warning.xml
	ends '-Wno' 0 ''
	lacks '-Wno' 'warning:'
	mkdir -p settings
	cp warning.xml settings
	printf 'levels:\n  board-missing: off\n' >settings/.acrn-cfg.yaml
	graph --format dot settings/warning.xml
	ends 'settings' 0 ''
}

leaves_files_alone() {
	local before

	echo former >kept
	graph -o kept missing.xml
	ends 'unreadable' 2 'missing.xml'
	echo '<acrn-config' >malformed.xml
	graph -o kept malformed.xml
	ends 'malformed' 1 'xml'
	graph -o kept "${trio%/*}/lab.xml"
	ends 'a board' 1 'board'
	graph -o kept --vm LEFTT "$trio"
	ends 'unknown VM' 2 "'LEFT'"
	graph -o kept --region xyz "$trio"
	ends 'unknown region' 2 "unknown region 'xyz'"
	is 'the former file' former "$(<kept)"
	before=$(<bad.xml)
	graph -o bad.xml bad.xml
	ends 'the input' 2 'it is'
	is 'the input' "$before" "$(<bad.xml)"
	cp "$trio" "${trio%/*}/lab.xml" .
	graph -o lab.xml trio.xml
	ends 'the board' 2 'it is'
	cmp "${trio%/*}/lab.xml" lab.xml
	report $? 'the board was replaced'
	graph -o missing/trio.svg "$trio"
	ends 'unwritable' 2 'missing/trio.svg'
	graph "$trio" >/dev/full
	"$acrn_cfg" graph "$trio" >/dev/full 2>messages
	is 'a full device' 2 $?
}

draws_neighbourhoods() {
	graph --format mermaid --vm SAFETY "$trio"
	has '--vm' 'vm-LEFT'
	has '--vm' region-plant_state
	lacks '--vm' region-left_right
	graph --format mermaid --region left_right "$trio"
	has '--region' 'vm-RIGHT'
	lacks '--region' SAFETY
	graph --format mermaid --region left_right --vm SERVICE "$trio"
	has 'both' vm-SERVICE
	has 'both' region-left_right
	lacks 'both' SAFETY
}

writes_each_form
writes_files
draws_what_is_invalid
leaves_files_alone
draws_neighbourhoods
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
