# SPDX-License-Identifier: BSD-3-Clause
# offline_cpu.sh: takes CPUs from the Service VM for the VM.
#
# processor_of APIC_ID: prints the number of the Service VM's processor, or nothing.
# offline_cpu APIC_ID: takes the CPU offline and removes it; prints a warning by say() where it is
#     not the Service VM's to give. Ends the script by fail() where that fails.
#
# shellcheck shell=bash

# Prints the processor of APIC ID $1; nothing if there is none or it is offline.
processor_of() {
	local key value processor=

	while IFS=: read -r key value; do
		case $key in
		processor*)
			processor=${value//[[:space:]]/}
			;;
		apicid*)
			if [[ ${value//[[:space:]]/} == "$1" ]]; then
				echo "$processor"
				return
			fi
			;;
		esac
	done </proc/cpuinfo
}

# Takes the CPU of APIC ID $1 from the Service VM for good: it is the VM's from now on.
offline_cpu() {
	local processor online attempt

	processor=$(processor_of "$1")
	case $processor in
	'')
		say "CPU with APIC ID $1: not online in the Service VM"
		return
		;;
	0)
		say "CPU with APIC ID $1: processor 0 cannot be taken offline"
		return
		;;
	esac
	online=/sys/devices/system/cpu/cpu$processor/online
	# Hotplug is locked while drivers probe their devices, so the first attempt may fail.
	for attempt in {1..10}; do
		if echo 0 2>/dev/null >"$online" && [[ $(cat "$online") == 0 ]]; then
			break
		fi
		((attempt < 10)) || fail "take processor $processor offline"
		sleep 1
	done
	if ! echo "$processor" >/sys/devices/virtual/misc/acrn_hsm/remove_cpu; then
		fail "give processor $processor to ACRN"
	fi
}
