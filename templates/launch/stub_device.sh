# SPDX-License-Identifier: BSD-3-Clause
# stub_device.sh: prepares PCI devices for passthrough.
#
# check_device BDF: prints a message by say() and exits with status 1 if the host has no such device.
# stub_device BDF: binds the device to pci-stub. Ends the script by fail() where it cannot.
#
# shellcheck shell=bash

# Ends the script if the PCI device $1 does not exist.
check_device() {
	if [[ ! -e /sys/bus/pci/devices/$1 ]]; then
		say "PCI device $1 not found"
		exit 1
	fi
}

# Takes the PCI device $1 from its driver and gives it to pci-stub, which leaves it alone.
stub_device() {
	local device=/sys/bus/pci/devices/$1
	local stub=/sys/bus/pci/drivers/pci-stub
	local vendor id

	if [[ $device/driver -ef $stub ]]; then
		return
	fi
	vendor=$(cat "$device/vendor") || fail "read the vendor of PCI device $1"
	id=$(cat "$device/device") || fail "read the ID of PCI device $1"
	# Refused if pci-stub knows the ID already, which is as good.
	echo "${vendor#0x} ${id#0x}" 2>/dev/null >"$stub/new_id" || true
	if [[ -e $device/driver && ! $device/driver -ef $stub ]]; then
		echo "$1" >"$device/driver/unbind" || fail "unbind PCI device $1 from its driver"
	fi
	if [[ ! $device/driver -ef $stub ]]; then
		echo "$1" >"$stub/bind" || fail "bind PCI device $1 to pci-stub"
	fi
}
