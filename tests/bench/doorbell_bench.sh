#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# doorbell_bench.sh: the time of a round trip by our devices' doorbells, compared with QEMU's own
# ivshmem-doorbell. Two guests in the same QEMU have three devices: one in hv-land from acrn-hv, one in
# dm-land with a server, and QEMU's with another region of the server. Called by bench.sh. Skipped
# without a QEMU for our device, or without a kernel.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
B=${B:-build}
. devmodel/lab/lib.sh
. devmodel/lab/guest.sh
. devmodel/lab/trio.sh
. tests/bench/figures.sh

rounds=5 count=2000
# The slots of each kind of device in LEFT and RIGHT.
declare -A slots=([hv]="9 10" [dm]="6 6" [qemu]="12 12")
scratch=$(mktemp -d)
dm=bench_dm_$$ qemu=bench_qemu_$$

finish() {
	guests_close
	service_stop acrn-hv TERM || true
	server_stop TERM || true
	rm -rf "$scratch" "/dev/shm/$dm" "/dev/shm/$qemu"
}

qemu=$(find_new_qemu) || skip "no QEMU with a vfio-user client: make lab-qemu provides one"
provide_linux

# SAFETY is started with the hypervisor, but not needed.
start_hypervisor() {
	trio_open "$scratch" "$qemu" >&2
	trio_start
	guest_ready SAFETY
	guest_send SAFETY 'poweroff -f'
	service_wait acrn-hv 'event=down vm=SAFETY' 1
}

# More devices than the scenario has.
start_guests() {
	local vm

	make_qemu_wrapper "$scratch/bench-qemu" "$qemu" "${doorbell_machine[@]}" \
		-chardev "socket,id=doorbell,path=$scratch/$qemu" \
		-device "ivshmem-doorbell,chardev=doorbell,vectors=8,addr=0c"
	printf '#!/bin/bash\nexec %q -s %q "$@"\n' "$ACRN_DM" "6,ivshmem,dm:/$dm,2" \
		>"$scratch/bench-dm"
	chmod +x "$scratch/bench-dm"
	for vm in LEFT RIGHT; do
		ACRN_DM=$scratch/bench-dm ACRN_DM_ENGINE=$scratch/bench-qemu \
			IVSHMEM_SERVER_DIR=$scratch trio_launch "$vm"
	done
	for vm in LEFT RIGHT; do
		trio_ready "$vm"
		doorbell_bind "$vm" 6 12
	done
}

# round KIND FILE [OPTION...]: LEFT's figures of round trips to RIGHT.
round() {
	local left right

	read -r left right <<<"${slots[$1]}"
	ping_begin RIGHT "$right" "${@:3}"
	ping LEFT "$left" --count="$count" "${@:3}" >"$2"
	guest_answer RIGHT >&2
}

# The median over all rounds of figure $2, for that kind of device.
value_of() {
	cat "$scratch/$1".* | sed -n "s/^$2=//p" | sort -n | sed -n "$((rounds / 2 + 1))p"
}

# figures SUFFIX KIND: its median and 99th percentile beside those of QEMU's device.
figures() {
	local figure

	for figure in median p99; do
		line "doorbell-roundtrip$1-$figure" \
			"$(ratio "$(value_of "$2" "${figure}_us")" "$(value_of qemu "${figure}_us")")" 1.0
		line "doorbell-roundtrip$1-$figure-us" "$(value_of "$2" "${figure}_us")" -
	done
}

trap finish EXIT
guests_open doorbell-bench
server_start "$scratch" --shm="$dm,size=2M" --shm="$qemu,size=2M"
start_hypervisor
start_guests
for ((i = 1; i <= rounds; i++)); do
	for kind in hv dm qemu; do
		round "$kind" "$scratch/$kind.$i"
	done
done
cat "$scratch"/{hv,dm,qemu}.* | grep -c 'doorbell$' | grep -q -x $((rounds * 6)) ||
	fail "a round went by memory"
round hv "$scratch/polled" --map=resource2
for vm in LEFT RIGHT; do
	guest_send "$vm" 'poweroff -f'
	guest_end "$vm" >/dev/null || true
done

figures "" dm
figures -hv hv
line doorbell-roundtrip-median-us-qemu "$(value_of qemu median_us)" -
line doorbell-roundtrip-p99-us-qemu "$(value_of qemu p99_us)" -
line polled-roundtrip-median-us "$(sed -n 's/^median_us=//p' "$scratch/polled")" -
