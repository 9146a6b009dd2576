#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_cases.sh: whole runs of acrn-cfg, a folder each.
#
#     bad/SLUG[--FACE]  breaches of one rule: the messages, the exit status, and that `gen` writes nothing
#     good/NAME         odd inputs that are right: the messages (mostly none), and the plan where there
#                       is a plan.xml. `near` lists the rules that the input is close to breaking
#     ok/NAME           what `plan` and `gen` make, byte for byte, in expect/
#
# Files of a folder: `args` has arguments, one a line, the first of which may be a verb (`check` is
# the default); input.xml or input.yaml is the last argument, if there is one, or else the scripts *.sh, for `check`
# alone; `expect` is what --format=gcc prints.
# Where that does not do there is a script `run` instead, which finds the program in $ACRN_CFG. The
# `args` of ok/ are complete, with paths from the project's root.
#
# Environment: B is the build directory, SRCDIR the project's root. With GOLDEN=update expectations
# are rewritten instead of compared. With CASES="SLUG..." only the folders of these rules are run,
# and with STOP=yes none after one that fails. With sanitizers each folder is run once, because starts take long,
# and what gen makes is compared, but not compiled: it is the same text.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit
root=$PWD
B=${B:-build}
[[ $B == /* ]] || B=$root/$B
export ACRN_CFG=$B/bin/acrn-cfg
cases=$root/tests/cases
update=$([[ ${GOLDEN-} == update ]] && echo yes)
sanitized=$([[ $B == */san ]] && echo yes)
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT

# A folder for each of the processes that run at the same time.
use_scratch() {
	scratch=$work/scratch-$1
	why=$scratch/why
	mkdir "$scratch"
	: >"$why"
}

skip() {
	echo "SKIP $1: $2"
}

report() {
	echo "$*" >>"$why"
}

# conclude NAME: passes if nothing was reported.
conclude() {
	if [[ -s $why ]]; then
		echo "FAIL $1" | tee -a "$work/failed"
		sed 's/^/    /' "$why"
		: >"$why"
	else
		echo "ok $1"
	fi
}

# compare EXPECTED ACTUAL: files, or whole folders.
compare() {
	if [[ -n $update ]]; then
		renew "$1" "$2"
	elif [[ -d $2 ]] || ! cmp -s "$1" "$2"; then
		diff -ru "$1" "$2" >>"$why" 2>&1
	fi
}

renew() {
	if ! diff -rq "$1" "$2" >/dev/null 2>&1; then
		rm -rf "$1"
		cp -r "$2" "$1"
		echo "updated ${1#"$root"/}"
	fi
}

have() {
	command -v "$1" >/dev/null
}

## The registry: which rules there are, and to which status a breach of each leads.

declare -A status_of varies is_finding
while read -r number slug level; do
	((number < 1000)) || is_finding[$slug]=yes
	case $level in
	DIAG_WARNING) status_of[$slug]=0 ;;
	DIAG_ERROR) status_of[$slug]=1 ;;
	DIAG_VARIES) status_of[$slug]=1 varies[$slug]=yes ;;
	DIAG_FAILURE) status_of[$slug]=2 ;;
	esac
done < <(sed -n 's/^DIAG(\([0-9]*\), [A-Z0-9_]*, "\([a-z-]*\)", \([A-Z_]*\),.*/\1 \2 \3/p' generator/diag/codes.def)

# Every code has a breach and a section, every rule also valid input close to a breach, and all of these are
# of a code. A code from 1000 on may be no fault of the input: the tests of what reports it have a breach of it.
check_registry() {
	local folder name slug

	if ((${#status_of[@]} != $(grep -c '^DIAG(' generator/diag/codes.def))); then
		report "generator/diag/codes.def has lines that this script cannot read"
	fi
	for slug in "${!status_of[@]}"; do
		if [[ -d $cases/bad/$slug ]]; then
			:
		elif [[ -z ${is_finding[$slug]-} ]]; then
			report "$slug: there is no tests/cases/bad/$slug"
		elif ! grep -rqw -e "$slug" tests/generator; then
			report "$slug: neither in tests/cases/bad, nor in a file in tests/generator"
		fi
		if ! grep -qx "### $slug" docs/diagnostics.md; then
			report "$slug: docs/diagnostics.md has no section for it"
		fi
	done
	for slug in "${!status_of[@]}"; do
		((status_of[$slug])) || grep -A 2 -x "### $slug" docs/diagnostics.md | grep -q '^A warning' ||
			report "$slug: its section in docs/diagnostics.md does not begin with 'A warning'"
	done
	for slug in "${!varies[@]}"; do
		sed -n "/^### $slug$/,/^##/p" docs/diagnostics.md | grep -q 'a warning' ||
			report "$slug: its section in docs/diagnostics.md does not say when it is a warning"
	done
	for slug in "${rules[@]}"; do
		grep -q -x -e "$slug" "$cases"/good/*/near ||
			report "$slug: no tests/cases/good/*/near lists it"
	done
	while read -r slug; do
		[[ -n ${status_of[$slug]-} ]] || report "tests/cases/good/*/near: there is no rule $slug"
	done < <(cat "$cases"/good/*/near)
	for folder in "$cases"/bad/*/; do
		name=${folder%/}
		name=${name##*/}
		[[ -n ${status_of[${name%%--*}]-} ]] || report "bad/$name: there is no such rule"
	done
	conclude registry
}

# Those of the tables; other codes are reported by other stages.
mapfile -t rules < <(sed -n 's/^RULE(\([A-Z0-9_]*\), check_.*/\1/p' generator/rules/{rules,launch_rules}.def |
	tr 'A-Z_' 'a-z-' | sort -u)

## One folder

# Reads `args` into $verb and $arguments; $input is the file beside it, $scripts are those.
read_arguments() {
	local name

	verb=check arguments=()
	[[ -f args ]] && mapfile -t arguments <args
	case ${arguments[0]-} in
	check | gen | plan)
		verb=${arguments[0]}
		arguments=("${arguments[@]:1}")
		;;
	esac
	input=
	for name in input.xml input.yaml; do
		[[ -f $name ]] && input=$name
	done
	arguments+=(${input:+"$input"})
	scripts=(*.sh)
	[[ -z $input && -e ${scripts[0]} ]] || scripts=()
	arguments+=("${scripts[@]}")
}

# acrn_cfg STATUS VERB ARGUMENT...: runs it, into $scratch/stdout and $scratch/stderr.
acrn_cfg() {
	local wanted=$1 status

	shift
	many_run "$PWD" "$scratch/stdout" "$scratch/stderr" "$1" --format=gcc "${@:2}"
	status=$?
	((status == wanted)) || report "$*: exit status $status, not $wanted"
}

# The run of a bad or good folder; it prints nothing on standard output, for nothing comes of it.
run_folder() {
	local folder=$1 wanted=$2 status

	if [[ -f run ]]; then
		bash ./run >"$scratch/stdout" 2>"$scratch/stderr" </dev/null
		status=$?
		((status == wanted)) || report "run: exit status $status, not $wanted"
	elif [[ $verb == gen && " ${arguments[*]} " != *" -o "* ]]; then
		acrn_cfg "$wanted" gen -o "$scratch/output" "${arguments[@]}"
	else
		acrn_cfg "$wanted" "$verb" "${arguments[@]}"
	fi
	compare "$cases/$folder/expect" "$scratch/stderr"
	[[ ! -s $scratch/stdout ]] || report "something on standard output"
}

# No file: the folder itself is compared when all is done.
wrote_nothing() {
	[[ -e $scratch/output ]] || return
	report "there is an output directory"
	rm -rf "$scratch/output"
}

# The messages are about this rule and no other; a folder without a face has one of them.
check_headings() {
	local slug=$1 name=$2 line count=0 place='^([^ ]+:[0-9]+:[0-9]+|acrn-cfg): '

	while IFS= read -r line; do
		if [[ $line =~ $place(error|warning)': '.*\[$slug\]$ ]]; then
			count=$((count + 1))
		elif ! [[ $line =~ $place(note|help)': ' ]]; then
			report "not about $slug: $line"
		fi
	done <"$scratch/stderr"
	((count == 1 || (count > 1 && ${#name} > ${#slug}))) || report "$count messages"
}

# A warning can be made an error, which keeps gen from writing, and can be turned off.
check_levels() {
	local slug=$1 make=(gen -o "$scratch/output")

	((${#scripts[@]} == 0)) || make=(check)
	acrn_cfg 1 "${make[@]}" "-Werror=$slug" "${arguments[@]}"
	wrote_nothing
	sed 's/: warning: /: error: /' "$cases/bad/$2/expect" | cmp -s - "$scratch/stderr" ||
		report "-Werror=$slug has other messages"
	acrn_cfg 0 check "-Wno-$slug" "${arguments[@]}"
	[[ ! -s $scratch/stderr ]] || report "-Wno-$slug has messages"
}

check_bad() {
	local name=$1 slug=${1%%--*} status

	cd "$work/bad/$name" || return
	status=${status_of[$slug]-1}
	[[ -z ${varies[$slug]-} ]] || grep -q ': error: ' "$cases/bad/$name/expect" || status=0
	read_arguments
	run_folder "bad/$name" "$status"
	wrote_nothing
	check_headings "$slug" "$name"
	if [[ -n $sanitized || -f run ]]; then
		:
	elif ((status == 0)); then
		check_levels "$slug" "$name"
	elif [[ $verb == check && -n $input ]]; then
		acrn_cfg "$status" gen -o "$scratch/output" "${arguments[@]}"
		cmp -s "$cases/bad/$name/expect" "$scratch/stderr" || report "gen has other messages"
		wrote_nothing
	fi
	conclude "bad/$name"
}

check_good() {
	local name=$1

	cd "$work/good/$name" || return
	read_arguments
	run_folder "good/$name" 0
	if [[ -n $input && ! -f run ]]; then
		acrn_cfg 0 plan "${arguments[@]}"
		cp "$scratch/stdout" "$work/plans/good-$name.xml"
		[[ ! -f plan.xml ]] || compare "$cases/good/$name/plan.xml" "$scratch/stdout"
		acrn_cfg 0 gen -o "$scratch/output" "${arguments[@]}"
		rm -rf "$scratch/output"
	fi
	conclude "good/$name"
}

## What gen makes

# Bash finds nothing wrong with a script.
check_scripts() {
	local script

	for script in "$1"/{launch,lab}/*.sh; do
		[[ -e $script ]] || continue
		[[ -x $script ]] || report "${script##*/} is not executable"
		bash -n "$script" 2>>"$why"
	done
}

# What uses ivshmem_cfg.h as ACRN's hypervisor does, and room for the rows of any VM. With the
# hypervisor's whole configuration its own headers have the numbers.
make_stubs() {
	local id

	mkdir "$work/whole"
	printf '#include "%s"\n' board_info.h vm_configurations.h >"$work/whole/counts.h"
	for ((id = 0; id < 16; id++)); do
		printf '#define VM%d_CONFIG_PCI_DEV_NUM 16U\n' "$id"
	done >"$work/counts.h"
	cat >"$work/hypervisor.c" <<-END
		#include "ivshmem_cfg.h"
		#ifdef IVSHMEM_SHM_REGIONS
		extern struct ivshmem_shm_region mem_regions[8];
		struct ivshmem_shm_region mem_regions[8] = { IVSHMEM_SHM_REGIONS };
		_Static_assert(IVSHMEM_SHM_SIZE >= 0x200000UL, "there is memory");
		_Static_assert(IVSHMEM_DEV_NUM >= 1UL, "there are devices");
		#endif
		extern int nothing;
	END
}

check_tables() {
	local compiler flags=(-std=c11 -Wall -Wextra -Wpedantic -Werror -c -o /dev/null)
	local acrn=("-I$1/config" -Itests/templates/stubs "-I$work")

	for compiler in "${compilers[@]}"; do
		"$compiler" "${flags[@]}" -ffreestanding -Ischema "$1/config/static_config.c" >>"$why" 2>&1
		[[ ! -e $1/config/ivshmem_cfg.h ]] ||
			"$compiler" "${flags[@]}" "${acrn[@]}" "$work/hypervisor.c" >>"$why" 2>&1
		[[ -e $1/config/pci_dev.c ]] || continue
		"$compiler" "${flags[@]}" "${acrn[@]}" "$1/config/pci_dev.c" >>"$why" 2>&1
	done
}

# The hypervisor's whole configuration, as ACRN compiles it: an array may be empty there.
check_hypervisor() {
	local compiler file configs=$1/hypervisor/configs
	local flags=(-std=gnu11 -W -Wall -Werror -ffreestanding -c -o /dev/null
		-include "$1/hypervisor/include/config.h" -Itests/templates/stubs "-I$work/whole"
		"-I$1/hypervisor/include" "-I$configs/boards" "-I$(dirname "$configs"/scenarios/*/misc_cfg.h)")

	for compiler in "${compilers[@]}"; do
		for file in "$configs"/boards/*.c "$configs"/scenarios/*/*.c "$work/hypervisor.c"; do
			"$compiler" "${flags[@]}" "$file" >>"$why" 2>&1
		done
	done
}

# Where the ABI header is beside the table, the table compiles as in lab.sh. Expectations have no copy.
check_abi_header() {
	local compiler config=$1/config

	[[ -e $config/static_config.h ]] || return
	cmp schema/static_config.h "$config/static_config.h" >>"$why" 2>&1
	for compiler in "${compilers[@]}"; do
		"$compiler" -shared -fPIC -Wall -Werror -o "$scratch/table.so" \
			"$config/static_config.c" >>"$why" 2>&1
	done
	rm "$config/static_config.h"
}

# A boot module with a VM's ACPI tables is a MiB, most of it zeros: expectations have its digest.
digest_modules() {
	local module

	for module in "$1"/hypervisor/acpi/*.bin; do
		[[ -e $module ]] || continue
		sha256sum <"$module" | cut -d' ' -f1 >"$module.sha256"
		rm "$module"
	done
}

# The manifest matches every file. Expectations have none: it has the digest of
# everything.
check_manifest() {
	local made=$1

	(cd "$made" && find . -type f ! -name manifest.json -printf '%P\n' | sort) >"$scratch/there"
	sed -n '/"outputs"/,$ s/.*"path": "\(.*\)",/\1/p' "$made/manifest.json" | sort |
		diff - "$scratch/there" >>"$why"
	sed -n '/"outputs"/,$ s/.*"path": "\(.*\)",/\1/p; s/.*"sha256": "\(.*\)",/\1/p' \
		"$made/manifest.json" | paste - - | awk -F'\t' '{ print $2 "  " $1 }' \
		>"$scratch/sums"
	(cd "$made" && sha256sum --quiet -c "$scratch/sums") >>"$why" 2>&1
	rm "$made/manifest.json"
}

check_ok() {
	local name=$1 made=$work/ok/$1 arguments

	mapfile -t arguments <"$cases/ok/$name/args"
	acrn_cfg 0 gen -o "$made" "${arguments[@]}"
	acrn_cfg 0 gen -o "$made" "${arguments[@]}" # over the former files
	acrn_cfg 0 gen -o "$scratch/again" "${arguments[@]}"
	diff -ru "$scratch/again" "$made" >>"$why" 2>&1
	rm -rf "$scratch/again"
	acrn_cfg 0 gen --check -o "$made" "${arguments[@]}"
	[[ ! -s $scratch/stdout ]] || report "--check finds something to change"
	check_manifest "$made"
	check_scripts "$made"
	check_tables "$made"
	[[ ! -e $made/hypervisor ]] || check_hypervisor "$made"
	check_abi_header "$made"
	digest_modules "$made"
	acrn_cfg 0 plan "${arguments[@]}"
	cp "$scratch/stdout" "$made/plan.xml"
	cp "$scratch/stdout" "$work/plans/ok-$name.xml"
	[[ ! -s $scratch/stderr ]] || cp "$scratch/stderr" "$made/stderr"
	compare "$cases/ok/$name/expect" "$made"
	conclude "ok/$name"
}

# All together, because each start takes long.
check_plans() {
	if ! have xmllint; then
		skip plans "xmllint is missing"
		return
	fi
	xmllint --nonet --noout --schema schema/plan.xsd "$work"/plans/*.xml 2>&1 |
		grep -v ' validates$' >>"$why"
	conclude plans
}

# Every script of another content; as many at a time as there are CPUs.
check_shellcheck() {
	local file sum
	local -A files

	if ! have shellcheck; then
		skip shellcheck "shellcheck is missing"
		return
	fi
	for file in "$work"/ok/*/{launch,lab}/*.sh "$work"/bad/*/run "$work"/good/*/run; do
		[[ -e $file ]] || continue
		sum=$(cksum <"$file")
		files[$sum]=$file
	done
	printf '%s\0' "${files[@]}" |
		xargs -0 -n 1 -P "$(nproc)" shellcheck -S style >>"$why" 2>&1
	conclude shellcheck
}

# A CPU's share of the folders: every stride-th from the first on.
check_share() {
	local first=$1 stride=$2 i name

	use_scratch "$first"
	many_open
	for ((i = first; i < ${#folders[@]}; i += stride)); do
		[[ -z ${STOP-} || ! -e $work/failed ]] || break
		cd "$root" || return
		name=${folders[i]%/}
		name=${name##*/}
		case ${folders[i]#"$cases"/} in
		bad/*) check_bad "$name" ;;
		good/*) check_good "$name" ;;
		ok/*) check_ok "$name" ;;
		esac
	done
}

check_folders() {
	local count i

	count=$(nproc)
	for ((i = 0; i < count; i++)); do
		check_share "$i" "$count" >"$work/share-$i" 2>&1 &
	done
	wait
	cat "$work"/share-*
}

# Whether the folder is for one of the rules in $CASES.
is_selected() {
	local name=${1%/} slug slugs=()

	name=${name##*/}
	[[ ! -f $1/near ]] || mapfile -t slugs <"$1/near"
	for slug in "${name%%--*}" "${slugs[@]}"; do
		[[ " $CASES " != *" $slug "* ]] || return 0
	done
	return 1
}

# With sanitizers a third of the variants of breaches, SLUG--WHAT, is enough: they reach the same code.
select_folders() {
	local folder variants=0

	for folder in "$cases"/{bad,good,ok}/*/; do
		if [[ -n $sanitized && -z ${CASES-} && $folder == */bad/*--* ]] && ((variants++ % 3)); then
			continue
		fi
		if [[ -z ${CASES-} ]] || is_selected "$folder"; then
			folders+=("$folder")
		fi
	done
}

# What is not made from them is run in copies.
copy_folders() {
	local kind

	for kind in bad good; do
		printf '%s\0' "${folders[@]%/}" | grep -z "^$cases/$kind/" | xargs -0 -r cp -r -t "$work/$kind"
	done
}

find_compilers() {
	local compiler

	for compiler in gcc clang; do
		if have "$compiler"; then
			compilers+=("$compiler")
		else
			skip "$compiler" "$compiler is missing"
		fi
	done
}

check_all() {
	use_scratch all
	if [[ -n ${CASES-} ]]; then
		check_folders
		return
	fi
	[[ -n $sanitized ]] || find_compilers
	check_registry
	check_folders
	check_plans
	[[ -n $sanitized ]] || check_shellcheck
	# Expectations have changed since they were copied; not all were.
	[[ -z $update && -z $sanitized ]] || return
	diff -r "$cases/bad" "$work/bad" >>"$why"
	diff -r "$cases/good" "$work/good" >>"$why"
	conclude no-stale-files
}

if [[ ! -x $ACRN_CFG ]]; then
	echo "FAIL: there is no $ACRN_CFG"
	exit 1
fi
# shellcheck source=tests/generator/cli/many.sh
. tests/generator/cli/many.sh
compilers=() folders=()
select_folders
mkdir "$work"/{bad,good,ok,plans}
copy_folders
make_stubs
check_all | tee "$work/log"
passed=$(grep -c '^ok ' "$work/log")
failed=$(grep -c '^FAIL ' "$work/log")
echo "$passed passed, $failed failed, $(grep -c '^SKIP ' "$work/log") skipped"
((failed == 0 && passed > 0))
