#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# module.sh: builds the driver uio_ivshmem for the guests' kernel to build/lab/uio/, with Debian's headers of that
# kernel in build/lab/headers: unpacked, not installed, and without root. Guests work without the driver, too.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
. devmodel/lab/lib.sh

headers=$LAB/headers

# The tools of the headers are programs that need libelf.
download_headers() {
	local package=linux-headers-$release version deb

	# shellcheck disable=SC2086 # the suites are words
	apt_open guest $LAB_GUEST_SUITES
	version=$(cut -d " " -f 2 "$LAB/kernel/release")
	say "  downloading $package, 13 MB"
	rm -rf "$headers" "$headers.new"
	mkdir -p "$headers.new"
	apt_download "$package=$version" "linux-headers-${release%-cloud-amd64}-common=$version" \
		linux-kbuild-6.1 libelf1 ||
		skip "apt-get cannot download $package (see above); LAB_UPDATE=1 looks for a newer kernel"
	say "  unpacking to $headers"
	for deb in "$APT_ROOT"/archives/*.deb; do
		dpkg-deb -x "$deb" "$headers.new"
	done
	rm -rf "$APT_ROOT/archives"
	mv "$headers.new" "$headers"
}

# The headers' Makefile includes another one, where it would be if it were installed.
build() {
	local kdir=$PWD/$headers/usr/src/linux-headers-$release compiler=() log=$LAB/module.log

	if ! command -v gcc-12 >/dev/null; then
		compiler=(CC=gcc)
	fi
	echo "include ${kdir%-cloud-amd64}-common/Makefile" >"$kdir/Makefile"
	say "  building ${module##*/}"
	LD_LIBRARY_PATH=$PWD/$headers/usr/lib/x86_64-linux-gnu make uio KDIR="$kdir" UIO="${module%/*}" \
		"${compiler[@]}" >"$log" 2>&1 || fail "cannot build ${module##*/}: $(cat "$log")"
	rm "$log"
}

lab_lock
[ -e "$LAB/kernel/release" ] || fail "kernel not found: run devmodel/lab/kernel.sh first"
release=$(cut -d " " -f 1 "$LAB/kernel/release")
module=$(lab_module)
if [ ! -e "$module" ] || [ -n "$(find devmodel/guest/uio_ivshmem "$LAB/kernel/release" -newer "$module")" ]; then
	say "Building a driver for the guests:"
	[ -d "$headers/usr/src/linux-headers-$release" ] || download_headers
	build
fi
say "$module: for Linux $release"
