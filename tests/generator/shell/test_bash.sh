#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# What the parser takes and what it refuses, and in which line, is what bash does: for the snippets
# in snippets.txt, for our own scripts, and for real launch scripts where SHARED has some.
set -u
cd "${SRCDIR:-.}" || exit 1
B=${B:-build}
SHARED=${SHARED:-../shared}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export LC_ALL=C

# Versions before 5.2 read commands in words only when they run them.
if [ "${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]}" != 5.2 ]; then
	echo "SKIP: this compares with bash 5.2, not $BASH_VERSION"
	exit 77
fi

# What bash says: "ok", "bad", or the line of the word that it did not expect. A fault in [[ ]] ends the
# script, too, but bash -n calls that a success.
bash_result() {
	local message

	if message=$(bash -n "$1" 2>&1) && ! [[ $message =~ unexpected|conditional ]]; then
		echo ok
	elif [[ $message =~ ': line '([0-9]+)': syntax error near' ]]; then
		echo "${BASH_REMATCH[1]}"
	else
		echo bad
	fi
}

awk -v prefix="$scratch/" 'BEGIN { file = prefix "001" } /^%%$/ { file = sprintf("%s%03d", prefix, ++n + 1); next }
	{ print >file }' tests/generator/shell/snippets.txt
mapfile -t own < <(find devmodel templates tests -name '*.sh')

scripts=("$scratch"/* "${own[@]}")
[ ! -d "$SHARED/corpus/scripts" ] || scripts+=("$SHARED"/corpus/scripts/*.sh)

# A bash for each takes most of the time. What the parser takes can be given to one bash together, but for
# here-documents that do not end. The last line is refused: bash has come so far.
declare -A has_document=()
while read -r file; do has_document[$file]=1; done < <(grep -l '<<' "${scripts[@]}")
passed=0 failed=0
together=()
while read -r file result; do
	if [ "$result" = ok ] && [ -z "${has_document[$file]-}" ]; then
		together+=("$file")
		passed=$((passed + 1))
		continue
	fi
	expected=$(bash_result "$file")
	if [ "$result" = "$expected" ] || { [ "$expected" = bad ] && [ "$result" != ok ]; }; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $file: $result, but for bash $expected:"
		head -n 20 "$file"
	fi
done < <("$B/tests/generator/shell/parse_scripts" "${scripts[@]}")

awk 1 "${together[@]}" - >"$scratch/together" <<<')'
lines=$(wc -l <"$scratch/together")
result=$(bash_result "$scratch/together")
if [ "$result" != "$lines" ]; then
	failed=$((failed + 1))
	echo "FAIL what is taken together: bash says $result of $lines lines:"
	bash -n "$scratch/together"
	sed -n "$((result - 5)),${result}p" "$scratch/together"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -eq ${#scripts[@]} ]
