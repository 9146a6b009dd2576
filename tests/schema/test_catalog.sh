#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# schema/catalog.xml leads libxml2 to every XSD by its name, and what it finds there validates files.
set -u
cd "${SRCDIR:-.}" || exit
if ! command -v xmllint >/dev/null; then
	echo 'SKIP: xmllint is missing'
	exit 77
fi
B=${B:-build}
export XML_CATALOG_FILES=$PWD/schema/catalog.xml
# shellcheck source=tests/tools/report.sh
. tests/tools/report.sh
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT

# validates NAME FILE
validates() {
	messages=$(xmllint --nonet --noout --schema "urn:acrn-cfg:$1" "$2" 2>&1)
	report $? "$1: $messages"
}

sed 's|<acrn-config |&xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="urn:acrn-cfg:scenario.xsd" |' \
	boards/lab/pair.xml >"$scratch/pair.xml"
validates scenario.xsd "$scratch/pair.xml"
validates board.xsd boards/lab/lab.xml
"$B/bin/acrn-cfg" plan --board boards/lab/lab.xml "$scratch/pair.xml" >"$scratch/plan.xml"
report $? "plan of a scenario that names its schema"
validates plan.xsd "$scratch/plan.xml"
is "all XSDs" "$(cd schema && echo ./*.xsd)" \
	"$(sed -n 's|.*<uri name="urn:acrn-cfg:\(.*\)" uri="\1"/>.*|./\1|p' schema/catalog.xml | sort | paste -s -d ' ')"
sed -i 's/<load_order>.*/<load_order>NEVER<\/load_order>/' "$scratch/pair.xml"
! xmllint --nonet --noout --schema urn:acrn-cfg:scenario.xsd "$scratch/pair.xml" 2>/dev/null
report $? "an invalid scenario is accepted"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
