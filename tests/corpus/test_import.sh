#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# What acrn-dm gets from real launch scripts, against what it gets from gen's scripts for the scenario that
# they are imported to: the same words, in any order, but for what the recorded arguments do not know, and the
# differences in import_differences.tsv. The same table has the rules by which a scenario is refused, or
# differs from the script.
set -u
# shellcheck source=tests/corpus/lib.sh
. tests/corpus/lib.sh

scripts=$SHARED/corpus/scripts
differences=tests/corpus/import_differences.tsv
declare -A used=() grouped=()

# One argument a line: without MAC seeds, in MiB, with slots and BDFs in one form, without words that
# are not known, nor the option before one.
normalize() {
	awk '
		function flush() { if (has_held) print held; has_held = 0 }
		{
			gsub(/[ \t]+/, " ")
			sub(/,mac_seed=.*/, "")
			if (held == "-m" && has_held && /^[0-9]+[Gg]$/) $0 = $0 * 1024 "M"
			if (held == "-m" && has_held && /^[0-9]+[Mm]?$/) $0 = $0 + 0 "M"
			if (/^([0-9]+:)?[0-9]+(:0)?,/) {
				address = substr($0, 1, index($0, ",") - 1); rest = substr($0, index($0, ","))
				count = split(address, part, ":")
				$0 = (count == 3 ? part[2] : part[1]) rest
			}
		}
		/\?/ { if (held !~ /^-/) flush(); has_held = 0; next }
		{ flush(); held = $0; has_held = 1 }
		END { flush() }' "$@" |
		sed -E 's#passthru,0*([0-9a-f]+)/0*([0-9a-f]+)/#passthru,\1/\2/#' | sort
}

# listed NAME SIGN WORD: whether the table has a difference, for that script or for all.
listed() {
	local key

	for key in "$2	$3	$1" "$2	$3	*"; do
		if grep -q -F -e "$key	" "$differences"; then
			used[$key]=1
			return 0
		fi
	done
	return 1
}

compare() {
	local name=$1 sign word

	while read -r sign word; do
		listed "$name" "$sign" "$word" || fail "$name: $sign $word"
	done < <(diff <(normalize "$scripts/$name.argv") <("$2" --dry-run | normalize) |
		sed -n 's/^< /- /p; s/^> /+ /p')
	pass
}

# The names of scripts that are imported together.
import() {
	local name release number=0 slug

	if ! "$B/bin/acrn-cfg" import -o "$scratch/scenario.xml" "${@/#/$scripts/}" 2>"$scratch/messages"; then
		fail "$1: not imported: $(cat "$scratch/messages")"
		return
	fi
	release=$(sed -n 's/.* scripts for ACRN \(.*\)\. -->/\1/p' "$scratch/scenario.xml")
	rm -rf "$scratch/out"
	if ! "$B/bin/acrn-cfg" gen --acrn-release "$release" --format=gcc -o "$scratch/out" \
		"$scratch/scenario.xml" 2>"$scratch/messages"; then
		while read -r slug; do
			listed "${1%.sh}" refused "$slug" || fail "$1: $(cat "$scratch/messages")"
		done < <(sed -n 's/.*: error: .*\[\(.*\)\]$/\1/p' "$scratch/messages" | sort -u)
		pass
		return
	fi
	"$B/bin/acrn-cfg" check --acrn-release "$release" --format=gcc "$scratch/scenario.xml" \
		"${@/#/$scripts/}" 2>"$scratch/messages"
	while read -r slug; do
		listed "${1%.sh}" differs "$slug" || fail "$1: $slug"
	done < <(sed -n 's/.*\[\(script-[mv].*\)\]$/\1/p' "$scratch/messages" | sort -u)
	for name; do
		number=$((number + 1))
		compare "${name%.sh}" "$scratch/out/launch/launch_user_vm_id$number.sh"
	done
}

while read -r -a names; do
	[[ ${names[0]} == \#* ]] && continue
	for name in "${names[@]}"; do
		grouped[$name]=1
	done
	import "${names[@]/%/.sh}"
done <tests/corpus/import_groups.txt

# Those of acrn-dm of which one run is on record.
for script in "$scripts"/*.sh; do
	name=$(basename "$script" .sh)
	if [[ -z ${grouped[$name]-} && -f $scripts/$name.argv ]] &&
		awk -F'\t' -v name="$name.sh" '$1 == name { if ($3 ~ /acrn-dm$/) count++; else count += 9 }
			END { exit count != 1 }' "$scripts/CALLS.tsv"; then
		import "$name.sh"
	fi
done

while IFS=$'\t' read -r sign word name _; do
	if [[ $sign != \#* && -z ${used[$sign	$word	$name]:-} ]]; then
		fail "$sign $word of $name is listed, but there is no such difference"
	fi
done <"$differences"
finish
