#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# demo.sh: boots the two VMs of boards/lab/pair-2.0.xml with their generated scripts, and uses their
# shared memory. Without a QEMU it explains how to get one.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
B=${B:-build}
. devmodel/lab/lib.sh
. devmodel/lab/guest.sh

scenario=boards/lab/pair-2.0.xml
scripts=$B/demo/guests

title() {
	printf '\n== %s\n\n' "$*"
}

# Without guests the demo ends here, successfully.
give_up() {
	printf '\nNo guests: %s.\n' "$*"
	exit 0
}

# seconds SINCE, both in microseconds, with one decimal.
seconds() {
	local tenths=$(((${EPOCHREALTIME/[.,]/} - $1) / 100000))

	echo "$((tenths / 10)).$((tenths % 10)) s"
}

# Runs a command in VM$1, and shows its output.
in_guest() {
	printf 'VM%s# %s\n' "$1" "$2"
	guest_run "VM$1" "$2" || fail "VM$1: status $?"
}

find_qemu() {
	qemu=$(find_new_qemu || command -v qemu-system-x86_64) ||
		give_up "qemu-system-x86_64 not found; make lab-qemu provides one"
	export ACRN_DM_ENGINE=$qemu
	qemu_version=$("$qemu" --version | sed -n '1s/.*version \([^ ]*\).*/\1/p')
}

provide_guests() {
	local script

	title "A kernel and a file system for the guests"
	for script in kernel.sh initramfs.sh; do
		"devmodel/lab/$script" || give_up "no Linux to boot (see above)"
	done
}

start_guests() {
	local begin n

	title "The two scripts, with $B/bin/acrn-dm on QEMU $qemu_version"
	"$B/bin/acrn-cfg" gen --acrn-release 2.0 -o "$scripts" "$scenario"
	export ACRN_DM=$B/bin/acrn-dm ACRN_RUN_DIR=$scratch/run XDG_RUNTIME_DIR=$scratch
	begin=${EPOCHREALTIME/[.,]/}
	for n in 1 2; do
		echo "\$ ACRN_DM=$ACRN_DM $scripts/launch/launch_user_vm_id$n.sh"
		guest_start "VM$n" "$scripts/launch/launch_user_vm_id$n.sh"
	done
	for n in 1 2; do
		guest_ready "VM$n" || fail "VM$n did not start: $(tail -n 5 "$LOGS/VM$n.log")"
		echo "VM$n is up after $(seconds "$begin"): Linux $(guest_run "VM$n" 'uname -r')"
	done
}

show_devices() {
	local n

	title "Each VM has the device in the slot that the scenario says"
	for n in 1 2; do
		in_guest "$n" 'lspci | grep "shared memory"'
	done
	title "The generic driver takes it"
	for n in 1 2; do
		in_guest "$n" 'modprobe uio; modprobe uio_pci_generic'
		in_guest "$n" 'echo "1af4 1110" >/sys/bus/pci/drivers/uio_pci_generic/new_id'
		in_guest "$n" 'ls /dev/uio0'
	done
}

show_message() {
	title "A message through the shared memory, there and back"
	in_guest 1 'ivshmem write "hello from VM1"'
	in_guest 2 'ivshmem read --text'
	in_guest 2 'ivshmem write --offset=1024 "hello from VM2"'
	in_guest 1 'ivshmem read --offset=1024 --text'
}

show_reboot() {
	title "VM1 reboots; the memory stays"
	echo 'VM1# reboot'
	guest_send VM1 reboot
	guest_ready VM1 || fail "VM1 did not come back"
	in_guest 1 'ivshmem read --text'
}

end_guests() {
	local n

	title "Both power off"
	for n in 1 2; do
		guest_send "VM$n" poweroff
	done
	for n in 1 2; do
		guest_end "VM$n" || fail "VM$n: status $?"
		echo "VM$n has ended"
	done
}

clean_up() {
	if [ -n "${LOGS:-}" ]; then
		guests_close
	fi
	rm -rf "$scratch"
	# The region stays when its VMs end, so that they find their data again; the demo is over.
	if [ -n "$is_region_ours" ]; then
		rm -f /dev/shm/test
	fi
}

find_qemu
[ -x "$B/bin/acrn-dm" ] || give_up "$B/bin/acrn-dm not found"
provide_guests
scratch=$(mktemp -d)
is_region_ours=$([ -e /dev/shm/test ] || echo yes)
trap clean_up EXIT
guests_open demo
start_guests
show_devices
show_message
show_reboot
end_guests
