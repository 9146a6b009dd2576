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

# Beside what pair.xml has VM1 has its CPU for itself, a tap and a PCI device, both VMs share a second region, and VM3
# shares none.
write_scenario() {
	local region='<IVSHMEM_REGION><NAME>log<\/NAME><PROVIDED_BY>Device Model<\/PROVIDED_BY><IVSHMEM_SIZE>2<\/IVSHMEM_SIZE>'
	local network='<virtio_devices><network><virtio_framework>Kernel based (Virtual Host)<\/virtio_framework>'
	local pci='<pci_devs><pci_dev>00:14.0 USB controller<\/pci_dev><\/pci_devs>'

	region+='<IVSHMEM_VMS><IVSHMEM_VM><VM_NAME>VM1<\/VM_NAME><VBDF>00:09.0<\/VBDF><\/IVSHMEM_VM>'
	region+='<IVSHMEM_VM><VM_NAME>VM2<\/VM_NAME><VBDF>00:09.0<\/VBDF><\/IVSHMEM_VM><\/IVSHMEM_VMS><\/IVSHMEM_REGION>'
	network+='<interface_name>tap0<\/interface_name><\/network><\/virtio_devices>'
	{
		sed -e '0,/<console_vuart>None/s//<own_pcpu>y<\/own_pcpu>&/' -e "0,/<dm_devices>/s//$network$pci&/" \
			-e "s/<IVSHMEM_REGION>/$region&/" -e '/<\/acrn-config>/d' boards/lab/pair.xml
		sed -n '/<vm id="2">/,/<\/vm>/p' boards/lab/pair.xml |
			sed -e 's/id="2"/id="3"/; s/VM2/VM3/; s/build\/lab/\/vms/' -e "s/<dm_devices>/${network/tap0/tap3}&/"
		echo '</acrn-config>'
	} >"$scenario"
	cp boards/lab/lab.xml "$scratch"
	"$B/bin/acrn-cfg" gen -o "$scratch/out" "$scenario" || fail "the scenario"
}

# The launch script's arguments, by which the VM $1 runs as PID $2; $3 is what was generated.
start() {
	local words

	mapfile -t words < <("${3-$scratch/out}/launch/launch_user_vm_id$1.sh" --dry-run)
	process "$2" 1 acrn-dm "${words[@]}"
}

# A host on which both VMs run, with their server.
make_healthy() {
	local program

	put etc/passwd $'root:x:0:0::/:/bin/sh\nacrn-site-VM1:x:801:801:::\nacrn-site-VM2:x:802:802:::\nacrn-site-VM3:x:803:803:::\n'
	put etc/group $'root:x:0:\nshm-site-pair:x:900:acrn-site-VM1\nshm-site-log:x:901:\nacrn-admins:x:902:\n'
	put proc/misc $'123 acrn_hsm\n'
	put proc/modules $'tun 1 0 - Live 0\n'
	mkdir -p "$tree/sys/module/vhost_net"
	put proc/sys/kernel/osrelease $'6.1.0\n'
	put lib/modules/6.1.0/modules.dep $'kernel/pci-stub-test/a.ko:\nkernel/drivers/pci/pci-stub.ko.xz:\nkernel/net/vhost-vsock.ko:\n'
	put proc/meminfo $'MemTotal: 9 kB\nMemAvailable:    1048576 kB\n'
	put sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages $'256\n'
	put sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages $'0\n'
	put sys/kernel/mm/hugepages/other ''
	put sys/devices/system/cpu/present $'0-3\n'
	put sys/devices/system/cpu/online $'0-2\n'
	put proc/cpuinfo $'processor\t: 0\napicid\t\t: 0\n\nprocessor\t: 1\napicid\t\t: 2\n\nprocessor\t: 2\napicid\t\t: 6\n'
	put sys/class/net/acrn-br0/type $'1\n'
	put sys/class/net/tap0/tun_flags $'0x1002\n'
	put sys/class/net/tap0/brport/state $'3\n'
	mkdir -p "$tree/sys/bus/pci/devices/0000:00:14.0"
	ln -s ../../../bus/pci/drivers/pci-stub "$tree/sys/bus/pci/devices/0000:00:14.0/driver"
	put vms/build/lab/vmlinuz kernel
	put vms/build/lab/initrd.img ramdisk
	put vms/vmlinuz kernel
	put vms/initrd.img ramdisk
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
	process 301 201 qemu-system-x86_64 -name VM1
	process 4 1 bash
	holds 101 pair
	holds 201 pair
	holds 301 pair
	process 302 202 ld-linux.so
	holds 302 pair
	ln -s '/dev/shm/#12 (deleted)' "$tree/proc/202/fd/9"
	chown -R 0:0 "$tree" 2>/dev/null || true
	mv "$tree" "$scratch/healthy"
}

healthy() {
	rm -rf "$tree"
	cp -a "$scratch/healthy" "$tree"
	wanted=()
}

# look [OPTION...]: sets $status and $seen.
look() {
	seen=$("$B/bin/acrn-cfg" doctor --format=gcc --root "$tree" "$@" 2>&1)
	status=$?
}

# A fact that is another one: `broken SLUG EDIT...` is what doctor finds for it.
broken() {
	"${@:2}" || fail "$1: the edit"
	wanted+=("$1")
}

# finds STATUS: since the host was healthy, exactly what is broken.
finds() {
	local missing

	look "$scenario"
	((status == $1)) || fail "${wanted[*]}: exit status $status: $seen"
	missing=$(diff <(printf '%s\n' "${wanted[@]}" | sort -u) \
		<(sed -n -E 's/.*(error|warning): .*\[([a-z-]*)\]$/\2/p' <<<"$seen" | sort -u)) ||
		fail "other findings: $missing: $seen"
	found+=("${wanted[@]}")
	healthy
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
	holds 202 chat
}

# other_directory CWD OPTION...: the server has the directory of its sockets by another path.
other_directory() {
	socket pair
	mkdir -p "$tree/var"
	ln -s ../run "$tree/var/run"
	rm -r "$tree/proc/100"
	process 100 1 ivshmem-server --options=/etc/server.conf "${@:2}"
	ln -sfn "$1" "$tree/proc/100/cwd"
}

# What other programs share is nobody's region.
others_object() {
	object desktop 64K 666
	holds 4 desktop
}

dead_server() {
	rm -r "$tree/proc/100" "$tree/proc/101"
	socket pair.VM1
}

fifo() {
	rm "$tree/dev/shm/$1"
	mkfifo "$tree/dev/shm/$1"
}

low_memory() {
	put proc/meminfo $'MemAvailable: 1024 kB\n'
	rm -r "$tree/proc/201" "$tree/proc/301"
}

unreadable_pages() {
	put sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages many
}

# Where the hardening is installed.
harden() {
	mkdir -p "$tree/etc/acrn-cfg/scenarios/site"
	chgrp 900 "$tree/dev/shm/pair"
	chgrp 901 "$tree/dev/shm/log"
	chmod 660 "$tree/dev/shm/pair" "$tree/dev/shm/log"
	setfacl -m u:801:rw,u:802:rw,g:902:r "$tree/dev/shm/pair"
}

# passes EDIT...: on a healthy host with other facts doctor finds nothing.
passes() {
	healthy
	"$@" || fail "passes: $*"
	look "$scenario"
	((status == 0)) || fail "passes $*: exit status $status"
	! grep -E '(error|warning): ' <<<"$seen" || fail "passes $*: $seen"
}

# skips TEXT EDIT...: it says that it cannot see something.
skips() {
	passes "${@:2}"
	grep -q "^SKIP.*$1" <<<"$seen" || fail "skips $1: $seen"
}

stop_all() {
	rm -r "$tree/dev/shm/log" "$tree"/proc/[0-9]*
	process 1 0 init
	rm -r "$tree/dev/shm/pair" "$tree/sys/class/net/tap0"
}

forget() {
	(cd "$tree" && rm -r sys/{devices,class,bus,kernel} lib proc/{modules,cpuinfo})
}

hide() {
	rm -r "$tree/proc/4/fd"
	object old 1M 600
}

# A VM of another scenario, with a region of its own.
other_vm() {
	object chat 2M 600
	process 210 1 acrn-dm -m 256M -s 0:0,hostbridge -s3,ivshmem,dm:/chat,2 -s 4,virtio-blk,/vms/chat.img CHAT
	holds 210 chat
}

# The hardening is installed without the part groups.
no_groups() {
	mkdir -p "$tree/etc/acrn-cfg/scenarios/site"
	sed -i /shm-site/d "$tree/etc/group"
}

# With the images of keys among the devices.
add_keys() {
	local directory=etc/acrn-cfg/scenarios/site/keys

	"$B/bin/acrn-cfg" gen --harden=keys -o "$scratch/keyed" "$scenario" || return
	put "$directory/VM1.keys" ''
	put "$directory/VM2.keys" ''
	no_groups
	rm -r "$tree/proc/201" "$tree/proc/202"
	start 1 201 "$scratch/keyed"
	start 2 202 "$scratch/keyed"
	holds 201 pair
}

no_name() {
	rm -r "$tree/proc/202" "$tree/proc/302"
	process 202 1 acrn-dm -v
}

odd_hosts() {
	passes stop_all
	grep -q '^PASS  region log: not there, and none of its VMs runs' <<<"$seen" || fail "no VM runs: $seen"
	passes other_vm
	grep -q "^PASS  running VM CHAT: acrn-dm (PID 210); not one of the scenario's" <<<"$seen" || fail "another VM: $seen"
	passes add_keys
	passes rm "$tree/sys/bus/pci/devices/0000:00:14.0/driver"
	passes no_groups
	passes other_directory / --dir=/var/run/ivshmem-server/
	passes other_directory /run --dir ivshmem-server
	passes others_object
	passes ln -sfn /usr/bin/acrn-dm-3.3 "$tree/proc/202/exe"
	skips 'others are hidden, or not recorded' rm -r "$tree/proc/1"
	skips 'cpu cannot be read' forget
	for text in 'CPUs of VM VM1' 'tap tap0' 'PCI device' 'modules:.*the kernel has' 'memory'; do
		grep -q "^SKIP  $text" <<<"$seen" || fail "$text: $seen"
	done
	skips "has no name of the VM" no_name
	skips 'hugepages cannot be read' unreadable_pages
	skips "server.conf' cannot be read" rm "$tree/etc/server.conf"
	grep -q '^SKIP  served regions' <<<"$seen" || fail "regions of a server without options: $seen"
	skips 'cannot be seen' rm -r "$tree/vms"
	skips "region pair.*not all of its holders" hide
	grep -q '^SKIP  object old:.*not all processes' <<<"$seen" || fail "an object without known holders: $seen"
	skips 'vmlinuz. cannot be seen' ln -sf vmlinuz "$tree/vms/vmlinuz"
	healthy
	look --target lab "$scenario"
	for text in 'hypervisor: the lab needs none' 'device: the lab needs none'; do
		grep -q "^PASS  $text" <<<"$seen" || fail "$text: $seen"
	done
	grep -q '^acrn-cfg: error: qemu-system-x86_64, which' <<<"$seen" || fail "a lab without QEMU: $seen"
}

findings() {
	local shm=$tree/dev/shm pci=$tree/sys/bus/pci/devices/0000:00:14.0

	healthy
	broken acrn-device-missing put proc/misc ''
	broken program-missing rm "$tree/usr/bin/acrn-dm"
	broken module-missing edit proc/modules /tun/d
	broken cpu-online edit proc/cpuinfo 's/: 6$/: 4/'
	broken tap-missing rm -r "$tree/sys/class/net/tap0"
	broken passthrough-missing rm -r "$pci"
	broken host-file-missing rm "$tree/vms/build/lab/vmlinuz"
	broken region-size-differs truncate -s 1M "$shm/log"
	broken region-world-accessible chmod o+r "$shm/pair"
	broken server-region-differs edit etc/server.conf 's/log,size=2097152/log,size=1M/'
	broken script-mismatch edit proc/202/cmdline s/256M/512M/
	finds 1
	broken program-writable chmod g+w "$tree/usr/bin/acrn-dm"
	broken vm-name-duplicate start 2 203
	broken server-peer-missing edit etc/server.conf 's/,peer=2:VM2/,peer=2:VM3/'
	broken region-holder-foreign holds 4 pair
	broken region-replaced holds 202 'pair (deleted)'
	broken region-missing rm "$shm/log"
	broken host-file-writable chmod o+w "$tree/vms/build/lab/initrd.img"
	broken passthrough-unbound ln -sfn ../xhci_hcd "$pci/driver"
	broken tap-missing rm "$tree/sys/class/net/tap0/tun_flags"
	finds 1
	broken server-region-missing edit etc/server.conf /=log/d
	broken region-missing fifo log
	finds 1
	broken program-replaced ln -sfn '/usr/bin/acrn-dm (deleted)' "$tree/proc/202/exe"
	broken memory-unavailable low_memory
	broken shm-world-accessible used_object 4K 606
	broken shm-stale object old 1M 600
	broken server-stale dead_server
	broken tap-unbridged rm -r "$tree/sys/class/net/tap0/brport"
	finds 0
}

# Where the hardening is installed.
hardened_findings() {
	local shm=$tree/dev/shm

	if ! command -v setfacl >/dev/null || ((EUID != 0)); then
		echo "SKIP: setfacl is missing, or this is not root"
		found+=(region-access-differs)
		return
	fi
	passes harden
	broken region-access-differs chown 801 "$shm/pair"
	finds 1
	harden
	broken region-access-differs setfacl -m u:803:r "$shm/pair"
	broken program-writable setfacl -m u:801:rw "$tree/usr/bin/acrn-dm"
	finds 1
	harden
	broken region-access-differs setfacl -m g:902:rw "$shm/pair"
	finds 1
	harden
	broken region-access-differs setfacl -m u:12:r "$shm/pair"
	finds 1
	harden
	broken region-access-differs setfacl -m u:0:r "$shm/pair"
	finds 1
	harden
	broken region-access-differs edit etc/group 's/site-VM1$/site-VM1,acrn-site-VM3/'
	finds 1
	harden
	broken region-access-differs chgrp 0 "$shm/log"
	finds 1
}

# fake PID PROGRAM WORD...: another user's program of that name, with the memory open.
fake() {
	chmod o+r "$tree/dev/shm/pair"
	process "$1" 1 "${@:2}"
	holds "$1" pair
	chown 1000 "$tree/proc/$1"
}

fake_programs() {
	((EUID == 0)) || return 0
	healthy
	fake 401 acrn-dm VM1
	fake 402 ivshmem-server --shm=own,size=4K
	look "$scenario"
	for pid in 401 402; do
		grep -q "error: PID $pid ([a-z-]*), which is no peer" <<<"$seen" || fail "fake programs: $seen"
	done
}

# CPUID cannot be recorded, so this is about the machine of the test.
on_this_host() {
	local seen

	grep -q '^flags.* hypervisor' /proc/cpuinfo && [[ -e /dev/acrn_hsm || -e /dev/acrn_vhm ]] && return
	seen=$("$B/bin/acrn-cfg" doctor --format=gcc 2>&1)
	[[ $seen == *'[acrn-missing]'* ]] || fail "acrn-missing is not found: $seen"
	found+=(acrn-missing)
}

# Any user can make an object: its name breaks out of no command that is suggested.
hostile_names() {
	local name="x;touch \$(id) 'y" quoted="x;touch \$(id) '\\''y"

	healthy
	object "$name" 4096 666
	object --all 4096 600
	look
	for text in "chmod o= '/dev/shm/$quoted', and set mode= in the server's options" \
		"if its data is not needed: ivshmem-server prune -- '$quoted'" \
		'if its data is not needed: ivshmem-server prune -- --all'; do
		grep -qxF "acrn-cfg: help: $text" <<<"$seen" || fail "no '$text': $seen"
	done
}

# Each code of doctor's has a line above.
all_codes() {
	local slug

	while read -r slug; do
		[[ " ${found[*]} " == *" $slug "* ]] || fail "$slug: nothing provokes it"
	done < <(sed -n 's/^DIAG(10[5-9][0-9], [A-Z_]*, "\([a-z-]*\)".*/\1/p' generator/diag/codes.def)
}

found=() wanted=()
write_scenario
make_healthy
healthy
look "$scenario"
((status == 0)) || fail "a healthy host: exit status $status"
! grep -E '^(WARN|FAIL)' <<<"$seen" || fail "a healthy host: $seen"
odd_hosts
findings
hardened_findings
fake_programs
hostile_names
on_this_host
all_codes

((failures == 0)) && echo ok
