#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The trio of boards/lab/trio.xml with real guests. The pre-launched VM is started by acrn-hv, which
# stands for the hypervisor, the other two by their scripts, and they share hv-land:
#
#             ID   plant_state   left_right
#   SAFETY    0    slot 8        -
#   LEFT      2    slot 8        slot 9
#   RIGHT     3    slot 8        slot 10
#
# Their devices, memory and doorbells, with the driver uio_ivshmem that guests boot with, then with VFIO; resets, kills and power-offs of one of them; claims that acrn-hv
# rejects; and the files and processes at the end.
set -u
cd "${SRCDIR:-.}" || exit 1
B=${B:-build}
export LC_ALL=C
. devmodel/lab/lib.sh
. devmodel/lab/guest.sh
. devmodel/lab/trio.sh
. tests/tools/report.sh

scratch=$(mktemp -d)
many=10000 some=500

clean_up() {
	[ -z "${LOGS:-}" ] || guests_close
	service_stop acrn-hv KILL 2>/dev/null
	rm -rf "$scratch"
}
trap clean_up EXIT

for program in acrn-hv acrn-dm; do
	[ -x "$B/bin/$program" ] || skip "there is no $B/bin/$program"
done
qemu=$(find_new_qemu) || skip "no QEMU with a vfio-user client: make lab-qemu provides one"
provide_linux

## Devices

# Address, region ID, size, vectors and ID of each device.
devices_of() {
	guest_run "$1" "ivshmem list" | awk 'NR > 1 { print $1, $3, $5, $6, $7 }' | paste -s -d ';'
}

safety_devices="0000:00:08.0 0x1001 4194304 8 0"
left_devices="0000:00:08.0 0x1001 4194304 8 2;0000:00:09.0 0x1002 2097152 8 2"
right_devices="0000:00:08.0 0x1001 4194304 8 3;0000:00:0a.0 0x1002 2097152 8 3"

devices_are_seen() {
	local vm slot

	is "devices of SAFETY" "$safety_devices" "$(devices_of SAFETY)"
	is "devices of LEFT" "$left_devices" "$(devices_of LEFT)"
	is "devices of RIGHT" "$right_devices" "$(devices_of RIGHT)"
	for vm in SAFETY LEFT RIGHT; do
		for slot in ${trio_slots[$vm]}; do
			is "selftest of slot $slot in $vm" "rings_to_itself=8 result=ok" \
				"$(guest_run "$vm" "ivshmem selftest --device=slot:$slot" |
					grep -E '^(rings_to_itself|result)=' | paste -s -d ' ')"
		done
	done
}

# The VMs by `acrn-hv ps`: state and number of starts of SAFETY, state of the other two.
states() {
	"$ACRN_HV" ps | awk '$2 == "SAFETY" { print $4, $6 } $2 ~ /LEFT|RIGHT/ { print $4 }' |
		paste -s -d ' '
}

# The states of acrn-hv's devices, in the order of the table.
device_states() {
	"$ACRN_HV" ps | awk '$3 == "MiB" || $4 == "MiB" { print $1, $2, $NF }' | paste -s -d ';'
}

# A VM's device model.
pid_of() {
	"$ACRN_HV" ps | awk -v vm="$1" '$2 == vm { print $5 }'
}

# Its QEMU.
qemu_of() {
	local model

	model=$(pid_of "$1")
	cut -d ' ' -f 1 "/proc/$model/task/$model/children"
}

all_is_listed() {
	is "states" "running 1 running running" "$(states)"
	is "states of devices" "00:08.0 plant_state connected;00:08.0 plant_state connected;\
00:09.0 left_right connected;00:08.0 plant_state connected;00:0a.0 left_right connected" \
		"$(device_states)"
}

## Memory

# writes VM SLOT OFFSET TEXT
writes() {
	guest_run "$1" "ivshmem write --device=slot:$2 --offset=$3 '$4'"
	report $? "$1 writes '$4' in slot $2"
}

# reads VM SLOT OFFSET TEXT
reads() {
	is "$1 reads at $3 in slot $2" "$4" \
		"$(guest_run "$1" "ivshmem read --device=slot:$2 --offset=$3 --text")"
}

# How often a text stands in the memory of a VM's device.
occurrences() {
	guest_run "$1" "ivshmem read --device=slot:$2 | strings -n 6 | grep -c '$3'"
}

# The regions that the QEMU of a VM has open or mapped: those that an escape from the guest reaches.
in_reach_of() {
	local qemu

	qemu=$(qemu_of "$1")
	{ readlink "/proc/$qemu/fd"/* && cat "/proc/$qemu/maps"; } |
		grep -o -w -E 'plant_state|left_right' | sort -u | paste -s -d ' '
}

memory_is_shared() {
	local vm

	writes SAFETY 8 0 "from SAFETY"
	writes LEFT 8 4096 "from LEFT"
	writes RIGHT 8 0x3fff00 "from RIGHT"
	writes LEFT 9 4096 "between us"
	writes RIGHT 10 0 "between us"
	for vm in SAFETY LEFT RIGHT; do
		reads "$vm" 8 0 "from SAFETY"
		reads "$vm" 8 4096 "from LEFT"
		reads "$vm" 8 0x3fff00 "from RIGHT"
		is "left_right in plant_state, in $vm" 0 "$(occurrences "$vm" 8 "between us")"
	done
	reads LEFT 9 0 "between us"
	reads RIGHT 10 4096 "between us"
	is "plant_state in left_right" 0 "$(occurrences LEFT 9 "from ")"
	is "in reach of SAFETY" "plant_state" "$(in_reach_of SAFETY)"
	is "in reach of RIGHT" "left_right plant_state" "$(in_reach_of RIGHT)"
	is "left_right in itself" 2 "$(occurrences RIGHT 10 "between us")"
}

## Doorbells

# listen VM SLOT COUNT: prints the vectors of so many notifications.
listen() {
	guest_begin "$1" "ivshmem wait --any --count=$3 --device=slot:$2 \
		--timeout=$((LAB_TIMEOUT * 1000))"
	guest_wait "$1" "$LAB_TIMEOUT" '^ready'
}

# rings VM SLOT PEER VECTOR...
rings() {
	guest_run "$1" "for vector in ${*:4}; do
		ivshmem ring --device=slot:$2 --peer=$3 --vector=\$vector || exit; done"
	report $? "$1 rings $3 in slot $2"
}

# rings_all VM SLOT VM SLOT: the first rings each vector of the second.
rings_all() {
	listen "$3" "$4" 8
	rings "$1" "$2" "${trio_ids[$3]}" 0 1 2 3 4 5 6 7
	is "$3 is notified by $1 in slot $4" "$(printf 'notified %d\n' 0 1 2 3 4 5 6 7)" \
		"$(guest_answer "$3" | sort)"
}

every_pair_rings() {
	rings_all SAFETY 8 LEFT 8
	rings_all SAFETY 8 RIGHT 8
	rings_all LEFT 8 SAFETY 8
	rings_all LEFT 8 RIGHT 8
	rings_all RIGHT 8 SAFETY 8
	rings_all RIGHT 8 LEFT 8
	rings_all LEFT 9 RIGHT 10
	rings_all RIGHT 10 LEFT 9
}

# pings VM SLOT VM SLOT COUNT
pings() {
	is "$1 pings $3 in slot $4" \
		"there=doorbell back=doorbell count=$5 answered=$5 answered=$5" "$(ping_pair "$@")"
}

# None of these has a recipient: the Service VM has no device, 7 and 65535 are not VMs, there are 8
# vectors, and SAFETY has no device in left_right. A notification would come before the last ones.
doorbells_without_recipient() {
	listen SAFETY 8 1
	listen RIGHT 8 1
	rings LEFT 8 1 0
	rings LEFT 8 7 0
	rings LEFT 8 65535 0 65535
	rings LEFT 8 3 8 65535
	rings LEFT 9 0 0
	rings LEFT 9 3 0
	rings LEFT 8 0 6
	rings LEFT 8 3 5
	is "notifications of SAFETY" "notified 6" "$(guest_answer SAFETY)"
	is "notifications of RIGHT" "notified 5" "$(guest_answer RIGHT)"
}

## The driver uio_ivshmem

# With this limit a vector is masked after each notification, until the next tick.
burst_is_limited() {
	guest_run RIGHT "echo 1 >/sys/module/uio_ivshmem/parameters/burst"
	pings LEFT 9 RIGHT 10 100
}

# A user who has only the files in /dev, as by 60-ivshmem.rules.
user_is_notified() {
	guest_begin LEFT "echo user:x:1000:1000::/: >/etc/passwd && chown user /dev/uio1 /dev/ivshmem/*:09.0-* &&
		start-stop-daemon -S -c user -x /bin/ivshmem -- wait --device=slot:9 --vector=7 \
			--timeout=$((LAB_TIMEOUT * 1000))"
	guest_wait LEFT "$LAB_TIMEOUT" '^ready'
	rings RIGHT 10 2 7
	is "notifications of a user" "notified" "$(guest_answer LEFT)"
}

# Files that are open, and of other devices, do not keep a device from being unbound.
unbound_while_waiting() {
	local driver=/sys/bus/pci/drivers/uio_ivshmem bdf=0000:00:09.0

	guest_begin LEFT "ivshmem wait --device=slot:9 2>&1 & read go; echo $bdf >$driver/unbind; wait \$!;
		echo status \$?, \$(ls /dev/ivshmem | wc -l) files; rmmod uio_ivshmem && modprobe uio_ivshmem"
	guest_wait LEFT "$LAB_TIMEOUT" '^ready'
	guest_send LEFT go
	is "wait of an unbound device" "ivshmem: cannot wait for vector 0 of $bdf: No such device
status 2, 8 files" "$(guest_answer LEFT)"
	rings_all RIGHT 10 LEFT 9
}

driver_works() {
	is "drivers" "uio_ivshmem uio_ivshmem" "$(guest_run LEFT "ivshmem list" | awk 'NR > 1 { print $8 }' | paste -s -d ' ')"
	burst_is_limited
	user_is_notified
	unbound_while_waiting
	is "kernel messages" "" "$(guest_run LEFT "dmesg | grep -E 'WARNING|BUG|Oops'")"
}

## Masks

# In a guest, the upper byte of message control in slot 8, octal: 200 is enabled, 300 is masked, too.
set_message_control() {
	printf '%s' "printf '\\$1' | dd of=/sys/bus/pci/devices/0000:00:08.0/config bs=1 seek=67 2>/dev/null"
}

# In a guest, the device's pending bits.
read_pending="unshare -m sh -c 'mount --bind /sys/bus/pci/devices/0000:00:08.0/resource1 /dev/mem &&
	devmem 0x800 64'"

# Masked vectors are pending in the device, and delivered when they are unmasked.
masked_vectors_wait() {
	guest_begin LEFT "ivshmem wait --any --count=2 --device=slot:8 \
			--timeout=$((LAB_TIMEOUT * 1000)) >/tmp/notified &
		until grep -q ready /tmp/notified; do sleep 0.1; done;
		$(set_message_control 300); echo masked; read go;
		cat /tmp/notified; $read_pending;
		$(set_message_control 200); wait; sort /tmp/notified; $read_pending"
	guest_wait LEFT "$LAB_TIMEOUT" '^masked'
	rings RIGHT 8 2 3
	rings SAFETY 8 2 5
	guest_send LEFT go
	is "masked vectors" "ready 0x0000000000000028 notified 3 notified 5 ready 0x0000000000000000" \
		"$(guest_answer LEFT | paste -s -d ' ')"
}

## Resets, kills and power-offs

# finds VM DEVICES: a guest that has just booted has its devices, and what is in their memory.
finds() {
	trio_ready "$1"
	report $? "$1 comes back"
	is "devices of $1 after its start" "$2" "$(devices_of "$1")"
	reads "$1" 8 0 "from SAFETY"
	reads "$1" 8 0x3fff00 "from RIGHT"
}

one_is_reset() {
	guest_send LEFT 'reboot -f'
	pings SAFETY 8 RIGHT 8 "$some"
	finds LEFT "$left_devices"
	reads LEFT 9 0 "between us"
	rings_all SAFETY 8 LEFT 8
	rings_all LEFT 9 RIGHT 10
	guest_send SAFETY 'reboot -f'
	pings LEFT 9 RIGHT 10 "$some"
	finds SAFETY "$safety_devices"
	rings_all LEFT 8 SAFETY 8
	is "states after resets" "running 1 running running" "$(states)"
}

# kill -9 of the pre-launched VM's device model or QEMU, in the middle of others' pings: it is up for
# the $2nd time then.
safety_is_killed() {
	ping_begin RIGHT 10
	guest_begin LEFT "ivshmem ping --device=slot:9 --count=$many --timeout=$((LAB_TIMEOUT * 1000))"
	kill -KILL "$1"
	service_wait acrn-hv "event=start vm=SAFETY" "$2"
	report $? "acrn-hv starts SAFETY again"
	finds SAFETY "$safety_devices"
	is "LEFT pings on" "answered=$many" "$(guest_answer LEFT | grep '^answered')"
	is "RIGHT still receives" "answered=$many" "$(guest_answer RIGHT | grep '^answered')"
	rings_all SAFETY 8 RIGHT 8
	rings_all LEFT 8 SAFETY 8
	is "states after a kill" "running $2 running running" "$(states)"
}

# A doorbell of a VM that is down has no effect, neither now nor when it is up again.
one_is_powered_off() {
	guest_send LEFT 'poweroff -f'
	guest_end LEFT >/dev/null
	is "status of LEFT" 0 $?
	is "states after poweroff" "running 3 down running" "$(states)"
	is "LEFT's devices after poweroff" 2 "$("$ACRN_HV" ps | grep -c ' absent$')"
	rings RIGHT 8 2 0
	rings RIGHT 10 2 0
	rings_all RIGHT 8 SAFETY 8
	invalid_claims
	trio_launch LEFT
	finds LEFT "$left_devices"
	listen LEFT 9 1
	rings RIGHT 10 2 7
	is "notifications of LEFT after its start" "notified 7" "$(guest_answer LEFT)"
	rings_all SAFETY 8 LEFT 8
}

# rejected VM DEVICE TEXT: a device model that claims the device ends with this message.
rejected() {
	local status

	timeout "$LAB_TIMEOUT" "$ACRN_DM" -m 192M -s 0:0,hostbridge -s 1:0,lpc -s "$2" \
		-l com1,stdio -k "$LAB/vmlinuz" "$1" </dev/null >"$scratch/message" 2>&1
	status=$?
	[ "$status" -eq 1 ] && grep -q -F -e "$3" "$scratch/message"
	report $? "$1 with $2: status $status, $(cat "$scratch/message")"
}

invalid_claims() {
	rejected LEFT 8,ivshmem,hv:/plant_state,2 \
		"VM 'LEFT' claims hv:/plant_state with 2 MiB: the table has 4 MiB"
	rejected LEFT 8,ivshmem,hv:/right_left,2 \
		"VM 'LEFT' claims hv:/right_left: region not found in the table (its regions: plant_state, left_right)"
	rejected MIDDLE 8,ivshmem,hv:/plant_state,4 \
		"VM 'MIDDLE' claims hv:/plant_state: VM not found in the table (its VMs: SAFETY, SERVICE, LEFT, RIGHT)"
	rejected RIGHT 8,ivshmem,hv:/plant_state,4 "VM 'RIGHT' is running already"
	rejected SAFETY 8,ivshmem,hv:/plant_state,4 "VM 'SAFETY' is running already"
	rejected SERVICE 8,ivshmem,hv:/plant_state,4 "VM 'SERVICE' is not post-launched"
	is "states after rejected claims" "running 3 down running" "$(states)"
}

## The end

# Our processes and their children.
processes() {
	local environ

	for environ in /proc/[0-9]*/environ; do
		if grep -q -a -F -e "ACRN_HV_DIR=$scratch" "$environ"; then
			tr '\0' ' ' <"${environ%environ}cmdline"
			echo
		fi
	done 2>/dev/null
}

# Guests power off, post-launched ones first, and nothing stays.
it_ends() {
	local vm

	service_stop acrn-hv TERM
	is "status of acrn-hv" 0 $?
	for vm in LEFT RIGHT SAFETY; do
		guest_end "$vm" >/dev/null
		is "status of $vm at the end" 0 $?
	done
	is "VMs that did not power off" "" "$(grep -l 'terminating on signal' "$LOGS"/*)"
	is "the last VM that ends" "event=down vm=SAFETY status=0" \
		"$(grep -o -E 'event=(left|down) .*' "${service_log[acrn-hv]}" | tail -n 1)"
	is "processes left behind" "" "$(processes)"
	is "directories left behind" "" "$(ls -d "$ACRN_HV_DIR" "$XDG_RUNTIME_DIR"/* 2>/dev/null)"
	is "regions left behind" "" "$(find /dev/shm -name '*plant_state*' -o -name '*left_right*')"
}

all_of_it() {
	all_is_listed
	devices_are_seen
	memory_is_shared
	every_pair_rings
	if $has_driver; then
		driver_works
		all_bind
	fi
	doorbells_without_recipient
	masked_vectors_wait
	pings LEFT 9 RIGHT 10 "$some"
	pings SAFETY 8 LEFT 8 "$some"
	one_is_reset
	safety_is_killed "$(pid_of SAFETY)" 2
	safety_is_killed "$(qemu_of SAFETY)" 3
	one_is_powered_off
	it_ends
}

# By VFIO from here on.
all_bind() {
	trio_bind SAFETY && trio_bind LEFT && trio_bind RIGHT
	report $? "vfio-pci does not take the devices"
}

# The scripts come from the scenario, as a user's would.
start() {
	trio_open "$scratch" "$qemu" && trio_start && trio_launch LEFT && trio_launch RIGHT &&
		guest_ready SAFETY && guest_ready LEFT && guest_ready RIGHT
}

has_driver=true
if [ ! -e "$(lab_module)" ]; then
	has_driver=false
	echo "SKIP: no driver uio_ivshmem, all is done with VFIO: devmodel/lab/module.sh builds it"
fi

guests_open trio
if start && { $has_driver || all_bind; }; then
	all_of_it
else
	report 1 "the trio does not come up"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
