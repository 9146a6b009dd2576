#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_apply.sh: apply.sh and remove.sh, below a directory and on a system of our own.
set -u
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit 1
. tests/hardening/lib.sh
need systemd-sysusers systemd-tmpfiles visudo setfacl getfacl veritysetup shellcheck apparmor_parser
enter_private

# Every file with its mode, owner and content, except of what the tools for accounts keep of the past.
list() {
	find "$@" -printf '%y %m %u %g %p %l\n' | sort
	find "$@" -type f ! -name '*-' -exec sha256sum {} + | sort
}
# Files with their times of change, which nobody can set.
times() {
	find "$@" ! -type d -printf '%p %C@\n' | sort
}
system="/etc /usr/local /var/lib /run"
tree=$scratch/tree
mkdir "$tree"

try() {
	"$@" >"$scratch/messages" 2>&1
}
says() {
	grep -q -F -e "$1" "$scratch/messages"
	report $? "the message does not have '$1': $(<"$scratch/messages")"
}
# unchanged WHAT BEFORE DIRECTORY...
unchanged() {
	diff "$2" <(list "${@:3}")
	report $? "$1"
}

words="<boot><kernel>/var/lib/vmlinuz</kernel></boot><virtio_devices><block>/var/lib/a;1%d.img</block>
<block>/var/lib/ro.img,ro</block><block>/var/lib/user/c.img</block></virtio_devices>"
words=${words//$'\n'/}
plain="<boot><kernel>/var/lib/vmlinuz</kernel></boot>"
scenario "$scratch/one.xml" "left=A,B right=B,C" "A=$words B=$plain C=$plain"
scenario "$scratch/two.xml" "other=A,B" "A B"
scenario "$scratch/third.xml" "right=A,B" "A=$words B"
for name in one two third; do
	harden "$scratch/$name" "$scratch/$name.xml" --harden=groups,acl,systemd
done
shellcheck "$scratch"/one/hardening/*.sh
report $? "shellcheck"
apply=$scratch/one/hardening/apply.sh remove=$scratch/one/hardening/remove.sh

# The command line.
for script in "$apply" "$remove"; do
	try "$script" --help
	report $? "--help"
	for wrong in --wrong word "--root" "--root $scratch/none"; do
		# shellcheck disable=SC2086 # several words
		try "$script" $wrong
		is "the status for $wrong" 2 $?
	done
	fails try setpriv --reuid=65534 --clear-groups bash "$script"
	report $? "a user who is not root"
	says "only root"
done
try "$apply" --purge
is "the status of apply.sh for --purge" 2 $?

# Below a directory, with two scenarios, the first removed first.
list "$tree" >"$scratch/empty"
try "$apply" --root "$tree" --dry-run
report $? "--dry-run: $(<"$scratch/messages")"
says "/etc/sudoers.d/acrn-one"
unchanged "--dry-run has changed something" "$scratch/empty" "$tree"
try "$apply" --root "$tree"
report $? "apply.sh --root: $(<"$scratch/messages")"
is "sudoers" "440 root" "$(stat -c '%a %U' "$tree/etc/sudoers.d/acrn-one")"
is "a script" "755 root" "$(stat -c '%a %U' "$tree/usr/local/libexec/acrn-cfg/scenarios/one/launch_user_vm_id1.sh")"
is "users" 3 "$(grep -c '^acrn-one-' "$tree/etc/passwd")"
times "$tree" >"$scratch/once"
try "$apply" --root "$tree"
report $? "apply.sh again: $(<"$scratch/messages")"
diff "$scratch/once" <(times "$tree")
report $? "apply.sh changes something the second time"
try "$scratch/two/hardening/apply.sh" --root "$tree"
report $? "another scenario: $(<"$scratch/messages")"
list "$tree" >"$scratch/both"
fails try "$scratch/third/hardening/apply.sh" --root "$tree"
report $? "a scenario with the same region"
says "region right belongs to the scenario one"
says "image var/lib/a\\0401\\045d.img belongs to the scenario one"
unchanged "a refused scenario has changed something" "$scratch/both" "$tree"
try "$remove" --root "$tree" --dry-run
unchanged "remove.sh --dry-run has changed something" "$scratch/both" "$tree"
try "$remove" --root "$tree"
report $? "remove.sh: $(<"$scratch/messages")"
is "what is left of it" "" "$(grep -r -l --exclude='*-' -e acrn-one "$tree")"
is "the administrators" 1 "$(grep -c '^acrn-admins:' "$tree/etc/group")"
try "$remove" --root "$tree"
report $? "remove.sh again"
says "not installed"
try "$scratch/two/hardening/remove.sh" --root "$tree"
unchanged "the last scenario leaves something" "$scratch/empty" "$tree"

# Links in the tree do not lead to the host's own files.
mkdir -p "$scratch/elsewhere" "$tree/etc"
ln -s "$scratch/elsewhere" "$tree/etc/sudoers.d"
list "$tree" >"$scratch/linked"
fails try "$apply" --root "$tree"
report $? "a link out of the tree"
says "a symbolic link leads /etc/sudoers.d out of $tree"
unchanged "a tree with such a link has changed" "$scratch/linked" "$tree"
mkdir -p "$tree/etc/acrn-cfg/scenarios/one"
echo "file /../elsewhere/file" >"$tree/etc/acrn-cfg/scenarios/one/installed"
touch "$scratch/elsewhere/file"
fails try "$remove" --root "$tree" --purge
report $? "a record that leads out of the tree"
says "/../elsewhere leads out of $tree"
is "files elsewhere" file "$(ls "$scratch/elsewhere")"
rm -r "${tree:?}/etc"

# A tool fails midway: what was done can be completed, and removed.
mkdir "$scratch/bin"
printf '#!/bin/sh\nexit 1\n' | install -m 755 /dev/stdin "$scratch/bin/systemd-tmpfiles"
fails try env PATH="$scratch/bin:$PATH" "$scratch/two/hardening/apply.sh" --root "$tree"
report $? "systemd-tmpfiles fails"
says "stopped at: modes and owners. Run it again to complete it. Done before: what is loaded and no longer in the scenario,the files,"
printf '#!/bin/sh\nexit 0\n' | install -m 755 /dev/stdin "$scratch/bin/systemd-sysusers"
try "$scratch/two/hardening/remove.sh" --root "$tree"
unchanged "half an installation leaves something" "$scratch/empty" "$tree"
fails try env PATH="$scratch/bin:$PATH" "$scratch/two/hardening/apply.sh" --root "$tree"
report $? "systemd-sysusers makes no users"
says "cannot make the user acrn-two-A"
try "$scratch/two/hardening/apply.sh" --root "$tree"
report $? "apply.sh after that: $(<"$scratch/messages")"
rm -r "${scratch:?}/bin"

# A system with AppArmor and systemd, as far as apply.sh sees: they note what they are asked for. Unit C is running
# while the file "running" is there.
mkdir -p /run/systemd/system "$scratch/bin"
if ! mount -t tmpfs tmpfs /sys/module || ! mount -t tmpfs tmpfs /sys/kernel/security; then
	skip "no mounts below /sys"
fi
mkdir -p /sys/module/apparmor/parameters /sys/kernel/security/apparmor
echo Y >/sys/module/apparmor/parameters/enabled
printf '%s (enforce)\n' acrn-one-C acrn-one-C.model acrn-one-A acrn-one-Z >/sys/kernel/security/apparmor/profiles
real=$(command -v apparmor_parser)
install -m 755 /dev/stdin "$scratch/bin/apparmor_parser" <<END
#!/bin/sh
[ "\$1" != -N ] || exec "$real" "\$@"
echo "\$@" >>"$scratch/loaded"
END
install -m 755 /dev/stdin "$scratch/bin/systemctl" <<END
#!/bin/sh
echo "\$@" >>"$scratch/loaded"
[ "\$1" != is-active ] || [ "\$2" != acrn-one-C.service ] || [ ! -e "$scratch/running" ] || { echo activating; exit; }
[ "\$1" != is-active ] || { echo inactive; exit 3; }
for unit; do
	case \$unit in
	*.service) [ -e "/etc/systemd/system/\$unit" ] || exit 1 ;;
	esac
done
END
PATH=$scratch/bin:$PATH

# With all parts: images get ACLs and lose them.
harden "$scratch/one" "$scratch/one.xml"
echo image | install -m 640 -o nobody /dev/stdin "/var/lib/a 1%d.img"
truncate -s 64K /var/lib/ro.img /var/lib/vmlinuz /var/lib/acrn-dm /var/lib/ivshmem-server
chmod 755 /var/lib/acrn-dm /var/lib/ivshmem-server
export ACRN_DM=/var/lib/acrn-dm IVSHMEM_SERVER=/var/lib/ivshmem-server
getfacl -n -p "/var/lib/a 1%d.img" >"$scratch/acl"
install -d -m 750 -o nobody /var/lib/acrn-cfg/scenarios/one /var/lib/user
echo secret | install -m 600 /dev/stdin /var/lib/secret
ln -s /var/lib/secret /var/lib/user/c.img
# shellcheck disable=SC2086 # several directories
list $system >"$scratch/before"
try "$apply"
report $? "apply.sh: $(<"$scratch/messages")"
[ -f /etc/acrn-cfg/scenarios/one/sealed/A.sha256 ] && [ -f /var/lib/ro.img.verity ]
report $? "nothing is sealed: $(<"$scratch/messages")"
says "/var/lib/user/c.img: users other than root may replace it"
is "a file of root's that a user's link leads to" "600 root root" "$(stat -c '%a %U %G' /var/lib/secret)"
id -nG acrn-one-B | grep -q -w shm-one-left
report $? "the user B is in the groups $(id -nG acrn-one-B)"
getfacl -p "/var/lib/a 1%d.img" | grep -q '^user:acrn-one-A:rw-$'
report $? "the ACL of the image"

# Who can put a link beside an image does not have root write where it leads.
chown nobody /var/lib
ln -s secret /var/lib/ro.img.verity.new
fails try /usr/local/libexec/acrn-cfg/scenarios/one/seal.sh --again
report $? "an image in a user's folder is sealed"
says "/var/lib/ro.img: users other than root may replace it"
is "what the link leads to" secret "$(</var/lib/secret)"
rm /var/lib/ro.img.verity.new
chown root /var/lib

# The scenario changes: VM C goes, B leaves a region, and a file of an administrator's is in the way.
scenario "$scratch/one.xml" "left=A,D" "A=$words B=$plain D=$plain"
harden "$scratch/one" "$scratch/one.xml"
echo mine >/etc/systemd/system/acrn-one-D.service
cp "$scratch/one/hardening/regions" "$scratch/regions"
mkdir -p "$scratch/one/hardening/systemd"
echo "# a unit" >"$scratch/one/hardening/systemd/acrn-one-D.service"
fails try "$apply"
report $? "a foreign file"
says "/etc/systemd/system/acrn-one-D.service is there already"
fails getent passwd acrn-one-D >/dev/null
report $? "half an installation"
rm /etc/systemd/system/acrn-one-D.service
gpasswd -a nobody shm-one-left >/dev/null
touch "$scratch/running"
fails try "$apply"
report $? "a unit that is to go is running"
says "stop what is no longer in the scenario first: acrn-one-C.service;"
getent passwd acrn-one-C >/dev/null
report $? "a running VM loses its user"
rm "$scratch/running" "$scratch/loaded"
try "$apply"
report $? "an update: $(<"$scratch/messages")"
says "not as sealed"
grep -q -x -e '--quiet disable acrn-one-C.service' "$scratch/loaded"
report $? "the unit of C stays enabled: $(<"$scratch/loaded")"
is "the last profile to be removed" acrn-one-C.model "$(</sys/kernel/security/apparmor/.remove)"
fails getent passwd acrn-one-C >/dev/null
report $? "a user stays without its VM"
fails getent group shm-one-right >/dev/null
report $? "a group stays without its region"
is "members" "acrn-one-A acrn-one-D nobody" "$(getent group shm-one-left | cut -d : -f 4 | tr , '\n' | sort | xargs)"

# An account of the same name is not taken in silence.
groupadd acrn-two-A
try "$scratch/two/hardening/apply.sh" --dry-run
says "group acrn-two-A is there already"
groupdel acrn-two-A

# A tool is missing.
mkdir "$scratch/tools"
ln -s -f -t "$scratch/tools" /usr/bin/* /usr/sbin/*
rm "$scratch/tools/visudo"
sed "s,^PATH=.*,PATH=$scratch/tools," "$scratch/two/hardening/apply.sh" >"$scratch/two/hardening/bare.sh"
# shellcheck disable=SC2086 # several directories
list $system >"$scratch/now"
fails try bash "$scratch/two/hardening/bare.sh"
report $? "a missing tool"
says "program not found: visudo (package sudo)"
# shellcheck disable=SC2086 # several directories
unchanged "a missing tool leaves half an installation" "$scratch/now" $system

# What was sealed stays, and the rest can be removed later; so can a file that was changed.
mkdir /etc/acrn-cfg/scenarios/one/{keys,.keys.acrn-cfg}
rm /etc/systemd/system/acrn-one-A.service # as a remove.sh that was killed does
echo "# changed" >>/etc/sudoers.d/acrn-one
try "$remove"
report $? "remove.sh: $(<"$scratch/messages")"
says "/etc/acrn-cfg/scenarios/one/sealed stays"
says "/etc/acrn-cfg/scenarios/one/keys stays"
says "/etc/acrn-cfg/scenarios/one/.keys.acrn-cfg stays"
says "/etc/sudoers.d/acrn-one was changed"
getfacl -n -p "/var/lib/a 1%d.img" | diff "$scratch/acl" -
report $? "the image does not have the rights that it had"
try "$remove" --purge
report $? "remove.sh --purge: $(<"$scratch/messages")"
# shellcheck disable=SC2086 # several directories
unchanged "remove.sh leaves something" "$scratch/before" $system
finish
