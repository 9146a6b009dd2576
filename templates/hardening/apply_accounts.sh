# SPDX-License-Identifier: BSD-3-Clause
# apply_accounts.sh: makes users and groups.
#
# plan_accounts: adds to the record those that are new, and the files of /etc that come with them.
# make_accounts: makes them, and takes VMs' users out of the groups of regions that they do not share.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

plan_account() {
	if [[ -v recorded["$1 $3"] ]] || ! has_account "$2" "$3"; then
		add_line "$1 $3"
	elif [[ $3 != "$admins" ]]; then
		say "$1 $3 is there already: it gets the rights, and stays when they go"
	fi
}

# Each user has a group of its name.
plan_accounts() {
	local name

	for name in "${users[@]}"; do
		plan_account user passwd "$name"
		plan_account group group "$name"
	done
	for name in "${groups[@]}"; do
		plan_account group group "$name"
	done
	for name in /etc/{passwd,group,shadow,gshadow}{,-} /etc/.pwd.lock; do
		[[ -e $root$name ]] || add_line "database $name"
	done
}

# systemd-sysusers skips what it does not take, with status 0.
check_accounts() {
	local name

	for name in "${users[@]}"; do
		has_account passwd "$name" || fail "make the user $name"
	done
	for name in "${groups[@]}"; do
		has_account group "$name" || fail "make the group $name"
	done
}

# Prints the lines of the groups, as /etc/group has them.
print_groups() {
	if [[ -n $root ]]; then
		cat "$root/etc/group"
	else
		getent group
	fi
}

# systemd-sysusers only adds members. Those that an administrator has added stay.
drop_members() {
	local group list user
	local -A wanted=() is_user=()

	for user in "${users[@]}"; do
		is_user[$user]=
	done
	for user in "${members[@]}"; do
		wanted[$user]=
	done
	for group in "${groups[@]}"; do
		[[ $group != "$admins" ]] || continue
		list=$(print_groups | sed -n "s/^$group:[^:]*:[^:]*://p")
		for user in ${list//,/ }; do
			if [[ -v is_user[$user] && ! -v wanted["$user $group"] ]]; then
				run gpasswd ${root:+-Q "$root"} -d "$user" "$group"
			fi
		done
	done
}

make_accounts() {
	step "users and groups"
	run systemd-sysusers ${root:+"--root=$root"} "$prefix.conf"
	$dry_run || check_accounts
	drop_members
}

set_modes() {
	step "modes and owners"
	run systemd-tmpfiles ${root:+"--root=$root"} --create "$prefix.conf"
}
