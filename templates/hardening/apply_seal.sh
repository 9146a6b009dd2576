# SPDX-License-Identifier: BSD-3-Clause
# apply_seal.sh: records what VMs are started from, where nothing is recorded yet.
#
# seal: runs the installed seal.sh. It never does so a second time: what was changed since is to be seen, not
#     to be recorded.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

seal() {
	if [[ ! -f $here/hardening/verity/seal.sh || -d $root$config/sealed ]]; then
		return
	fi
	if [[ -n $root ]]; then
		say "nothing is sealed: run $scripts/seal.sh on the system itself"
		return
	fi
	step "the seal"
	if ! run "$scripts/seal.sh"; then
		say "not sealed: run $scripts/seal.sh when all that the VMs are started from is there"
	fi
}
