#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Our device beside QEMU's own in one guest: with a server beside ivshmem-doorbell, and in another
# guest without one beside ivshmem-plain. What the guest tool's selftest finds is the same, but for
# the differences listed here. By VFIO those with notification ring themselves.
set -u
cd "${SRCDIR:-.}" || exit 1
B=${B:-build}
export LC_ALL=C
. devmodel/lab/lib.sh
. devmodel/lab/guest.sh
. devmodel/lab/doorbell.sh

. tests/tools/report.sh
scratch=$(mktemp -d)
region=selftest$$
ours_slot=6 other_slot=10

clean_up() {
	[ -z "${LOGS:-}" ] || guests_close
	server_stop KILL 2>/dev/null
	rm -rf "$scratch" "/dev/shm/$region"*
}
trap clean_up EXIT

[ -x "$B/bin/ivshmem-server" ] || skip "there is no $B/bin/ivshmem-server"
qemu=$(find_new_qemu) || skip "no QEMU with a vfio-user client: make lab-qemu provides one"
provide_linux

# start GUEST SERVER_DIRECTORY: with our device, and by its QEMU wrapper with QEMU's.
start() {
	ACRN_DM_ENGINE=$scratch/$1-qemu guest_start "$1" "$B/bin/acrn-dm" --server-dir="$2" \
		--accel=tcg -m 192M -s 0:0,hostbridge -s 1:0,lpc \
		-s "$ours_slot,ivshmem,dm:/$region$1,2,4096" -l com1,stdio \
		-k "$LAB/vmlinuz" -r "$LAB/initrd.img" -B "$doorbell_cmdline" "$1"
}

make_qemu_wrapper "$scratch/served-qemu" "$qemu" "${doorbell_machine[@]}" \
	-chardev "socket,id=doorbell,path=$scratch/${region}doorbell" \
	-device "ivshmem-doorbell,chardev=doorbell,vectors=8,addr=0a"
make_qemu_wrapper "$scratch/alone-qemu" "$qemu" "${doorbell_machine[@]}" \
	-object "memory-backend-file,id=plain,mem-path=/dev/shm/${region}plain,size=2M,share=on" \
	-device "ivshmem-plain,memdev=plain,addr=0a"

# selftest GUEST SLOT FILE: its lines, without the address.
selftest() {
	guest_run "$1" "ivshmem selftest --device=slot:$2" >"$scratch/$3.all"
	report $? "the selftest of slot $2 in $1"
	grep -v '^bdf=' "$scratch/$3.all" >"$scratch/$3"
	! grep 'failed$' "$scratch/$3"
	report $? "a check of slot $2 fails in $1"
}

# differ OURS QEMUS: the lines in which they do must be those on standard input.
differ() {
	diff "$scratch/$1" "$scratch/$2" | grep '^[<>]' >"$scratch/difference"
	diff - "$scratch/difference"
	report $? "$1 and $2 differ otherwise than expected"
}

has() {
	grep -q -x -e "$2" "$scratch/$1"
	report $? "$1 has no $2: $(grep "^${2%%=*}=" "$scratch/$1")"
}

# Our subsystem IDs tell vendor and region, as on ACRN.
subsystem='< subsystem_vendor=0x8086
< subsystem=0x1000
> subsystem_vendor=0x1af4
> subsystem=0x1100'

# Their IDs differ: ours has a bound one.
compare_with_server() {
	selftest served "$ours_slot" "ours$1"
	selftest served "$other_slot" "doorbell$1"
	has "ours$1" msix=8
	differ "ours$1" "doorbell$1" <<-END
		$subsystem
		< register_position=0x3
		> register_position=0x0
	END
}

compare_without_server() {
	selftest alone "$ours_slot" "alone$1"
	selftest alone "$other_slot" "plain$1"
	has "alone$1" msix=0
	differ "alone$1" "plain$1" <<<"$subsystem"
}

all_of_it() {
	local vm

	compare_with_server ""
	compare_without_server ""
	for vm in served alone; do
		doorbell_bind "$vm" "$ours_slot" "$other_slot"
		report $? "vfio-pci does not take the devices in $vm"
	done
	compare_with_server -vfio
	compare_without_server -vfio
	has ours-vfio rings_to_itself=8
	has alone-vfio rings_to_itself=unknown
	for vm in served alone; do
		guest_send "$vm" 'poweroff -f'
		guest_end "$vm" >/dev/null
		report $? "$vm does not end"
	done
	server_stop TERM
	report $? "the server does not end well"
}

guests_open selftest
server_start "$scratch" --shm="${region}served,size=2M,peer=3:served" \
	--memfd="${region}doorbell,size=2M"
report $? "the server does not start"
start served "$scratch"
start alone ""
if guest_ready served && guest_ready alone; then
	all_of_it
else
	report 1 "the guests do not come up"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
