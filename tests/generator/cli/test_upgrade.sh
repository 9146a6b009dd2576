#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_upgrade.sh: launch XML finds its scenario, and `upgrade` writes both as one file.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
acrn_cfg=$PWD/${B:-build}/bin/acrn-cfg
# shellcheck source=tests/tools/report.sh
. tests/tools/report.sh
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit

# run COMMAND...: into $output, $messages and $status.
run() {
	output=$("$@" 2>messages </dev/null)
	status=$?
	messages=$(<messages)
}

# ends WHAT STATUS MESSAGE: the exit status of the last run; MESSAGE is a part of its messages.
ends() {
	is "$1: status" "$2" "$status"
	[[ $messages == *"$3"* ]]
	report $? "$1: no '$3' in: $messages"
}

# scenario NAME: of 2.7, with a post-launched VM.
scenario() {
	cat <<-END
		<acrn-config board="lab" scenario="$1">
		  <!-- the Service VM -->
		  <vm id="0">
		    <vm_type>SERVICE_VM</vm_type>
		    <name>SERVICE</name>
		  </vm>
		  <vm id="1">
		    <vm_type>POST_STD_VM</vm_type>
		    <name>$1</name> <!-- it -->
		    <cpu_affinity>
		      <pcpu_id>1</pcpu_id>
		    </cpu_affinity>
		  </vm>
		</acrn-config>
	END
}

# launch NAME [ID]: a launch XML for it.
launch() {
	cat <<-END
		<acrn-config board="lab" scenario="$1" user_vm_launcher="1">
		  <user_vm id="${2:-1}">
		    <mem_size>64</mem_size>
		  </user_vm>
		</acrn-config>
	END
}

upgraded='<?xml version="1.0" encoding="UTF-8"?>
<acrn-config board="lab" scenario="one">
  <!-- the Service VM -->
  <vm id="0">
    <load_order>SERVICE_VM</load_order>
    <vm_type>STANDARD_VM</vm_type>
    <name>SERVICE</name>
  </vm>
  <vm id="1">
    <load_order>POST_LAUNCHED_VM</load_order>
    <vm_type>STANDARD_VM</vm_type>
    <name>one</name> <!-- it -->
    <cpu_affinity>
      <pcpu>
        <pcpu_id>1</pcpu_id>
      </pcpu>
    </cpu_affinity>
    <memory>
      <size>64</size>
    </memory>
  </vm>
</acrn-config>'

mkdir -p beside/deep apart many
scenario one >beside/one.xml
launch one >beside/one_launch.xml
scenario two >beside/other.xml
launch two >beside/two_launch.xml
launch ../one >beside/deep/launch.xml

# One file of both, in either order, or of a launch XML alone.
for files in 'one.xml one_launch.xml' 'one_launch.xml one.xml' one_launch.xml; do
	# shellcheck disable=SC2086 # two words
	run "$acrn_cfg" upgrade ${files//one/beside/one}
	ends "upgrade $files" 0 ''
	is "upgrade $files" "$upgraded" "$output"
done
run bash -c '"$1" upgrade - beside/one_launch.xml <beside/one.xml' - "$acrn_cfg"
is 'upgrade standard input' "$upgraded" "$output"
run "$acrn_cfg" upgrade beside/one_launch.xml -o new.xml
is 'upgrade -o' "$upgraded" "$(<new.xml)"
run "$acrn_cfg" upgrade beside/two_launch.xml
ends 'found by its content' 0 ''
[[ $output == *'<name>two</name>'*'<size>64</size>'* ]]
report $? "found by its content: $output"

# A current one is the same byte for byte.
printf '\xef\xbb\xbf<acrn-config  board="lab"><vm id="0"/>\r\n</acrn-config>' >current.xml
"$acrn_cfg" upgrade current.xml | cmp -s - current.xml
report $? 'a current file is changed'

# No input is written over, and what is no scenario is refused.
for input in beside/one.xml beside/one_launch.xml; do
	run "$acrn_cfg" upgrade beside/one.xml beside/one_launch.xml -o "$input"
	ends "upgrade onto $input" 2 'it is an input'
done
run "$acrn_cfg" upgrade beside/one_launch.xml -o beside/one.xml
ends 'upgrade onto the scenario that was found' 2 'it is an input'
is 'upgrade onto the input' "$(scenario one)" "$(<beside/one.xml)"
run "$acrn_cfg" upgrade beside/one_launch.xml beside/two_launch.xml
ends 'two launch XML' 1 'a launch XML of ACRN 2.7, not a scenario'
launch one 9 >beside/nine.xml
run "$acrn_cfg" upgrade beside/nine.xml
ends 'a VM that is not there' 1 '[launch-vm-missing]'
[[ $output == *'<name>one</name>'* ]]
report $? 'a VM that is not there: no output'
rm beside/nine.xml

# Nothing leads out of the directory, nor is standard input looked for beside anything.
run "$acrn_cfg" check beside/deep/launch.xml
ends 'out of the directory' 1 "searched: all XML files in 'beside/deep'"
run bash -c '"$1" check - <beside/one_launch.xml' - "$acrn_cfg"
ends 'launch XML on standard input' 1 'no scenario for this launch XML'
[[ $messages != *searched* ]]
report $? "launch XML on standard input: $messages"

# In a directory each scenario is checked once for each launch XML.
rm -r beside/deep
launch one >beside/one_more.xml
run "$acrn_cfg" check --format=gcc beside
ends 'check DIRECTORY' 0 'note: 5 files checked, 0 errors, 0 warnings'
run "$acrn_cfg" check -Wno-board-missing beside/other.xml beside/one.xml beside/*_launch.xml
ends 'check FILE...' 0 ''
is 'check FILE...' 'acrn-cfg: note: 4 files checked, 0 errors, 0 warnings' "$messages"
launch two 2 >apart/launch.xml
run "$acrn_cfg" check --format=gcc beside/other.xml beside/one.xml apart/launch.xml
ends 'several scenarios' 1 "beside/other.xml:3:3: note: IDs count from that of the Service VM"

# Of too many files none is looked at but the one of the name.
for ((i = 0; i < 70; i++)); do
	echo '<a/>' >"many/$i.xml"
done
scenario one >many/other.xml
launch one >many/z.xml
run "$acrn_cfg" check many/z.xml
ends 'too many files' 1 '[launch-scenario-missing]'
mv many/other.xml many/one.xml
run "$acrn_cfg" check many/z.xml
ends 'one of many files' 0 ''

# What is generated depends on the launch XML.
run "$acrn_cfg" gen -MD -o out beside/one_launch.xml
ends gen 0 ''
grep -q '"kind": "launch"' out/manifest.json
report $? "gen: $(<out/manifest.json)"
grep -q 'beside/one_launch.xml' out/manifest.d
report $? "gen: $(<out/manifest.d)"
grep -q -e '-m 64M' out/launch/launch_user_vm_id1.sh || grep -q 64M out/launch/launch_user_vm_id1.sh
report $? 'gen: not 64 MiB'
run "$acrn_cfg" plan beside/one.xml beside/one_launch.xml
ends plan 0 ''
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
