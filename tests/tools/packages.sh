#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# packages.sh GROUP...: installs what is missing of the groups' Debian packages, and says why.
# Anywhere but on Debian and its kin it names the packages and stops.
set -eu

packages_build=(
	"gcc                  compiles the C code"
	"libc6-dev            the C library's headers"
	"pkg-config           finds the libraries"
	"libxml2-dev          reads XML, and checks it against schemas"
	"libxslt1-dev         turns plans into scripts and tables"
)
packages_test=(
	"libcmocka-dev        the unit tests' framework"
	"libexpat1-dev        a second XML parser, to compare positions with"
	"libxml2-utils        xmllint, for schemas and as a measure of speed"
	"shellcheck           checks every script, generated ones too"
	"clang                compiles the generated tables a second time"
	"clang-format-14      checks the layout of the code"
	"clang-format         the same under its plain name"
	"python3              runs some tests' helpers"
)

missing=()
reasons=()
for group in "$@"; do
	declare -n group_packages="packages_$group"
	for entry in "${group_packages[@]}"; do
		package=${entry%% *}
		if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok'; then
			missing+=("$package")
			reasons+=("  $entry")
		fi
	done
done
if [ ${#missing[@]} -eq 0 ]; then
	exit 0
fi

echo "These packages are missing:"
printf '%s\n' "${reasons[@]}"
if ! command -v apt-get >/dev/null || [ ! -e /etc/debian_version ]; then
	echo "This is not Debian: install what corresponds to them, then run make again." >&2
	exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
	as_root=(sudo)
fi
echo "Installing them with apt-get${as_root[0]:+ (by sudo)}."
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
	apt-get install -q -y --no-install-recommends "${missing[@]}"
