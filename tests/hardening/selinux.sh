# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# selinux.sh: a base policy for the modules of gen --harden; to be sourced from the source root.

# base_policy FILE: writes it, with the categories from c0 to c255.
base_policy() {
	{
		cat tests/hardening/base.cil
		printf '(category c%d)\n' {0..255}
		echo "(categoryorder ($(printf 'c%d ' {0..255})))"
		echo "(sensitivitycategory s0 ((range c0 c255)))"
		echo "(userrange system_u ((s0) (s0 ((range c0 c255)))))"
	} >"$1"
}

# compile_policy OUT FILE...: makes OUT, what the kernel reads, and OUT.files, the names of files.
compile_policy() {
	secilc --mls=true --policyvers=31 --output="$1" --filecontext="$1.files" "${@:2}"
}
