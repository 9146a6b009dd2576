#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_acl.sh: who can open regions and images, and who is a peer of the server, by trying it as several users.
set -u
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit 1
. tests/hardening/lib.sh
need systemd-sysusers setfacl getfacl setpriv
enter_private

# Two regions and an image that two VMs share; B only reads it.
# shellcheck disable=SC2016 # a name
disk='/var/lib/d i"$k\s#é.img'
shared=/var/lib/shared.img
words="<boot><kernel>vmlinuz</kernel></boot><virtio_devices>"
one="$words<block>${disk// /;}</block><block>$shared</block></virtio_devices>"
two="$words<block>$shared,ro</block></virtio_devices>"
scenario "$scratch/s.xml" "left=A,B right=B,C" "A=$one B=$two C D"
harden "$scratch/out" "$scratch/s.xml" --harden=groups,acl --target lab
acls=$scratch/out/hardening/acl
is "paragraphs of the shared image" 1 "$(grep -c '^# file: var/lib/shared.img$' "$acls/images.acl")"

mkdir -p /etc/sysusers.d /var/lib/acrn-cfg/scenarios/s
cp "$scratch/out/hardening/groups/acrn-s.sysusers" /etc/sysusers.d/acrn-s.conf
(cd / && fails setfacl --test --restore="$acls/regions.acl") >"$scratch/messages" 2>&1 && grep -q 'Invalid argument' "$scratch/messages"
report $? "an ACL with unknown users: $(<"$scratch/messages")"
systemd-sysusers acrn-s.conf 2>/dev/null
useradd -M -G acrn-admins admin && useradd -M stranger

# The server makes the regions; it and its tool are where other users can run them.
chmod 1777 /dev/shm
cp "$B/bin/ivshmem-server" "$scratch/server"
export IVSHMEM_SERVER_DIR=/run/acrn-s
mkdir -p "$IVSHMEM_SERVER_DIR"
"$scratch/server" --options="$scratch/out/server/ivshmem-server.conf" >"$scratch/log" 2>&1 &
server=$!
for ((i = 0; i < 200; i++)); do
	grep -q event=ready "$scratch/log" && break
	sleep 0.05
done
grep -q 'event=ready.* regions=2' "$scratch/log"
report $? "the server is not ready: $(<"$scratch/log")"
is "the mode of a region" "660 root shm-s-left 2097152" "$(stat -c '%a %U %G %s' /dev/shm/left)"
is "the mode of a socket" "660 root shm-s-left" "$(stat -c '%a %U %G' $IVSHMEM_SERVER_DIR/left.A)"

can() {
	case $2 in
	read) as "$1" dd if="$3" of=/dev/null bs=1 count=1 status=none 2>/dev/null ;;
	write) as "$1" dd if=/dev/zero of="$3" bs=1 count=1 conv=notrunc status=none 2>/dev/null ;;
	esac
}
# access FILE USER=RIGHTS...: whether each user can do just that; RIGHTS are rw, r or -.
access() {
	local file=$1 user rights

	shift
	for user; do
		rights=${user#*=}
		user=${user%=*}
		if [[ $rights == *r* ]]; then can "$user" read "$file"; else fails can "$user" read "$file"; fi
		report $? "$user does not have the rights '$rights': reading $file"
		if [[ $rights == *w* ]]; then can "$user" write "$file"; else fails can "$user" write "$file"; fi
		report $? "$user does not have the rights '$rights': writing $file"
	done
}

# By the modes that the server gives, and with the ACLs.
access /dev/shm/left acrn-s-A=rw acrn-s-B=rw acrn-s-C=- acrn-s-D=- admin=- nobody=-
for file in regions images; do
	touch "$disk" "$shared" /var/lib/acrn-cfg/scenarios/s/vmlinuz
	(cd / && setfacl --test --restore="$acls/$file.acl" >/dev/null && setfacl --restore="$acls/$file.acl")
	report $? "setfacl: $file"
done
access /dev/shm/left acrn-s-A=rw acrn-s-B=rw acrn-s-C=- acrn-s-D=- admin=r nobody=- stranger=-
access /dev/shm/right acrn-s-A=- acrn-s-B=rw acrn-s-C=rw
echo x | tee "$disk" "$shared" >/var/lib/acrn-cfg/scenarios/s/vmlinuz
access "$disk" acrn-s-A=rw acrn-s-B=- admin=- nobody=-
access $shared acrn-s-A=rw acrn-s-B=r acrn-s-C=-
access /var/lib/acrn-cfg/scenarios/s/vmlinuz acrn-s-D=r stranger=-

# A peer's own user is what an ACL names, whatever its groups.
as_alone() {
	setpriv --reuid="$1" --regid=nogroup --clear-groups -- "${@:2}"
}
as_alone acrn-s-A dd if=/dev/shm/left of=/dev/null count=1 status=none
report $? "the user without its groups"

# The server lets a VM be who it is.
peers() {
	as "$1" "$scratch/server" peers "$2" --vm="$3" >"$scratch/messages" 2>&1
}
peers acrn-s-A left A
report $? "A is no peer: $(<"$scratch/messages")"
for words in "acrn-s-B left A" "acrn-s-C left A" "acrn-s-A right B" "nobody left A" "stranger left B"; do
	# shellcheck disable=SC2086 # several words
	fails peers $words
	report $? "a peer that is not: $words"
done
grep -q 'event=refuse .*vm=A .*another user' "$scratch/log"
report $? "the server does not say why: $(<"$scratch/log")"

# What the server does later leaves the ACL effective.
kill -HUP "$server"
for ((i = 0; i < 200; i++)); do
	grep -q event=reload "$scratch/log" && break
	sleep 0.05
done
access /dev/shm/left acrn-s-A=rw acrn-s-C=-
kill "$server"
wait "$server"
access /dev/shm/left acrn-s-B=rw acrn-s-C=-

# An object of another user's is not taken for root's afterwards.
chown 1 /dev/shm/left
(cd / && setfacl --restore="$acls/regions.acl")
is "another user's region" 1 "$(stat -c %u /dev/shm/left)"

sed 's/user:acrn-s-A:rw-/user:acrn-s-A:rwq/' "$acls/regions.acl" >"$scratch/wrong"
(cd / && fails setfacl --test --restore="$scratch/wrong") >/dev/null 2>&1
report $? "setfacl takes anything"
finish
