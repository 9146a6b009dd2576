#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_example.sh: the example compiles as a user would compile it, and hands a message over.
set -u
# shellcheck source=tests/devmodel/guest/lib.sh
. "$(dirname "$0")/lib.sh"
compiler=${CC:-cc}

if ! command -v "$compiler" >/dev/null; then
	echo "SKIP: no C compiler '$compiler'"
	exit 77
fi

# The example looks for devices in /sys: a linker's trick turns it to ours.
cat >"$scratch/turn.c" <<'END'
#include <ivshmem_guest.h>
#include <stdlib.h>
struct ivshm_device *__real_ivshm_open(const struct ivshm_paths *, const char *, enum ivshm_map, struct ivshm_error *);
struct ivshm_device *__wrap_ivshm_open(const struct ivshm_paths *, const char *, enum ivshm_map, struct ivshm_error *);
struct ivshm_device *__wrap_ivshm_open(const struct ivshm_paths *paths, const char *which, enum ivshm_map map,
				       struct ivshm_error *error)
{
	const struct ivshm_paths ours = { .sysfs = getenv("SYSFS") };

	(void)paths;
	return __real_ivshm_open(&ours, which, map, error);
}
END

# compile OUTPUT ARGUMENT...: with the sanitisers that the library has been built with.
compile() {
	local output=$1 sanitize=()

	shift
	[[ $B != */san ]] || sanitize=(-fsanitize=address -fsanitize=undefined)
	"$compiler" -Wall -Wextra -Werror "${sanitize[@]}" -Idevmodel/guest/lib -o "$output" docs/examples/hello.c "$@" \
		-L"$B" -livshmem-guest
}

mixed_with_cpp() {
	printf '#include <ivshmem_guest.h>\nint main() { ivshm_close(nullptr); }\n' >"$scratch/mix.cc"
	c++ -Wall -Werror -Idevmodel/guest/lib -fsyntax-only "$scratch/mix.cc"
}

hand_over() {
	SYSFS=$sysfs "$scratch/turned" id:0x1000 >"$scratch/message" &
	SYSFS=$sysfs "$scratch/turned" id:0x1000 'Hello, VM2' && wait $! &&
		[[ $(cat "$scratch/message") == 'Hello, VM2' ]]
}

mkdir -p "$sysfs/bus/pci/devices"
add_device 0000:00:06.0 1000 4096 0
ok "compiles" compile "$scratch/hello"
ok "compiles with a turn" compile "$scratch/turned" "$scratch/turn.c" -Wl,--wrap=ivshm_open
ok "hands a message over" hand_over
ok "hands over another one" hand_over
put "$sysfs/bus/pci/devices/0000:00:06.0/resource2" 0 'something else was here'
ok "is not misled by what was there before" hand_over
ok "a message that is too long" status 1 prints "longer than 1024 bytes" env SYSFS="$sysfs" "$scratch/turned" id:0x1000 \
	"$(printf '%1025s' x)"
ok "a device that there is not" status 2 prints "no ivshmem device of revision 1 matches id:0x1001" \
	env SYSFS="$sysfs" "$scratch/turned" id:0x1001 text
! command -v c++ >/dev/null || ok "C++ takes the header" mixed_with_cpp
finish
