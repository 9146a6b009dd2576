# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# freestanding.sh: for tests to source: compiles folders as a hypervisor would, where there is no C
# library, and looks at what comes out.

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0
skipped=0 # toolchains that there are not

fail() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}

# Compilers, and machines for those that compile for more than their own.
toolchains=(gcc clang-x86_64 clang-aarch64 clang-riscv64)
levels=(-O2 -Os)

# toolchain NAME: sets compiler, linker, nm and objcopy. Says which of them there is not.
toolchain() {
	local tool

	case $1 in
	gcc) compiler=(gcc) linker=ld nm=nm objcopy=objcopy ;;
	clang-*)
		compiler=(clang "--target=${1#clang-}-linux-gnu")
		linker=ld.lld nm=llvm-nm objcopy=llvm-objcopy
		;;
	esac
	for tool in "${compiler[0]}" "$linker" "$nm" "$objcopy"; do
		if ! command -v "$tool" >/dev/null; then
			echo "SKIP: $1: no $tool"
			skipped=$((skipped + 1))
			return 1
		fi
	done
}

# build LEVEL DIRECTORY FOLDER...: all of the folders' C files, into the one object DIRECTORY/all.o. What a
# compiler brings itself, stdint.h and the like, is all the headers that there are.
build() {
	local level=$1 directory=$2 folder flags=() sources=() own

	shift 2
	mkdir "$directory"
	own=$("${compiler[0]}" -print-file-name=include)
	[ "${compiler[0]}" != gcc ] || flags+=(-fcallgraph-info=su)
	for folder; do
		sources+=("$PWD/$folder"/*.c)
	done
	flags+=("-I$PWD" "-I$PWD/devmodel")
	(cd "$directory" && "${compiler[@]}" -std=c11 -ffreestanding -nostdinc -isystem "$own" -Wall -Wextra -Werror \
		"$level" -fstack-usage "${flags[@]}" -c "${sources[@]}" && "$linker" -r -o all.o ./*.o)
}

# listed FILE: the names in a list.
listed() {
	sed '/^#/d; /^$/d' "$1" | sort -u
}

undefined() {
	"$nm" -u "$1" | awk '{ print $NF }' | sort -u
}

# Names that an object needs and that are not allowed.
forbidden() {
	listed tests/devmodel/core/undefined.txt | comm -13 - <(undefined "$1")
}

# Nothing lives outside the structures that the caller hands in. Names with .L are numbers that a compiler
# has put beside its code: for RISC-V clang does so where variables are.
globals() {
	"$nm" "$1" | awk '$2 ~ /^[BbCDdGgSs]$/ && $3 !~ /^\.L/ { print $3 }'
}

# Bytes of code and constants.
code_size() {
	"$nm" -S -t d "$1" | awk '$3 ~ /^[TtRr]$/ { total += $2 } END { print total }'
}

# The function with the largest frame, and its bytes; "unbounded" is more than any number.
largest_frame() {
	cat "$1"/*.su | awk -F '\t' '
	$3 == "dynamic" { $2 = "unbounded" }
	$2 == "unbounded" || (max != "unbounded" && $2 + 0 > max) { max = $2; name = $1 }
	END { sub(".*:", "", name); print name, max }'
}

# A check that never finds anything would check nothing.
check_the_checks() {
	local object=$scratch/needy.o

	toolchain gcc || return
	echo 'int puts(const char *); int needy(void); int calls; int needy(void) { calls++; return puts(""); }' |
		gcc -x c -c -o "$object" - || fail "needy.c: not compiled"
	[ "$(forbidden "$object")" = puts ] || fail "an undefined name is not noticed"
	[ "$(globals "$object")" = calls ] || fail "a global variable is not noticed"
}

# check_object NAME DIRECTORY: what goes for every object.
check_object() {
	local names

	names=$(forbidden "$2/all.o")
	[ -z "$names" ] || fail "$1: undefined: $names"
	names=$(globals "$2/all.o")
	[ -z "$names" ] || fail "$1: variables that live on: $names"
}

# for_each_build FUNCTION FOLDER...: calls FUNCTION NAME DIRECTORY for each toolchain and level.
for_each_build() {
	local function=$1 toolchain level

	shift
	for toolchain in "${toolchains[@]}"; do
		toolchain "$toolchain" || continue
		for level in "${levels[@]}"; do
			if build "$level" "$scratch/$toolchain$level" "$@"; then
				"$function" "$toolchain $level" "$scratch/$toolchain$level"
			else
				fail "$toolchain $level: not compiled"
			fi
		done
	done
}
