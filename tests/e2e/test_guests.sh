#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Real guests, started by generated scripts, share memory: their devices, messages from one to another,
# and the memory after a peer was rebooted, powered off, or killed.
#
# Once with a QEMU that takes our devices by vfio-user, and once with QEMU's own ivshmem device.
# `make lab` provides the guests, `make lab-qemu` such a QEMU. Consoles are kept in build/lab/logs if
# something fails.
# MODES: only those ("vfio-user", "builtin"). With sanitizers "vfio-user" is enough: in the other mode our code
# only starts QEMU.
set -u
cd "${SRCDIR:-.}" || exit 1
B=${B:-build}
export LC_ALL=C
. devmodel/lab/lib.sh
. devmodel/lab/guest.sh

passed=0 failed=0 skipped=0
# No other run has regions of these names, and nothing of the user's has.
id=lab$$

report() {
	if [ "$1" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $mode: $2"
	fi
}

# is WHAT EXPECTED ACTUAL
is() {
	[ "$2" = "$3" ]
	report $? "$1: not '$2' but '$3'"
}

clean_up() {
	[ -z "${LOGS:-}" ] || guests_close
	rm -rf "$scratch"
	rm -f "/dev/shm/$id"*
	if [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]; then
		rm -rf "$LAB/logs/$id"
	else
		echo "the guests' consoles are in $LAB/logs/$id"
	fi
}

# A wrapper of our acrn-dm for the scripts, with the QEMU of this mode.
make_device_model() {
	printf '#!/bin/bash\nexec %q --engine=%q --device=%q --accel=tcg "$@"\n' \
		"$B/bin/acrn-dm" "$qemu" "$mode" >"$scratch/$mode-dm"
	chmod +x "$scratch/$mode-dm"
	export ACRN_DM=$scratch/$mode-dm ACRN_RUN_DIR=$scratch/run XDG_RUNTIME_DIR=$scratch/sockets
	export ACRN_KEYS_DIR=$scratch/keys
}

# A device model that ends removes its sockets, unless it was killed.
nothing_is_left() {
	is "left behind by $1" "" "$(ls "$XDG_RUNTIME_DIR")"
}

# generate RELEASE NAME [OPTION...]
generate() {
	local release=$1 name=$2

	shift 2
	"$B/bin/acrn-cfg" gen --acrn-release "$release" "$@" -o "$scratch/$name" "$scratch/$name.xml"
	report $? "generating $name"
}

# start SCENARIO VM: its guest is called as its VM.
start() {
	guest_start "VM$2" "$scratch/$1/launch/launch_user_vm_id$2.sh"
}

ready() {
	local n

	for n; do
		guest_ready "VM$n" || return
	done
}

read_message() {
	guest_run "VM$1" "message read $2 ${3:-0}"
}

write_message() {
	guest_run "VM$1" "message write $2 '$3' ${4:-0}"
	report $? "VM$1 writes to $2"
}

attribute() {
	guest_run "VM$1" "cat /sys/bus/pci/devices/0000:$2/$3"
}

size_of_memory() {
	guest_run "VM$1" "stat -c %s /sys/bus/pci/devices/0000:$2/resource2"
}

# The address of region $2 by our tool.
place_of_region() {
	guest_run "VM$1" "ivshmem list | sed -n 's/^0000:\([^ ]*\) .* $2 .*/\1/p'"
}

shared_memory() {
	guest_run "VM$1" 'lspci | grep "shared memory"'
}

## Two VMs and a region of 4 KiB, from the scenario that is shipped

line='RAM memory: Red Hat, Inc. Inter-VM shared memory (rev 01)'

# What a user does in a guest: the generic driver takes the device, and its memory is a file.
bind_driver() {
	guest_run "VM$1" 'modprobe uio && modprobe uio_pci_generic &&
		echo "1af4 1110" >/sys/bus/pci/drivers/uio_pci_generic/new_id' >/dev/null
	report $? "VM$1 loads the driver"
	is "VM$1's driver" "$2" \
		"$(guest_run "VM$1" 'cd /sys/bus/pci/drivers/uio_pci_generic && echo 0000:*')"
	is "VM$1's UIO device" /dev/uio0 "$(guest_run "VM$1" 'echo /dev/uio*')"
}

pair_is_seen() {
	is "lspci in VM1" "00:06.0 $line" "$(shared_memory 1)"
	is "lspci in VM2" "00:05.0 $line" "$(shared_memory 2)"
	is "the region's name in VM1" "$id" "$(guest_run VM1 "ivshmem list" | awk 'NR == 2 { print $4 }')"
	is "the region by its name in VM2" 4096 "$(guest_run VM2 "ivshmem read --device=name:$id | wc -c")"
	bind_driver 1 0000:00:06.0
	bind_driver 2 0000:00:05.0
	is "size in VM1" 4096 "$(size_of_memory 1 00:06.0)"
	is "size in VM2" 4096 "$(size_of_memory 2 00:05.0)"
	if [ "$mode" = vfio-user ]; then
		is "subsystem vendor" 0x8086 "$(attribute 1 00:06.0 subsystem_vendor)"
		is "subsystem" 0x0000 "$(attribute 1 00:06.0 subsystem_device)"
	fi
}

pair_talks() {
	is "before" "" "$(read_message 2 00:05.0)"
	write_message 1 00:06.0 "hello from VM1"
	is "VM2 reads" "hello from VM1" "$(read_message 2 00:05.0)"
	write_message 2 00:05.0 "hello from VM2" 4032
	is "VM1 reads" "hello from VM2" "$(read_message 1 00:06.0 4032)"
	is "VM2 reads it still" "hello from VM1" "$(read_message 2 00:05.0)"
	is "VM2 reads with our tool" "hello from VM1" "$(guest_run VM2 "ivshmem read --text")"
	guest_run VM2 "ivshmem write --device=slot:5 --offset=512 'by our tool'"
	report $? "VM2 writes with our tool"
	is "VM1 reads what our tool wrote" "by our tool" "$(read_message 1 00:06.0 512)"
}

# The disk that a guest finds has what the host made for it; an application gets the key itself.
pair_has_keys() {
	"$B/bin/acrn-cfg" keygen --list --acrn-release 2.0 -o "$ACRN_KEYS_DIR" "$scratch/pair.xml" >"$scratch/list"
	is "the keys in VM1" "$(awk '{ print $1, $2, $3 }' "$scratch/list")" \
		"$(guest_run VM1 'modprobe virtio_blk && ivshmem keys' | awk '{ print $1, $2, $3 }')"
	is "the key of VM2" "$(sha256sum <"$ACRN_KEYS_DIR/$id.1.key")" \
		"$(guest_run VM2 "modprobe virtio_blk && ivshmem keys --export=$id --output=/tmp/key && sha256sum </tmp/key")"
}

# The memory is unchanged for VM2, and for VM1 when it is back.
peer_goes_on() {
	is "after $1 VM2 reads" "hello from VM1" "$(read_message 2 00:05.0)"
	write_message 2 00:05.0 "after $1" 2048
}

vm1_finds() {
	is "VM1 after $1" "00:06.0 $line" "$(shared_memory 1)"
	is "VM1 reads after $1" "hello from VM1" "$(read_message 1 00:06.0)"
	is "VM1 reads VM2's after $1" "after $1" "$(read_message 1 00:06.0 2048)"
}

vm1_reboots() {
	guest_send VM1 'reboot -f'
	peer_goes_on reboot
	ready 1
	report $? "VM1 reboots"
	vm1_finds reboot
}

vm1_powers_off() {
	guest_send VM1 poweroff
	guest_end VM1
	is "status of a VM powered off" 0 $?
	peer_goes_on poweroff
	start pair 1
	ready 1
	report $? "VM1 starts after poweroff"
	vm1_finds poweroff
}

# kill -9 of QEMU, then of the device model: the other process ends, too.
vm1_is_killed() {
	local victim=$1 pid status

	pid=$(guest_pid_of VM1 "$victim")
	report $? "finding VM1's $victim"
	kill -KILL "$pid"
	guest_end VM1
	status=$?
	[ "$status" -ne 0 ] && [ "$status" -ne 125 ]
	report $? "status of a VM whose $victim was killed"
	peer_goes_on "kill $victim"
	start pair 1
	ready 1
	report $? "VM1 starts after its $victim was killed"
	vm1_finds "kill $victim"
}

# As a user ends a VM from outside: the script passes signals on to the device model. By Ctrl-C and
# SIGHUP the guest powers off, which it says by itself.
vms_are_ended() {
	local pid

	pid=$(guest_pids VM1 | head -n 1)
	kill -TERM "$pid"
	guest_end VM1 >/dev/null
	[ $? -ne 125 ]
	report $? "SIGTERM ends VM1"
	pid=$(guest_pids VM2 | head -n 1)
	kill -INT "$pid"
	guest_end VM2
	is "status after SIGINT" 0 $?
	grep -q 'Power down' "$LOGS/VM2.log"
	report $? "VM2's guest does not power off on SIGINT"
}

test_pair() {
	sed "s/>test,/>$id,/" boards/lab/pair-2.0.xml >"$scratch/pair.xml"
	generate 2.0 pair --harden=keys
	"$B/bin/acrn-cfg" keygen --acrn-release 2.0 -o "$ACRN_KEYS_DIR" "$scratch/pair.xml"
	report $? "making keys"
	start pair 1
	start pair 2
	if ! ready 1 2; then
		report 1 "the pair starts"
		return
	fi
	pair_is_seen
	pair_talks
	pair_has_keys
	vm1_reboots
	vm1_powers_off
	vm1_is_killed qemu
	vm1_is_killed dm
	vms_are_ended
	rm -f "/dev/shm/$id"
}

## Three VMs in a ring: each shares one region with the next and another with the one before

# A region between two VMs: its letter, size in MiB, ID, and twice a VM and its vBDF.
ring_region() {
	cat <<END
      <IVSHMEM_REGION>
        <NAME>$id$1</NAME>
        <PROVIDED_BY>Device Model</PROVIDED_BY>
        <IVSHMEM_SIZE>$2</IVSHMEM_SIZE>
        <IVSHMEM_REGION_ID>$3</IVSHMEM_REGION_ID>
        <IVSHMEM_VMS>
          <IVSHMEM_VM><VM_NAME>$4</VM_NAME><VBDF>$5</VBDF></IVSHMEM_VM>
          <IVSHMEM_VM><VM_NAME>$6</VM_NAME><VBDF>$7</VBDF></IVSHMEM_VM>
        </IVSHMEM_VMS>
      </IVSHMEM_REGION>
END
}

ring_vm() {
	cat <<END
  <vm id="$1">
    <load_order>POST_LAUNCHED_VM</load_order>
    <name>VM$1</name>
    <cpu_affinity><pcpu_id>$1</pcpu_id></cpu_affinity>
    <vuart0>y</vuart0>
    <memory><size>192</size></memory>
    <boot>
      <kernel>$LAB/vmlinuz</kernel>
      <ramdisk>$LAB/initrd.img</ramdisk>
      <cmdline>console=ttyS0 no_timer_check quiet</cmdline>
    </boot>
  </vm>
END
}

ring() {
	cat <<END
<acrn-config board="lab" scenario="ring">
  <hv><FEATURES><IVSHMEM>
$(ring_region a 2 0x1001 VM1 00:08.0 VM2 00:09.0)
$(ring_region b 4 0x1002 VM2 00:0a.0 VM3 00:0b.0)
$(ring_region c 16 0xfffe VM3 00:0c.0 VM1 00:0d.0)
  </IVSHMEM></FEATURES></hv>
  <vm id="0"><load_order>SERVICE_VM</load_order><name>SERVICE</name></vm>
$(ring_vm 1)
$(ring_vm 2)
$(ring_vm 3)
</acrn-config>
END
}

ring_is_seen() {
	local row vm bdf region

	is "lspci in VM1" "00:08.0 $line"$'\n'"00:0d.0 $line" "$(shared_memory 1)"
	is "lspci in VM2" "00:09.0 $line"$'\n'"00:0a.0 $line" "$(shared_memory 2)"
	is "lspci in VM3" "00:0b.0 $line"$'\n'"00:0c.0 $line" "$(shared_memory 3)"
	is "size of c" 16777216 "$(size_of_memory 3 00:0c.0)"
	if [ "$mode" = builtin ]; then
		return
	fi
	# By these a guest tells its regions apart.
	for row in "1 00:08.0 0x1001" "2 00:09.0 0x1001" "2 00:0a.0 0x1002" "3 00:0b.0 0x1002" \
		"3 00:0c.0 0xfffe" "1 00:0d.0 0xfffe"; do
		read -r vm bdf region <<<"$row"
		is "region ID of $bdf in VM$vm" "$region" \
			"$(attribute "$vm" "$bdf" subsystem_device)"
		is "selftest of $bdf in VM$vm" result=ok \
			"$(guest_run "VM$vm" "ivshmem selftest --device=$bdf | tail -n 1")"
		is "our tool in VM$vm finds $region" "$bdf" "$(place_of_region "$vm" "$region")"
	done
}

# Each writes to both of its regions: to one at the start, to the other at the end.
ring_talks() {
	write_message 1 00:08.0 "1 to 2"
	write_message 2 00:0a.0 "2 to 3"
	write_message 3 00:0c.0 "3 to 1"
	write_message 1 00:0d.0 "1 to 3" 0xffffc0
	write_message 2 00:09.0 "2 to 1" 0x1fffc0
	write_message 3 00:0b.0 "3 to 2" 0x3fffc0
	is "VM2 from VM1" "1 to 2" "$(read_message 2 00:09.0)"
	is "VM3 from VM2" "2 to 3" "$(read_message 3 00:0b.0)"
	is "VM1 from VM3" "3 to 1" "$(read_message 1 00:0d.0)"
	is "VM3 from VM1" "1 to 3" "$(read_message 3 00:0c.0 0xffffc0)"
	is "VM1 from VM2" "2 to 1" "$(read_message 1 00:08.0 0x1fffc0)"
	is "VM2 from VM3" "3 to 2" "$(read_message 2 00:0a.0 0x3fffc0)"
}

test_ring() {
	local n

	ring >"$scratch/ring.xml"
	generate 3.3 ring
	rm -rf "${XDG_RUNTIME_DIR:?}"/*
	for n in 1 2 3; do
		start ring "$n"
	done
	if ! ready 1 2 3; then
		report 1 "the ring starts"
		return
	fi
	ring_is_seen
	ring_talks
	for n in 1 2 3; do
		guest_send "VM$n" 'poweroff -f'
	done
	for n in 1 2 3; do
		guest_end "VM$n"
		is "status of VM$n" 0 $?
	done
	nothing_is_left "the ring"
	rm -f "/dev/shm/$id"[abc]
}

## All of it

run_mode() {
	local begin=$SECONDS

	mode=$1 qemu=$2
	make_device_model
	guests_open "$id/$mode-pair"
	test_pair
	guests_close
	guests_open "$id/$mode-ring"
	test_ring
	guests_close
	echo "$mode, $("$qemu" --version | sed -n '1s/ (.*//p'): $((SECONDS - begin)) s"
}

skip_mode() {
	skipped=$((skipped + 1))
	echo "SKIP $1: $2"
}

[ -x "$B/bin/acrn-dm" ] || skip "there is no $B/bin/acrn-dm"
for file in "$LAB/vmlinuz" "$LAB/initrd.img"; do
	[ -e "$file" ] || skip "there is no $file for the guests: make lab"
done
system_qemu=$(command -v qemu-system-x86_64)
new_qemu=$(find_new_qemu)
[ -n "$system_qemu$new_qemu" ] || skip "qemu-system-x86_64 not found: make lab-qemu provides one"

scratch=$(mktemp -d)
mkdir -m 700 "$scratch/sockets"
trap clean_up EXIT

modes="vfio-user builtin"
[[ $B != */san ]] || modes=vfio-user
for mode in ${MODES:-$modes}; do
	case $mode in
	vfio-user)
		if [ -n "$new_qemu" ]; then
			run_mode vfio-user "$new_qemu"
		else
			skip_mode vfio-user "no QEMU here knows it: make lab-qemu provides one"
		fi
		;;
	builtin)
		run_mode builtin "${system_qemu:-$new_qemu}"
		;;
	esac
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
