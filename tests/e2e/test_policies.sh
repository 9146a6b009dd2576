#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The policies of gen --harden, enforced by a kernel that has what this machine's may lack: a guest's.
# In each mode a guest boots with a security module and a policy that was compiled here, and programs
# that the policy confines use what it allows and what it does not.
#
# MODES: only those ("apparmor").
set -u
cd "${SRCDIR:-.}" || exit 1
B=${B:-build}
export LC_ALL=C
. devmodel/lab/lib.sh
. devmodel/lab/guest.sh
. tests/tools/report.sh

skipped=0

clean_up() {
	[ -z "${LOGS:-}" ] || guests_close
	rm -rf "$scratch"
}

skip_mode() {
	skipped=$((skipped + 1))
	echo "SKIP $mode: $1"
}

# boot NAME WORDS TREE: a guest with WORDS on its kernel's command line and, beside the lab's files,
# those below TREE, all of them root's. Then guest_run() runs commands in it, as root.
boot() {
	local busybox=$PWD/$LAB/parts/bin/busybox

	# The kernel unpacks one archive after the other.
	(cat "$LAB/initrd.img" && cd "$3" && find . ! -name . |
		"$busybox" cpio -o -H newc -R 0:0 2>/dev/null) >"$scratch/$1.img"
	guest_start "$1" "$qemu" -nodefaults -no-user-config -machine q35,accel=tcg -m 256 \
		-display none -serial stdio -no-reboot -kernel "$LAB/vmlinuz" \
		-initrd "$scratch/$1.img" -append "console=ttyS0 no_timer_check quiet $2"
	guest_ready "$1"
}

power_off() {
	guest_send "$1" 'poweroff -f'
	guest_end "$1" >/dev/null
	is "status of the guest $1" 0 $?
}

# may COMMAND: it succeeds in the guest.
may() {
	local output

	output=$(guest_run "$mode" "$1" 2>&1)
	report $? "'$1' fails: $output"
}

# may_not COMMAND: it fails in the guest, because access is denied.
may_not() {
	local output

	! output=$(guest_run "$mode" "$1" 2>&1) && [[ $output == *"Permission denied"* ]]
	report $? "'$1' is not denied: $output"
}

## AppArmor

test_apparmor() {
	local tree=$scratch/apparmor

	if ! command -v apparmor_parser >/dev/null; then
		skip_mode "apparmor_parser not found"
		return
	fi
	mkdir -p "$tree/policy"
	printf '%s\n' 'abi <abi/3.0>,' 'profile confined {' '/bin/busybox rm,' '/dev/console rw,' \
		'/dev/shm/mine rw,' '}' |
		apparmor_parser --skip-kernel-load --skip-cache --ofile="$tree/policy/binary" \
			--kernel-features=/etc/apparmor.d/abi/3.0 2>"$scratch/messages"
	report $? "apparmor_parser: $(cat "$scratch/messages")"
	cp tests/e2e/policies/confine.sh "$tree/policy"

	if ! boot apparmor "security=apparmor apparmor=1" "$tree"; then
		report 1 "the guest boots with AppArmor"
		return
	fi
	guest_run apparmor 'mount -t securityfs security /sys/kernel/security &&
		cat /policy/binary >/sys/kernel/security/apparmor/.replace &&
		mkdir -p /dev/shm && echo 1 >/dev/shm/mine && echo 2 >/dev/shm/other'
	report $? "the policy is loaded"
	may "cat /dev/shm/mine"
	may "cat /dev/shm/other"
	may "/policy/confine.sh apparmor confined cat /dev/shm/mine"
	may_not "/policy/confine.sh apparmor confined cat /dev/shm/other"
	power_off apparmor
}

## All of it

qemu=$(command -v qemu-system-x86_64) || skip "qemu-system-x86_64 not found"
provide_linux 2>/dev/null

scratch=$(mktemp -d)
trap clean_up EXIT
guests_open "policies"
for mode in ${MODES:-apparmor}; do
	begin=$SECONDS
	"test_$mode"
	echo "$mode: $((SECONDS - begin)) s"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
