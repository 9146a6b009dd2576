# SPDX-License-Identifier: BSD-3-Clause
# apply_seal.sh: records what VMs are started from, where nothing is recorded yet.
#
# seal: runs the installed seal.sh. It seals once: what was changed since is named, not recorded.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

seal() {
	if [[ ! -f $here/hardening/verity/seal.sh ]]; then
		return
	fi
	if [[ -n $root ]]; then
		say "nothing is sealed: run $scripts/seal.sh on the system itself"
		return
	fi
	step "the seal"
	if [[ ! -d $config/sealed ]]; then
		run "$scripts/seal.sh" ||
			say "not sealed: run $scripts/seal.sh when all that the VMs are started from is there"
	else
		run "$scripts/seal.sh" --check >&2 ||
			say "not as sealed: run $scripts/seal.sh --again if these changes are yours"
	fi
}
