#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# What doctor finds on recorded hosts: nothing on one that is as its scenario says, and each of its findings where one
# fact is another. A last test has a real server.
set -u
cd "${SRCDIR:-.}" || exit 1
B=$(realpath "${B:-build}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tree=$scratch/tree
scenario=$scratch/site.xml
failures=0

fail() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}

# put PATH TEXT: a file of the host.
put() {
	mkdir -p "$tree/${1%/*}"
	printf '%s' "$2" >"$tree/$1"
}

# object NAME SIZE MODE: shared memory, with an inode of the host's.
object() {
	mkdir -p "$tree/dev/shm"
	truncate -s "$2" "$tree/dev/shm/$1"
	chmod "$3" "$tree/dev/shm/$1"
}

# process PID PARENT PROGRAM WORD...: one that runs in /vms, and has nothing open.
process() {
	local pid=$1 parent=$2 program=$3

	shift 3
	mkdir -p "$tree/proc/$pid/fd"
	put "proc/$pid/maps" ''
	put "proc/$pid/stat" "$pid (a) Z) S $parent 1 1 0"
	printf '%s\0' "$program" "$@" >"$tree/proc/$pid/cmdline"
	ln -s "/usr/bin/$program" "$tree/proc/$pid/exe"
	ln -s /vms "$tree/proc/$pid/cwd"
}

# holds PID OBJECT: it has it mapped.
holds() {
	printf '7f00-7f10 rw-s 00000000 00:17 12   /dev/shm/%s\n' "$2" >>"$tree/proc/$1/maps"
}

# VM1 has its CPU for itself, a tap and a PCI device, and there is a second region, which pair.xml has not.
write_scenario() {
	local region='<IVSHMEM_REGION><NAME>log<\/NAME><PROVIDED_BY>Device Model<\/PROVIDED_BY><IVSHMEM_SIZE>2<\/IVSHMEM_SIZE>'

	region+='<IVSHMEM_VMS><IVSHMEM_VM><VM_NAME>VM1<\/VM_NAME><VBDF>00:09.0<\/VBDF><\/IVSHMEM_VM>'
	region+='<IVSHMEM_VM><VM_NAME>VM2<\/VM_NAME><VBDF>00:09.0<\/VBDF><\/IVSHMEM_VM><\/IVSHMEM_VMS><\/IVSHMEM_REGION>'
	sed -e '0,/<console_vuart>None/s//<own_pcpu>y<\/own_pcpu>&/' \
		-e '0,/<dm_devices>/s//<virtio_devices><network><virtio_framework>Kernel based (Virtual Host)<\/virtio_framework><interface_name>tap0<\/interface_name><\/network><\/virtio_devices><pci_devs><pci_dev>00:14.0 USB controller<\/pci_dev><\/pci_devs>&/' \
		-e "s/<IVSHMEM_REGION>/$region&/" boards/lab/pair.xml >"$scenario"
	cp boards/lab/lab.xml "$scratch"
	"$B/bin/acrn-cfg" gen -o "$scratch/out" "$scenario" || fail "the scenario"
}

# The launch script's arguments, by which the VM $1 runs as PID $2.
start() {
	local words

	mapfile -t words < <("$scratch/out/launch/launch_user_vm_id$1.sh" --dry-run)
	process "$2" 1 acrn-dm "${words[@]}"
}

# A host on which both VMs run, with their server.
make_healthy() {
	local program

	put etc/passwd $'root:x:0:0::/:/bin/sh\n'
	put etc/group $'root:x:0:\nacrn-site-pair:x:900:\nkvm:x:901:\n'
	put proc/misc $'123 acrn_hsm\n'
	put proc/modules $'tun 1 0 - Live 0\nvhost_net 1 0 - Live 0\n'
	put proc/sys/kernel/osrelease $'6.1.0\n'
	put lib/modules/6.1.0/modules.dep $'kernel/drivers/pci/pci-stub.ko.xz:\nkernel/net/vhost-vsock.ko:\n'
	put proc/meminfo $'MemTotal: 9 kB\nMemAvailable:    1048576 kB\n'
	put sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages $'256\n'
	put sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages $'0\n'
	put sys/devices/system/cpu/present $'0-3\n'
	put sys/devices/system/cpu/online $'0-1,3\n'
	put sys/class/net/acrn-br0/type $'1\n'
	put sys/class/net/tap0/tun_flags $'0x1002\n'
	put sys/class/net/tap0/brport/state $'3\n'
	mkdir -p "$tree/sys/bus/pci/devices/0000:00:14.0"
	ln -s ../../../bus/pci/drivers/pci-stub "$tree/sys/bus/pci/devices/0000:00:14.0/driver"
	put vms/build/lab/vmlinuz kernel
	put vms/build/lab/initrd.img ramdisk
	for program in acrn-dm ivshmem-server; do
		put "usr/bin/$program" ''
		chmod 755 "$tree/usr/bin/$program"
	done
	object pair 2M 600
	object log 2M 600
	object .pair.server 0 600
	put dev/shm.inodes $'  12 pair\n'
	mkdir -p "$tree/etc"
	cp "$scratch/out/server/ivshmem-server.conf" "$tree/etc/server.conf"
	process 100 1 ivshmem-server --options=/etc/server.conf --dir=/run/pair
	process 101 100 ivshmem-server
	process 1 0 init
	start 1 201
	start 2 202
	process 4 1 bash
	holds 101 pair
	holds 201 pair
	ln -s '/dev/shm/#12 (deleted)' "$tree/proc/202/fd/9"
	chown -R 0:0 "$tree" 2>/dev/null || true
	mv "$tree" "$scratch/healthy"
}

healthy() {
	rm -rf "$tree"
	cp -a "$scratch/healthy" "$tree"
}

# look [OPTION...]: sets $status and $seen.
look() {
	seen=$("$B/bin/acrn-cfg" doctor --format=gcc --root "$tree" "$@" 2>&1)
	status=$?
}

# finds STATUS SLUG EDIT...: on a healthy host with one other fact doctor finds that alone.
finds() {
	local wanted=$1 slug=$2 other

	shift 2
	healthy
	"$@" || fail "$slug: the edit"
	look "$scenario"
	((status == wanted)) || fail "$slug: exit status $status: $seen"
	other=$(grep -E '(error|warning): ' <<<"$seen" | grep -v "\[$slug\]$")
	grep -q "\[$slug\]$" <<<"$seen" || fail "$slug is not found: $seen"
	[[ -z $other ]] || fail "$slug: also $other"
	found+=("$slug")
}

edit() {
	sed -i "$2" "$tree/$1"
}

socket() {
	mkdir -p "$tree/run/ivshmem-server"
	perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 1) or die' \
		"$tree/run/ivshmem-server/$1"
}

used_object() {
	object chat "$1" "$2"
	holds 4 chat
}

dead_server() {
	rm -r "$tree/proc/100" "$tree/proc/101"
	socket pair.VM1
}

low_memory() {
	put proc/meminfo $'MemAvailable: 1024 kB\n'
	rm -r "$tree/proc/201"
}

findings() {
	local shm=$tree/dev/shm

	finds 1 acrn-device-missing put proc/misc ''
	finds 1 program-missing rm "$tree/usr/bin/acrn-dm"
	finds 1 program-writable chmod g+w "$tree/usr/bin/acrn-dm"
	finds 0 program-replaced ln -sfn '/usr/bin/acrn-dm (deleted)' "$tree/proc/201/exe"
	finds 1 module-missing edit proc/modules /tun/d
	finds 0 memory-unavailable low_memory
	finds 0 shm-world-accessible used_object 4K 606
	finds 0 shm-stale object chat 1M 600
	finds 1 vm-name-duplicate start 2 203
	finds 0 server-stale dead_server
	finds 1 server-region-missing edit etc/server.conf /=log/d
	finds 1 server-region-differs edit etc/server.conf 's/log,size=2097152/log,size=1M/'
	finds 1 server-peer-missing edit etc/server.conf s/,peer=2:VM2/,peer=2:VM3/
	finds 1 region-missing rm "$shm/log"
	finds 1 region-size-differs truncate -s 1M "$shm/pair"
	finds 1 region-world-accessible chmod o+r "$shm/pair"
	finds 1 region-access-differs mkdir -p "$tree/etc/acrn-cfg/scenarios/site"
	finds 1 region-holder-foreign holds 4 pair
	finds 1 region-replaced holds 202 'pair (deleted)'
	finds 1 host-file-missing rm "$tree/vms/build/lab/vmlinuz"
	finds 1 host-file-writable chmod o+w "$tree/vms/build/lab/initrd.img"
	finds 1 cpu-online put sys/devices/system/cpu/online 0-3
	finds 1 tap-missing rm -r "$tree/sys/class/net/tap0"
	finds 0 tap-unbridged rm -r "$tree/sys/class/net/tap0/brport"
	finds 1 passthrough-missing rm -r "$tree/sys/bus/pci/devices/0000:00:14.0"
	finds 1 passthrough-unbound ln -sfn ../xhci_hcd "$tree/sys/bus/pci/devices/0000:00:14.0/driver"
	finds 1 script-mismatch edit proc/202/cmdline s/256M/512M/
}

# CPUID cannot be recorded, so this is about the machine of the test.
on_this_host() {
	local seen

	grep -q '^flags.* hypervisor' /proc/cpuinfo && [[ -e /dev/acrn_hsm || -e /dev/acrn_vhm ]] && return
	seen=$("$B/bin/acrn-cfg" doctor --format=gcc 2>&1)
	[[ $seen == *'[acrn-missing]'* ]] || fail "acrn-missing is not found: $seen"
	found+=(acrn-missing)
}

# Each code of doctor's has a line above.
all_codes() {
	local slug

	while read -r slug; do
		[[ " ${found[*]} " == *" $slug "* ]] || fail "$slug: nothing provokes it"
	done < <(sed -n 's/^DIAG(10[5-9][0-9], [A-Z_]*, "\([a-z-]*\)".*/\1/p' generator/diag/codes.def)
}

found=()
write_scenario
make_healthy
healthy
look "$scenario"
((status == 0)) || fail "a healthy host: exit status $status"
! grep -E '^(WARN|FAIL)' <<<"$seen" || fail "a healthy host: $seen"
findings
on_this_host
all_codes

((failures == 0)) && echo ok
