#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# demo.sh: the main job on the shipped example, and its results.
set -eu
B=${B:-build}
tool=$B/bin/acrn-cfg
demo=$B/demo

title() {
	printf '\n== %s\n\n' "$*"
}

show() {
	echo "\$ $*"
	"$@"
}

rm -rf "$demo"
mkdir -p "$demo"

title "Two VMs share a region: VM1 has it in slot 6, VM2 in slot 5 (boards/lab/pair-2.0.xml)"
grep -n '<shm_region ' boards/lab/pair-2.0.xml
echo
show "$tool" gen --acrn-release 2.0 --verbose -o "$demo" boards/lab/pair-2.0.xml

for n in 1 2; do
	title "The arguments that the script of VM$n passes to acrn-dm, one on each line"
	show "$demo/launch/launch_user_vm_id$n.sh" --dry-run
done

title "The table in C, for the devices"
show cat "$demo/config/static_config.c"

title "One side says 8192 instead of 4096: nothing is written, and both lines are named"
sed '/slot="5"/s/test,4096/test,8192/' boards/lab/pair-2.0.xml >"$demo/mismatch.xml"
if show "$tool" gen --acrn-release 2.0 -o "$demo/never" "$demo/mismatch.xml" 2>&1; then
	echo "the mismatch was accepted" >&2
	exit 1
fi

printf '\nAll files are in %s/.\n' "$demo"
