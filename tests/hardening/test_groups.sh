#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_groups.sh: users, groups, modes and the rules of sudo, by the tools that read them.
set -u
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit 1
. tests/hardening/lib.sh
need systemd-sysusers systemd-tmpfiles visudo sudo setpriv
enter_private

# Names of all lengths; the region B is one of A and C, and not of the VM with its name.
long_vm=V-_ABCDEFGHIJKL
long_region=REGION_OF_27_CHARACTERS_xyz
# shellcheck disable=SC2016 # a name
disk='/var/lib/d"i;s$k\*?[a]{b}%H~#é'
block="<boot><kernel>k</kernel></boot><virtio_devices><block>$disk</block></virtio_devices>"
name='pl;us & - very long name of the scenario é'
scenario "$scratch/$name.xml" "$long_region=A,$long_vm B=A,C" "A=$block $long_vm B C"
harden "$scratch/out" "$scratch/$name.xml" --harden=groups
prefix=$(basename "$scratch"/out/hardening/groups/*.sysusers .sysusers)
[[ $prefix =~ ^acrn-[A-Za-z0-9_-]+$ ]]
report $? "the prefix $prefix"
file=$scratch/out/hardening/groups/$prefix

# systemd-sysusers skips invalid lines with status 0.
mkdir -p /etc/sysusers.d
cp "$file.sysusers" "/etc/sysusers.d/$prefix.conf"
systemd-sysusers "$prefix.conf" >"$scratch/messages" 2>&1 && ! grep -v '^Creating' "$scratch/messages"
report $? "systemd-sysusers: $(<"$scratch/messages")"
plan=$("$B/bin/acrn-cfg" plan --harden "$scratch/$name.xml" 2>/dev/null)
users=$(grep -o '<hardening user="[^"]*"' <<<"$plan" | cut -d '"' -f 2)
groups=$(grep -o '<hardening group="[^"]*"' <<<"$plan" | cut -d '"' -f 2)
read -r -d '' user_a user_long user_b user_c <<<"$users"
read -r -d '' group_long group_b <<<"$groups"
is "the length of the longest user" 31 "${#user_long}"
for user in $users; do
	is "$user" /usr/sbin/nologin "$(getent passwd "$user" | cut -d : -f 7)"
	is "the password of $user" '!*' "$(getent shadow "$user" | cut -d : -f 2)"
done
members_of() {
	getent group "$1" | cut -d : -f 4 | tr , '\n' | sort
}
is "members" "$(printf '%s\n' "$user_a" "$user_long" | sort)" "$(members_of "$group_long")"
is "members of the region B" "$(printf '%s\n' "$user_a" "$user_c" | sort)" "$(members_of "$group_b")"
! id -nG "$user_b" | grep -q -w -F -e "$group_b" -e "$group_long"
report $? "the user $user_b is in $(id -nG "$user_b")"
is "administrators" "" "$(members_of acrn-admins)"

# Modes: of a region and an image that are there.
mkdir -p /etc/tmpfiles.d
cp "$file.tmpfiles" "/etc/tmpfiles.d/$prefix.conf"
path=${disk//;/ }
touch "/dev/shm/B" "$path" "/var/lib/d"
systemd-tmpfiles --create "$prefix.conf" >"$scratch/messages" 2>&1
report $? "systemd-tmpfiles: $(<"$scratch/messages")"
! [ -s "$scratch/messages" ]
report $? "systemd-tmpfiles says: $(<"$scratch/messages")"
is "the region" "660 root $group_b" "$(stat -c '%a %U %G' /dev/shm/B)"
is "the image" "660 root $user_a" "$(stat -c '%a %U %G' "$path")"
is "another file" "644 root root" "$(stat -c '%a %U %G' /var/lib/d)"
is "what was made in /dev/shm" B "$(ls /dev/shm)"
config=$(sed -n 's/.* config="\([^"]*\)".*/\1/p' <<<"$plan")
is "$config" "755 root root" "$(stat -c '%a %U %G' "$config")"
chown 1 /dev/shm/B
systemd-tmpfiles --create "$prefix.conf" >"$scratch/messages" 2>&1
is "another user's region" 1 "$(stat -c %u /dev/shm/B)"
sed 's/^z /x-x /' "$file.tmpfiles" >/etc/tmpfiles.d/wrong.conf
fails systemd-tmpfiles --create wrong.conf 2>/dev/null
report $? "systemd-tmpfiles takes anything"

# Who may start what. Without systemd it is the script, as root and in the directory of the scenario.
useradd -M -G acrn-admins admin && useradd -M stranger
may() {
	sudo -n -U "$1" -l "${@:2}" >/dev/null 2>"$scratch/messages"
}
try_rules() {
	install -m 440 "$1" "/etc/sudoers.d/$prefix" && visudo -c >"$scratch/messages" 2>&1
	report $? "visudo: $(<"$scratch/messages")"
}
try_rules "$file.sudoers"
script=$(sed -n 's/.*user="'"$user_a"'".* script="\([^"]*\)".*/\1/p' <<<"$plan")
# shellcheck disable=SC2016 # the script expands it
install -D -m 755 <(printf '#!/bin/sh\npwd\necho "$PATH $IVSHMEM_SERVER_DIR"\n') "$script"
cp "$file.environment" "$config/environment"
may admin "$script"
report $? "an administrator may not start a VM: $(<"$scratch/messages")"
fails may admin "$script" --dry-run
report $? "an administrator may give the script an argument"
fails may admin /bin/sh
report $? "an administrator may do anything"
fails may stranger "$script"
report $? "a stranger may start a VM"
sed -i 's/ CWD=[^ ]*/& NOPASSWD:/' "/etc/sudoers.d/$prefix"
is "what the script gets" "$(sed -n 's/.* images="\([^"]*\)".*/\1/p' <<<"$plan")
/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin /run/$prefix" \
	"$(PATH=/tmp:$PATH as admin sudo -n "$script" 2>&1)"

# With systemd it is a unit.
harden "$scratch/units" "$scratch/$name.xml" --harden=groups,systemd
try_rules "$scratch/units/hardening/groups/$prefix.sudoers"
unit=$(sed -n 's/.*user="'"$user_a"'" [^>]*unit="\([^"]*\)".*/\1/p' <<<"$plan").service
if [ -x /usr/bin/systemctl ]; then
	for verb in start stop restart; do
		may admin /usr/bin/systemctl $verb "$unit"
		report $? "an administrator may not $verb $unit"
		fails may stranger /usr/bin/systemctl $verb "$unit"
		report $? "a stranger may $verb $unit"
	done
	for words in "start sshd.service" "status $unit" "start $unit --force" "edit $unit"; do
		# shellcheck disable=SC2086 # several words
		fails may admin /usr/bin/systemctl $words
		report $? "an administrator may systemctl $words"
	done
	fails may admin "$script"
	report $? "an administrator may run the script beside the unit"
fi
sed 's/ALL = /ALL /' "$file.sudoers" >"$scratch/wrong"
fails visudo -c -f "$scratch/wrong" >/dev/null 2>&1
report $? "visudo takes anything"

# In the lab the script runs as the VM's user.
harden "$scratch/lab" "$scratch/$name.xml" --harden=groups --target lab
grep -q -F "ALL = ($user_a) CWD=" "$scratch/lab/hardening/groups/$prefix.sudoers"
report $? "the lab's rule"
finish
