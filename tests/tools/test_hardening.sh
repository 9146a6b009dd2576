#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Each program is a position-independent executable with a stack protector, checked C library calls, a stack that is not
# executable, and relocations that are read-only once it runs. On x86 all objects have the marks of -fcf-protection;
# whether programs have them depends on the C library's objects.
set -u
cd "${SRCDIR:-.}" || exit 1
B=${B:-build}
. tests/tools/report.sh

# has PROGRAM OPTION REGEX: readelf OPTION has a line like that.
has() {
	readelf -W "$2" "$1" | grep -q -E -e "$3"
	report $? "$1: no '$3' in readelf $2"
}

lacks() {
	! readelf -W "$2" "$1" | grep -E -e "$3"
	report $? "$1: '$3' in readelf $2"
}

for program in "$B"/bin/*; do
	has "$program" -h 'Type: +DYN'
	has "$program" -d '\(FLAGS_1\).* PIE'
	has "$program" -l '^ +GNU_RELRO '
	has "$program" -d '\(FLAGS(_1)?\).* (BIND_)?NOW'
	has "$program" -l '^ +GNU_STACK .* RW +0x'
	has "$program" -s ' __stack_chk_fail'
	lacks "$program" -d '\((RUNPATH|RPATH)\)'
	case $program in
	*/ivshmem) # on any Linux, without its libraries
		lacks "$program" -l '^ +INTERP '
		lacks "$program" -d '\(NEEDED\)'
		;;
	*)
		has "$program" -l '^ +INTERP '
		has "$program" -s ' __[a-z]+_chk@'
		;;
	esac
done

for library in "$B"/lib*.a; do
	objects=$(readelf -h "$library" 2>/dev/null | grep -c 'Machine: .*\(X86-64\|80386\)')
	is "objects of $library with -fcf-protection" "$objects" "$(readelf -n "$library" | grep -c 'x86 feature: IBT, SHSTK')"
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
