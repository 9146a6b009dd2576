# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# npm.sh: npm packages for the tests that need some, to be sourced. They stay in the cache of the user.

# npm_install FOLDER PACKAGE...: what was there before goes; a note of the packages is written last, when all is there.
npm_install() {
	local folder=$1

	shift
	rm -rf "$folder" && mkdir -p "$folder" || return
	npm install --prefix "$folder" --no-audit --no-fund --silent "$@" >&2 && echo "$*" >"$folder/installed"
}

# npm_modules NAME PACKAGE@VERSION...: installs packages, unless they were in these versions before. Prints the folder
# that has them; or the reason why there is none, and returns 1.
npm_modules() {
	local folder=${XDG_CACHE_HOME:-$HOME/.cache}/acrn-cfg/$1 program

	shift
	for program in node npm; do
		command -v $program >/dev/null || { echo "$program is missing" && return 1; }
	done
	if [ "$(cat "$folder/installed" 2>/dev/null)" != "$*" ]; then
		npm_install "$folder" "$@" || { echo "npm cannot install $*" && return 1; }
	fi
	echo "$folder/node_modules"
}
