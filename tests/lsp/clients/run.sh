#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# run.sh [CLIENT...]: drives clients that others have written with the language server: diagnostics, hover, completion,
# a fix, a rename, the end. With RECORD=yes what they send is kept as the session that test_sessions.sh replays.
set -eu
program=$(realpath "${B:-build}/bin/acrn-cfg")
here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/tools/npm.sh
. "$here/../../tools/npm.sh"

# What a client lacks here, or nothing.
missing() {
	case $1 in
	nvim) command -v nvim >/dev/null || echo "apt-get install neovim" ;;
	ale) [ -e /usr/share/vim-ale ] || echo "apt-get install vim vim-ale" ;;
	vscode) [ -d "$modules" ] || echo "$modules" ;;
	eglot) command -v emacs >/dev/null && dpkg-query -W elpa-eglot >/dev/null 2>&1 || echo "apt-get install emacs-nox elpa-eglot" ;;
	esac
}

# Runs a client in a folder with pair.xml, with the server's command in SERVER.
run() {
	case $1 in
	nvim) nvim --headless -u NONE -i NONE -n -c "luafile $here/nvim.lua" ;;
	ale) vim -u NONE -i NONE -N -n -es -S "$here/ale.vim" ;;
	vscode) NODE_PATH=$modules node "$here/vscode.js" ;;
	eglot) emacs --batch -l "$here/eglot.el" ;;
	esac
}

failures=0
if [ $# -eq 0 ]; then
	set -- nvim ale vscode eglot
fi
for client in "$@"; do
	[ "$client" != vscode ] || modules=$(npm_modules vscode vscode-languageserver-protocol@3.17.5) || true
	why=$(missing "$client")
	if [ -n "$why" ]; then
		echo "SKIP $client: $why"
		continue
	fi
	dir=$(mktemp -d)
	session=$dir/session.jsonl
	cp "$here/../pair.xml" "$dir"
	export SERVER="$here/../record.py $session $dir $program lsp"
	if (cd "$dir" && HOME=$dir run "$client" </dev/null >log 2>&1); then
		echo "PASS $client"
		if [ "${RECORD:-}" = yes ]; then
			cp "$session" "$here/../sessions/$client.jsonl"
		fi
	else
		echo "FAIL $client"
		cat "$dir/log" "$dir/failure" 2>/dev/null || true
		failures=$((failures + 1))
	fi
	rm -rf "$dir"
done
exit "$((failures > 0))"
