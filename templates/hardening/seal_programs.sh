# SPDX-License-Identifier: BSD-3-Clause
# seal_programs.sh: what the records have of programs.
#
# add_program PATH: adds the program, by its path without symbolic links, to the record `programs`, and
#     to the trust entries of fapolicyd where $trust_file is not empty. problem() where it is missing, or
#     has a path that a trust entry cannot have. Says so where others than root may change it.
# add_found NAME VARIABLE: the same for the program that launch scripts and units find by that name, or
#     that the environment's VARIABLE has the path of.
#
# warn_of_trust: says so where fapolicyd would trust a changed file.
# load_trust: has fapolicyd read its trust entries again, where it runs.
#
# The text $trust has the entries: PATH SIZE SHA256.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

trust=

add_program() {
	local path size

	locate "$1" || return 0
	path=${found#"$root"}
	sum_file "$path" || return 0
	if [[ -z $root ]] && ! is_protected file "$path"; then
		say "$path: users other than root may change it"
	fi
	records[programs]+=$line$'\n'
	if [[ -n $trust_file ]]; then
		# There is no way to write them in an entry.
		if [[ $path == *[[:cntrl:]\ \\]* ]]; then
			problem "$path: fapolicyd cannot trust a path with blanks, backslashes or control characters"
			return
		fi
		size=$(stat -c %s -- "$found")
		trust+="$path $size ${line%% *}"$'\n'
	fi
}

add_found() {
	local path=${!2-} directory

	for directory in /usr/local/{sbin,bin} /usr/{sbin,bin} {/usr/local,/usr}/libexec/acrn-cfg; do
		if [[ -z $path && -f $root$directory/$1 && -x $root$directory/$1 ]]; then
			path=$directory/$1
		fi
	done
	if [[ $path == /* ]]; then
		add_program "$path"
	else
		problem "${path:-$1} not found: set $2 to its absolute path"
	fi
}

warn_of_trust() {
	local settings=$root/etc/fapolicyd/fapolicyd.conf

	if [[ -f $settings ]] && ! grep -q -E '^integrity *= *sha256 *$' -- "$settings"; then
		say "fapolicyd trusts a program that was changed: set integrity = sha256 in /etc/fapolicyd/fapolicyd.conf"
	fi
}

load_trust() {
	if [[ -z $root && -p /run/fapolicyd/fapolicyd.fifo ]] && ! fapolicyd-cli --update; then
		say "fapolicyd has not read its trust entries: run fapolicyd-cli --update"
	fi
}
