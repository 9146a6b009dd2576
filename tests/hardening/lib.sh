# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# lib.sh: what the tests of the hardening share; to be sourced from the source root.
#
# Sets B and the directory `scratch`, which goes at the end. tests/tools/report.sh counts.

export LC_ALL=C
B=${B:-build}
[[ $B == /* ]] || B=$PWD/$B
. tests/tools/report.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
chmod 755 "$scratch" # other users look into it

# skip REASON: ends a test that this machine cannot do.
skip() {
	echo "SKIP: $1"
	exit 77
}

# need TOOL...: skips the test unless all of them are there, in /usr/sbin too.
PATH=$PATH:/usr/sbin:/sbin
need() {
	local tool

	for tool; do
		command -v "$tool" >/dev/null || skip "no $tool"
	done
}

need_root() {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
}

# need_namespace: skips the test unless private mounts can be made.
need_namespace() {
	need_root
	unshare -m true 2>"$scratch/messages" || skip "no mount namespace: $(<"$scratch/messages")"
}

# enter_private: runs the test again in a mount namespace of its own, in which /etc is a copy, and /usr/local,
# /var/lib, /run and /dev/shm are empty: users can be made there. Skips the test without one.
enter_private() {
	local directory

	if [ -z "${IS_PRIVATE-}" ]; then
		need_namespace
		rm -rf "$scratch"
		IS_PRIVATE=y exec unshare -m bash "$0"
	fi
	cp -a /etc "$scratch/etc"
	mount --bind "$scratch/etc" /etc || exit 1
	for directory in /usr/local /var/lib /run /dev/shm; do
		mount -t tmpfs -o mode=755 tmpfs "$directory" || exit 1
	done
}

# as USER COMMAND...: runs it as that user, with the groups of the user.
as() {
	setpriv --reuid="$1" --regid="$1" --init-groups -- "${@:2}"
}

# fails COMMAND...: runs it, and is true if that fails. Shows what it says.
fails() {
	! "$@"
}

# harden OUT SCENARIO [OPTION...]: generates it into OUT; --harden unless an option is another.
harden() {
	local out=$1 scenario=$2

	shift 2
	"$B/bin/acrn-cfg" gen -o "$out" "${@:---harden}" "$scenario" >"$scratch/messages" 2>&1
	report $? "gen $* $scenario: $(<"$scratch/messages")"
}

# scenario FILE REGIONS VMS: writes a scenario, named as FILE, in which the words of REGIONS are
# REGION=VM,VM and those of VMS are VM or VM=ELEMENTS, which go below its <vm>, with ';' for a blank.
# Regions are in dm-land; the VMs have the IDs from 1 on, in that order.
scenario() {
	local region vm elements id=0 slot=6

	{
		echo "<acrn-config board=\"lab\" scenario=\"test\"><hv><FEATURES><IVSHMEM>"
		for region in $2; do
			slot=$((slot + 1))
			echo "<IVSHMEM_REGION><NAME>${region%%=*}</NAME><PROVIDED_BY>Device Model</PROVIDED_BY>"
			echo "<IVSHMEM_SIZE>2</IVSHMEM_SIZE><IVSHMEM_VMS>"
			region=${region#*=}
			for vm in ${region//,/ }; do
				printf '<IVSHMEM_VM><VM_NAME>%s</VM_NAME><VBDF>00:%02x.0</VBDF></IVSHMEM_VM>\n' "$vm" "$slot"
			done
			echo "</IVSHMEM_VMS></IVSHMEM_REGION>"
		done
		echo "</IVSHMEM></FEATURES></hv>"
		echo "<vm id=\"0\"><load_order>SERVICE_VM</load_order><name>SERVICE</name></vm>"
		for vm in $3; do
			id=$((id + 1))
			elements="<boot><kernel>vmlinuz</kernel></boot>"
			if [[ $vm == *=* ]]; then
				elements=${vm#*=}
			fi
			echo "<vm id=\"$id\"><load_order>POST_LAUNCHED_VM</load_order><name>${vm%%=*}</name>"
			echo "<cpu_affinity><pcpu><pcpu_id>2</pcpu_id></pcpu></cpu_affinity><memory><size>256</size></memory>"
			echo "${elements//;/ }</vm>"
		done
		echo "</acrn-config>"
	} >"$1"
}

# finish: the last line of a test.
finish() {
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
