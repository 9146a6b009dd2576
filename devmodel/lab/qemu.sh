#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# qemu.sh: provides a QEMU with a vfio-user client: 10.1 or later. If the system's has none it downloads
# Debian's to build/lab/qemu, without root and beside the system's.
# build/lab/qemu/run-qemu starts it. LAB_UPDATE=1 looks for a newer one.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
. devmodel/lab/lib.sh

# The program is started through the C library that was unpacked with it. It looks for its modules
# and firmware in qemu-bundle beside the running file, which is the dynamic loader: nothing but the
# kernel is the system's.
write_starter() {
	local libraries=$1/usr/lib/x86_64-linux-gnu

	mkdir -p "$libraries/qemu-bundle"
	ln -s -f ../../../../usr "$libraries/qemu-bundle/usr"
	cat >"$1/run-qemu" <<'END'
#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# run-qemu: starts the QEMU that lies beside this file, as qemu-system-x86_64.
root=$(dirname "$(readlink -f "$0")")/usr
libraries=$root/lib/x86_64-linux-gnu
exec "$libraries/ld-linux-x86-64.so.2" --argv0 "$0" --library-path "$libraries" \
	"$root/bin/qemu-system-x86_64" "$@"
END
	chmod 755 "$1/run-qemu"
}

download() {
	# shellcheck disable=SC2086 # the suites are words
	apt_open qemu $LAB_QEMU_SUITES
	say "  downloading qemu-system-x86 with what it needs, 38 MB"
	apt_unpack "$LAB/qemu" -t "${LAB_QEMU_SUITES##* }" qemu-system-x86
	rm -rf "$LAB/qemu/usr/share/doc" "$LAB/qemu/usr/share/man" "$LAB/qemu/usr/share/locale"
	write_starter "$LAB/qemu"
}

lab_lock
if [ -z "${LAB_FORCE:-}" ] && has_vfio_user "$(command -v qemu-system-x86_64)"; then
	say "the system's qemu-system-x86_64 has a vfio-user client"
	exit
fi
if ! [ -e "$LAB/qemu/run-qemu" ] || [ -n "${LAB_UPDATE:-}" ]; then
	say "Downloading a QEMU with a vfio-user client:"
	download
fi
has_vfio_user "$LAB/qemu/run-qemu" || fail "$LAB/qemu/run-qemu does not start, or is too old"
say "$LAB/qemu/run-qemu: $("$LAB/qemu/run-qemu" --version | sed -n '1s/ (.*//p')"
say "  to run guests with it by hand: export ACRN_DM_ENGINE=$(realpath "$LAB")/qemu/run-qemu"
