#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# guest_bench.sh: what our device costs beside QEMU's own ivshmem-plain, both in one guest; called by
# bench.sh. Without a QEMU that takes our device, or without a kernel, it says SKIP.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
B=${B:-build}
. devmodel/lab/lib.sh
. devmodel/lab/guest.sh
. tests/bench/figures.sh

size_mib=16
scratch=$(mktemp -d)
ours=bench_ours_$$ plain=bench_plain_$$

finish() {
	guests_close
	rm -rf "$scratch" "/dev/shm/$ours" "/dev/shm/$plain"
}

qemu=$(find_new_qemu) || skip "no QEMU with a vfio-user client: make lab-qemu provides one"
provide_linux

# A wrapper that starts QEMU with an additional ivshmem-plain, and records when; queries are passed on.
cat >"$scratch/qemu" <<END
#!/bin/bash
case " \$* " in
*" help "* | *" --version "*) exec "$qemu" "\$@" ;;
esac
echo "\${EPOCHREALTIME/[.,]/}" >"$scratch/started"
exec "$qemu" "\$@" \\
	-object "memory-backend-file,id=plain,mem-path=/dev/shm/$plain,size=${size_mib}M,share=on" \\
	-device ivshmem-plain,memdev=plain,addr=9
END
chmod +x "$scratch/qemu"

# The values of one key over the rounds, for the device in slot $1, by size.
values_of() {
	cat "$scratch/slot$1".* | sed -n "s/.*map=resource2 .* $2=\([0-9.]*\).*/\1/p" | sort -n
}

# The best round is the least disturbed one: whatever else the machine does only takes away.
most_of() {
	values_of "$@" | tail -n 1
}

least_of() {
	values_of "$@" | head -n 1
}

trap finish EXIT
guests_open bench
truncate -s "${size_mib}M" "/dev/shm/$plain"
begin=${EPOCHREALTIME/[.,]/}
ACRN_DM_ENGINE=$scratch/qemu guest_start bench "$B/bin/acrn-dm" --accel=tcg -m 512M \
	-s 0:0,hostbridge -s 1:0,lpc -s "6,ivshmem,dm:/$ours,$size_mib" -l com1,stdio \
	-k "$LAB/vmlinuz" -r "$LAB/initrd.img" -B 'console=ttyS0' bench
guest_ready bench
for round in {1..9}; do
	for slot in 6 9; do
		guest_run bench "ivshmem bench --device=slot:$slot --map=resource2" 300 \
			>"$scratch/slot$slot.$round"
	done
done
rss=$(awk '/^VmRSS:/ { print $2 }' "/proc/$(guest_pid_of bench dm)/status")
guest_send bench 'poweroff -f'
guest_end bench >/dev/null || true

# The bandwidth of ours is to be at least 0.95 of ivshmem-plain's.
for way in read_memcpy write_memcpy read_words write_words; do
	line "guest-bar2-$way" \
		"$(ratio "$(most_of 9 "${way}_mb_s")" "$(most_of 6 "${way}_mb_s")")" 1.05
done
line guest-register-read \
	"$(ratio "$(least_of 6 register_read_ns)" "$(least_of 9 register_read_ns)")" -
line dm-ms-before-qemu "$(ratio $(($(cat "$scratch/started") - begin)) 1000)" -
line dm-resident-kib "$rss" -
