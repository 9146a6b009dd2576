#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Launch XML of ACRN 2.x: the VMs get the arguments that the generators of those releases gave to acrn-dm.
set -u
# shellcheck source=tests/corpus/lib.sh
. tests/corpus/lib.sh

# Arguments, one a line, as a sorted list of options with their values and the VM's name. What may be another one is left
# out: slots, UUIDs and MAC addresses; CPUs, of which 2.7 has the numbers and not the APIC IDs; the tap's prefix; how VMs
# are shut down; real time, which 2.0 and later left to the scenario; the monitor of interrupts, which a VM without
# passthrough devices does not need; and an audio device, which the scripts pass through only where its driver is bound.
comparable() {
	sed '$s/^/name /' |
		awk '/^-/ || /^name / { if (record) print record; record = $0; next } { record = record " " $0 }
			END { print record }' |
		sed -E 's/^-s ([0-9]+:)*[0-9]+,/-s /
			s/^(-s virtio-net,)tap[_=]/\1/; s/,mac_seed=.*//
			s/^-s passthru,0*([0-9a-f]+)\/0*([0-9a-f]+)\/([0-7])(,gpu)?$/-s passthru,\1\/\2\/\3/
			/^-s passthru,0?\/1f\/3/d; /^-s \?/d
			/^(-A|-U|--mac_seed|--cpu_affinity|--pm_notify_channel|--pm_by_vuart|--rtvm|--intr_monitor)( |$)/d' |
		sort
}

while IFS=$'\t' read -r name release vm recorded; do
	[[ $name != '#'* ]] || continue
	files=$SHARED/corpus/upgrade/$name
	board=$SHARED/corpus/acrn/whl-ipc-i5/whl-ipc-i5.xml
	if ! "$B/bin/acrn-cfg" gen --acrn-release "$release" --board "$board" -o "$scratch/$name" \
		"$files/scenario.xml" "$files/launch.xml" 2>"$scratch/messages"; then
		fail "$name: $(cat "$scratch/messages")"
	elif diff <(comparable <"$SHARED/corpus/scripts/$recorded.argv") \
		<("$scratch/$name/launch/launch_user_vm_id$vm.sh" --dry-run | comparable); then
		pass
	else
		fail "$name: VM $vm"
	fi
done <tests/corpus/eras_argv.tsv
finish
