#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_systemd.sh: the units of systemd are valid, their sandboxes small, and they hold in a running systemd.
set -u
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit 1
. tests/hardening/lib.sh
need systemd-analyze

# Out of a full scale of 10. What is left is mostly that the device model is root's, and may mount.
exposure_max=3.0

## What systemd says of the files

# generate NAME SCENARIO [OPTION...]: the hardening of a scenario in $scratch/NAME.
generate() {
	harden "$scratch/$1" "$2" --harden "${@:3}"
}

# stand_in UNITS: puts /bin/true in place of the programs that are not installed here.
stand_in() {
	sed -i -E 's,^(ExecStart=)(/usr/local/libexec/acrn-cfg|ivshmem-server)[^ ]*,\1/bin/true,' "$1"/*.service
}

# verified UNITS: all units of the directory are valid. systemd only warns of keys that it does not know.
verified() {
	local result=0

	mkdir "$scratch/verify"
	cp "$1"/* "$scratch/verify"
	stand_in "$scratch/verify"
	systemd-analyze verify --man=no "$scratch"/verify/* >"$scratch/messages" 2>&1 || result=1
	! grep -F "$scratch/verify" "$scratch/messages" || result=1
	! grep -E '^(acrn-|/[^ ]*acrn-)' "$scratch/messages" || result=1
	rm -r "$scratch/verify"
	return $result
}

# check_units NAME: those of $scratch/NAME are valid and hardly exposed.
check_units() {
	local unit units=$scratch/$1/hardening/systemd

	verified "$units"
	report $? "$1: systemd-analyze verify: $(<"$scratch/messages")"
	for unit in "$units"/*.service; do
		systemd-analyze security --no-pager --offline=true --threshold="${exposure_max/./}" "$unit" \
			>"$scratch/messages" 2>&1
		report $? "$unit is more exposed than $exposure_max: $(grep -e '^✗' "$scratch/messages")"
		sed -n 's/.*exposure level for \([^:]*\): \([0-9.]*\) .*/\1: \2/p' "$scratch/messages"
	done
}

generate pair boards/lab/pair.xml
generate pair-lab boards/lab/pair.xml --target lab
generate trio-lab boards/lab/trio.xml --target lab
generate desktop boards/nuc-alder/desktop.xml
# shellcheck disable=SC2016 # a name
sed 's,>/var/lib/acrn/the kernel<,>/var/lib/%H/%%/"q" $HOME:'\''\\x20 ;#<,' tests/cases/ok/everything/input.xml \
	>"$scratch/all.xml"
cp boards/lab/lab.xml "$scratch"
generate all "$scratch/all.xml"
for name in pair pair-lab trio-lab desktop all; do
	check_units $name
done

# A socket or log is made in its directory, and a partition is there later.
grep -qx 'BindPaths="/run/acrn"' "$scratch/all/hardening/systemd/acrn-all-LINUX.service" &&
	! grep -q '^Bind.*/dev/sd\|^Bind.*/run/acrn-cfg/' "$scratch/all/hardening/systemd/acrn-all-LINUX.service"
report $? "a socket or partition"

# One that is broken is noticed.
for fault in 's/^Restart=.*/Restart=perhaps/' 's/^ProtectClock=/ProtectClocks=/' 's/^ExecStart=.*/ExecStart=no-such/' \
	's,^DeviceAllow=.*,DeviceAllow=x rw,'; do
	cp -r "$scratch/pair/hardening/systemd" "$scratch/broken"
	sed -i "$fault" "$scratch/broken/acrn-pair-VM1.service"
	! verified "$scratch/broken" >"$scratch/noticed"
	report $? "a fault is not noticed: $fault"
	rm -r "$scratch/broken"
done

# Without the part there is none, and other parts are named only where they are asked for.
harden "$scratch/none" boards/lab/pair.xml --harden=acl
[ ! -e "$scratch/none/hardening/systemd" ]
report $? "units that were not asked for"
harden "$scratch/plain" boards/lab/pair.xml --harden=systemd
! grep -E '^[^#]*(AppArmor|SELinux|ExecStartPost)' "$scratch"/plain/hardening/systemd/*
report $? "parts that were not asked for"
grep -qx 'AppArmorProfile=acrn-pair-VM1' "$scratch/pair/hardening/systemd/acrn-pair-VM1.service" &&
	grep -qx 'AppArmorProfile=acrn-pair-server' "$scratch/pair/hardening/systemd/acrn-pair-server.service" &&
	grep -q '^SELinuxContext=system_u:system_r:[^:]*:s0:c1$' "$scratch/pair/hardening/systemd/acrn-pair-VM1.service" &&
	grep -q '^ExecStartPost=-+setfacl ' "$scratch/pair/hardening/systemd/acrn-pair-server.service"
report $? "the other parts of the hardening"

## What a running systemd does

if [ "$(id -u)" -ne 0 ] || ! unshare -fmpiunC --kill-child true 2>/dev/null || [ ! -x /lib/systemd/systemd ]; then
	echo "SKIP: no namespaces for a systemd"
	finish
	exit
fi

# Three scenarios on one host: `two` has a VM with the name of one of `one`, and `three` is for the lab.
image="/srv/%n%;\"q\"\\\$HOME'\\x41#.img"
tool="<boot><kernel>a:b;%H</kernel></boot><virtio_devices><block>$image</block></virtio_devices>"
console="<backend_type>file</backend_type><output_file_path>/var/log/acrn/vm2</output_file_path>"
logged="<boot><kernel>vmlinuz</kernel></boot><virtio_devices><console>$console</console></virtio_devices>"
scenario "$scratch/one.xml" "left=VM1,VM2 right=VM2,VM3" "VM1=$tool VM2=$logged VM3"
scenario "$scratch/two.xml" "other=VM1,VM9" "VM9 VM1"
scenario "$scratch/three.xml" "lab=LAB1,LAB2 more=LAB2,LAB3" "LAB1 LAB2 LAB3"
files=$scratch/files
mkdir -p "$files"/{srv,etc/systemd/system,usr/local/bin,var/lib/foreign,var/log/acrn} "$scratch"/{root,results}
echo 'root:x:0:0::/root:/bin/bash' >"$files/etc/passwd"
echo 'root:x:0:' >"$files/etc/group"
: >"$files/var/lib/foreign/secret"
: >"$files$(tr ';' ' ' <<<"$image")"
for name in one two three; do
	out=$scratch/$name
	options=()
	parts=systemd,groups
	[ $name != three ] || options=(--target lab)
	[ $name != two ] || parts+=,keys,verity
	harden "$out" "$scratch/$name.xml" --harden=$parts "${options[@]}"
	scripts=$files/usr/local/libexec/acrn-cfg/scenarios/$name
	mkdir -p "$scripts" "$files"/{var/lib,etc}/acrn-cfg/scenarios/$name
	cp "$out"/launch/* "$scripts"
	[ $name != two ] || cp "$out"/hardening/verity/* "$scripts"
	cp "$out/server/ivshmem-server.conf" "$files/etc/acrn-cfg/scenarios/$name"
	: >"$files/var/lib/acrn-cfg/scenarios/$name/vmlinuz"
	cp "$out"/hardening/systemd/* "$files/etc/systemd/system"
	systemd-sysusers --root="$files" - <"$out/hardening/groups/acrn-$name.sysusers" >"$scratch/messages" 2>&1
	report $? "systemd-sysusers for $name: $(<"$scratch/messages")"
done
: >"$files/var/lib/acrn-cfg/scenarios/one/a:b %H"
mkdir "$files/etc/acrn-cfg/scenarios/two/keys"
: >"$files/etc/acrn-cfg/scenarios/two/keys/VM1.keys"
: >"$files/etc/acrn-cfg/scenarios/two/keys/VM9.keys"
cp "$B/bin/ivshmem-server" "$files/usr/local/bin"

cat >"$files/usr/local/bin/acrn-dm" <<'END'
#!/bin/bash
# Instead of the device model: what it sees, and whether that can be written.
exec 2>/dev/null
echo "user $(id -un)"
while read -r file; do
	if : >>"$file"; then echo "writes $file"; else echo "reads $file"; fi
done < <(find /dev/shm /var /srv /home /mnt /media /etc/acrn-cfg -type f ! -name '*.conf' ! -path '*/sealed/*' | sort)
for device in /dev/acrn_hsm /dev/kvm /dev/foreign; do
	: <"$device" && echo "opens $device"
done
for file in /etc/new /usr/local/new /dev/shm/new /var/lib/new /run/acrn-one/new /var/log/acrn/new; do
	: >"$file" && echo "makes $file"
done
ls /dev/pts && echo "lists /dev/pts"
trap 'echo "powered off"; kill $!; exit' HUP
sleep 1000 &
echo running
wait
END
cat >"$files/usr/local/bin/driver" <<'END'
#!/bin/bash
# await FILE TEXT: true when the file has the line, within half a minute.
await() {
	for _ in {1..30}; do
		! grep -qsxF -- "$2" "/results/$1" || return 0
		sleep 0.1
	done
	systemctl --no-pager status "$1"
}
for device in /dev/acrn_hsm /dev/kvm /dev/foreign; do
	: <"$device" && echo "opens $device"
done
systemctl start acrn-one.target acrn-three.target
for unit in one-VM1 one-VM2 one-VM3 three-LAB1 three-LAB2 three-LAB3; do
	await "acrn-$unit" running
done
systemctl start acrn-two-VM1.service acrn-two-VM9.service
await acrn-two-VM9 running
await acrn-two-VM1 "launch_user_vm_id2.sh: the VM VM1 is running already"
systemctl restart acrn-one-server.service
systemctl stop acrn-one-VM1.service acrn-two.target
await acrn-one-VM1 "powered off"
systemctl kill --kill-whom=all --signal=KILL acrn-three-LAB1.service
for unit in one-server two-server three-server one-VM1 one-VM2 three-LAB1; do
	echo "$unit $(systemctl show --property=ActiveState,Result --value "acrn-$unit.service" | paste -sd ' ')"
done
echo "# changed" >>/usr/local/libexec/acrn-cfg/scenarios/two/launch_user_vm_id1.sh
systemctl start acrn-two-VM9.service 2>/dev/null || echo "a changed script is refused"
systemctl -ff poweroff
END
chmod +x "$files"/usr/local/bin/*
"$scratch/two/hardening/verity/seal.sh" --root "$files" >"$scratch/messages" 2>&1
report $? "seal.sh: $(<"$scratch/messages")"
printf '[Service]\nType=oneshot\nExecStart=driver\n' >"$files/etc/systemd/system/driver.service"

timeout --kill-after=1 60 script -qec "tests/hardening/boot_units.sh \
	$scratch/root $scratch/files $scratch/results" "$scratch/messages" </dev/null >/dev/null 2>&1
if ! [ -s "$scratch/results/driver" ]; then
	echo "SKIP: no systemd in namespaces: $(tail -n 3 "$scratch/messages")"
	finish
	exit
fi
if ! grep -q 'active' "$scratch/results/driver"; then
	tail -n +1 "$scratch/results/driver" "$scratch/messages"
fi

# result UNIT LINE...: its output is the lines.
result() {
	local unit=$1

	shift
	diff <(printf '%s\n' "$@") "$scratch/results/acrn-$unit"
	report $? "$unit does not see what it should"
}

own="reads /var/lib/acrn-cfg/scenarios"
result one-VM1 "user root" "writes /dev/shm/left" "writes $(tr ';' ' ' <<<"$image")" "$own/one/a:b %H" \
	"opens /dev/acrn_hsm" running "powered off"
result one-VM2 "user root" "writes /dev/shm/left" "writes /dev/shm/right" "$own/one/vmlinuz" \
	"opens /dev/acrn_hsm" "makes /var/log/acrn/new" running
result one-VM3 "user root" "writes /dev/shm/right" "$own/one/vmlinuz" "opens /dev/acrn_hsm" running
result two-VM9 "user root" "writes /dev/shm/other" "reads /etc/acrn-cfg/scenarios/two/keys/VM9.keys" \
	"$own/two/vmlinuz" "opens /dev/acrn_hsm" running "powered off" \
	"/usr/local/libexec/acrn-cfg/scenarios/two/launch_user_vm_id1.sh: FAILED" \
	"/usr/bin/sha256sum: WARNING: 1 computed checksum did NOT match"
result two-VM1 "launch_user_vm_id2.sh: the VM VM1 is running already"
result three-LAB2 "user acrn-three-LAB2" "writes /dev/shm/lab" "writes /dev/shm/more" "$own/three/vmlinuz" \
	"opens /dev/kvm" running
result three-LAB3 "user acrn-three-LAB3" "writes /dev/shm/more" "$own/three/vmlinuz" "opens /dev/kvm" running
diff - "$scratch/results/driver" <<'END'
opens /dev/acrn_hsm
opens /dev/kvm
opens /dev/foreign
one-server success active
two-server success active
three-server success active
one-VM1 success inactive
one-VM2 success active
three-LAB1 signal activating
a changed script is refused
Powering off.
END
report $? "the units are not in the states that they should be in"
finish
