# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# lib.sh: a sysfs of ordinary files with ivshmem devices in it, and how tests count; to be sourced.

B=${B:-build}
cd "${SRCDIR:-.}" || exit 1
export LC_ALL=C

passed=0 failed=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
sysfs=$scratch/sys

# ok NAME COMMAND...: the command succeeds.
ok() {
	local name=$1 output

	shift
	if output=$("$@" 2>&1); then
		passed=$((passed + 1))
	else
		printf 'FAIL %s\n%s\n' "$name" "$output"
		failed=$((failed + 1))
	fi
}

# status STATUS COMMAND...: the command ends with that status.
status() {
	local expected=$1 actual=0

	shift
	"$@" || actual=$?
	((actual == expected)) || { echo "status $actual, not $expected"; return 1; }
}

# prints TEXT COMMAND...: its output has the text; keeps the status.
prints() {
	local text=$1 output result=0

	shift
	output=$("$@" 2>&1) || result=$?
	[[ $output == *"$text"* ]] || { printf "no '%s' in: %s\n" "$text" "$output"; return 99; }
	return $result
}

finish() {
	echo "$passed passed, $failed failed"
	((failed == 0 && passed > 0))
}

# put FILE OFFSET BYTES: BYTES, as printf knows them, into a file.
put() {
	# shellcheck disable=SC2059 # it is a format
	printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# add_device BDF ID SIZE VECTORS: ID has four hexadecimal digits, SIZE is decimal, VECTORS is 0 or 8.
add_device() {
	local dir=$sysfs/bus/pci/devices/$1 msix='0 0 0'

	mkdir -p "$dir"
	echo 0x1af4 >"$dir/vendor"
	echo 0x1110 >"$dir/device"
	truncate -s 256 "$dir/config" "$dir/resource0"
	truncate -s "$3" "$dir/resource2" "$dir/resource2_wc"
	put "$dir/config" 0 '\xf4\x1a\x10\x11\x02\0\0\0\x01\0\0\x05'
	put "$dir/config" 24 '\x0c'
	put "$dir/config" 44 "\\x86\\x80\\x${2:2}\\x${2:0:2}"
	if (($4)); then
		put "$dir/config" 6 '\x10'
		put "$dir/config" 52 '\x40'
		put "$dir/config" 64 '\x11\0\x07\0\x01\0\0\0\x01\x08\0\0'
		msix='0xfebf2000 0xfebf2fff 0x40200'
	fi
	printf '0xfebf1000 0xfebf10ff 0x40200\n%s\n0x380000000000 0x%x 0x14220c\n' "$msix" \
		$((0x380000000000 + $3 - 1)) >"$dir/resource"
}
