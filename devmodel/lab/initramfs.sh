#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# initramfs.sh: makes the guests' file system, build/lab/initrd.img: busybox, lspci, kernel modules,
# our guest tool and driver if they are built, and init. Without root, and from the same parts the same bytes.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
. devmodel/lab/lib.sh

tree=$LAB/initramfs
parts=$LAB/parts
guest_tool=${GUEST_TOOL:-build/bin/ivshmem}

# With their dependencies.
modules="uio uio_pci_generic vfio-pci vfio_iommu_type1 button evdev qemu_fw_cfg
	virtio_pci virtio-rng virtio_console virtio_blk virtio_net"

# Debian's packages of programs, unpacked side by side; busybox packs the image, too.
download_parts() {
	# shellcheck disable=SC2086 # the suites are words
	apt_open guest $LAB_GUEST_SUITES
	say "  downloading busybox, lspci and depmod with what they need, 7 MB"
	apt_unpack "$parts" busybox-static pciutils kmod
}

# An unpacked program runs with the libraries that were unpacked with it. The arguments are the
# dynamic loader's options, the program, and its own.
run_part() {
	local path=$parts/lib/x86_64-linux-gnu:$parts/usr/lib/x86_64-linux-gnu

	"$parts/lib64/ld-linux-x86-64.so.2" --library-path "$path" "$@"
}

# The shared libraries of a program but for the loader. Prints paths.
libraries() {
	run_part --list "$1" | sed -n '/ld-linux/d; s/.* => \([^ ]*\) .*/\1/p'
}

add_programs() {
	local applet library

	install -D -m 755 "$parts/bin/busybox" "$tree/bin/busybox"
	"$parts/bin/busybox" --list | while read -r applet; do
		case $applet in
		busybox | lspci) ;;
		*) ln -s busybox "$tree/bin/$applet" ;;
		esac
	done
	install -D -m 755 "$parts/usr/bin/lspci" "$tree/bin/lspci"
	install -D -m 755 "$parts/lib64/ld-linux-x86-64.so.2" "$tree/lib64/ld-linux-x86-64.so.2"
	libraries "$parts/usr/bin/lspci" | while read -r library; do
		install -D -m 644 "$library" "$tree/lib/x86_64-linux-gnu/${library##*/}"
	done
	if [ -e "$guest_tool" ]; then
		install -D -m 755 "$guest_tool" "$tree/bin/ivshmem"
	fi
	install -D -m 755 devmodel/lab/init "$tree/init"
	install -D -m 755 devmodel/lab/message "$tree/bin/message"
	install -D -m 644 devmodel/lab/commands "$tree/etc/commands"
}

# Of lspci's names those of classes, and of devices that QEMU has.
add_pci_names() {
	mkdir -p "$tree/usr/share/misc"
	awk '
		BEGIN {
			split("100e 10d3 1237 2415 2668 2918 2922 2930 2934 2935 2936 293a", a)
			split("29c0 24cd 7000 7010 7020 7113", b)
			for (i in a) intel[a[i]]
			for (i in b) intel[b[i]]
		}
		/^C / { in_classes = 1 }
		in_classes { print; next }
		/^[0-9a-f]/ { vendor = $1; known = vendor ~ /^(1af4|1b36|1234|8086)$/; device = 0 }
		/^\t[0-9a-f]/ { device = vendor != "8086" || $1 in intel }
		known && (/^[0-9a-f]/ || device && /^\t[0-9a-f]/)
	' "$parts/usr/share/misc/pci.ids" >"$tree/usr/share/misc/pci.ids"
}

# A module's file below the kernel's directory: in names - and _ are the same.
module_file() {
	local name=${1//[-_]/[-_]}

	find "$modules_from/kernel" -name "$name.ko*"
}

# The module $1 and what it depends on, once each.
add_module() {
	local file to need

	file=$(module_file "$1")
	[ -n "$file" ] || fail "the kernel has no module $1"
	to=$tree/lib/modules/$release/${file#"$modules_from"/}
	if [ -e "$to" ]; then
		return
	fi
	install -D -m 644 "$file" "$to"
	# A module names its needs in its section .modinfo.
	for need in $(tr '\0' '\n' <"$file" | sed -n 's/^depends=//p' | tr ',' ' '); do
		add_module "$need"
	done
}

add_modules() {
	local name

	release=$(cut -d " " -f 1 "$LAB/kernel/release")
	modules_from=$LAB/kernel/lib/modules/$release
	for name in $modules; do
		add_module "$name"
	done
	if [ -e "$driver" ]; then
		mkdir "$tree/lib/modules/$release/updates"
		strip --strip-debug -o "$tree/lib/modules/$release/updates/${driver##*/}" "$driver"
	fi
	cp "$modules_from"/modules.{builtin,builtin.modinfo,order} "$tree/lib/modules/$release"
	run_part --argv0 depmod "$parts/bin/kmod" -b "$tree" "$release"
	rm "$tree/lib/modules/$release"/modules.{builtin.modinfo,order}
}

add_power_button() {
	mkdir -p "$tree/etc/acpi/PWRF" "$tree/etc/ivshmem" "$tree/proc" "$tree/sys" "$tree/dev" "$tree/tmp" "$tree/root"
	printf '#!/bin/sh\npoweroff -f\n' >"$tree/etc/acpi/PWRF/00000080"
	chmod 755 "$tree/etc/acpi/PWRF/00000080"
}

# One owner, one time, one order: the same bytes from the same files.
pack() {
	local busybox=$PWD/$parts/bin/busybox

	find "$tree" -exec touch -h -d @0 {} +
	(cd "$tree" && find . ! -name . | LC_ALL=C sort |
		"$busybox" cpio -o -H newc -R 0:0 --renumber-inodes --ignore-devno) \
		>"$LAB/initrd.new" 2>"$LAB/cpio.log" || fail "cannot pack: $(cat "$LAB/cpio.log")"
	rm "$LAB/cpio.log"
	mv "$LAB/initrd.new" "$LAB/initrd.img"
}

lab_lock
[ -e "$LAB/kernel/release" ] || fail "kernel not found: run devmodel/lab/kernel.sh first"
if [ ! -e "$parts" ] || [ -n "${LAB_UPDATE:-}" ]; then
	say "Downloading the guests' programs:"
	download_parts
fi
driver=$(lab_module)
umask 022
rm -rf "$tree"
mkdir -p "$tree"
add_programs
add_pci_names
add_modules
add_power_button
pack
size=$(du -k "$LAB/initrd.img")
say "$LAB/initrd.img: ${size%%[!0-9]*} KiB$([ -e "$guest_tool" ] || echo ", without $guest_tool"
)$([ -e "$driver" ] || echo ", without the driver uio_ivshmem: devmodel/lab/module.sh builds it")"
