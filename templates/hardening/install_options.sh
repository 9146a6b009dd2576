# SPDX-License-Identifier: BSD-3-Clause
# install_options.sh: reads the command line of apply.sh and remove.sh.
#
# wrong_usage: prints usage() as an error and exits with status 2.
#
# Sets $root, empty for this system or an absolute path without a slash at its end, and $dry_run and $purge,
# which are true or false; --purge is only for a script that sets $can_purge to true. Exits with status 0
# after --help, and with 1 unless root runs it, except for a dry run.
#
# shellcheck shell=bash disable=SC2034,SC2154 # other files read what it sets, the template sets the rest

wrong_usage() {
	usage >&2
	exit 2
}

root='' dry_run=false purge=false
while (($#)); do
	case $1 in
	--root)
		(($# > 1)) || wrong_usage
		if ! root=$(readlink -e -- "$2") || [[ ! -d $root ]]; then
			say "not a directory: $2"
			exit 2
		fi
		root=${root%/}
		shift
		;;
	--root=*)
		set -- --root "${1#*=}" "${@:2}"
		continue
		;;
	--dry-run) dry_run=true ;;
	--purge)
		$can_purge || wrong_usage
		purge=true
		;;
	--help)
		usage
		exit
		;;
	*) wrong_usage ;;
	esac
	shift
done
readonly root dry_run purge
if ((EUID != 0)) && ! $dry_run; then
	say "only root can do that: use sudo, or --dry-run to see what would be done"
	exit 1
fi
# Two of these scripts at once would not see what the other one makes.
if ! $dry_run; then
	if [[ -d $root/etc ]]; then
		exec {lock}<"$root/etc"
	else
		exec {lock}<"$root"
	fi
	if ! flock -n "$lock"; then
		say "another apply.sh or remove.sh is running"
		exit 1
	fi
fi
