#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# schema/scenario.schema.json is made of scenario.xsd, and finds in scenarios in YAML what `check` finds by the schema:
# in our cases, and in real files of ACRN in SHARED.
set -u
export LC_ALL=C
cd "${SRCDIR:-.}" || exit
B=${B:-build}
acrn_cfg=$PWD/$B/bin/acrn-cfg
shared=$(realpath -q -e "${SHARED:-../shared}/corpus")
schema=$PWD/schema/scenario.schema.json
# shellcheck source=tests/tools/report.sh
. tests/tools/report.sh
# shellcheck source=tests/generator/cli/many.sh
. tests/generator/cli/many.sh
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT

"$B/generator/validate/prepare/schema_tables" schema/scenario.xsd json | cmp -s - "$schema"
report $? "schema/scenario.schema.json is not what 'make golden' makes of scenario.xsd"
if ! python3 -c 'import jsonschema, yaml' 2>/dev/null; then
	echo "SKIP: python3-jsonschema or python3-yaml is missing"
	[ "$failed" -eq 0 ] && exit 77
	exit 1
fi

# The rules that values of some types belong to: the schema for editors has these values, too. A slot that is reserved
# is another rule's.
rules=$(sed -n -E 's/.*<xs:simpleType name="[A-Za-z]+" id="([a-z-]+)".*/\1/p' schema/scenario.xsd | paste -s -d '|')
rules+='|slot-reserved|schema-violation|element-repeated'

# inputs: the scenarios, one a line.
inputs() {
	local rule

	for rule in ${rules//|/ }; do
		find tests/cases/bad -path "tests/cases/bad/$rule*/input.xml"
	done
	find tests/cases/ok boards -name '*.xml' ! -path '*/expect/*'
	[ -z "$shared" ] || find "$shared/acrn" "$shared/forks" "$shared/invalid" -name '*.xml'
}

# Scenarios of ACRN 2.x are left out: `upgrade` makes others of them. So are boards, and what is malformed.
convert_inputs() {
	local number=0 input

	while read -r input; do
		number=$((number + 1))
		many_run . "$scratch/upgraded" /dev/null upgrade "$input" && cmp -s "$input" "$scratch/upgraded" &&
			many_run . /dev/null /dev/null convert "$input" -o "$scratch/yaml/$number.yaml"
	done < <(inputs | sort -u)
}

# found PATTERN: files of which a message is of one of these rules.
found() {
	grep -E "error: .*\[($1)\]\$" "$scratch/messages" | sed 's|:.*||; s|.*/||' | sort -u
}

mkdir "$scratch/yaml"
many_open
convert_inputs
"$acrn_cfg" check --format gcc "$scratch"/yaml/*.yaml >"$scratch/messages" 2>&1
python3 tests/schema/scenario_json.py "$schema" "$scratch/yaml" | sort >"$scratch/invalid"
report $? "the schema cannot be used"
is "by check only" "" "$(comm -13 "$scratch/invalid" <(found 'schema-violation|element-repeated'))"
is "by the JSON Schema only" "" "$(comm -23 "$scratch/invalid" <(found "$rules"))"
# Most are real scenarios, where there are any.
least=$([ -z "$shared" ] && echo 20 || echo 100)
least_invalid=$([ -z "$shared" ] && echo 10 || echo 30)
[ "$(wc -l <"$scratch/invalid")" -gt "$least_invalid" ] && [ "$(find "$scratch/yaml" -type f | wc -l)" -gt "$least" ]
report $? "only few files: $(wc -l <"$scratch/invalid") invalid ones"
echo "$(wc -l <"$scratch/invalid") of $(find "$scratch/yaml" -type f | wc -l) invalid; $passed passed, $failed failed"
[ "$failed" -eq 0 ]
