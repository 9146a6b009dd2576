# SPDX-License-Identifier: BSD-3-Clause
# verify_seal.sh: checks, before the start, that the VM is started from what was sealed.
#
# verify_seal RECORD DIRECTORY FILE...: enters DIRECTORY, below which the command line's relative paths
#     are. Prints a message by say() and exits with status 1 unless RECORD, in the format of sha256sum,
#     has each file as it is, and the record and all files are protected.
#
# What was checked stays so until the device model opens it, because only root can change it: where it
# is protected. A process of root's is not kept from it.
#
# Calls is_protected().
#
# shellcheck shell=bash

verify_seal() {
	local record=$1 directory=$2 file line lines

	cd -- "$directory" || fail "enter $directory"
	shift 2
	for file in "$record" "$@"; do
		if [[ ! -f $file ]]; then
			say "$file not found: VM not started"
			exit 1
		fi
		if ! is_protected file "$file"; then
			say "$file: users other than root may replace it: VM not started"
			exit 1
		fi
	done
	lines=$(<"$record")
	for file; do
		line=$(sha256sum -- "$file") || fail "read $file"
		if [[ $'\n'$lines$'\n' != *$'\n'"$line"$'\n'* ]]; then
			say "$file: not what $record has: VM not started; check the file, then seal it again"
			exit 1
		fi
	done
}
