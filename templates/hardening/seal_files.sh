# SPDX-License-Identifier: BSD-3-Clause
# seal_files.sh: what the records have of files.
#
# problem TEXT: prints TEXT by say() and counts it in $problems.
# is_inside PATH: whether the folder of PATH is below $root.
# locate PATH: sets $found to the file that PATH is below $root, without symbolic links; returns 1 after
#     problem() where there is none.
# sum_file PATH: sets $line to what sha256sum prints for PATH on the host; returns 1 after problem().
# add_vm VM, add_file VM PATH: begin the record VM.sha256, and add the line of a file to it.
# skip_file VM PATH: says, when something is sealed, that the file is not.
#
# The array `records` has the text of each record by its name.
#
# shellcheck shell=bash disable=SC2154 # other files set what it reads

problems=0
declare -A records=() lines=()

problem() {
	say "$1"
	problems=$((problems + 1))
}

is_inside() {
	local place

	place=$(readlink -m -- "$root${1%/*}")
	[[ $place/ == "$root"/* ]]
}

locate() {
	if ! IFS= read -r -d '' found < <(readlink -z -e -- "$root$1"); then
		problem "$1: file not found"
		return 1
	fi
	if [[ ! -f $found ]]; then
		problem "$1: not a regular file"
		return 1
	fi
	if [[ $found != "$root"/* ]]; then
		problem "$1: a symbolic link leads out of $root"
		return 1
	fi
}

# Each file is read once, though many VMs may have it.
sum_file() {
	line=${lines[$1]-}
	if [[ -z $line ]]; then
		locate "$1" || return
		if ! line=$(sha256sum -- "$root$1"); then
			problem "$1: cannot be read"
			return 1
		fi
		line=${line/"  $root/"/"  /"}
		lines[$1]=$line
	fi
}

# A VM that has none of the files has a record, too.
add_vm() {
	records[$1.sha256]=''
}

skip_file() {
	if [[ $mode == seal ]]; then
		say "$1: $2 is written to, a device, or on a partition: not sealed"
	fi
}

add_file() {
	if sum_file "$2"; then
		records[$1.sha256]+=$line$'\n'
	fi
}
