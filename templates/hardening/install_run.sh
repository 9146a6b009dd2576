# SPDX-License-Identifier: BSD-3-Clause
# install_run.sh: what apply.sh and remove.sh run, and what they ask the system.
#
# step TEXT: names what comes next; all before is done.
# stop_message: for a trap at the script's end: says how far it came.
# run COMMAND...: runs it; with --dry-run prints it instead.
# need TOOL PACKAGE: adds to $missing where the tool is not found.
# has_account passwd|group NAME: whether the system has that user or group.
# has_apparmor, has_selinux, has_systemd, has_fapolicyd: whether they run here; never with --root.
# outside PATH...: prints those that symbolic links or ".." lead out of $root, one a line; never without --root.
# other_scenarios: prints the configuration directory of each other scenario that is installed, one a line.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

missing=() finished=() current=

step() {
	[[ -z $current ]] || finished+=("$current")
	current=$1
	if $dry_run; then
		echo "# $1"
	fi
}

stop_message() {
	local status=$?

	if ((status)) && [[ -n $current ]]; then
		say "stopped at: $current. Run it again to complete it. Done before: $(
			IFS=,
			echo "${finished[*]:-nothing}"
		)"
	fi
}

run() {
	if $dry_run; then
		printf '%q ' "$@"
		echo
	else
		"$@"
	fi
}

need() {
	if ! command -v "$1" >/dev/null; then
		missing+=("$1 (package $2)")
	fi
}

# The name service knows this system only.
has_account() {
	if [[ -n $root ]]; then
		grep -q -s "^$2:" "$root/etc/$1"
	else
		getent "$1" "$2" >/dev/null
	fi
}

has_apparmor() {
	local enabled=N

	[[ -n $root ]] || read -r enabled 2>/dev/null </sys/module/apparmor/parameters/enabled || true
	[[ $enabled == Y ]]
}

has_selinux() {
	[[ -z $root && -e /sys/fs/selinux/enforce ]]
}

has_systemd() {
	[[ -z $root && -d /run/systemd/system ]]
}

# Its pipe is there while it runs.
has_fapolicyd() {
	[[ -z $root && -p /run/fapolicyd/fapolicyd.fifo ]]
}

outside() {
	local path place

	[[ -n $root ]] || return 0
	for path; do
		place=$(readlink -m -- "$root$path")
		[[ $place/ == "$root"/* ]] || printf '%s\n' "$path"
	done
}

other_scenarios() {
	local directory

	for directory in "$root${config%/*}"/*/; do
		directory=${directory%/}
		if [[ -f $directory/installed && -f $directory/regions && $directory != "$root$config" ]]; then
			printf '%s\n' "$directory"
		fi
	done
}
