# SPDX-License-Identifier: BSD-3-Clause
# remove_main.sh: takes an installation back, from what is recorded.
#
# remove: does so, and exits.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

# Prints the names of what was installed of kind $1, the longest paths first.
names_of() {
	local entry

	for entry in "${!recorded[@]}"; do
		if [[ $entry == "$1 "* ]]; then
			printf '%s\n' "${entry#* }"
		fi
	done | sort -r
}

# A file that is a link is removed, not what the link leads to.
check_places() {
	local entry places=(/etc/{passwd,group,shadow,gshadow} "$config") path

	for entry in "${!recorded[@]}"; do
		case $entry in
		"file "* | "database "*) entry=${entry%/*} ;;&
		*" /"*) places+=("${entry#* }") ;;
		esac
	done
	while read -r path; do
		say "$path leads out of $root"
		missing+=("$path")
	done < <(outside "${places[@]}")
}

check() {
	local unit tool files

	if [[ -n $(names_of user) ]]; then
		need userdel passwd
	fi
	if [[ -z $root && -f $config/images.before ]]; then
		need setfacl acl
	fi
	for tool in "${missing[@]}"; do
		say "program not found: $tool"
	done
	check_places
	mapfile -t files < <(names_of file)
	for unit in $(running_units "${files[@]}"); do
		say "$unit is running: stop it first"
		missing+=("$unit")
	done
	if ((${#missing[@]})); then
		say "nothing was changed"
		exit 1
	fi
}

unload() {
	local files

	step "what is loaded"
	mapfile -t files < <(names_of file)
	disable_units "${files[@]}"
	unload_profiles "/etc/apparmor.d/$prefix"
}

restore_images() {
	local names

	if [[ -z $root && -f $config/images.before ]]; then
		step "the rights of images before"
		mapfile -t names < <(acl_names "$config/images.before")
		restore_acls "$config/images.before" "${names[@]}"
		run rm -f -- "$config/images.before"
	fi
}

# What cannot be made again is removed only on request, with the keys that a killed keygen had beside them.
remove_secrets() {
	local seal=$here/hardening/verity/seal.sh path

	step "keys and what was sealed"
	[[ -f $seal ]] || seal=$root$scripts/seal.sh
	if $purge && [[ -d $root$config/sealed && -f $seal ]]; then
		run bash "$seal" ${root:+--root "$root"} --remove
	fi
	for path in "$config/sealed" "$config/keys" "$config/.keys.acrn-cfg" "/etc/fapolicyd/trust.d/$prefix"; do
		if $purge; then
			run rm -rf -- "$root$path"
		elif [[ -e $root$path ]]; then
			say "$path stays: --purge removes it"
			is_rest=true
		fi
	done
}

# Scenarios share the group of administrators, a module of SELinux, and the databases.
is_shared() {
	[[ $2 == "$admins" || "$1 $2" == "module acrn-cfg" || $1 == database ]] && [[ -n $(other_scenarios) ]]
}

remove_entries() {
	local kind name

	for kind in file rights module user group database; do
		step "what is recorded: $kind"
		while read -r name; do
			if is_shared "$kind" "$name"; then
				kept+=("$kind $name")
			else
				remove_entry "$kind" "$name" "${recorded["$kind $name"]}"
			fi
		done < <(names_of "$kind")
	done
}

remove_directories() {
	local name

	step "directories"
	while read -r name; do
		remove_directory "$name"
	done < <(names_of directory)
}

# What scenarios share is removed with the last of them.
hand_over() {
	local other entry

	read -r other < <(other_scenarios) || return 0
	for entry in "${kept[@]}"; do
		case $entry in
		*" $config"* | *" $scripts"* | *" $images_directory"*) ;;
		*) printf '%s\n' "$entry" ;;
		esac
	done | sort -u - "$other/installed" >"$other/installed.new"
	mv -T -- "$other/installed.new" "$other/installed"
}

# What a killed apply.sh had not given its name.
remove_staged() {
	local directory=$config

	while [[ -n $directory ]]; do
		if [[ -d $root$directory.acrn-new ]]; then
			run rm -rf -- "$root$directory.acrn-new"
		fi
		directory=${directory%/*}
	done
}

reload() {
	step "what others have read"
	if has_selinux && [[ -n $(names_of module) ]]; then
		relabel
	fi
	if has_systemd; then
		run systemctl daemon-reload
	fi
	if has_fapolicyd; then
		run fagenrules --load
	fi
}

remove() {
	is_rest=false
	remove_staged
	read_record "$root$config/installed"
	if ((${#recorded[@]} == 0)); then
		say "$prefix is not installed"
		exit
	fi
	check
	trap stop_message EXIT
	unload
	restore_images
	remove_secrets
	remove_entries
	reload
	if $is_rest || [[ " ${kept[*]} " == *" file "* ]]; then
		remove_directories
		write_record "$root$config/installed" "${kept[@]}"
	else
		run rm -f -- "$root$config/"{installed,installed.new,images.before.new}
		remove_directories
		$dry_run || hand_over
	fi
}
