# SPDX-License-Identifier: BSD-3-Clause
# add_input.sh: finds an input device by its name and physical path.
#
# add_input SLOT NAME PHYS [ID]: appends the device's arguments by add(), or prints a warning by
# say(). Reads $vm.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

# Adds the input device of name $2 and physical path $3, whichever number it has today, in slot $1
# and under the name $4 if that is given. Without it the VM starts all the same.
add_input() {
	local device name phys

	for device in /sys/class/input/event*/device; do
		name=$(cat "$device/name" 2>/dev/null) || continue
		phys=$(cat "$device/phys" 2>/dev/null) || continue
		if [[ $name == "$2" && $phys == "$3" ]]; then
			device=${device%/device}
			add -s "$1,virtio-input,/dev/input/${device##*/}${4:+,id:$4}"
			return
		fi
	done
	say "no input device '$2' at '$3': $vm starts without it"
}
