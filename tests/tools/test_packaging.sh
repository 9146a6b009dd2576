#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_packaging.sh: `make dist` makes the same bytes with git and without, here and elsewhere; and debian/ knows what
# `make install` installs, this version, and what the guests' library has. `make packages` builds and installs packages.
set -u
cd "${SRCDIR:-.}" || exit 1
export LC_ALL=C
unset MAKEFLAGS SOURCE_DATE_EPOCH
. tests/tools/report.sh
B=${B:-build}
san=
[ "$B" != build/san ] || san=1
version=$(sed -n 's/^VERSION := //p' Makefile)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

same_tarball() {
	make --no-print-directory dist B="$scratch/here" >/dev/null
	report $? "make dist"
	mkdir "$scratch/there"
	tar -x -f "$scratch/here/acrn-cfg-$version.tar.gz" -C "$scratch/there"
	touch "$scratch/there/acrn-cfg-$version/README.md"
	(cd "$scratch/there/acrn-cfg-$version" && umask 077 && make --no-print-directory dist B=../again >/dev/null)
	is "files in the tarball" "$(tr '\0' '\n' <"$scratch/here/dist.files" | sort)" \
		"$(cd "$scratch/there/acrn-cfg-$version" && find . ! -type d -printf '%P\n' | sort)"
	cmp "$scratch/here/acrn-cfg-$version.tar.gz" "$scratch/there/again/acrn-cfg-$version.tar.gz"
	report $? "the tarball is another one elsewhere"
}

# patterns FILE...: of files below debian/tmp, where the build installs; the others are in the source.
patterns() {
	sed -n 's/#.*//; s/ .*//; /^usr/p' "$@"
}

# Each file goes into a package or has a reason not to, and each pattern has files.
everything_is_packaged() {
	local pattern file known=()

	make --no-print-directory install SAN=$san DESTDIR="$scratch/root" PREFIX=/usr LIBDIR=lib/any >/dev/null
	report $? "make install"
	for pattern in $(cd / && patterns "$OLDPWD"/debian/*.install "$OLDPWD/debian/not-installed"); do
		# shellcheck disable=SC2086 # a pattern
		while read -r file; do
			known+=("$file")
		done < <(cd "$scratch/root" && find $pattern ! -type d)
	done
	is "files that debian/ does not know" "" "$(comm -13 <(printf '%s\n' "${known[@]}" | sort -u) \
		<(cd "$scratch/root" && find usr ! -type d | sort))"
}

same_version() {
	is "version in debian/changelog" "$version" "$(sed -n '1s/.*(\(.*\)-.*/\1/p' debian/changelog)"
	is "day in debian/changelog" "$(sed -n 's/^DATE := //p' Makefile)" \
		"$(date -u -d "$(sed -n 's/^ -- .*>  //p' debian/changelog | head -n 1)" +%F)"
}

# Each paragraph of debian/control has what it must have, and a package with files.
control() {
	local package

	is "packages without a description or an architecture" "" "$(awk -v RS= '/^Package:/ &&
		!(/\nArchitecture: / && /\nDescription: [^\n]+\n [^\n]/)' debian/control)"
	is "lines that are neither fields nor more of one" "" "$(grep -v -E '^([A-Za-z-]+: .*| .+|$|[A-Za-z-]+:$)' debian/control)"
	while read -r package; do
		[ -s "debian/$package.install" ]
		report $? "$package has no files"
	done < <(sed -n 's/^Package: //p' debian/control)
}

symbols() {
	is "symbols of the guests' library" \
		"$(grep -o -E 'ivshm_[a-z_]+\(' devmodel/guest/lib/ivshmem_guest.h | tr -d '(' | sort -u)" \
		"$(sed -n 's/^ \(.*\)@Base .*/\1/p' debian/libivshmem-guest1.symbols | sort)"
}

same_tarball
everything_is_packaged
same_version
control
symbols
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
