# SPDX-License-Identifier: BSD-3-Clause
# secure_boot_ovmf.sh: the keys of secure boot in OVMF.
#
# check_ovmf VM PATH: whether the variables in the image, which is one with them at its beginning, have
#     PK, KEK and db: firmware with them verifies what it starts. Prints a line by pass(), fail() or
#     skip(). Reads $root.
#
# The layouts are those of the UEFI Platform Initialization Specification, volume 3 (the firmware volume),
# and of EDK II, MdeModulePkg/Include/Guid/VariableFormat.h: numbers are little-endian.
#
# shellcheck shell=bash disable=SC2154 # other files set what it reads

# GUIDs in hexadecimal, as they are in a file: of a firmware volume with variables, and of variables with
# authentication, without which there are no keys of secure boot.
readonly variable_volume=8d2bf1ff96768b4ca9852747075b4f50
readonly authenticated_store=782cf3aa7b949a43a1802e144ec37792
# The most that a store has, in bytes: of an OVMF of 4 MiB.
readonly max_store=$((0x84000))

# Sets $value to the number of $2 bytes at byte $1 of the text $hex.
number_at() {
	local i digits=

	for ((i = $2 - 1; i >= 0; i--)); do
		digits+=${hex:($1 + i) * 2:2}
	done
	value=$((16#${digits:-0}))
}

# Sets $names to the names of the variables in $hex, from byte $1 on, each in hexadecimal with a blank at
# either end.
list_variables() {
	local at=$1 name_size data_size

	names=' '
	while [[ ${hex:at * 2:4} == aa55 && ${#hex} -gt $(((at + 60) * 2)) ]]; do
		number_at $((at + 36)) 4
		name_size=$value
		number_at $((at + 40)) 4
		data_size=$value
		# Any other state is that of a variable that was deleted or not completed.
		if [[ ${hex:(at + 2) * 2:2} == 3f ]] && ((data_size)); then
			names+="${hex:(at + 60) * 2:name_size * 2} "
		fi
		at=$(((at + 60 + name_size + data_size + 3) & ~3))
	done
}

check_ovmf() {
	local hex value names store

	if [[ ! -f $root$2 ]]; then
		fail "$1" "OVMF $2 not found"
		return
	fi
	hex=$(od -A n -v -t x1 -N "$max_store" -- "$root$2" | tr -d ' \n')
	number_at 48 2
	store=$value
	if [[ ${hex:32:32} != "$variable_volume" ]]; then
		skip "$1" "OVMF $2 has no variables at its beginning: check the file that has them"
	elif [[ ${hex:store * 2:32} != "$authenticated_store" ]]; then
		fail "$1" "OVMF $2 cannot store keys of secure boot"
	else
		list_variables $((store + 28))
		# In UTF-16, with the null character at the end.
		if [[ $names == *' 50004b000000 '* && $names == *' 4b0045004b000000 '* &&
			$names == *' 640062000000 '* ]]; then
			pass "$1" "OVMF $2 has PK, KEK and db"
		else
			fail "$1" "OVMF $2 lacks PK, KEK or db: it starts anything"
		fi
	fi
}
