#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_cases.sh: check --fix of every case in tests/cases/bad, and of the corpus's invalid scenarios: what is left has no
# fix, a second run changes nothing, and `git apply` makes the same files of the patch of --dry-run. cases.expect has for
# each case with fixes how many findings are fixed and which messages are left, and docs/diagnostics.md lists the rules.
#
# Environment: B is the build directory, SRCDIR the project's root, SHARED may have the corpus. With GOLDEN=update
# cases.expect is rewritten.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
B=${B:-build}
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/generator/cli/many.sh
. tests/generator/cli/many.sh

fail() {
	echo "FAIL $*"
	touch "$work/failed"
}

# run FOLDER ARGUMENT...: check --fix there, into $work/stdout and $work/stderr.
run() {
	many_run "$1" "$work/stdout" "$work/stderr" check --format=gcc --fix "${@:2}"
}

# What the messages of a run come to: "N fixed", if any, and the rules of those that are left.
sum_up() {
	local line

	while read -r line; do
		[[ $line =~ :\ (fixed|would\ fix)\ ([0-9]+)\ finding ]] && printf '%s fixed' "${BASH_REMATCH[2]}"
	done <"$work/stderr"
	while read -r line; do
		[[ $line =~ :\ (error|warning):\ .*\[([a-z-]+)\]$ ]] && printf ' %s' "${BASH_REMATCH[2]}"
	done <"$work/stderr"
}

# fix NAME ARGUMENT...: the files in $work/fixed/NAME and $work/patched/NAME, which are the same at first.
fix() {
	local name=$1 sum again status

	run "$work/patched/$name" --dry-run "${@:2}"
	status=$?
	[[ -s $work/stdout ]] || return
	((status == 1)) || fail "$name: --dry-run has status $status"
	sed -E "s,^(--- \"?a|\+\+\+ \"?b)/,&$name/," "$work/stdout" >>"$work/patch"
	run "$work/fixed/$name" "${@:2}"
	[[ ! -s $work/stdout ]] || fail "$name: something on standard output"
	sum=$(sum_up)
	echo "$name: $sum" >>"$work/sums"
	run "$work/fixed/$name" "${@:2}"
	again=$(sum_up)
	[[ $again == "${sum#* fixed}" ]] || fail "$name: $sum, and then $again"
}

# The arguments of a case, as tests/cases/test_cases.sh has them; false for one that is another verb's.
read_arguments() {
	local name scripts

	[[ ! -e $1/run ]] || return
	arguments=()
	[[ ! -e $1/args ]] || mapfile -t arguments <"$1/args"
	[[ ${arguments[0]-} != check ]] || arguments=("${arguments[@]:1}")
	case ${arguments[0]-} in
	gen | plan) return 1 ;;
	esac
	for name in input.xml input.yaml; do
		[[ ! -e $1/$name ]] || arguments+=("$name")
	done
	scripts=("$1"/*.sh)
	[[ -e $1/input.xml || -e $1/input.yaml || ! -e ${scripts[0]} ]] || arguments+=("${scripts[@]##*/}")
}

fix_cases() {
	local folder

	for folder in tests/cases/bad/*/; do
		read_arguments "${folder%/}" && fix "$(basename "$folder")" "${arguments[@]}"
	done
	if [[ ${GOLDEN-} == update ]]; then
		cp "$work/sums" tests/generator/fix/cases.expect
	else
		diff -u tests/generator/fix/cases.expect "$work/sums" || fail "other cases are fixed, or in another way"
	fi
	diff <(sed '/^allow-/d; s/:.*//; s/--.*//' "$work/sums" | sort -u) \
		<(sed -n '/^Rules with fixes:/,/^$/p' docs/diagnostics.md | grep -oE '[a-z]+(-[a-z]+)+' | sort -u) ||
		fail "docs/diagnostics.md lists other rules"
}

fix_corpus() {
	local file board=$SHARED/corpus/acrn/whl-ipc-i5/whl-ipc-i5.xml

	for file in "$SHARED"/corpus/invalid/*.xml; do
		mkdir "$work"/{fixed,patched}/"${file##*/}"
		cp "$file" "$work/fixed/${file##*/}"
		cp "$file" "$work/patched/${file##*/}"
		fix "${file##*/}" --board "$(realpath "$board")" "${file##*/}"
	done
}

mkdir "$work"/{fixed,patched}
cp -r tests/cases/bad/. "$work/fixed"
cp -r tests/cases/bad/. "$work/patched"
many_open
fix_cases
if [[ -d ${SHARED:-../shared}/corpus ]]; then
	SHARED=${SHARED:-../shared}
	fix_corpus
else
	echo "SKIP corpus: there is no SHARED/corpus"
fi
if command -v git >/dev/null; then
	git -C "$work/patched" apply "$work/patch" || fail "git apply does not take the patches"
	diff -r "$work/fixed" "$work/patched" || fail "git apply makes other files"
else
	echo "SKIP patches: git is missing"
fi
echo "$(wc -l <"$work/sums") cases with fixes"
[[ ! -e $work/failed ]]
