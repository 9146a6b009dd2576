# SPDX-License-Identifier: BSD-3-Clause
# apply_seal.sh: records what VMs are started from, where nothing is recorded yet.
#
# seal: runs the generated seal.sh; fapolicyd does not trust the installed one yet. It seals once: what was
#     changed since is named, not recorded.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

seal() {
	local script=$here/hardening/verity/seal.sh

	if [[ ! -f $script ]]; then
		return
	fi
	if [[ -n $root ]]; then
		say "nothing is sealed: run apply.sh on the system itself"
		return
	fi
	step "the seal"
	if [[ ! -d $config/sealed ]]; then
		run bash "$script" ||
			say "not sealed: run 'bash $script' when all that the VMs are started from is there"
	else
		run bash "$script" --check >&2 ||
			say "not as sealed: run 'bash $script --again' if these changes are yours"
	fi
}
