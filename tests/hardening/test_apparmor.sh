#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_apparmor.sh: AppArmor's compiler takes the profiles, and a VM's have its own regions, files and devices and
# no other's. tests/e2e/test_policies.sh has a kernel enforce them.
set -u
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit 1
. tests/hardening/lib.sh
need apparmor_parser

# compiles FILE: it does, without a warning.
compiles() {
	apparmor_parser --skip-kernel-load --skip-cache --skip-read-cache --quiet \
		--optimize=no-expr-simplify "$1" >"$scratch/messages" 2>&1
	report $? "$1: $(<"$scratch/messages")"
	is "warnings for ${1##*/}" "" "$(grep -v '^Cache read/write disabled' "$scratch/messages")"
}

names_in() {
	apparmor_parser --skip-kernel-load --names "$@" 2>/dev/null | LC_ALL=C sort
}

# rules PROFILE: the lines of that profile in $file.
rules() {
	sed -n "/^profile ${1/./\\.} /,/^}/p" "$file"
}

# has PROFILE LINE, has_no PROFILE PATTERN
has() {
	rules "$1" | grep -q -x -F "  $2"
	report $? "$1 has no '$2'"
}

has_no() {
	! rules "$1" | grep -e "$2" >"$scratch/messages"
	report $? "$1 has $(<"$scratch/messages")"
}

## Shipped scenarios

for scenario in lab/pair lab/pair-2.0 lab/trio nuc-alder/desktop; do
	release=3.3
	[[ $scenario != *-2.0 ]] || release=2.0
	board=boards/${scenario%/*}/${scenario%/*}.xml
	for target in acrn lab; do
		harden "$scratch/$scenario-$target" "boards/$scenario.xml" --harden=apparmor \
			--acrn-release="$release" --board="$board" --target="$target"
		file=$(echo "$scratch/$scenario-$target/hardening/apparmor/"*)
		compiles "$file"
		is "rules that beat others or lift the confinement" "" \
			"$(grep -E '^ *(deny|audit deny|ptrace|change_profile) |[uU]x?,$' "$file")"
	done
done

## Regions and files

# Paths that mean something else to AppArmor unless they are escaped.
hostile='/img/a;b /img/";rw /img/[a-z]* /img/@{HOME}/x /img/**/{x}? /img/^\ /img/#$é'
disks=
set -f # paths are no patterns here either
for path in $hostile; do
	disks+="<block>$path</block>"
done
set +f
boot="<boot><kernel>vmlinuz</kernel></boot>"
one="$boot<virtio_devices>$disks<block>/img/both,ro</block></virtio_devices>"
two="$boot<virtio_devices><network><interface_name>tap2</interface_name></network><block>/img/both</block></virtio_devices>"
three="$boot<virtio_devices><block>/dev/x @{HOME}*:img</block><block>LABEL=x:img</block></virtio_devices>"
scenario "$scratch/s.xml" "left=A,B right=B,C" "A=${one// /;} B=${two// /;} C=${three// /;}"
harden "$scratch/s" "$scratch/s.xml" --harden=apparmor
file=$scratch/s/hardening/apparmor/acrn-s
compiles "$file"
is "profiles" "acrn-s-A acrn-s-A.model acrn-s-B acrn-s-B.model acrn-s-C acrn-s-C.model acrn-s-server" \
	"$(names_in "$file" | paste -s -d ' ')"
for profile in acrn-s-A acrn-s-A.model; do
	has "$profile" '/dev/shm/left rw,'
	has "$profile" '/run/acrn-s/left.A rw,'
	has "$profile" '"/img/both" rk,'
	# shellcheck disable=SC1003 # a backslash
	for path in '/img/a b' '/img/\" rw' '/img/\[a-z\]\*' '/img/\@\{HOME\}/x' '/img/\*\*/\{x\}\?' '/img/\^[\\]' '/img/#$é'; do
		has "$profile" "\"$path\" rwk,"
	done
	has_no "$profile" right
	has_no "$profile" '\.B '
	has_no "$profile" 'net_admin\|/dev/net/tun\|sys_module'
done
for profile in acrn-s-B acrn-s-B.model; do
	has "$profile" '/dev/shm/left rw,'
	has "$profile" '/dev/shm/right rw,'
	has "$profile" '"/img/both" rwk,'
	has "$profile" 'capability net_admin,'
	has_no "$profile" '\.A \|/img/a'
done
has acrn-s-C 'mount "/dev/x \@\{HOME\}\*" -> /run/acrn-cfg/C/slot3/,'
has acrn-s-C 'mount -> /run/acrn-cfg/C/slot4/,'
has_no acrn-s-C.model 'left\|/img/\|/dev/x\|mount.*acrn-cfg'
has acrn-s-A 'include <abstractions/consoles>'
has acrn-s-server '/dev/shm/left rw,'
has acrn-s-server '/dev/shm/right rw,'
has_no acrn-s-server '/img\|/dev/acrn\|net_admin'

## Several scenarios, and many VMs

vms=$(printf 'V%s ' {1..20})
regions=$(for i in {1..19}; do echo "r$i=V$i,V$((i + 1))"; done)
scenario "$scratch/many.xml" "$regions" "$vms"
harden "$scratch/many" "$scratch/many.xml" --harden=apparmor,keys,systemd --target=lab
file=$scratch/many/hardening/apparmor/acrn-many
compiles "$file"
for i in {1..20}; do
	is "regions of V$i" "$({ [ "$i" -eq 1 ] || echo "r$((i - 1))"; [ "$i" -eq 20 ] || echo "r$i"; } | paste -s -d ' ')" \
		"$(rules "acrn-many-V$i.model" | sed -n 's|^  /dev/shm/\([^#]*\) rw,|\1|p' | sort -V | paste -s -d ' ')"
done
has_no acrn-many-V7 'consoles\|/dev/pts'
has acrn-many-V7.model '/run/credentials/acrn-many-V7.service/V7.keys rk,' # a user's own copy
is "names of two scenarios that meet" "" \
	"$(names_in "$scratch/s/hardening/apparmor/acrn-s" "$file" | uniq -d)"

finish
