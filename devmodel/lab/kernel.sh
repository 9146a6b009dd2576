#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# kernel.sh: downloads Debian's kernel for virtual machines to build/lab/vmlinuz, without root: the
# package is unpacked, not installed. LAB_UPDATE=1 looks for a newer one.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
. devmodel/lab/lib.sh

# The packages' chain: the one without a version depends on the one with it.
kernel_package() {
	apt-cache show --no-all-versions linux-image-cloud-amd64 2>/dev/null |
		sed -n 's/^Depends: \(linux-image-[^ ,]*\).*/\1/p'
}

download() {
	local package release deb

	# shellcheck disable=SC2086 # the suites are words
	apt_open guest $LAB_GUEST_SUITES
	package=$(kernel_package)
	[ -n "$package" ] || fail "the mirror has no package linux-image-cloud-amd64"
	release=${package#linux-image-}
	say "  downloading $package, 27 MB"
	apt_download "$package" ||
		skip "apt-get cannot download $package (see above)"
	deb=$(printf '%s\n' "$APT_ROOT/archives/${package}"_*.deb | sort -V | tail -n 1)

	say "  unpacking it"
	rm -rf "$LAB/kernel.new" "$LAB/kernel"
	mkdir "$LAB/kernel.new"
	dpkg-deb -x "$deb" "$LAB/kernel.new"
	cp "$LAB/kernel.new/boot/vmlinuz-$release" "$LAB/vmlinuz.new"
	echo "$release $(dpkg-deb -f "$deb" Version)" >"$LAB/kernel.new/release"
	mv "$LAB/kernel.new" "$LAB/kernel"
	mv "$LAB/vmlinuz.new" "$LAB/vmlinuz"
	rm -f "$deb"
}

lab_lock
if [ ! -e "$LAB/vmlinuz" ] || [ ! -e "$LAB/kernel/release" ] || [ -n "${LAB_UPDATE:-}" ]; then
	say "Downloading a kernel for the guests:"
	download
fi
say "$LAB/vmlinuz: Linux $(cat "$LAB/kernel/release")"
