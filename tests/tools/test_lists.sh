#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The lists of exceptions and of targets name files, functions and programs that exist: where code has moved, an entry
# would have no effect, and nothing would report it.
# shellcheck disable=SC2016 # make expands what is in single quotes
set -u
cd "${SRCDIR:-.}" || exit 1
. tests/tools/report.sh

# rows LIST: without comments.
rows() {
	grep -v -E -e '^(#|//|$)' "$1"
}

# names LIST PATTERN: there is a file of that name.
names() {
	compgen -G "$2" >/dev/null
	report $? "$1 names $2, which does not exist"
}

# value EXPRESSION: what make makes of it.
value() {
	MAKEFLAGS='' make --no-print-directory --eval="value: ; @echo $1" value
}

while read -r _ file _; do
	names tests/tools/tidy.txt "$file"
done < <(rows tests/tools/tidy.txt)

for list in tests/tools/cppcheck.txt tests/devmodel/hv/misra.txt; do
	while IFS=: read -r _ file; do
		[ -z "$file" ] || names "$list" "$file"
	done < <(rows "$list")
done

while read -r file function _; do
	grep -q -s -E -e "^[A-Za-z_].*\<$function\(" "$file"
	report $? "tests/coverage.txt names $function in $file, which does not exist"
done < <(rows tests/coverage.txt)

for list in UNSANITIZED SANITIZED; do
	is "tests in $list that are none" "" "$(value "\$(filter-out \$(TEST_SCRIPTS) \$(TESTS),\$($list))")"
done
is "patterns in SLOW_TESTS that no test has" "" \
	"$(value '$(foreach pattern,$(SLOW_TESTS),$(if $(filter $(pattern),$(TEST_SCRIPTS) $(TESTS)),,$(pattern)))')"

is "targets for make fuzz" "$(cd tests/fuzz && printf '%s\n' *_fuzz.c | sed 's/_fuzz\.c$//' | paste -s -d ' ')" \
	"$(value '$(sort $(FUZZ_GENERATOR) $(FUZZ_DEVMODEL))')"
for file in tests/fuzz/*.dict tests/fuzz/corpus/*; do
	name=$(basename "$file" .dict)
	names "$file" "tests/fuzz/${name}_fuzz.c"
done

# Targets with a text are listed, those with digits in their names as well.
is "targets in make help" "$(grep -c '^[^[:space:]].*: .*## ' Makefile)" \
	"$(MAKEFLAGS='' make --no-print-directory help | grep -c '^  ')"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
