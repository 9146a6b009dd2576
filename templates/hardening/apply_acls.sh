# SPDX-License-Identifier: BSD-3-Clause
# apply_acls.sh: rights of images and regions.
#
# save_images: records the rights of the images that are there, once; those of images that the scenario no
#     longer has become what they were.
# set_acls: sets those of the images and regions that are there.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

save_images() {
	local before=$root$config/images.before name text gone=()
	local -A is_image=()

	if [[ -n $root ]]; then
		return
	fi
	step "the rights of images as they are"
	for name in "${images[@]}"; do
		is_image[$name]=
	done
	while read -r name; do
		[[ -v is_image["$name"] ]] || gone+=("$name")
	done < <(acl_names "$before")
	restore_acls "$before" "${gone[@]}"
	text=$(print_acls "$before" "${gone[@]}")
	if [[ -n $text ]] && ! $dry_run && ! cmp -s "$before" - <<<"$text"; then
		cat >"$before.new" <<<"$text"
		mv -T -- "$before.new" "$before"
	fi
}

# Prints the file $1 without the other arguments, and with the images that it lacks.
print_acls() {
	local before=$1 name path
	local -A has=()

	shift
	while read -r name; do
		has[$name]=
	done < <(acl_names "$before")
	select_acls no "$before" "$@"
	for name in "${images[@]}"; do
		if [[ ! -v has["$name"] ]] && is_there "$name"; then
			print_acl "$name"
		fi
	done
}

# By numbers: what they are now is what they are to be again.
print_acl() {
	local path

	path_of "$1"
	printf '# file: %s\n' "$1"
	getfacl -n -p -- "$path" | sed 1d # ends with an empty line
}

set_acls() {
	local file names

	if [[ -n $root ]]; then
		say "ACLs are set by apply.sh on the system itself"
		return
	fi
	step "ACLs"
	for file in regions images; do
		mapfile -t names < <(acl_names "$here/hardening/acl/$file.acl")
		restore_acls "$here/hardening/acl/$file.acl" "${names[@]}"
	done
}
