# SPDX-License-Identifier: BSD-3-Clause
# verify_seal.sh: checks, before the start, that the VM is started from what was sealed.
#
# is_protected PATH: whether nobody but root and this user may change the file at PATH, a folder above it,
#     or a symbolic link on the way.
# verify_seal RECORD DIRECTORY FILE...: enters DIRECTORY, below which the command line's relative paths
#     are. Prints a message by say() and exits with status 1 unless RECORD, in the format of sha256sum,
#     has each file as it is, and the record and all files are protected.
#
# What was checked stays so until the device model opens it, because only root can change it: where it
# is protected. A process of root's is not kept from it.
#
# shellcheck shell=bash

# Reads the lines of `namei --long`: after a heading a mode, an owner, a group and a name each. Whatever a
# name is, it is last, so that it can only add lines.
is_protected() {
	local mode owner user is_seen=false

	user=$(id -un)
	while read -r mode owner _; do
		case $mode in
		f:) continue ;;
		l*) ;; # changed by those who can write to its folder
		d????????[tT]*) ;; # where users can replace only what is their own
		?????w* | ????????w*) return 1 ;;
		esac
		[[ $owner == root || $owner == "$user" ]] || return
		is_seen=true
	done < <(namei --long -- "$1")
	$is_seen
}

verify_seal() {
	local record=$1 directory=$2 file line lines

	cd -- "$directory" || fail "enter $directory"
	shift 2
	for file in "$record" "$@"; do
		if [[ ! -f $file ]]; then
			say "$file not found: VM not started"
			exit 1
		fi
		if ! is_protected "$file"; then
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
