#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# bash runs the same commands as runs.txt expects of the scripts in which everything is known.
set -u
cd "${SRCDIR:-.}" || exit 1

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
checked=0 failed=0

cat >"$scratch/run" <<'END'
#!/bin/bash
printf -v line '<%s>' run "$@"
echo "$line" >>"$TRACE"
END
chmod +x "$scratch/run"

# Blocks of a script, "--", and what it runs, with empty lines between them.
check() {
	local script=$1 expected

	expected=$(awk '/^\$?<run>/ { shown = 1 } /^\$?<[^r]/ { shown = 0 } shown { sub(/^\$/, ""); print }' <<<"$2")
	: >"$scratch/trace"
	(cd "$scratch" && PATH=$scratch:$PATH TRACE=$scratch/trace timeout 20 bash -c "$script" >/dev/null 2>&1)
	checked=$((checked + 1))
	if [ "$expected" != "$(cat "$scratch/trace")" ]; then
		failed=$((failed + 1))
		printf '%s\n-- expected\n%s\n-- got\n%s\n' "$script" "$expected" "$(cat "$scratch/trace")"
	fi
}

script='' expected='' target=script
finish_block() {
	# Nobody runs wrappers or commands in the background here: these are others', or in any order.
	if [ "$target" = expected ] && ! grep -q '^[?~]\|[?{]' <<<"$expected" &&
		! grep -q '^sudo\| &$' <<<"$script"; then
		check "$script" "$expected"
	fi
	script='' expected='' target=script
}
while IFS= read -r line; do
	if [ "$target" = expected ] && [ -z "$line" ]; then
		finish_block
	elif [ "$line" = -- ]; then
		target=expected
	elif [ "$target" = script ]; then
		script+=$line$'\n'
	else
		expected+=${expected:+$'\n'}$line
	fi
done <tests/generator/shell/runs.txt
finish_block
echo "$checked scripts, $failed run other commands"
[ "$failed" -eq 0 ] && [ "$checked" -ge 20 ]
