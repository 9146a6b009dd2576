# SPDX-License-Identifier: BSD-3-Clause
# create_tap.sh: sets up the host's end of the VM's network cards.
#
# create_tap NAME: brings the tap device up; adds "delete tap NAME" to the array `undo` where it is
#     new. Ends the script by fail() where it cannot.
# delete_tap NAME: deletes the tap device; prints a warning by say() where it cannot.
#
# shellcheck shell=bash

# Brings up the tap device $1. Where it is missing it is made for as long as the VM runs, and plugged
# into the bridge acrn-br0 if there is one; a tap that is there keeps its place.
create_tap() {
	if [[ ! -e /sys/class/net/$1 ]]; then
		undo+=("delete tap $1")
		ip tuntap add dev "$1" mode tap || fail "make the tap device $1"
		if [[ -e /sys/class/net/acrn-br0 ]]; then
			ip link set dev "$1" master acrn-br0 || fail "plug $1 into acrn-br0"
		fi
	fi
	ip link set dev "$1" up || fail "bring up $1"
}

delete_tap() {
	ip tuntap del dev "$1" mode tap || say "cannot delete the tap device $1"
}
