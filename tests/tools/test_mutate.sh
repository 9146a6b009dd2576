#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# `make mutate` has a fault for every rule, and mutants.awk changes what it is to change and nothing else.
set -u
cd "${SRCDIR:-.}" || exit 1
. tests/tools/report.sh
export LC_ALL=C
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

tables=(generator/rules/rules.def generator/rules/launch_rules.def)
is "rules whose function cannot be made to return at once" "" \
	"$(diff <(sed -n 's/^RULE([A-Z0-9_]*, \([a-z0-9_]*\),.*/\1/p' "${tables[@]}" | sort -u) \
		<(awk -v kind=return -f tests/tools/mutants.awk "${tables[@]}" generator/rules/*.c | cut -f 3 | sort))"

cat >"$scratch/rules.def" <<'END'
RULE(FIRST, check_first, vm)
RULE(SECOND, check_second, vm, DIAG_FIRST)
END
cat >"$scratch/rules.c" <<'END'
/* if (a == b) */
static bool is_odd(int a, const char *b)
{
	for (int i = 0; i < a; i++) /* a comment
		if (a == b) of two lines */
		if (b[i] != '"' && i <= 3)
			return true;
	return false;
}

void check_first(struct check *check, const struct vm *vm)
{
	report(check, "a == b", '<');
}
END

# Each of its lines in the tree after the change.
changed_lines() {
	awk -v kind=full -f tests/tools/mutants.awk "$scratch/rules.def" "$scratch/rules.c" |
		while IFS=$'\t' read -r file line _ offset length text; do
			{
				head -c "$offset" "$file"
				printf '%s' "$text"
				tail -c "+$((offset + length + 1))" "$file"
			} | sed -n "${line}s/^\t*//p"
		done
}

is "changes of mutants.awk" "RULE(SECOND, check_second, vm, DIAG_FILE_UNREADABLE)
if_not (b[i] != '\"' && i <= 3)
if (b[i] == '\"' && i <= 3)
if (b[i] != '\"' || i <= 3)
if (b[i] != '\"' && i < 3)
return false;
return true;
{ return;" "$(changed_lines)"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
