# SPDX-License-Identifier: BSD-3-Clause
# mount_partition.sh: mounts the partition that holds a disk's image.
#
# mount_partition DEVICE FOLDER: mounts the device, and adds "unmount FOLDER" to the array `undo`.
#     Ends the script by fail() where it cannot.
# unmount_partition FOLDER: unmounts and removes the folder; prints a warning by say() where it
#     cannot, and returns 0.
#
# shellcheck shell=bash

# Mounts partition $1 at $2 for as long as the VM runs.
mount_partition() {
	mkdir -p -- "$2" || fail "make $2"
	# A script that was killed may have left it mounted; it is unused, because this script holds the lock.
	if mountpoint -q -- "$2"; then
		umount -- "$2" || fail "unmount $2"
	fi
	undo+=("unmount $2")
	mount -- "$1" "$2" || fail "mount $1 at $2"
}

unmount_partition() {
	if mountpoint -q -- "$1" && ! umount -- "$1"; then
		say "cannot unmount $1"
		return
	fi
	rmdir -- "$1" "${1%/*}" 2>/dev/null || true # another partition may still be there
}
