# SPDX-License-Identifier: BSD-3-Clause
# seal_remove.sh: takes back what was sealed.
#
# remove_all: removes the records, the hash trees that they name and no other scenario's records do, and
#     the trust entries. With $dry_run it only prints what it would remove.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

remove_file() {
	if [[ -e $root$1 ]] && is_inside "$1"; then
		echo "remove $1"
		$dry_run || rm -f -- "$root$1"
	fi
}

# Removes the hash tree of the image that is named in the line of the record $2.
remove_tree() {
	local name=${1#*  } others

	others=$(grep -l -F -e "  $name" -- "$root${config%/*}"/*/sealed/*.roothash | grep -v -x -F -e "$2") || true
	if [[ -z $others ]]; then
		[[ $1 != \\* ]] || printf -v name %b "$name"
		remove_file "$name.verity"
	fi
}

remove_all() {
	local record line trees

	for record in "$root$config"/sealed/*.roothash; do
		[[ -f $record ]] || continue
		mapfile -t trees <"$record"
		for line in "${trees[@]}"; do
			remove_tree "$line" "$record"
		done
		remove_file "${record#"$root"}"
	done
	for record in "$root$config"/sealed/*; do
		remove_file "${record#"$root"}"
	done
	if [[ -n $trust_file ]]; then
		remove_file "$trust_file"
		$dry_run || load_trust
	fi
	$dry_run || rmdir -- "$root$config/sealed" 2>/dev/null || true
}
