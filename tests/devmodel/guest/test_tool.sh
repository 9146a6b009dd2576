#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_tool.sh: every verb of `ivshmem`, on devices that are ordinary files.
set -u
# shellcheck source=tests/devmodel/guest/lib.sh
. "$(dirname "$0")/lib.sh"
first=$sysfs/bus/pci/devices/0000:00:06.0
second=$sysfs/bus/pci/devices/0000:00:07.0
names=$scratch/names

tool() {
	"$B/bin/ivshmem" "$@"
}

# on VERB ARGUMENT...: with our tree.
on() {
	local verb=$1

	shift
	tool "$verb" --sysfs="$sysfs" --names="$names" "$@"
}

# gives TEXT COMMAND...: its standard output is exactly the text; keeps the status.
gives() {
	local text=$1 output result=0

	shift
	output=$("$@") || result=$?
	[[ $output == "$text" ]] || { diff <(echo "$text") <(echo "$output"); return 99; }
	return $result
}

## Usage

mkdir -p "$sysfs/bus/pci/devices"
ok "help" prints "Usage: ivshmem VERB" tool --help
ok "help of a verb" prints "Usage: ivshmem VERB" tool read --help
documented() {
	local word

	for word in $(tool --help | grep -oE -- '--[a-z]+|^  [a-z]+ ' | sort -u); do
		sed 's/\\-/-/g' docs/ivshmem.1 | grep -qF -- "$word" || { echo "not in the manual: $word"; return 1; }
	done
}

ok "the manual has every verb and option" documented
ok "no verb" status 2 prints "missing verb" tool
ok "no such verb" status 2 prints "unknown verb 'reed': did you mean 'read'?" tool reed
ok "no such option" status 2 prints "unknown option '--legnth': did you mean '--length'?" tool read --legnth=1
ok "an option without its value" status 2 prints "missing value for --length" tool read --length
ok "an option with a value too many" status 2 prints "unexpected value for --text" tool read --text=1
ok "where to read on" status 2 prints "Try 'ivshmem --help'" tool read --frob
ok "no such option" status 2 tool read --ofset=1
ok "an option of another verb" status 2 prints "invalid option --offset for list" tool list --offset=1
ok "an argument too many" status 2 prints "unexpected argument 'text' for read" tool read text
ok "two texts" status 2 prints "unexpected argument 'b' for write" tool write a b
for number in x '' -1 1k 0x 99999999999999999999 ' 1'; do
	ok "no number: '$number'" status 2 prints "for --offset: must be a number from 0 to" \
		on read "--offset=$number"
done
ok "a peer that is too large" status 2 prints "'65536' for --peer: must be a number from 0 to 65535" on ring --peer=65536
ok "count 0" status 2 prints "from 1 to" on ping --count=0
ok "no such mapping" status 2 prints "invalid value 'resource' for --map" on read --map=resource
ok "output that cannot be written" status 2 prints "cannot write the output" \
	bash -c "'$B/bin/ivshmem' --help >/dev/full"

## list

ok "no devices" gives \
	"BDF           SLOT  ID      NAME          SIZE          VECTORS  POSITION  DRIVER" on list
ok "no device to read" status 2 prints "no ivshmem device of revision 1 found" on read
ok "no sysfs" status 2 prints "cannot list PCI devices" tool list --sysfs=/nowhere
add_device 0000:00:06.0 1000 4096 0
add_device 0000:00:07.0 1001 2097152 8
put "$second/resource0" 8 '\x03'
ln -s ../../../bus/pci/drivers/uio_pci_generic "$second/driver"
echo "chan0 0x1001" >"$names"
ok "two devices" gives \
"BDF           SLOT  ID      NAME          SIZE          VECTORS  POSITION  DRIVER
0000:00:06.0  6     0x1000  -             4096          0        0         -
0000:00:07.0  7     0x1001  chan0         2097152       8        3         uio_pci_generic" on list

## read and write

same_bytes() {
	on read --device=slot:7 "--map=$1" | cmp - "$second/$1"
}

piped() {
	printf 'from a pipe' | on write "$@"
}

ok "which of two" status 2 prints "2 devices match" on read
for device in 00:06.0 0000:00:06.0 slot:6 id:0x1000 id:4096; do
	ok "write by $device" on write "--device=$device" "to $device"
	ok "read by $device" gives "to $device" on read "--device=$device" --text
done
ok "by name" on write --device=name:chan0 --offset=0x1ffffc abc
ok "the end" gives abc on read --device=slot:7 --offset=2097148 --text
ok "bytes" gives "61 62 63 00" bash -c "'$B/bin/ivshmem' read --sysfs='$sysfs' --device=slot:7 \
	--offset=2097148 | od -An -tx1 | sed 's/^ //'"
ok "beyond the end" status 2 prints "the text and its zero byte are 5 bytes, too long for 4" \
	on write --device=slot:7 --offset=0x1ffffc abcd
ok "nothing of it is written" gives abc on read --device=slot:7 --offset=2097148 --text
ok "an offset beyond the end" status 2 prints ": the memory has 4096 bytes" \
	on read --device=slot:6 --offset=4097
ok "a length beyond the end" status 2 prints "invalid range at offset 4000 of length 97" \
	on read --device=slot:6 --offset=4000 --length=97
ok "an overflow" status 2 prints "invalid range" \
	on read --device=slot:6 --offset=1 --length=0x7fffffffffffffff
ok "nothing at the end" gives "" on read --device=slot:6 --offset=4096
ok "a large one" same_bytes resource2
ok "write-combining" on write --device=slot:7 --map=resource2_wc combined
ok "its file" same_bytes resource2_wc
ok "a pipe" piped --device=slot:6 --offset=100
ok "a pipe was read" gives "from a pipe" on read --device=slot:6 --offset=100 --length=11
ok "a pipe that is too long" status 2 prints "longer than the 4 bytes that were written" \
	piped --device=slot:6 --offset=4092
ok "a pipe that is longer than the length" status 2 prints "longer than the 5 bytes" \
	piped --device=slot:6 --length=5
ok "a pipe that is too short" status 2 prints "1 bytes shorter" piped --device=slot:6 --length=12
ok "an empty pipe" on write --device=slot:6 </dev/null
put "$first/resource2" 0 'a\033[2J\\\x7f\xc3\xbc\t\n\0'
ok "text cannot steer a terminal" gives 'a\x1b[2J\x5c\x7f'$'\xc3\xbc\t' \
	on read --device=slot:6 --text

## ring, wait, and the mappings that are not there

word_is() {
	[[ $(od -An -tx4 -j"$2" -N4 "$1") == " $3" ]]
}

ok "ring" on ring --device=slot:7 --peer=0x102 --vector=7
ok "the doorbell" word_is "$second/resource0" 12 01020007
put "$second/resource0" 12 '\0\0\0\0'
ok "ring without a peer" status 2 prints "ring needs --peer" on ring --device=slot:7
ok "ring without notification" status 2 prints "has no notification" \
	on ring --device=slot:6 --peer=1
way="0000:00:07.0 cannot receive notifications with the driver 'uio_pci_generic': unbind it, and load another one \
(modprobe uio_ivshmem)"
ok "wait without a driver for it" status 2 prints "$way" on wait --device=slot:7 --timeout=1
ok "wait for any without a driver for it" status 2 prints "$way" on wait --device=slot:7 --any
ok "ring any" status 2 prints "invalid option --any for ring" on ring --device=slot:7 --peer=1 --any
ok "no UIO" status 2 prints "no UIO driver is bound" on read --device=slot:6 --map=uio
ok "no VFIO" status 2 prints "has no IOMMU group" on read --device=slot:6 --map=vfio

## ping

ping_pair() {
	local pid result=0

	on ping --device=slot:7 --echo --timeout=60000 "$@" >"$scratch/echo" &
	pid=$!
	on ping --device=slot:7 --count=100 --timeout=60000 "$@" >"$scratch/ping" || result=$?
	wait "$pid" && ((result == 0)) && grep -qx answered=100 "$scratch/echo"
}

# Four lines of what was done, four of times.
ping_output() {
	[[ $(head -4 "$scratch/ping") == $'there=memory\nback=memory\ncount=100\nanswered=100' ]] &&
		[[ $(sed -n '5,$s/=[0-9]*\.[0-9][0-9][0-9]$//p' "$scratch/ping" | tr '\n' ' ') == \
			"min_us median_us p99_us max_us " ]]
}

ok "ping" ping_pair
ok "output of ping" ping_output
ok "ping again" ping_pair
ok "ping elsewhere" ping_pair --offset=128
ok "ping without an echo" status 1 prints "answered=0" \
	on ping --device=slot:6 --timeout=50
ok "echo without a ping" status 1 prints "answered=0" \
	on ping --device=slot:6 --timeout=50 --echo
ok "ping off the line" status 2 prints "must be a multiple of 64" on ping --device=slot:6 --offset=8
ok "ping beyond the end" status 2 prints "128 bytes after it" on ping --device=slot:6 --offset=4032

## bench

bench_leaves_the_memory() {
	local before

	before=$(md5sum <"$second/resource2")
	on bench --device=slot:7 --map=resource2 >"$scratch/bench" &&
		[[ $before == $(md5sum <"$second/resource2") ]]
}

bench_output() {
	local rate='[0-9]+\.[0-9]' copies=memcpy

	copies="read_memcpy_mb_s=$rate write_memcpy_mb_s=$rate read_words_mb_s=$rate write_words_mb_s=$rate"
	grep -qE "^map=resource2 asked=uncached-minus granted=unknown size=2097152 $copies register_read_ns=$rate$" \
		"$scratch/bench"
}

ok "bench" bench_leaves_the_memory
ok "output of bench" bench_output
ok "bench of all" prints "map=vfio error=0000:00:07.0 has no IOMMU group" on bench --device=slot:7
ok "bench of none" status 2 prints "map=vfio error=" on bench --device=slot:7 --map=vfio

## selftest

selftest() {
	on selftest "--device=$1" >"$scratch/selftest"
}

# has LINE...: the last selftest's output has these lines.
has() {
	local line

	for line in "$@"; do
		grep -qxF -- "$line" "$scratch/selftest" || { echo "no '$line'"; return 1; }
	done
}

well_formed() {
	! grep -vE '^[a-z0-9_.]+=[^ ]+$' "$scratch/selftest"
}

selftest_leaves_the_memory() {
	local before

	before=$(md5sum "$first/resource2" "$first/resource0")
	selftest slot:6 && [[ $before == $(md5sum "$first/resource2" "$first/resource0") ]]
}

# fails CHECK: the selftest of the second device ends with that check alone.
fails() {
	status 1 selftest slot:7 && has "check.$1=failed" result=failed &&
		[[ $(grep -c =failed "$scratch/selftest") == 2 ]]
}

ok "selftest" selftest slot:6
ok "every line is key=value" well_formed
ok "what it is" has bdf=0000:00:06.0 driver=none vendor=0x1af4 device=0x1110 revision=0x01 \
	class=0x050000 subsystem_vendor=0x8086 subsystem=0x1000 bar0_size=256 bar1_kind=none \
	bar2_size=4096 bar2_kind=memory64-prefetchable msix=0 register_position=0x0 result=ok
ok "the memory stays as it was" selftest_leaves_the_memory
ok "selftest with notification" selftest slot:7
ok "what that is" has driver=uio_pci_generic bar1_size=4096 msix=8 msix_table=bar1+0x0 \
	msix_pending=bar1+0x800 register_position=0x3 rings_to_itself=unknown result=ok
put "$second/resource0" 252 '\x01'
ok "a reserved register" fails reserved_read_0
put "$second/resource0" 252 '\0'
put "$second/resource0" 12 '\x01'
ok "a doorbell that can be read" fails doorbell_reads_0
put "$second/resource0" 12 '\0'
put "$second/resource0" 10 '\x01'
ok "a position of 17 bits" fails position
put "$second/resource0" 10 '\0'
put "$second/config" 11 '\x06'
ok "another class" fails class
put "$second/config" 11 '\x05'
put "$second/config" 24 '\x04'
ok "a memory that is not prefetchable" fails bar2_kind
put "$second/config" 24 '\x0c'
put "$second/config" 6 '\0'
ok "MSI-X without a capability" status 1 selftest slot:7
ok "is seen" has check.bar1_only_with_msix=failed check.position=failed

## Keys

# The image of VM1 of the scenario pair: two generations of `left`, one of `right`; its checksum is for these bytes.
image=$scratch/VM1.keys
entry() {
	put "$image" $((128 + 72 * $1)) "$2"
	put "$image" $((156 + 72 * $1)) "\\x$3"
	head -c 32 /dev/zero | tr '\0' "$4" | dd of="$image" bs=1 seek=$((160 + 72 * $1)) conv=notrunc status=none
	put "$image" $((192 + 72 * $1)) "$5"
}
truncate -s 4096 "$image"
put "$image" 0 'ACRNKEYS\x01'
put "$image" 16 '\x03'
put "$image" 20 '\x01'
put "$image" 24 VM1
put "$image" 40 acrn-pair
entry 0 left 02 b '\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b'
entry 1 left 01 a '\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a'
entry 2 right 01 c '\x0c\x0c\x0c\x0c\x0c\x0c\x0c\x0c'
keys() {
	tool keys "$image" "$@"
}
ok "a wrong checksum" status 2 prints "the image of keys is invalid: wrong checksum" keys
put "$image" 12 '\xef\x80\x05\x5b'
ok "keys" gives "$(printf '%-27s  %10s  %s\n' REGION GENERATION FINGERPRINT \
	left 2 0b0b0b0b0b0b0b0b left 1 0a0a0a0a0a0a0a0a right 1 0c0c0c0c0c0c0c0c)" keys
exports() {
	rm -f "$scratch/key"
	keys --export="$1" --output="$scratch/key" &&
		[[ $(<"$scratch/key") == "$(printf "%032d" 0 | tr 0 "$2")" && $(stat -c %a "$scratch/key") == 400 ]]
}
ok "the newest key" exports left b
ok "a former key" exports left:1 a
ok "another region's key" exports right c
ok "a file that is there" status 2 prints "File exists" keys --export=left --output="$scratch/key"
for which in lef leftt left:3 left: left:x : '' right:2; do
	ok "no such key: '$which'" status 2 keys --export="$which" --output="$scratch/none"
done
ok "no file of these" test ! -e "$scratch/none"
ok "an export to nowhere" status 2 prints "--export needs --output" keys --export=left
ok "an output of nothing" status 2 prints "--output needs --export" keys --output="$scratch/none"
ok "an image that is too long" status 2 prints "does not have 4096 bytes" tool keys "$B/bin/ivshmem"
ok "no such image" status 2 prints "cannot read" tool keys "$scratch/none"

# Disks: one that cannot be an image is not read.
disk() {
	mkdir -p "$sysfs/block/$1"
	echo "$2" >"$sysfs/block/$1/size"
	echo "$3" >"$sysfs/block/$1/ro"
}
ok "no disk" status 2 prints "no disk is an image of keys" tool keys --sysfs="$sysfs"
disk full 8 0
disk null 9 1
disk zero 8 1
ok "other disks" status 2 prints "no disk is an image of keys" tool keys --sysfs="$sysfs"
on_disks() {
	# shellcheck disable=SC2016 # the other shell expands it
	unshare -m bash -c 'image=$1 && shift && for disk; do mount --bind "$image" "/dev/$disk" || exit; done &&
		"$B/bin/ivshmem" keys --sysfs="$sysfs"' bash "$image" "$@"
}
export B sysfs
if unshare -m true 2>/dev/null; then
	ok "the disk that is an image" prints "left                                  2  0b0b" on_disks zero
	ok "an image that could be written to" status 2 prints "no disk" on_disks full
	disk full 8 1
	ok "two of them" status 2 prints "several disks are images" on_disks zero full
else
	echo "SKIP: no mount namespaces for disks"
fi
finish
