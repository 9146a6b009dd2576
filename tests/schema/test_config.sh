#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# schema/config.schema.json has the settings of settings.def, and accepts the configuration files that acrn-cfg
# accepts, but for the names of rules.
set -u
cd "${SRCDIR:-.}" || exit
B=${B:-build}
schema=schema/config.schema.json
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT

if ! python3 -c 'import jsonschema' 2>/dev/null; then
	echo "SKIP: python3-jsonschema is missing"
	exit 77
fi
. tests/generator/cli/many.sh
many_open

failed=0
diff <(python3 tests/schema/config.py names $schema | sort) \
	<(sed -n 's/^SETTING([A-Z_]*, "\([a-z-]*\)".*/\1/p' generator/settings/settings.def | sort) || failed=1
python3 tests/schema/config.py write $schema "$work" || failed=1
accepted=()
for file in "$work"/*.yaml; do
	if many_run "$work" out err config --config "$file"; then
		name=${file##*/}
		accepted+=("${name%.yaml}")
	fi
done
python3 tests/schema/config.py check $schema "${accepted[@]}" || failed=1
exit $failed
