# SPDX-License-Identifier: BSD-3-Clause
# install_remove.sh: removes what is recorded.
#
# remove_entry KIND NAME [REST]: removes it, as install_record.sh has it, or gives it its rights back. What can stay is named by say()
#     and added to $kept: a file that was changed and is in a directory of the system, unless $purge;
#     a directory that is not empty.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

kept=()

remove_file() {
	local path=$root$1

	if [[ -e $path.acrn-new ]]; then
		run rm -f -- "$path.acrn-new"
	fi
	if [[ ! -e $path && ! -L $path ]]; then
		return
	fi
	if ! $purge && [[ $1 != "$config"/* && $1 != "$scripts"/* && $(digest "$path") != "$2" ]]; then
		say "$1 was changed since it was installed, and stays"
		kept+=("file $1 $2")
	else
		run rm -f -- "$path"
	fi
}

# The accounts' tools have an option of their own for another root.
remove_account() {
	local tool=userdel database=passwd

	if [[ $1 == group ]]; then
		tool=groupdel database=group
	fi
	if has_account "$database" "$2"; then
		run "$tool" ${root:+-P "$root"} -- "$2"
	fi
}

remove_directory() {
	if [[ ! -d $root$1 ]]; then
		return
	fi
	if $dry_run; then
		run rmdir -- "$root$1"
	elif ! rmdir -- "$root$1" 2>/dev/null; then
		kept+=("directory $1")
	fi
}

restore_rights() {
	local mode owner group

	read -r mode owner group <<<"$2"
	if [[ -d $root$1 ]]; then
		run chown "$owner:$group" -- "$root$1"
		run chmod "$mode" -- "$root$1"
	fi
}

# A database that has got entries of others stays.
remove_database() {
	if [[ $1 == *- || $1 == *.lock || ! -s $root$1 ]]; then
		run rm -f -- "$root$1"
	fi
}

remove_entry() {
	case $1 in
	file) remove_file "$2" "$3" ;;
	user | group) remove_account "$1" "$2" ;;
	directory) remove_directory "$2" ;;
	rights) restore_rights "$2" "$3" ;;
	database) remove_database "$2" ;;
	module) ! has_selinux || run semodule -r "$2" ;;
	esac
}
