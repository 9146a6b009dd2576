# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# many.sh: runs acrn-cfg many times. Loading it takes longer than most runs, so that one process is loaded,
# and the runs are its children (many_preload.c). Where that is not built, as beside a mutant, each is loaded.
# Sourced from the project's root, with B set, by scripts that call:
#
#   many_open                                       first, in the shell that calls many_run: not in a subshell of it
#   many_run DIRECTORY OUTPUT ERRORS ARGUMENT...    there, without input, into files; the status of acrn-cfg
#
# A DIRECTORY that is relative begins where many_open was called. The process ends with the shell; `wait` without arguments would wait for it.

many_program=$(realpath "$B/bin/acrn-cfg")
many_preload=$(realpath -q -e "$B/tests/generator/cli/many_preload.so")

many_open() {
	[[ -n $many_preload ]] || return 0
	coproc MANY {
		# Sanitizers want to be first.
		export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0
		LD_PRELOAD=$many_preload exec "$many_program"
	}
}

many_run() {
	local status

	if [[ -z $many_preload ]]; then
		(cd "$1" && exec "$many_program" "${@:4}" >"$2" 2>"$3" </dev/null)
		return
	fi
	printf '%s\0' $(($# - 3)) "$@" >&"${MANY[1]}"
	read -r status <&"${MANY[0]}" || status=125
	return "$status"
}
