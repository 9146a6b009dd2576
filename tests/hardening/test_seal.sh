#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_seal.sh: what seal.sh records is found again, and a change of it is noticed: by seal.sh --check, and by the launch
# script, which does not start the VM. The system's directories are private here.
set -u
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit 1
. tests/hardening/lib.sh
need sha256sum namei
enter_private

images=/var/lib/acrn-cfg/scenarios/site
sealed=/etc/acrn-cfg/scenarios/site/sealed
scripts=/usr/local/libexec/acrn-cfg/scenarios/site
trust=/etc/fapolicyd/trust.d/acrn-site
out=$scratch/out

# seal STATUS WHAT ARGUMENT...: seal.sh ends with that status; its messages are in $scratch/messages.
seal() {
	local status=$1 what=$2 actual

	shift 2
	"$out/hardening/verity/seal.sh" "$@" >"$scratch/messages" 2>&1
	actual=$?
	is "seal.sh $*, $what: $(<"$scratch/messages")" "$status" "$actual"
}

says() {
	grep -q -F -e "$1" "$scratch/messages"
	report $? "no message '$1': $(<"$scratch/messages")"
}

# launch ID: starts the VM; $result has the script's status, and whether the device model ran.
launch() {
	rm -f "$scratch/started"
	(cd / && ACRN_RUN_DIR=$scratch/run IVSHMEM_SERVER_DIR='' "$scripts/launch_user_vm_id$1.sh" >"$scratch/messages" 2>&1)
	result=$?
	[ ! -e "$scratch/started" ] || result+=", started"
}

# starts ID WHAT, refuses ID WHAT
starts() {
	launch "$1"
	is "$2: $(<"$scratch/messages")" "0, started" "$result"
}
refuses() {
	launch "$1"
	is "$2: $(<"$scratch/messages")" 1 "$result"
}

# A name with all that a shell or a record could take for something else.
kernel="$images/a 'b\" \$(touch broken) \\n"
disks="<virtio_devices><block>data,ro</block><block>/dev/sda3,ro</block></virtio_devices>"
scenario "$scratch/site.xml" r=A,B "A B=<boot><kernel>vmlinuz</kernel></boot>$disks
	C=<virtio_devices><block>data</block></virtio_devices>"
sed -i -e "0,/vmlinuz/s//a 'b\" \$(touch broken) \\\\n/" "$scratch/site.xml"
harden "$out" "$scratch/site.xml" --harden=fapolicyd,verity
mkdir -p "$scripts" "$images" /usr/local/bin "${trust%/*}"
cp "$out"/launch/*.sh "$out"/hardening/verity/* "$scripts"
printf '#!/bin/sh\n: >%s/started\n' "$scratch" | install -m 755 /dev/stdin /usr/local/bin/acrn-dm
cp -p /usr/local/bin/acrn-dm /usr/local/bin/ivshmem-server
rm -f "$trust"

echo kernel A >"$kernel"
seal 1 "a kernel missing"
says "$images/vmlinuz: file not found"
echo kernel B >"$images/vmlinuz"
refuses 1 "a VM before it is sealed"
says "$sealed/A.sha256 not found: VM not started"
seal 0 "a dry run" --dry-run
seal 1 "nothing sealed yet" --check
is "records that nobody asked for" "" "$(find "$sealed" "$trust" 2>/dev/null)"
seal 0 "the first time"
says "B: $images/data is written to"
says "B: /dev/sda3 is written to, a device"
stat -c '%n %z' "$sealed"/* "$trust" >"$scratch/before"
seal 0 "once more"
is "records of the second time" "$(<"$scratch/before")" "$(stat -c '%n %z' "$sealed"/* "$trust")"
seal 0 "as it was sealed" --check
sha256sum --check --strict --quiet "$sealed/A.sha256"
report $? "sha256sum on a record"
is "the record of B" "$(sha256sum "$images/vmlinuz")" "$(<"$sealed/B.sha256")"
is "the record of C" "" "$(<"$sealed/C.sha256")"

# The VMs start, from anywhere.
starts 1 "VM A"
starts 2 "VM B"
starts 3 "VM C"
is "files from a kernel's name" "" "$(find / "$images" -maxdepth 1 -name broken)"

# fapolicyd takes the entries, and has the same idea of what they say; it would trust without a look.
if command -v fapolicyd-cli >/dev/null; then
	sort "$trust" >"$scratch/trust"
	fapolicyd-cli --file update "$scripts/" --trust-file acrn-site >"$scratch/messages" 2>&1
	is "entries of fapolicyd: $(<"$scratch/messages")" "$(<"$scratch/trust")" "$(grep -v '^#' "$trust" | sort)"
	rm "$trust"
	printf 'integrity = none\n' >/etc/fapolicyd/fapolicyd.conf
	seal 0 "trust entries alone"
	says "set integrity = sha256"
fi

# What changes is shown, and not sealed by accident.
echo tampered >>"$kernel"
echo '# tampered' >>"$scripts/launch_user_vm_id2.sh"
seal 1 "a kernel and a script changed" --check
says "+$(sha256sum "$kernel")"
says "$scripts/launch_user_vm_id2.sh"
seal 1 "sealing over it"
refuses 1 "a changed kernel"
says "not what $sealed/A.sha256 has"
starts 2 "another VM"
seal 0 "on purpose" --again
starts 1 "sealed again"

# A user who may replace a file after the check decides what is started.
# unsafe WHAT COMMAND BACK: A does not start after the command, and the second one takes that back.
unsafe() {
	$2
	refuses 1 "$1"
	says "users other than root may replace it"
	$3
}
unsafe "a kernel that a group may write" "chmod -R g+w $images" "chmod -R g-w $images"
unsafe "a folder that others may write" "chmod o+w $images" "chmod o-w $images"
unsafe "a folder of a user's" "chown 1 $images" "chown 0 $images"
unsafe "a record that others may write" "chmod o+w $sealed/A.sha256" "chmod o-w $sealed/A.sha256"
mkdir -m 1777 "$scratch/all"
mv "$kernel" "$scratch/all/kernel"
ln -s "$scratch/all/kernel" "$kernel"
starts 1 "a kernel by a link, in a folder where users can add files"
chown -h 1 "$kernel"
unsafe "a link of a user's" "chmod o+w $images" "chmod o-w $images"
rm "$kernel"
mv "$scratch/all/kernel" "$kernel"
cp "$sealed/A.sha256" "$scratch"
cp "$sealed/B.sha256" "$sealed/A.sha256"
refuses 1 "a record without the kernel"
cp "$scratch/A.sha256" "$sealed"

# What an entry of fapolicyd cannot have
mkdir "/usr/local/my bin"
mv /usr/local/bin/acrn-dm "/usr/local/my bin"
ln -s "../my bin/acrn-dm" /usr/local/bin/acrn-dm
seal 1 "a device model behind a blank"
says "/usr/local/my bin/acrn-dm: fapolicyd cannot trust a path with blanks"

seal 0 "a dry run" --remove --dry-run
says "remove $sealed/A.sha256"
seal 0 "for good" --remove
is "records left" "" "$(find "$sealed" "$trust" 2>/dev/null)"
finish
