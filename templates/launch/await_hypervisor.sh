# SPDX-License-Identifier: BSD-3-Clause
# await_hypervisor.sh: waits for acrn-hv, in the lab.
#
# await_hypervisor: returns when $ACRN_HV_DIR has the control socket; after $hv_timeout seconds it
#     prints a message by say() and exits with status 1.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

# Waits until acrn-hv is ready.
await_hypervisor() {
	local deadline=$((SECONDS + hv_timeout))

	until [[ -S $ACRN_HV_DIR/control ]]; do
		if ((SECONDS >= deadline)); then
			say "no acrn-hv in ${ACRN_HV_DIR:-any directory}: start one with the scenario's \
lab/lab.sh, or name its directory with ACRN_HV_DIR"
			exit 1
		fi
		sleep 0.1
	done
}
