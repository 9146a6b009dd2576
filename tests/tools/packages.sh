#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# packages.sh GROUP...: installs what is missing of the groups' Debian packages, and says why.
# Anywhere but on Debian and its kin it names the packages and stops.
set -eu

# group, package, reason
packages=(
	"build  gcc             compiles the C code"
	"build  libc6-dev       has the C library's headers"
	"build  pkg-config      finds the libraries"
	"build  libxml2-dev     reads XML, and checks it against schemas"
	"build  libxslt1-dev    turns plans into scripts and tables"
	"build  libyaml-dev     reads scenarios in YAML"
	"build  nettle-dev      computes the digest of a table's inputs"
	"build  libjansson-dev  writes messages, and writes and reads manifests, in JSON"
	"build  libsystemd-dev  tells the service manager that the server is ready"
	"build  libseccomp-dev  keeps the server to the system calls that it needs"
	"build  libcap-ng-dev   gives up the server's capabilities"
	"test   libcmocka-dev   is the unit tests' framework"
	"test   libexpat1-dev   is a second XML parser, to compare positions with"
	"test   libxml2-utils   has xmllint, for schemas and as a measure of speed"
	"test   python3-jsonschema checks that JSON keeps to its schema"
	"test   ninja-build     is told by a depfile what to make again"
	"test   patch           takes what gen --check shows"
	"test   shellcheck      checks every script, generated ones too"
	"test   clang           compiles the generated tables a second time"
	"test   lld             links the device for machines other than this one"
	"test   llvm            looks into what was linked for them"
	"test   cppcheck        checks what goes into hypervisors by MISRA C"
	"test   clang-format    checks the layout of the code"
	"test   qemu-system-x86 boots guests with an ivshmem device of its own"
)

missing=()
reasons=()
for entry in "${packages[@]}"; do
	read -r group package reason <<<"$entry"
	case " $* " in
	*" $group "*) ;;
	*) continue ;;
	esac
	if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok'; then
		missing+=("$package")
		reasons+=("  $package $reason")
	fi
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
