# SPDX-License-Identifier: BSD-3-Clause
# host_mac.sh: finds the address that the MAC addresses of the VM are derived from.
#
# host_mac: prints the MAC address, or one of zeros where the host has no Ethernet card.
#
# shellcheck shell=bash

# The MAC address of the first network card: the device model derives the VM's own from it.
host_mac() {
	local file mac

	for file in /sys/class/net/e*/address; do
		if mac=$(cat "$file" 2>/dev/null); then
			echo "${mac:0:17}"
			return
		fi
	done
	echo 00:00:00:00:00:00
}
