#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# packages.sh [--missing] GROUP...: installs what is missing of the groups' Debian packages, and says why.
# With --missing, and anywhere but on Debian-based systems, it only names them.
set -eu

# group, package, reason
packages=(
	"generator gcc             compiles the C code"
	"generator libc6-dev       has the C library's headers"
	"generator pkg-config      finds the libraries"
	"generator libxml2-dev     reads XML, and checks it against schemas"
	"generator libxslt1-dev    turns plans into scripts and tables"
	"generator libyaml-dev     reads scenarios in YAML"
	"generator nettle-dev      computes the digest of a table's inputs"
	"generator libjansson-dev  writes messages, and writes and reads manifests, in JSON"
	"generator libacl1-dev     reads the ACLs of a host's files"
	"devmodel  gcc             compiles the C code"
	"devmodel  libc6-dev       has the C library's headers"
	"devmodel  pkg-config      finds the libraries"
	"devmodel  libsystemd-dev  notifies the service manager that the server is ready"
	"devmodel  libseccomp-dev  restricts the server to the system calls that it needs"
	"devmodel  libcap-ng-dev   gives up the server's capabilities"
	"test      libcmocka-dev   is the unit tests' framework"
	"test      libexpat1-dev   is a second XML parser, to compare positions with"
	"test      libxml2-utils   has xmllint, for schemas and as a measure of speed"
	"test      python3-jsonschema checks that JSON keeps to its schema"
	"test      python3-yaml    reads YAML as editors do"
	"test      ninja-build     reads depfiles"
	"test      patch           applies what gen --check shows"
	"test      strace          makes system calls of acrn-cfg fail"
	"test      cmark-gfm       reads Markdown as GitHub does"
	"test      shellcheck      checks every script, generated ones too"
	"test      clang           compiles the generated tables a second time"
	"test      lld             links the device for other processors"
	"test      llvm            shows what was linked for them"
	"test      acpica-tools    has iasl, which reads the ACPI tables of VMs"
	"test      cppcheck        checks the code, and that for hypervisors by MISRA C"
	"test      clang-format    checks the layout of the code"
	"test      clang-tidy      checks the code"
	"test      acl             sets the ACLs of regions and images"
	"test      apparmor        compiles the profiles of AppArmor"
	"test      cryptsetup-bin  has veritysetup, for images"
	"test      fapolicyd       reads its rules"
	"test      sbsigntool      signs kernels, and verifies them"
	"test      openssl         makes the keys that they are signed with"
	"test      xsltproc        adds root hashes to scenarios"
	"test      secilc          compiles the policy for SELinux"
	"test      sudo            has visudo, which reads the rules of sudo"
	"test      systemd         checks units, and creates users and files"
	"test      qemu-system-x86 boots guests with an ivshmem device of its own"
)

only_names=false
if [ "$1" = --missing ]; then
	only_names=true
	shift
fi

missing=()
reasons=()
for entry in "${packages[@]}"; do
	read -r group package reason <<<"$entry"
	case " $* " in
	*" $group "*) ;;
	*) continue ;;
	esac
	case " ${missing[*]} " in
	*" $package "*) continue ;;
	esac
	if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok'; then
		missing+=("$package")
		reasons+=("  $package $reason")
	fi
done
if [ ${#missing[@]} -eq 0 ]; then
	exit 0
fi

if $only_names; then
	echo "Missing Debian packages:" >&2
	printf '%s\n' "${reasons[@]}" >&2
	echo "Install them: apt-get install ${missing[*]}" >&2
	exit 1
fi
echo "Missing Debian packages:"
printf '%s\n' "${reasons[@]}"
if ! command -v apt-get >/dev/null || [ ! -e /etc/debian_version ]; then
	echo "This is not a Debian-based system: install the corresponding packages, then run make again." >&2
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
