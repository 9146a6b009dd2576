# SPDX-License-Identifier: BSD-3-Clause
# seal_options.sh: reads the command line of seal.sh.
#
# Sets $root, empty or an absolute path without a slash at its end, $mode, which is seal, check,
# scenario or remove, $scenario, $new, and $again and $dry_run, which are true or false. Exits with
# status 2 for any other argument, and with 0 after --help.
#
# shellcheck shell=bash disable=SC2034 # other files read what it sets

wrong_usage() {
	usage >&2
	exit 2
}

root='' mode=seal again=false dry_run=false scenario='' new=''
while (($#)); do
	case $1 in
	--root | --scenario | -o) (($# > 1)) || wrong_usage ;;&
	--root)
		if ! root=$(readlink -e -- "$2") || [[ ! -d $root || $root == *[$'\\\r\n']* ]]; then
			say "$2 is not a directory, or not a name that records can have"
			exit 1
		fi
		root=${root%/}
		shift
		;;
	--scenario)
		mode=scenario scenario=$2
		shift
		;;
	-o)
		new=$2
		shift
		;;
	--again) again=true ;;
	--dry-run) dry_run=true ;;
	--check) mode=check ;;
	--remove) mode=remove ;;
	--help)
		usage
		exit
		;;
	*) wrong_usage ;;
	esac
	shift
done
if [[ ($mode == scenario && -z $new) || ($mode != scenario && -n $new) ]]; then
	wrong_usage
fi
