# SPDX-License-Identifier: BSD-3-Clause
# user_dir.sh: finds the user's directory for sockets, locks and mount points, as acrn-dm does.
#
# open_private DIRECTORY: opens it as $private_fd; returns 1 if other users than root and this one may
#     put a file into it, or if it cannot be opened.
#
# Sets $user_dir: /run for root, else $XDG_RUNTIME_DIR if that is private, else a directory in /tmp,
# which may be missing; then $user_dir_note is a line for the user, else empty.
#
# shellcheck shell=bash disable=SC2034 # other files read what it sets

# Opens the directory $1, and checks what was opened, whatever the name stands for by then.
open_private() {
	local owner mode

	[[ ! -L $1 && -d $1 ]] && { exec {private_fd}<"$1"; } 2>/dev/null || return
	if ! read -r owner mode < <(stat -L -c '%u %a' -- "/proc/self/fd/$private_fd") ||
		((owner != EUID && owner != 0)) || ((8#$mode & 8#22)); then
		exec {private_fd}<&-
		return 1
	fi
}

user_dir_note=
if ((EUID == 0)); then
	user_dir=/run
elif [[ ${XDG_RUNTIME_DIR-} == /* && ${#XDG_RUNTIME_DIR} -le 48 && -w $XDG_RUNTIME_DIR ]] &&
	open_private "$XDG_RUNTIME_DIR"; then
	exec {private_fd}<&-
	user_dir=$XDG_RUNTIME_DIR
else
	user_dir=/tmp/acrn-cfg-$EUID
	user_dir_note="XDG_RUNTIME_DIR is not set: using $user_dir"
	if [[ -n ${XDG_RUNTIME_DIR-} ]]; then
		user_dir_note="cannot use XDG_RUNTIME_DIR $XDG_RUNTIME_DIR, which must be a private directory \
of your own, with at most 48 characters: using $user_dir"
	fi
fi
readonly user_dir user_dir_note
