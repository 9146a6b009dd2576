#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# mutate.sh: puts faults into the rules, one at a time, and runs the cases that have to notice: those of the rule.
# With MUTATE=full also those of the other rules, and the unit tests of rules. Prints the faults that nothing has
# noticed, and fails if there are any.
#
# Environment: B is the build directory, which has acrn-cfg; MUTATE=full adds faults (see mutants.awk);
# RULE=SLUG selects one rule and the functions of its file; COMPILE and LIBS are what `make mutate` sets.
# shellcheck disable=SC2086 # COMPILE and LIBS are several words
set -u
export LC_ALL=C B=${B:-build} COMPILE LIBS
cd "${SRCDIR:-.}" || exit
tables=(generator/rules/rules.def generator/rules/launch_rules.def)
rules=$(sed -n 's/^RULE([A-Z0-9_]*, \(check_[a-z0-9_]*\),.*/\1/p' "${tables[@]}" | sort -u)
export rules
WORK=$(mktemp -d) || exit
export WORK
trap 'rm -rf "$WORK"' EXIT

# slugs_of FILE FUNCTION: the rule, or the rules of the file where the function is shared.
slugs_of() {
	grep -x "$2" <<<"$rules" || grep -o '^void check_[a-z0-9_]*' "$1" | grep -o 'check_.*' | grep -x -F "$rules"
}

to_slugs() {
	sed -E 's/^check_(launch_)?//; y/_/-/' | sort -u | paste -s -d ' '
}

mutants() {
	awk -v kind="${MUTATE:-return}" -f tests/tools/mutants.awk "${tables[@]}" generator/rules/*.c
}

# Those of $RULE: of its function, of its row, and of functions in its file that are no rules.
select_mutants() {
	local file function

	if [ -z "${RULE-}" ]; then
		cat
		return
	fi
	function=$(grep -x "check_${RULE//-/_}" <<<"$rules" || grep -x "check_launch_${RULE//-/_}" <<<"$rules")
	file=$(grep -l "^void $function(" generator/rules/*.c)
	awk -F '\t' -v name="$function" -v file="$file" '
		FILENAME == ARGV[1] { sub(/^RULE\([^,]*, /, ""); sub(/,.*/, ""); is_rule[$0]; next }
		$3 == name || ($1 == file && !($3 in is_rule))' <(grep -h '^RULE' "${tables[@]}") -
}

# build FILE OFFSET LENGTH REPLACEMENT: acrn-cfg with the fault, and the unit tests, in $build.
build() {
	local copy=$build/${1#generator/} source=$1 object=$build/mutant.o

	mkdir -p "$build/rules" "$build/bin"
	{
		head -c "$2" "$1"
		printf '%s' "$4"
		tail -c "+$(($2 + $3 + 1))" "$1"
	} >"$copy"
	[[ $1 == *.def ]] && source=generator/rules/rules.c || source=$copy
	$COMPILE "-I$build" -Igenerator '-Dif_not(...)=if (!(__VA_ARGS__))' -c -o "$object" "$source" &&
		$COMPILE -o "$build/bin/acrn-cfg" "$B/generator/main.o" "$object" "$B/libacrncfg.a" $LIBS
}

# The cases of some rules pass with the fault.
passes() {
	STOP=yes CASES=$1 B=$build timeout 900 tests/cases/test_cases.sh
}

# is_noticed FILE FUNCTION: what takes long comes last. A file without a rule has no cases of its own.
is_noticed() {
	local own test

	own=$(slugs_of "$1" "$2" | to_slugs)
	[ -n "$own" ] && ! passes "$own" && return
	[ "${MUTATE:-return}" != return ] || return
	for test in "$B"/tests/generator/rules/test_*.o; do
		$COMPILE -o "$build/unit" "$test" "$build/mutant.o" "$B/libacrncfg.a" $LIBS -lcmocka || return
		! timeout 300 "$build/unit" && return
	done
	! passes "$slugs"
}

# try FILE LINE FUNCTION OFFSET LENGTH REPLACEMENT
try() {
	local build

	build=$(mktemp -d "$WORK/XXXXXX")
	if ! build "$1" "$4" "$5" "$6" >"$build/log" 2>&1; then
		echo "broken $1:$2: $3(): '$6' does not compile"
	elif is_noticed "$1" "$3" >"$build/log" 2>&1; then
		echo "noticed $1:$2: $3()"
	else
		echo "missed $1:$2: $3(): '$(tail -c "+$(($4 + 1))" "$1" | head -c "$5")' became '$6'"
	fi
	rm -rf "$build"
}
export -f slugs_of to_slugs build passes is_noticed try

slugs=$(to_slugs <<<"$rules")
export slugs
# Without a fault the cases pass.
if ! CASES=${RULE:-$slugs} tests/cases/test_cases.sh >"$WORK/log"; then
	grep -A 5 '^FAIL' "$WORK/log"
	exit 1
fi
# shellcheck disable=SC2016 # the inner bash expands it
mutants | select_mutants | tr '\t\n' '\0\0' | xargs -0 -r -n 6 -P "$(nproc)" bash -c 'try "$@"' mutate.sh |
	tee "$WORK/results" | grep --line-buffered -v '^noticed'
noticed=$(grep -c '^noticed' "$WORK/results") missed=$(grep -c '^missed' "$WORK/results")
echo "$noticed noticed, $missed missed, $(grep -c '^broken' "$WORK/results") broken"
[ "$missed" -eq 0 ] && [ "$noticed" -gt 0 ]
