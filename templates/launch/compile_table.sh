# SPDX-License-Identifier: BSD-3-Clause
# compile_table.sh: compiles the table that acrn-hv loads.
#
# need PROGRAM VARIABLE: prints a message by say() and exits with status 1 if the program is not
#     found.
# compile_table: compiles ../config/static_config.c of $here into $table with the array `compiler`.
#     Prints a message by say() and exits with status 1 where it cannot. Sets the trap for EXIT.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

# Ends the script if the program $1 is not found; $2 is the variable that names another.
need() {
	if ! command -v -- "$1" >/dev/null; then
		say "$1 not found: set $2"
		exit 1
	fi
}

# Compiles the table. It gets its name when it is complete: a process that uses the old one keeps that.
compile_table() {
	if ! new_table=$(mktemp -- "$here/.static_config.XXXXXX"); then
		say "cannot write to $here: generate into a directory of your own"
		exit 1
	fi
	trap 'rm -f -- "$new_table"' EXIT
	if ! "${compiler[@]}" -shared -fPIC -o "$new_table" "$here/../config/static_config.c"; then
		say "cannot compile the table"
		exit 1
	fi
	mv -f -- "$new_table" "$table"
}
