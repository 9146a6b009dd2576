#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The core is at home where there is no C library: it compiles without one's headers, and linked
# together it needs nothing but what undefined.txt lists.
set -u
cd "${SRCDIR:-.}" || exit 1

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

fail() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}

# What a compiler brings itself: stdint.h, stdbool.h and the like.
own_headers() {
	"$1" -print-file-name=include
}

compile() {
	local compiler=$1 level=$2 directory=$3 source

	mkdir "$directory"
	for source in devmodel/core/*.c; do
		"$compiler" -std=c11 -ffreestanding -nostdinc -isystem "$(own_headers "$compiler")" \
			-Wall -Wextra -Werror "$level" -Idevmodel/core \
			-c -o "$directory/$(basename "$source" .c).o" "$source" || return
	done
	ld -r -o "$directory/core.o" "$directory"/*.o
}

# Names that the object needs and that are not allowed.
forbidden() {
	nm -u "$1" | awk '{ print $NF }' | sort -u >"$1.undefined"
	sed '/^#/d; /^$/d' tests/core/undefined.txt | sort -u | comm -13 - "$1.undefined"
}

# Nothing lives outside the structures that the caller hands in.
check_no_globals() {
	local globals

	globals=$(nm "$1" | awk '$2 ~ /^[BbCDdGgSs]$/ { print $3 }')
	[ -z "$globals" ] || fail "$2: variables that live on: $globals"
}

check() {
	local compiler=$1 level=$2 directory=$scratch/$1$2 names

	if ! compile "$compiler" "$level" "$directory"; then
		fail "$compiler $level: not compiled"
		return
	fi
	names=$(forbidden "$directory/core.o")
	[ -z "$names" ] || fail "$compiler $level: undefined: $names"
	check_no_globals "$directory/core.o" "$compiler $level"
	echo "$compiler $level: $(size "$directory/core.o" | awk 'NR == 2 { print $1 }') bytes of code"
}

# A core that asks for more is found out: else the check above would check nothing.
check_the_check() {
	local object=$scratch/needy.o

	echo 'int puts(const char *); int needy(void); int needy(void) { return puts(""); }' |
		gcc -x c -c -o "$object" - || fail "needy.c: not compiled"
	[ "$(forbidden "$object")" = puts ] || fail "an undefined name is not noticed"
}

check_the_check
for compiler in gcc clang; do
	if ! command -v "$compiler" >/dev/null; then
		echo "SKIP: no $compiler"
		continue
	fi
	for level in -O2 -Os; do
		check "$compiler" "$level"
	done
done
[ "$failures" -eq 0 ]
