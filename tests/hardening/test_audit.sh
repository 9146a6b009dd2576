#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_audit.sh: `acrn-cfg audit --root` of a system on which apply.sh, seal.sh and keygen have run: all
# that they do is in force, and what is changed is found.
set -u
cd "${SRCDIR:-.}" || exit 1
. tests/hardening/lib.sh
need_root
need systemd-sysusers systemd-tmpfiles visudo veritysetup sha256sum

root=$scratch/root
images=$root/var/lib/acrn-cfg/scenarios/test
programs=$root/usr/local/libexec/acrn-cfg
scripts=$programs/scenarios/test

# audit [OPTION...]: the rows that are open, as slugs with their signs and subjects, in the file `open`.
audit() {
	"$B/bin/acrn-cfg" audit "$@" "$scratch/test.xml" >"$scratch/audit" 2>"$scratch/messages"
	report $? "audit $*: $(<"$scratch/messages")"
	awk '/^(region|VM) .*: / { subject = $2 } /^  [-!?] / { print $1, $3, subject }' "$scratch/audit" |
		sed 's/ in dm-land//; s/:$//' >"$scratch/open"
}

boot="<boot><kernel>vmlinuz</kernel></boot>"
scenario "$scratch/test.xml" shared=ONE,TWO "ONE TWO=$boot<virtio_devices><block>disk,ro</block></virtio_devices>"
harden "$scratch/out" "$scratch/test.xml" --harden=all
mkdir -p "$root"/{etc,dev/shm} "$images" "$programs"
printf 'kernel' >"$images/vmlinuz"
truncate -s 8192 "$images/disk"
printf 'program' | tee "$programs/acrn-dm" >"$programs/ivshmem-server"
chmod 755 "$programs"/*
"$scratch/out/hardening/apply.sh" --root "$root" >"$scratch/messages" 2>&1 &&
	"$scripts/seal.sh" --root "$root" >>"$scratch/messages" 2>&1 &&
	"$B/bin/acrn-cfg" keygen -o "$root/etc/acrn-cfg/scenarios/test/keys" "$scratch/test.xml" >>"$scratch/messages" 2>&1
report $? "installed: $(<"$scratch/messages")"

# still_open WHAT ROW...: those that are open of what is installed.
still_open() {
	audit --root "$root" --harden=all
	printf '%s\n' "${@:2}" '- audit-region-service-vm shared' '- audit-vm-user ONE' '- audit-vm-user TWO' |
		sort | diff - <(sort "$scratch/open")
	report $? "open after apply.sh, seal.sh and keygen: $1"
}

still_open "what enforces policies was not recorded" '? audit-region-confined shared' '? audit-region-programs shared' \
	'? audit-vm-confined ONE' '? audit-vm-confined TWO' '? audit-vm-programs ONE' '? audit-vm-programs TWO'
mkdir -p "$root"/{run,proc/7,sys/kernel/security/apparmor}
echo 7 >"$root/run/fapolicyd.pid"
echo fapolicyd >"$root/proc/7/comm"
printf '%s (enforce)\n' acrn-test-ONE acrn-test-TWO >"$root/sys/kernel/security/apparmor/profiles"
still_open "nothing else"
cp "$scratch/open" "$scratch/before"

# broken FILE COMMAND ROW...: rows that are open, too, after the command, which is run with the file as $file.
broken() {
	local file=$root/$1 command=$2

	shift 2
	cp -p "$file" "$scratch/kept"
	eval "$command"
	audit --root "$root" --harden=all
	printf '%s\n' "$@" | sort - "$scratch/before" | diff - <(sort "$scratch/open")
	report $? "$command $file"
	cp -p "$scratch/kept" "$file"
}

# shellcheck disable=SC2016 # broken() expands it
{
	broken etc/sudoers.d/acrn-test 'rm "$file"' '- audit-region-group shared' '- audit-region-start shared' \
		'- audit-vm-start ONE' '- audit-vm-start TWO'
	broken etc/systemd/system/acrn-test-TWO.service 'echo "# more" >>"$file"' '! audit-region-sandbox shared' \
		'! audit-vm-sandbox TWO'
	broken "${scripts#"$root"/}/launch_user_vm_id1.sh" 'chmod o+w "$file"' '! audit-vm-script ONE'
	broken "${images#"$root"/}/vmlinuz" 'printf other >"$file"' '! audit-region-peer-files shared' \
		'! audit-vm-boot-files ONE' '! audit-vm-boot-files TWO' '! audit-vm-sealed TWO'
	broken etc/acrn-cfg/scenarios/test/keys/TWO.keys 'chmod g+r "$file"' '! audit-region-keys shared' \
		'! audit-vm-keys TWO'
	broken "${programs#"$root"/}/acrn-dm" 'printf other >"$file"' '! audit-region-programs shared' \
		'! audit-vm-programs ONE' '! audit-vm-programs TWO'
}

# A kernel that does not run the policy is seen on the live host only.
if unshare -m true 2>"$scratch/messages"; then
	for directory in etc usr/local var/lib; do
		printf 'mount --bind "%s/%s" "/%s"\n' "$root" "$directory" "$directory"
	done >"$scratch/mounts"
	printf '%s audit --root / --harden=all %s/test.xml' "$B/bin/acrn-cfg" "$scratch" >>"$scratch/mounts"
	unshare -m sh -e "$scratch/mounts" >"$scratch/live" 2>"$scratch/messages"
	grep -q '^  [-!?] 6  audit-vm-confined' "$scratch/live"
	report $? "a policy that the kernel does not enforce"
	grep -q '^  + 4  audit-vm-sandbox' "$scratch/live"
	report $? "this host"
else
	echo "SKIP: no mount namespace: $(<"$scratch/messages")"
fi
finish
