# SPDX-License-Identifier: BSD-3-Clause
# secure_boot_host.sh: the state of the host.
#
# check_host: whether the firmware of the host verified what it started, as Linux has it. Prints a line by
#     pass(), fail() or skip(). Reads $root.
#
# shellcheck shell=bash disable=SC2154 # other files set what it reads

check_host() {
	local variable=/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c state

	if [[ ! -r $root$variable ]]; then
		skip host "$variable not found: not started by UEFI, or efivarfs is not mounted"
		return
	fi
	# Four bytes of attributes, and the state.
	state=$(od -A n -t u1 -j 4 -N 1 -- "$root$variable" | tr -d ' ')
	if [[ $state == 1 ]]; then
		pass host "started by secure boot"
	else
		fail host "secure boot is off"
	fi
}
