# SPDX-License-Identifier: BSD-3-Clause
# await_hypervisor.sh: waits for acrn-hv, in the lab.
#
# await_hypervisor: returns when $ACRN_HV_DIR has the control socket; after $hv_timeout seconds, or at
#     once where acrn-hv could not make it, it prints a message by say() and exits with status 1.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

# Waits until acrn-hv is ready, and says so. It makes its directory, but not the one above.
await_hypervisor() {
	local deadline=$((SECONDS + hv_timeout))

	if [[ -n $ACRN_HV_DIR && ! -S $ACRN_HV_DIR/control && -d $(dirname -- "$ACRN_HV_DIR") ]]; then
		say "waiting for acrn-hv in $ACRN_HV_DIR, $hv_timeout s"
	else
		deadline=0
	fi
	until [[ -S $ACRN_HV_DIR/control ]]; do
		if ((SECONDS >= deadline)); then
			say "no acrn-hv in ${ACRN_HV_DIR:-any directory}: start one with the scenario's \
lab/lab.sh, or name its directory with ACRN_HV_DIR"
			exit 1
		fi
		sleep 0.1
	done
}
