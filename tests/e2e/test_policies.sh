#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The policies of gen --harden, enforced by a kernel that has what this machine's may lack: a guest's.
# In each mode a guest boots with a security module and a policy that was compiled here. Copies of
# busybox stand for the programs that the policy confines; of what they try, some is allowed, and some
# is denied that works without the policy.
#
# MODES: only those ("apparmor selinux").
set -u
cd "${SRCDIR:-.}" || exit 1
. tests/hardening/lib.sh
. tests/hardening/selinux.sh
. devmodel/lab/lib.sh
. devmodel/lab/guest.sh

skipped=0

clean_up() {
	[ -z "${LOGS:-}" ] || guests_close
	rm -rf "$scratch"
}

skip_mode() {
	skipped=$((skipped + 1))
	echo "SKIP $mode: $1"
}

## The scenario: VM1 shares a region with VM2, which shares another one with VM3

region() {
	cat <<END
<IVSHMEM_REGION><NAME>$1</NAME><PROVIDED_BY>Device Model</PROVIDED_BY><IVSHMEM_SIZE>2</IVSHMEM_SIZE>
<IVSHMEM_VMS><IVSHMEM_VM><VM_NAME>$2</VM_NAME><VBDF>00:0$4.0</VBDF></IVSHMEM_VM>
<IVSHMEM_VM><VM_NAME>$3</VM_NAME><VBDF>00:0$4.0</VBDF></IVSHMEM_VM></IVSHMEM_VMS></IVSHMEM_REGION>
END
}

vm() {
	cat <<END
<vm id="$1"><load_order>POST_LAUNCHED_VM</load_order><name>VM$1</name>
<cpu_affinity><pcpu><pcpu_id>2</pcpu_id></pcpu></cpu_affinity><memory><size>256</size></memory>
<boot><kernel>vmlinuz</kernel></boot>
<virtio_devices><block>$2</block></virtio_devices></vm>
END
}

# What a pattern of AppArmor, a regular expression of SELinux and a shell would not take literally.
image="/images/1 [a-c]?*{x}@{HOME}\\\"'\$^ü"

generate() {
	{
		echo '<acrn-config board="lab" scenario="policies"><hv><FEATURES><IVSHMEM>'
		region mine VM1 VM2 6
		region other VM2 VM3 7
		echo '</IVSHMEM></FEATURES></hv>'
		echo '<vm id="0"><load_order>SERVICE_VM</load_order><name>SERVICE</name></vm>'
		vm 1 "$image"
		vm 2 /images/2
		vm 3 /images/3
		echo '</acrn-config>'
	} >"$scratch/policies.xml"
	"$B/bin/acrn-cfg" gen --harden=apparmor,selinux --target=lab -o "$scratch/out" "$scratch/policies.xml" \
		>"$scratch/messages" 2>&1
	report $? "gen --harden: $(cat "$scratch/messages")"
}

## Guests

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

# What the programs try to open: in a file, as the path is not one for a command line.
fill_tree() {
	mkdir -p "$1/policy" "$1/images" "$1/usr/bin" "$1/etc"
	install -m 755 tests/e2e/policies/confine.sh "$1/policy"
	install -m 755 "$LAB/parts/bin/busybox" "$1/usr/bin/acrn-dm"
	install -m 755 "$LAB/parts/bin/busybox" "$1/usr/bin/bash"
	echo "root:x:0:0:root:/root:/bin/sh" >"$1/etc/passwd"
	printf '%s' "$image" >"$1/policy/image"
	echo 1 >"$1$image"
	echo 2 >"$1/images/2"
	echo 3 >"$1${image/\?/z}"
}

# add_program FILE TO TREE: with its libraries.
add_program() {
	local library

	install -D -m 755 "$1" "$3$2"
	ldd "$1" | sed -n 's|.*=> \(/[^ ]*\) .*|\1|p' | while read -r library; do
		install -D -m 755 "$library" "$3/usr/lib/x86_64-linux-gnu/${library##*/}"
	done
}

## AppArmor

# As apparmor_parser(8) writes it for the kernel: a guest needs none, but all in one write.
compile_apparmor() {
	apparmor_parser --skip-kernel-load --skip-cache --kernel-features=/etc/apparmor.d/abi/3.0 \
		--ofile="$1" "$scratch/out/hardening/apparmor/acrn-policies" 2>"$scratch/messages"
	report $? "apparmor_parser: $(cat "$scratch/messages")"
}

load_apparmor() {
	guest_run apparmor 'mount -t securityfs security /sys/kernel/security &&
		dd if=/policy/binary of=/sys/kernel/security/apparmor/.replace bs=16M 2>/dev/null &&
		mkdir /dev/shm && mount -t tmpfs shm /dev/shm && mkdir -p /run'
	report $? "the policy is loaded"
}

# It makes the regions and serves them.
start_server() {
	guest_run apparmor "(exec /policy/confine.sh apparmor acrn-policies-server \
		/usr/bin/ivshmem-server ivshmem-server --dir=/run/acrn-policies \
		--options=/etc/acrn-cfg/scenarios/policies/ivshmem-server.conf >/tmp/log 2>&1 &);
		for i in \$(seq 100); do grep -q ready /tmp/log && break; sleep 0.1; done; cat /tmp/log" \
		>"$scratch/messages"
	grep -q 'event=ready.*regions=2' "$scratch/messages"
	report $? "the confined server makes the regions: $(cat "$scratch/messages")"
}

test_apparmor() {
	local tree=$scratch/apparmor
	local model="/policy/confine.sh apparmor acrn-policies-VM1.model /usr/bin/acrn-dm"
	local script="/policy/confine.sh apparmor acrn-policies-VM1 /usr/bin/bash sh -c"

	if ! command -v apparmor_parser >/dev/null; then
		skip_mode "apparmor_parser not found"
		return
	fi
	fill_tree "$tree"
	add_program "$B/bin/ivshmem-server" /usr/bin/ivshmem-server "$tree"
	install -D -m 644 "$scratch/out/server/ivshmem-server.conf" \
		"$tree/etc/acrn-cfg/scenarios/policies/ivshmem-server.conf"
	compile_apparmor "$tree/policy/binary"
	if ! boot apparmor "security=apparmor" "$tree"; then
		report 1 "the guest boots with AppArmor"
		return
	fi
	load_apparmor
	start_server
	may "cat /dev/shm/mine /dev/shm/other /images/* >/dev/null"
	may "$model cat /dev/shm/mine >/dev/null"
	may "$model tee -a /dev/shm/mine </dev/null"
	may_not "$model cat /dev/shm/other"
	may_not "$model tee -a /dev/shm/other </dev/null"
	may_not "$model cat /images/2"
	may "$model cat \"\$(cat /policy/image)\""
	may_not "$model cat \"\$(sed s/?/z/ /policy/image)\""
	may_not "$model cat /usr/bin/bash"
	# The script's device model has both profiles, also where it cannot get more privileges.
	may "$script 'read line </etc/passwd && exec -a cat /usr/bin/acrn-dm /dev/shm/mine >/dev/null'"
	may "setpriv --nnp $script 'exec -a cat /usr/bin/acrn-dm /dev/shm/mine >/dev/null'"
	may_not "setpriv --nnp $script 'exec -a cat /usr/bin/acrn-dm /etc/passwd'"
	power_off apparmor
}

## SELinux

# The module with the tests' base policy, where every domain may run busybox.
compile_selinux() {
	base_policy "$scratch/base.cil"
	compile_policy "$1" "$scratch/base.cil" tests/e2e/policies/guest.cil \
		"$scratch"/out/hardening/selinux/{acrn-cfg,acrn_policies}.cil 2>"$scratch/messages"
	report $? "secilc: $(cat "$scratch/messages")"
}

# label FILE TYPE LEVEL [CONTENT]: makes a file of that label in the guest, as systemd-tmpfiles does, with
# the content of another.
label() {
	guest_run selinux "printf %s system_u:object_r:$2:$3 >/proc/self/attr/fscreate &&
		cat ${4:-/policy/confine.sh} >$1 && chmod 755 $1"
	report $? "$1 is made as $2"
}

load_selinux() {
	guest_run selinux 'mount -t selinuxfs selinux /sys/fs/selinux &&
		dd if=/policy/binary of=/sys/fs/selinux/load bs=16M 2>/dev/null &&
		mkdir /dev/shm && mount -t tmpfs shm /dev/shm'
	report $? "the policy is loaded"
	label /dev/shm/mine acrn_policies.shm_mine s0
	label /dev/shm/other acrn_policies.shm_other s0
	label /dev/shm/disk acrn_policies.disk_VM1 s0:c1
	label /dev/shm/moved acrn_policies.disk_VM1 s0:c2
	label /dev/shm/kernel acrn_policies.shared_boot s0
	label /dev/shm/acrn-dm acrncfg_dm_exec s0 /bin/busybox
}

test_selinux() {
	local tree=$scratch/selinux run="/policy/confine.sh selinux system_u:system_r:acrn_policies"
	local model="$run.dm_VM1:s0:c1 /dev/shm/acrn-dm" script="$run.launch_VM1:s0:c1 /usr/bin/bash sh -c"

	if ! command -v secilc >/dev/null; then
		skip_mode "secilc not found"
		return
	fi
	fill_tree "$tree"
	compile_selinux "$tree/policy/binary"
	if ! boot selinux "security=selinux enforcing=0" "$tree"; then
		report 1 "the guest boots with SELinux"
		return
	fi
	load_selinux
	may "$model cat /dev/shm/mine /dev/shm/other /dev/shm/disk /dev/shm/moved"
	guest_run selinux 'echo 1 >/sys/fs/selinux/enforce'
	may "$model cat /dev/shm/mine"
	may "$model tee /dev/shm/mine </dev/null"
	may_not "$model cat /dev/shm/other"
	may_not "$model tee /dev/shm/other </dev/null"
	may "$model tee /dev/shm/disk </dev/null"
	may_not "$model cat /dev/shm/moved" # the type is right, the category is not
	may_not "$run.dm_VM2:s0:c2 /dev/shm/acrn-dm cat /dev/shm/disk"
	may "$model cat /dev/shm/kernel"
	may_not "$model tee /dev/shm/kernel </dev/null"
	# What ivshmem-server makes has to get its type first.
	may "$run.server:s0 /usr/bin/bash tee /dev/shm/new </dev/null"
	may_not "$model cat /dev/shm/new"
	# The script's device model gets its own domain, also where it cannot get more privileges.
	may_not "$script 'exec -a cat /usr/bin/acrn-dm /dev/shm/mine'"
	may "$script 'exec -a cat /dev/shm/acrn-dm /dev/shm/mine'"
	may "setpriv --nnp $script 'exec -a cat /dev/shm/acrn-dm /dev/shm/mine'"
	may_not "setpriv --nnp $script 'exec -a cat /dev/shm/acrn-dm /dev/shm/other'"
	power_off selinux
}

## All of it

[ -x "$B/bin/acrn-cfg" ] || skip "there is no $B/bin/acrn-cfg"
qemu=$(command -v qemu-system-x86_64) || skip "qemu-system-x86_64 not found"
provide_linux 2>/dev/null

trap clean_up EXIT
guests_open policies
generate
for mode in ${MODES:-apparmor selinux}; do
	begin=$SECONDS
	"test_$mode"
	echo "$mode: $((SECONDS - begin)) s"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
