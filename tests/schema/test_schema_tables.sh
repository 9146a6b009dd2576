#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_schema_tables.sh: the build's tool refuses what it does not support in an XSD, with the line: a
# table with less than the XSD would accept what the XSD does not.
#
# B is the build directory.
set -u
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit 1
B=${B:-build}

. tests/tools/report.sh
tool=$B/generator/validate/prepare/schema_tables
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

xsd() {
	printf '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">\n%s\n</xs:schema>\n' "$1"
}

# refuses NAME LINE: an XSD with LINE as its second one.
refuses() {
	xsd "$2" >"$scratch/x.xsd"
	! "$tool" "$scratch/x.xsd" >"$scratch/out" 2>"$scratch/err" &&
		grep -q 'x\.xsd:2: <' "$scratch/err"
	report $? "$1 is not refused: $(cat "$scratch/err")"
}

simple() {
	echo "<xs:simpleType name='T'><xs:restriction base='$1'>$2</xs:restriction></xs:simpleType>"
}

complex() {
	echo "<xs:complexType name='T'>$1</xs:complexType>"
}

any='<xs:anyAttribute processContents="skip"/>'
refuses facet "$(simple xs:token '<xs:maxLength value="3"/>')"
refuses length "$(simple xs:token '<xs:length value="3"/>')"
refuses exclusive "$(simple xs:integer '<xs:maxExclusive value="3"/>')"
refuses two-patterns "$(simple xs:token '<xs:pattern value="a"/><xs:pattern value="b"/>')"
refuses built-in "$(simple xs:date '')"
refuses list '<xs:simpleType name="T"><xs:list itemType="xs:token"/></xs:simpleType>'
refuses group "$(complex "<xs:group ref='g'/>$any")"
refuses closed "$(complex '<xs:choice minOccurs="0" maxOccurs="unbounded"/>')"
refuses once "$(complex "<xs:choice/>$any")"
refuses strict "$(complex "<xs:sequence><xs:any minOccurs='0' maxOccurs='unbounded'/></xs:sequence>$any")"
refuses nameless "$(complex "<xs:choice minOccurs='0' maxOccurs='unbounded'><xs:element name='e'/></xs:choice>$any")"
element() {
	complex "<xs:choice minOccurs='0' maxOccurs='unbounded'><xs:element name='e' type='T' $1/></xs:choice>$any"
}
refuses default-of-elements "$(element "default='x'")"
refuses end-of-no-default "$(element "default-until='3.3'")"
refuses include '<xs:include schemaLocation="y.xsd"/>'

# And its output is reproducible.
for name in scenario board; do
	"$tool" "schema/$name.xsd" | cmp - "$B/generator/validate/tables/$name.c"
	report $? "other tables of $name.xsd than in the build"
done
"$tool" schema/scenario.xsd defaults | cmp - "$B/schema/scenario_defaults.h"
report $? "other defaults than in the build"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
