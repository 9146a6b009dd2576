#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_seal.sh: what seal.sh records is found again, and a change of it is noticed: by seal.sh --check, and by the launch
# script, which does not start the VM. The system is below a directory of our own.
set -u
cd "${SRCDIR:-.}" || exit 1
. tests/hardening/lib.sh
need sha256sum namei

images=/var/lib/acrn-cfg/scenarios/site
config=/etc/acrn-cfg/scenarios/site
scripts=/usr/local/libexec/acrn-cfg/scenarios/site
root=$scratch/root
out=$scratch/out

# seal ARGUMENT...: the script, with its messages in $scratch/messages.
seal() {
	ACRN_DM=/usr/bin/acrn-dm "$out/hardening/verity/seal.sh" --root "$root" "$@" >"$scratch/messages" 2>&1
}

# sealed STATUS WHAT ARGUMENT...: seal.sh ends with that status.
sealed() {
	local status=$1 what=$2 actual

	shift 2
	seal "$@"
	actual=$?
	is "seal.sh $*, $what: $(<"$scratch/messages")" "$status" "$actual"
}

says() {
	grep -q -F -e "$1" "$scratch/messages"
	report $? "no message '$1': $(<"$scratch/messages")"
}

# install_scenario: generates and puts the scenario's files where they belong.
install_scenario() {
	harden "$out" "$scratch/site.xml" --harden=fapolicyd,verity
	mkdir -p "$root$scripts" "$root$images" "$root/usr/bin"
	cp "$out"/launch/*.sh "$out"/hardening/verity/* "$root$scripts"
	printf '#!/bin/sh\n: >started\n' >"$root/usr/bin/acrn-dm"
	cp "$root/usr/bin/acrn-dm" "$root/usr/bin/ivshmem-server"
	chmod 755 "$root"/usr/bin/*
}

# A path that has everything but a null character; XML has no other way to write these.
kernel="$images/a 'b\" \$(touch broken) \\n"
scenario "$scratch/site.xml" r=A,B "A B"
sed -i -e "0,/vmlinuz/s//a 'b\" \$(touch broken) \\\\n/" "$scratch/site.xml"
install_scenario
echo kernel A >"$root$kernel"
sealed 1 "a kernel missing"
says "$images/vmlinuz: file not found"
is "records after an error" "" "$(find "$root/etc" 2>/dev/null)"
echo kernel B >"$root$images/vmlinuz"

sealed 0 "a dry run" --dry-run
is "records after a dry run" "" "$(find "$root/etc" 2>/dev/null)"
sealed 1 "nothing sealed yet" --check
sealed 0 "the first time"
sealed 0 "as it was sealed" --check
find "$root" -type f -exec sha256sum {} + | sort >"$scratch/before"
sealed 0 "once more"
is "files after sealing once more" "$(<"$scratch/before")" "$(find "$root" -type f -exec sha256sum {} + | sort)"
is "the record as sha256sum writes it" "$(sha256sum -- "$root$kernel" | sed "s|  $root|  |")" \
	"$(<"$root$config/sealed/A.sha256")"
is "the trust entries" "$scripts/launch_user_vm_id1.sh $(stat -c %s "$root$scripts/launch_user_vm_id1.sh") \
$(sha256sum <"$root$scripts/launch_user_vm_id1.sh" | cut -d' ' -f1)" \
	"$(grep id1 "$root/etc/fapolicyd/trust.d/acrn-site")"
is "the number of trust entries" 6 "$(wc -l <"$root/etc/fapolicyd/trust.d/acrn-site")"

# What changes is shown, and not sealed by accident.
echo other >"$root$images/vmlinuz"
echo '# more' >>"$root$scripts/launch_user_vm_id1.sh"
sealed 1 "a kernel and a script changed" --check
says "$images/vmlinuz"
says "$scripts/launch_user_vm_id1.sh"
sealed 1 "sealing over it"
is "the record" 1 "$(sha256sum <"$root$images/vmlinuz" | grep -c -v "$(cut -c1-64 <"$root$config/sealed/B.sha256")")"
sealed 0 "sealing over it on purpose" --again
sealed 0 "sealed again" --check

# What leads out of the root, and what an entry of fapolicyd cannot have
mv "$root$images/vmlinuz" "$scratch/vmlinuz"
ln -s "$scratch/vmlinuz" "$root$images/vmlinuz"
sealed 1 "a link out of the root"
says "a symbolic link leads out of"
rm "$root$images/vmlinuz"
mv "$scratch/vmlinuz" "$root$images"
mkdir "$root/usr/my bin"
mv "$root/usr/bin/acrn-dm" "$root/usr/my bin"
ln -s "../my bin/acrn-dm" "$root/usr/bin/acrn-dm"
sealed 1 "a device model behind a blank"
says "fapolicyd cannot trust a path with blanks"
rm "$root/usr/bin/acrn-dm"
mv "$root/usr/my bin/acrn-dm" "$root/usr/bin"
rmdir "$root/usr/my bin"
sealed 0 "as before" --check

# The launch script, where these directories are the system's
cat >"$scratch/launch" <<'END'
root=$1 id=$2
mkdir "$root/etc.new"
cp -a /etc/ld.so.cache /etc/passwd /etc/group /etc/nsswitch.conf "$root/etc.new" 2>/dev/null
mount --bind "$root/etc.new" /etc && mkdir /etc/acrn-cfg && mount --bind "$root/etc/acrn-cfg" /etc/acrn-cfg &&
	mount --bind "$root/var/lib" /var/lib || exit 99
cd / && ACRN_DM=$root/usr/bin/acrn-dm ACRN_RUN_DIR=$root/run IVSHMEM_SERVER_DIR= \
	"$root/usr/local/libexec/acrn-cfg/scenarios/site/launch_user_vm_id$id.sh"
END
chmod -R go-w "$root"

# launch ID: starts the VM; $started tells whether its device model ran.
launch() {
	mkdir -p "$root/run"
	unshare -m bash "$scratch/launch" "$root" "$1" >"$scratch/messages" 2>&1
	launch_status=$?
	started=$([ -e "$root$images/started" ] && echo yes || echo no)
	rm -rf "$root$images/started" "$root/etc.new"
}

# refused WHAT ID
refused() {
	launch "$2"
	is "started, $1: $(<"$scratch/messages")" "no, 1" "$started, $launch_status"
}

if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
	launch 1
	is "VM A started: $(<"$scratch/messages")" "yes, 0" "$started, $launch_status"
	launch 2
	is "VM B started: $(<"$scratch/messages")" "yes, 0" "$started, $launch_status"
	is "files from a kernel's name" "" "$(find "$root" -name broken)"

	echo tampered >>"$root$kernel"
	refused "its kernel changed" 1
	says "not what"
	launch 2
	is "the other VM started" yes "$started"
	sealed 0 "the change" --again
	launch 1
	is "started after sealing again" yes "$started"

	chmod g+w "$root$kernel"
	refused "its kernel writable by a group" 1
	says "may replace it"
	chmod g-w "$root$kernel"
	chmod o+w "$root$images"
	refused "the folder of its kernel writable by others" 1
	chmod o-w "$root$images"
	chown 1 "$root$images"
	refused "the folder of its kernel another user's" 1
	chown 0 "$root$images"
	chmod g+w "$root$config/sealed/A.sha256"
	refused "its record writable by a group" 1
	chmod g-w "$root$config/sealed/A.sha256"
	mv "$root$config/sealed/A.sha256" "$scratch"
	refused "no record" 1
	says "A.sha256 not found"
	cp "$root$config/sealed/B.sha256" "$root$config/sealed/A.sha256"
	refused "a record without its kernel" 1
	mv "$scratch/A.sha256" "$root$config/sealed"
	launch 1
	is "started in the end: $(<"$scratch/messages")" yes "$started"
else
	echo "SKIP part: no mount namespace, so no VM was started"
fi

# What is removed
sealed 0 "a dry run" --remove --dry-run
says "remove $config/sealed/A.sha256"
sealed 0 "for good" --remove
is "files left" "" "$(find "$root/etc" -type f)"
finish
