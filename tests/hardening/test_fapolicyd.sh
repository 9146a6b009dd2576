#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_fapolicyd.sh: the daemon's own parser takes the rules, of two scenarios at once. It reads them in a private
# /etc/fapolicyd, and ends when it has: it may not change to its user there, or watch the system.
set -u
cd "${SRCDIR:-.}" || exit 1
. tests/hardening/lib.sh
need fapolicyd fagenrules
need_namespace
[ -d /etc/fapolicyd ] || skip "no /etc/fapolicyd"

# parse DIRECTORY: what the daemon says of the rules in DIRECTORY/rules.d, without their lines.
parse() {
	cp /etc/fapolicyd/fapolicyd.conf "$1"
	# shellcheck disable=SC2016 # the inner shell expands it
	unshare -m sh -c 'mount --bind "$1" /etc/fapolicyd && fagenrules >/dev/null && mount -t tmpfs none /run &&
		timeout 20 fapolicyd --debug --permissive' sh "$1" 2>&1 | grep -e '^Loaded ' -e ' line [0-9]'
}

scenario "$scratch/one.xml" r=A,B "A B"
scenario "$scratch/a b(c)=%d.xml" r=A-1,B "A-1 B"
harden "$scratch/one" "$scratch/one.xml"
harden "$scratch/two" "$scratch/a b(c)=%d.xml"
mkdir -p "$scratch/etc/rules.d"
cp "$scratch"/{one,two}/hardening/fapolicyd/45-acrn-*.rules "$scratch/etc/rules.d"
is "files of rules" 2 "$(find "$scratch/etc/rules.d" -type f | wc -l)"
is "the daemon on two scenarios" "Loaded 12 rules" "$(parse "$scratch/etc")"

# What the daemon would refuse, which shows that it reads these files.
sed -i '/^allow/s/execute/exec/' "$scratch"/etc/rules.d/45-acrn-one.rules
parse "$scratch/etc" | grep -q 'Access permission (exec) is unknown in line [0-9]'
report $? "the daemon on an unknown permission: $(parse "$scratch/etc")"

# Each allows the trusted and then denies the rest, about one object.
rules=$scratch/two/hardening/fapolicyd/$(basename "$scratch"/two/hardening/fapolicyd/*.rules)
is "what is denied" "$(sed -n 's/^allow \(.*\) trust=1$/\1/p' "$rules")" "$(sed -n 's/^deny_audit //p' "$rules")"
is "lines with a text of the user's" "" "$(grep -v '^#' "$rules" | grep -e '[( ]c)' -e 'b(')"
finish
