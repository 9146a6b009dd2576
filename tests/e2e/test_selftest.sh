#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Our device beside QEMU's own ivshmem-plain and ivshmem-doorbell in one guest: what the guest tool's
# selftest finds is the same, but for the differences listed here.
set -u
cd "${SRCDIR:-.}" || exit 1
B=${B:-build}
export LC_ALL=C
. tests/lab/lib.sh
. tests/lab/guest.sh

. tests/tools/report.sh
scratch=$(mktemp -d)
region=selftest$$

clean_up() {
	[ -z "${LOGS:-}" ] || guests_close
	rm -rf "$scratch" "/dev/shm/$region"*
}
trap clean_up EXIT

engine=$(find_new_qemu) || skip "no QEMU with a vfio-user client: make lab-qemu brings one"
for script in kernel.sh initramfs.sh; do
	"tests/lab/$script" >"$scratch/log" 2>&1 || {
		cat "$scratch/log"
		skip "there is no Linux to boot"
	}
done

# The engine that acrn-dm starts has QEMU's two devices besides; questions go to it as they are.
cat >"$scratch/engine" <<END
#!/bin/bash
case " \$* " in
*" help "* | *" --version "*) exec "$engine" "\$@" ;;
esac
exec "$engine" "\$@" \\
	-object memory-backend-file,id=plain,mem-path=/dev/shm/${region}plain,size=2M,share=on \\
	-device ivshmem-plain,memdev=plain,addr=9 \\
	-chardev socket,id=doorbell,path=$scratch/doorbell \\
	-device ivshmem-doorbell,chardev=doorbell,vectors=8,addr=0a
END
chmod +x "$scratch/engine"

guests_open selftest
"$B/tests/e2e/doorbell_server" "$scratch/doorbell" $((2 << 20)) 8 &
ACRN_DM_ENGINE=$scratch/engine guest_start vm "$B/bin/acrn-dm" --accel=tcg -m 256M \
	-s 0:0,hostbridge -s 1:0,lpc -s "6,ivshmem,dm:/$region,2,4096" -l com1,stdio \
	-k "$LAB/vmlinuz" -r "$LAB/initrd.img" -B 'console=ttyS0' vm
guest_ready vm
report $? "the guest does not come up"
for slot in 6 9 10; do
	guest_run vm "ivshmem selftest --device=slot:$slot" | grep -v '^bdf=' >"$scratch/slot$slot"
	report $? "the selftest of slot $slot"
done
guest_send vm 'poweroff -f'
guest_end vm >/dev/null
report $? "the guest does not end"

# differ SLOT EXPECTED: the lines of slot SLOT that ours does not have (>), and the other way round (<).
differ() {
	diff "$scratch/slot6" "$scratch/slot$1" | grep '^[<>]' >"$scratch/difference"
	diff "$2" "$scratch/difference"
	report $? "slot $1 differs otherwise than expected"
}

# Ours says with the subsystem who has made it and which region it is: that is ACRN's way.
cat >"$scratch/plain" <<END
< subsystem_vendor=0x8086
< subsystem=0x1000
> subsystem_vendor=0x1af4
> subsystem=0x1100
END
differ 9 "$scratch/plain"

# QEMU's doorbell has notification besides, which ours has with a server only: a BAR1 with eight
# vectors, bus mastering for them, and a guest that rings itself.
grep -q '^msix=0$' "$scratch/slot6" && grep -q '^msix=8$' "$scratch/slot10"
report $? "notification: $(grep -h '^msix=' "$scratch/slot6" "$scratch/slot10")"
diff <(grep -v -E '^(msix|bar1|subsystem|rings|check.msix|check.ring|check.bar1)' "$scratch/slot6") \
	<(grep -v -E '^(msix|bar1|subsystem|rings|check.msix|check.ring|check.bar1)' "$scratch/slot10")
report $? "slot 10 differs in more than notification and subsystem"

# Every check of its own is fine on all three.
! grep -h 'failed$' "$scratch"/slot*
report $? "a selftest fails"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
