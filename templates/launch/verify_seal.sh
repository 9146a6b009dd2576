# SPDX-License-Identifier: BSD-3-Clause
# verify_seal.sh: checks, before the start, that the VM is started from what was sealed.
#
# is_sealed RECORD FILE...: whether RECORD, in the format of sha256sum, has each file as it is, and the
#     record and all files are protected; if not, prints a message by say().
# verify_seal RECORD DIRECTORY FILE...: enters DIRECTORY, below which the command line's relative paths
#     are, and exits with status 1 unless is_sealed().
#
# What was checked stays so until the device model opens it, because only root can change it: where it
# is protected. A process of root's is not kept from it.
#
# Calls is_protected().
#
# shellcheck shell=bash

# The body is a subshell, so that its many exits are one for those who follow the script, as acrn-cfg check does.
is_sealed() (
	record=$1
	shift
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
	lines=$(<"$record") || fail "read $record"
	for file; do
		line=$(sha256sum -- "$file") || fail "read $file"
		if [[ $'\n'$lines$'\n' != *$'\n'"$line"$'\n'* ]]; then
			say "$file: not what $record has: VM not started; check the file, then seal it again"
			exit 1
		fi
	done
)

verify_seal() {
	local record=$1 directory=$2

	cd -- "$directory" || fail "enter $directory"
	shift 2
	is_sealed "$record" "$@" || exit 1
}
