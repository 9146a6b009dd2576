# SPDX-License-Identifier: BSD-3-Clause
# lab_main.sh: runs acrn-hv as the command line says.
#
# Becomes $acrn_hv with the array `arguments` and the words of the command line, or exits with status 0
# after --dry-run and --help. Needs usage(), need() and compile_table(); reads the array `compiler`.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

case ${1-} in
--dry-run)
	shift
	printf '%s\n' "${arguments[@]}" "$@"
	exit
	;;
--help)
	usage
	exit
	;;
esac

need "$acrn_hv" ACRN_HV
need "${compiler[0]-}" CC
compile_table
exec -- "$acrn_hv" "${arguments[@]}" "$@"
