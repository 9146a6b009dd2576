#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_check.sh: the launch scripts of --harden are read like any other: those of a scenario have no faults, and a
# change of one is found.
set -u
cd "${SRCDIR:-.}" || exit 1
. tests/hardening/lib.sh

# check STATUS SCENARIO OPTION...: of the scenario and its scripts in $scratch/out ends with that status.
check() {
	local status=$1 actual

	"$B/bin/acrn-cfg" check --format=gcc "${@:3}" "$2" "$scratch"/out/launch/*.sh >"$scratch/messages" 2>&1
	actual=$?
	is "${*:2}: $(<"$scratch/messages")" "$status" "$actual"
}

disk="<vbootloader>y</vbootloader><virtio_devices><network><interface_name>tap0</interface_name></network>
	<block>./a.wic</block></virtio_devices>"
scenario "$scratch/s.xml" "left=A,B" "A=$(echo "$disk" | tr -d '\n\t') B"
for target in acrn lab; do
	harden "$scratch/out" "$scratch/s.xml" --harden=all --target="$target"
	check 0 "$scratch/s.xml" --target="$target"
	is "empty arguments" "" "$(grep -nx '[[:blank:]]*add *' "$scratch"/out/launch/*.sh)"
	sed -i 's/^\tadd -m 256M/\tadd -m 512M/' "$scratch/out/launch/launch_user_vm_id2.sh"
	check 1 "$scratch/s.xml" --target="$target"
	is "messages" 1 "$(grep -c ': error: ' "$scratch/messages")"
	rm -r "$scratch/out"
done

finish
