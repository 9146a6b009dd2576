# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# read_back.sh: reads tables back by compiling them, and compares what is in them with the plan; to be
# sourced in the project's root. B is the build directory.

# A second compiler, where there is one, has to take the tables without a warning too.
second_compiler=$(command -v clang)

# read_back DIRECTORY ARGUMENT...: generates into DIRECTORY, and says what is wrong with the tables.
read_back() {
	local made=$1 here=tests/templates flags

	"$B/bin/acrn-cfg" gen --templates "$here/read_back" -o "$made" "${@:2}" || return
	flags=(-std=c11 -Wall -Wextra -Wpedantic -Werror -Ischema "-I$here/stubs" "-I$made/config")
	[[ ! -e $made/config/pci_dev.c ]] || flags+=(-DHAS_PCI_DEV)
	if [[ -n $second_compiler ]]; then
		"$second_compiler" "${flags[@]}" -fsyntax-only "$here/read_back/print.c" || return
	fi
	"${CC:-gcc}" "${flags[@]}" -pipe -o "$made/print" "$here/read_back/print.c" || return
	"$made/print" | diff "$made/expected.txt" -
}
