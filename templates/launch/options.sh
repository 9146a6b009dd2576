# SPDX-License-Identifier: BSD-3-Clause
# options.sh: reads the script's command line.
#
# Exits with status 0 after --dry-run and --help, with status 2 for any other argument. Needs
# add_arguments(), of which --dry-run prints the array `arguments`, and usage().
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

case $#:${1-} in
0:) ;;
1:--dry-run)
	add_arguments
	printf '%s\n' "${arguments[@]}"
	exit
	;;
1:--help)
	usage
	exit
	;;
*)
	usage >&2
	exit 2
	;;
esac
