# SPDX-License-Identifier: BSD-3-Clause
# is_protected.sh: who may change a file.
#
# is_protected file PATH: whether nobody but root and this user may change the file at PATH, a folder above
#     it, or a symbolic link on the way.
# is_protected place PATH: the same without the file itself: nobody else can put another file there.
#
# shellcheck shell=bash

# Reads the lines of `namei --long`: after a heading a mode, an owner, a group and a name each. Whatever a
# name is, it is last, so that it can only add lines.
is_protected() {
	local mode owner user is_seen=false

	user=$(id -un)
	while read -r mode owner _; do
		case $1:$mode in
		*:f: | place:[!dl]*) continue ;;
		*:l*) ;; # changed by those who can write to its folder
		*:d????????[tT]*) ;; # where users can replace only what is their own
		*:?????w* | *:????????w*) return 1 ;;
		esac
		[[ $owner == root || $owner == "$user" ]] || return
		is_seen=true
	done < <(namei --long -- "$2")
	$is_seen
}
