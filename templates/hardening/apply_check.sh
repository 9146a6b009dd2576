# SPDX-License-Identifier: BSD-3-Clause
# apply_check.sh: all that could stop an installation is looked for before it begins.
#
# refuse TEXT: prints it by say(), as something that stops the installation.
# check: prints a message by say() for each obstacle, and exits with status 1 if there are any.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

obstacles=0
declare -A held=()

refuse() {
	say "$1"
	obstacles=$((obstacles + 1))
}

check_tools() {
	local tool

	need_tools
	for tool in "${missing[@]}"; do
		refuse "program not found: $tool"
	done
}

# Sets $held: what other scenarios have, as "KIND NAME", and which one has it.
read_others() {
	local other name kind

	while read -r other; do
		while read -r kind name _; do
			held["$kind $name"]=${other##*/}
		done <"$other/installed"
		while read -r name; do
			held["region $name"]=${other##*/}
		done < <(cat -- "$other/regions" 2>/dev/null)
		while read -r name; do
			held["image $name"]=${other##*/}
		done < <(acl_names "$other/acl/images.acl")
	done < <(other_scenarios)
}

refuse_held() {
	local kind=$1 remedy=$2 name

	shift 2
	for name; do
		if [[ $name != "$admins" && -v held["$kind $name"] ]]; then
			refuse "$kind $name belongs to the scenario ${held["$kind $name"]}: $remedy"
		fi
	done
}

# The databases are those that the tools for accounts write without a root of their own.
check_places() {
	local places path

	mapfile -t places < <(
		printf '%s\n' "${directories[@]#* }" /etc/{passwd,group,shadow,gshadow}
		list_files | sed 's,.*\t,,; s,/[^/]*$,,' | sort -u
	)
	while read -r path; do
		refuse "a symbolic link leads $path out of $root"
	done < <(outside "${places[@]}")
}

# Nothing of another scenario is replaced, and nothing that is not ours.
check_targets() {
	local source target

	while IFS=$'\t' read -r _ source target; do
		refuse_held file "give this scenario another name" "$target"
		if [[ ! -f $here/$source ]]; then
			refuse "file not found: $here/$source: generate the scenario again"
		elif [[ -e $root$target || -L $root$target ]] && [[ ! -v recorded["file $target"] ]] &&
			! cmp -s -- "$here/$source" "$root$target"; then
			refuse "file $target is there already, and not of this scenario: move it away"
		fi
	done < <(list_files)
}

check() {
	read_others
	check_tools
	check_places
	check_targets
	refuse_held user "give this scenario another name" "${users[@]}"
	refuse_held group "give this scenario another name" "${groups[@]}"
	refuse_held region "give one of them another name" "${regions[@]}"
	refuse_held image "make a copy for each" "${images[@]}"
	check_parts
	if ((obstacles)); then
		say "nothing was changed"
		exit 1
	fi
}
