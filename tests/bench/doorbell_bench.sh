#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# doorbell_bench.sh: what a round trip by our device's doorbell takes beside QEMU's own
# ivshmem-doorbell: two guests have both, the same QEMU below them, and one server has both regions.
# Called by bench.sh. Without a QEMU that takes our device, or without a kernel, it says SKIP.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
B=${B:-build}
. tests/lab/lib.sh
. tests/lab/guest.sh
. tests/lab/doorbell.sh
. tests/bench/figures.sh

rounds=5 count=2000
ours_slot=6 plain_slot=10
scratch=$(mktemp -d)
ours=bench_ours_$$ plain=bench_plain_$$

finish() {
	guests_close
	server_stop TERM || true
	rm -rf "$scratch" "/dev/shm/$ours" "/dev/shm/$plain"
}

engine=$(find_new_qemu) || skip "no QEMU with a vfio-user client: make lab-qemu brings one"
bring_linux
make_engine "$scratch/engine" "$engine" "${doorbell_machine[@]}" \
	-chardev "socket,id=doorbell,path=$scratch/$plain" \
	-device "ivshmem-doorbell,chardev=doorbell,vectors=8,addr=0a"

start_guest() {
	ACRN_DM_ENGINE=$scratch/engine IVSHMEM_SERVER_DIR=$scratch guest_start "$1" \
		"$B/bin/acrn-dm" --accel=tcg -m 192M -s 0:0,hostbridge -s 1:0,lpc \
		-s "$ours_slot,ivshmem,dm:/$ours,2" -l com1,stdio \
		-k "$LAB/vmlinuz" -r "$LAB/initrd.img" -B "$doorbell_cmdline" "$1"
}

# round FILE SLOT [OPTION...]: what vm1 says of its round trips to vm2 and back.
round() {
	ping_begin vm2 "$2" "${@:3}"
	ping vm1 "$2" --count="$count" "${@:3}" >"$1"
	guest_answer vm2 >&2
}

# The median over all rounds of figure $2, for the device in slot $1.
value_of() {
	cat "$scratch/slot$1".* | sed -n "s/^$2=//p" | sort -n | sed -n "$((rounds / 2 + 1))p"
}

trap finish EXIT
guests_open doorbell-bench
server_start "$scratch" --shm="$ours,size=2M" --shm="$plain,size=2M"
for vm in vm1 vm2; do
	start_guest "$vm"
done
for vm in vm1 vm2; do
	doorbell_ready "$vm" "$ours_slot" "$plain_slot"
done
for ((i = 1; i <= rounds; i++)); do
	for slot in "$ours_slot" "$plain_slot"; do
		round "$scratch/slot$slot.$i" "$slot"
	done
done
cat "$scratch"/slot* | grep -c 'doorbell$' | grep -q -x $((rounds * 4)) ||
	fail "a round went by memory"
round "$scratch/polled" "$ours_slot" --map=resource2
for vm in vm1 vm2; do
	guest_send "$vm" 'poweroff -f'
	guest_end "$vm" >/dev/null || true
done

for figure in median p99; do
	ours_us=$(value_of "$ours_slot" "${figure}_us")
	plain_us=$(value_of "$plain_slot" "${figure}_us")
	line "doorbell-roundtrip-$figure" "$(ratio "$ours_us" "$plain_us")" 1.0
	line "doorbell-roundtrip-$figure-us" "$ours_us" -
	line "doorbell-roundtrip-$figure-us-qemu" "$plain_us" -
done
line polled-roundtrip-median-us "$(sed -n 's/^median_us=//p' "$scratch/polled")" -
