# SPDX-License-Identifier: BSD-3-Clause
# install_images.sh: ACLs of files, and what they were before, in $config/images.before.
#
# A file of ACLs, as setfacl(1) restores it, has a paragraph for each file, which begins with "# file: NAME".
# NAME has no slash in front, and octal digits for unusual bytes.
#
# acl_names FILE: prints the names in it, one a line.
# select_acls yes|no FILE NAME...: prints the paragraphs of FILE that are, or are not, about these files.
# restore_acls FILE NAME...: gives those of these files that are there the ACLs that FILE has for them. Names
#     the others that it leaves alone: where another user can put a link in its place, root would give
#     away the file that the link leads to.
# path_of NAME: sets $path to the path of the file.
# is_there NAME: whether this system has the file; sets $path.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

acl_names() {
	[[ ! -f $1 ]] || sed -n 's/^# file: //p' "$1"
}

select_acls() {
	local wanted=$1 file=$2

	shift 2
	[[ ! -f $file ]] || awk -v wanted="$wanted" '
		NR == FNR { names["# file: " $0]; next }
		$1 ~ /^# file: / && ($1 in names ? "yes" : "no") == wanted' \
		<(printf '%s\n' "$@") RS= FS='\n' ORS='\n\n' "$file"
}

# Three octal digits, as in a format: %b takes one more after a zero.
path_of() {
	# shellcheck disable=SC2059 # with digits for blanks, but not for %
	printf -v path "/${1//%/%%}"
}

is_there() {
	path_of "$1"
	[[ -e $path ]]
}

restore_acls() {
	local file=$1 name path there=()

	shift
	for name; do
		if ! is_there "$name"; then
			continue
		elif is_protected place "$path"; then
			there+=("$name")
		else
			say "$path: users other than root may replace it: its rights stay as they are"
		fi
	done
	if $dry_run && ((${#there[@]})); then
		echo "cd / && setfacl --restore=$file # for ${there[*]}"
	elif ((${#there[@]})); then
		(cd / && select_acls yes "$file" "${there[@]}" | setfacl --restore=-)
	fi
}
