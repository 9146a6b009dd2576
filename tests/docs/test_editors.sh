#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_editors.sh: the settings of docs/editors.md make editors show what is wrong with a scenario; libvirt takes the
# example of docs/walkthrough.md.
set -u
export LC_ALL=C.UTF-8
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit
root=$PWD
B=$(realpath "${B:-build}")
# shellcheck source=tests/tools/report.sh
. tests/tools/report.sh
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT
export PATH=$B/bin:$PATH HOME=$scratch
mkdir "$scratch/scenarios"
sed 's|<IVSHMEM_SIZE>2<|<IVSHMEM_SIZE>3<|' boards/lab/pair.xml >"$scratch/scenarios/bad.xml"
cd "$scratch/scenarios" || exit

# block LANGUAGE: the first block in that language.
block() {
	awk -v start="\`\`\`$1" '$0 == start { inside = 1; next } inside && /^```/ { exit } inside' "$root/docs/editors.md"
}

# has PROGRAM: whether it is installed.
has() {
	command -v "$1" >/dev/null && return
	echo "SKIP: $1 is not installed"
	return 1
}

in_neovim() {
	block lua >"$scratch/init.lua"
	timeout 60 nvim --headless -u "$scratch/init.lua" -c 'filetype on' -c 'edit bad.xml' \
		-c 'lua vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 10)' \
		-c 'lua print(vim.diagnostic.get(0)[1].code)' -c 'qa!' >"$scratch/printed" 2>&1
	grep -q shmem-size-invalid "$scratch/printed"
	report $? "Neovim: $(<"$scratch/printed")"
}

in_vim() {
	if [ ! -d /usr/share/vim-ale ]; then
		echo "SKIP: ALE is not installed"
		return
	fi
	{
		echo 'set nocompatible hidden'
		echo 'set runtimepath^=/usr/share/vim-ale,/usr/share/vim/addons'
		echo 'filetype plugin on'
		echo 'let g:ale_linters_explicit = 1 | let g:ale_linters = {"xml": ["acrn"]} | let g:ale_lint_delay = 0'
		echo 'runtime plugin/ale.vim'
		block vim
		cat <<-'END'
			edit bad.xml
			ALELint
			let s:left = 400
			while s:left && empty(ale#engine#GetLoclist(bufnr('')))
			  sleep 50m
			  let s:left -= 1
			endwhile
			call writefile([string(ale#engine#GetLoclist(bufnr('')))], $HOME . '/printed')
			ALEStopAllLSPs
			cquit! 0
		END
	} >"$scratch/vimrc"
	timeout 60 vim -u NONE -N -es -S "$scratch/vimrc" >/dev/null 2>&1 </dev/null
	grep -q shmem-size-invalid "$scratch/printed"
	report $? "Vim: $(tr -d '\0' <"$scratch/printed")"
}

in_emacs() {
	{
		echo "(require 'package) (package-initialize) (require 'nxml-mode)"
		block elisp
		cat <<-'END'
			(unless (require 'eglot nil t) (kill-emacs 77))
			(setq eglot-sync-connect 20)
			(find-file "bad.xml")
			(nxml-mode)
			(apply #'eglot (eglot--guess-contact))
			(let ((left 400))
			  (while (and (> left 0) (null (flymake-diagnostics)))
			    (accept-process-output nil 0.05)
			    (setq left (1- left))))
			(princ (mapconcat #'flymake-diagnostic-text (flymake-diagnostics) "\n"))
		END
	} >"$scratch/init.el"
	timeout 60 emacs --batch -l "$scratch/init.el" >"$scratch/printed" 2>&1
	if [ $? -eq 77 ]; then
		echo "SKIP: Eglot is not installed"
		return
	fi
	grep -q 'power of two' "$scratch/printed"
	report $? "Emacs: $(<"$scratch/printed")"
}

in_libvirt() {
	[[ $(<"$root/docs/walkthrough.md") == *"$(<"$root/docs/examples/libvirt-shmem.xml")"* ]]
	report $? 'docs/walkthrough.md does not show docs/examples/libvirt-shmem.xml'
	if has virt-xml-validate; then
		virt-xml-validate "$root/docs/examples/libvirt-shmem.xml" domain >"$scratch/printed" 2>&1
		report $? "libvirt: $(<"$scratch/printed")"
	fi
}

block json >package.json
! has python3 || python3 -m json.tool package.json >/dev/null
report $? 'the extension of VS Code has no package.json'
! has nvim || in_neovim
! has vim || in_vim
! has emacs || in_emacs
in_libvirt
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
