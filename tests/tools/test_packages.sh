#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# make on a machine that lacks a library names its Debian package, and installs nothing.
set -u
cd "${SRCDIR:-.}" || exit 1
. tests/tools/report.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"

# program NAME: a script from standard input, which replaces the machine's program.
program() {
	{ echo '#!/bin/sh' && cat; } >"$scratch/bin/$1"
	chmod +x "$scratch/bin/$1"
}

# has TEXT: make has printed it.
has() {
	grep -q -F -e "$1" "$scratch/messages"
	report $? "no '$1' in: $(cat "$scratch/messages")"
}

# lacking FAULT TARGET: make fails without compiling anything.
lacking() {
	PATH=$scratch/bin:$PATH make --no-print-directory B="$scratch/build" "$2" >"$scratch/messages" 2>&1
	is "status of make without $1" 2 $?
	! grep '^  CC' "$scratch/messages"
	report $? "make compiles without $1"
}

# Everything is there but libyaml and libseccomp.
real=$(command -v pkg-config)
program pkg-config <<END
case \$* in
*--exists*yaml-0.1* | *--exists*libseccomp*) exit 1 ;;
esac
exec $real "\$@"
END
program dpkg-query <<'END'
case $* in
*libyaml-dev | *libseccomp-dev) exit 1 ;;
esac
echo install ok installed
END
for name in apt-get sudo; do
	program "$name" <<<"touch '$scratch/installed'"
done

lacking libyaml acrn-cfg
has '  libyaml-dev reads scenarios in YAML'
has 'apt-get install libyaml-dev'
! grep -q libseccomp "$scratch/messages"
report $? "the generator needs no libseccomp"
lacking libseccomp devmodel
has 'apt-get install libseccomp-dev'
lacking 'libyaml and libseccomp' all
has 'apt-get install libyaml-dev libseccomp-dev'
is "lists of packages" 1 "$(grep -c 'apt-get install' "$scratch/messages")"
[ ! -e "$scratch/installed" ]
report $? "make installs packages"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
