# SPDX-License-Identifier: BSD-3-Clause
# secure_boot_options.sh: the command line of secure_boot.sh, and its lines.
#
# Sets $root, empty or an absolute path, and $status to 0. Exits with status 2 for a wrong command line.
# pass SUBJECT TEXT, fail SUBJECT TEXT, skip SUBJECT TEXT: print the result of a check; fail() sets
#     $status to 1.
#
# shellcheck shell=bash disable=SC2034,SC2154 # other files read what it sets, the template sets what it reads

root='' status=0
case $#:${1-} in
0:) ;;
2:--root) root=${2%/} ;;
*)
	cat <<END
Usage: ${0##*/} [--root DIR]

Checks the signatures of the VMs' kernels by the certificates in
$certificates/*.pem, the keys in their OVMF,
and whether the host itself was started by secure boot. Prints a line for each
check: PASS, FAIL or SKIP, subject, reason. The exit status is 1 after a FAIL.

  --root DIR  check the system below DIR
END
	[[ ${1-} == --help ]] || exit 2
	exit
	;;
esac

pass() {
	printf 'PASS %s: %s\n' "$1" "$2"
}

fail() {
	printf 'FAIL %s: %s\n' "$1" "$2"
	status=1
}

skip() {
	printf 'SKIP %s: %s\n' "$1" "$2"
}
