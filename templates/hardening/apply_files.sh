# SPDX-License-Identifier: BSD-3-Clause
# apply_files.sh: puts the files of the scenario into their places.
#
# plan_record: sets $lines, the record of what will be installed, $obsolete, that of what is and will not be,
#     and $missing_directories.
# add_line LINE: adds one to the record.
# check_obsolete: exits with status 1 after a message by say() if a unit that is to go is running.
# unload_obsolete: unloads what is to go.
# install_files: makes the directories, writes the record, and installs each file that differs.
# remove_obsolete: removes what an earlier installation had beyond this one.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

lines=() obsolete=() missing_directories=()
declare -A planned=() added=()

# Adds the directory $1 and those above it, if they are not there.
add_directory() {
	if [[ ! -d $root$1 && ! -v added["$1"] ]]; then
		add_directory "${1%/*}"
		added["$1"]=
		missing_directories+=("$1")
		add_line "directory $1"
	fi
}

# A directory that was there gets its rights back.
add_rights() {
	local now

	if [[ -d $root$2 && ! -v recorded["directory $2"] && ! -v recorded["rights $2"] ]]; then
		now=$(stat -c '%a %u %g' -- "$root$2")
		[[ $now == "${1#0} 0 0" ]] || add_line "rights $2 $now"
	fi
}

add_line() {
	local kind name rest

	read -r kind name rest <<<"$1"
	planned["$kind $name"]=$rest
	lines+=("$1")
}

# Directories and accounts are recorded if they are new, or were when they were made.
plan_record() {
	local mode source target entry

	for target in "${directories[@]}"; do
		add_directory "${target#* }"
		add_rights "${target%% *}" "${target#* }"
	done
	while IFS=$'\t' read -r mode source target; do
		add_directory "${target%/*}"
		add_line "file $target $(digest "$here/$source")"
	done < <(list_files)
	plan_parts
	for entry in "${!recorded[@]}"; do
		case $entry in
		directory\ * | rights\ * | database\ *) add_line "$entry ${recorded["$entry"]}" ;;
		"module acrn-cfg") [[ -v planned["$entry"] ]] || add_line "$entry" ;; # others may need it
		*) [[ -v planned["$entry"] ]] || obsolete+=("$entry ${recorded["$entry"]}") ;;
		esac
	done
}

# Sets $files to the paths of the files that are to go.
list_obsolete() {
	local entry kind name

	files=()
	for entry in "${obsolete[@]}"; do
		read -r kind name _ <<<"$entry"
		[[ $kind != file ]] || files+=("$name")
	done
}

check_obsolete() {
	local files running

	list_obsolete
	running=$(running_units "${files[@]}")
	if [[ -n $running ]]; then
		say "stop what is no longer in the scenario first: ${running//$'\n'/ }; nothing was changed"
		exit 1
	fi
}

unload_obsolete() {
	local files

	step "what is loaded and no longer in the scenario"
	list_obsolete
	disable_units "${files[@]}"
	unload_profiles "/etc/apparmor.d/$prefix" "$here/hardening/apparmor/$prefix"
}

# A file has its name only when it is complete.
install_file() {
	local mode=$1 source=$2 target=$root$3 now

	now=$(stat -c '%a %u %g' -- "$target" 2>/dev/null) || true
	if [[ ! -L $target && $now == "${mode#0} 0 0" ]] && cmp -s -- "$source" "$target"; then
		return
	fi
	if [[ -f $target && -v recorded["file $3"] && $(digest "$target") != "${recorded["file $3"]}" ]]; then
		say "$3 was changed since it was installed, and is replaced"
	fi
	run install -m "$mode" -o root -g root -T -- "$source" "$target.acrn-new"
	run mv -T -- "$target.acrn-new" "$target"
}

# Writes the record of all that there may be from now on. If its directory is missing, it appears with the
# record in it: the first that is missing is the first of those above it.
begin_record() {
	local top=${missing_directories[0]-} staged

	if $dry_run || [[ -d $root$config ]]; then
		write_record "$root$config/installed" "${lines[@]}" "${obsolete[@]}"
		return
	fi
	staged=$root$top.acrn-new
	rm -rf -- "$staged"
	mkdir -p -- "$staged${config#"$top"}"
	write_record "$staged${config#"$top"}/installed" "${lines[@]}"
	mv -T -- "$staged" "$root$top"
}

install_files() {
	local mode source target directory

	step "the files"
	begin_record
	for directory in "${missing_directories[@]}"; do
		[[ -d $root$directory ]] || run mkdir -m 755 -- "$root$directory"
	done
	for directory in "${directories[@]}"; do
		install_mode "${directory%% *}" "${directory#* }"
	done
	while IFS=$'\t' read -r mode source target; do
		install_file "$mode" "$here/$source" "$target"
	done < <(list_files)
}

install_mode() {
	if [[ $(stat -c '%a %u %g' -- "$root$2" 2>/dev/null) != "${1#0} 0 0" ]]; then
		run chown root:root -- "$root$2"
		run chmod "$1" -- "$root$2"
	fi
}

# A group can go only when it is no user's own.
remove_obsolete() {
	local entry kind order name rest

	step "what is no longer in the scenario"
	for order in file module user group; do
		for entry in "${obsolete[@]}"; do
			read -r kind name rest <<<"$entry"
			[[ $kind != "$order" ]] || remove_entry "$kind" "$name" "$rest"
		done
	done
}
