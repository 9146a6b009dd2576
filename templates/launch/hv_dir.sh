# SPDX-License-Identifier: BSD-3-Clause
# hv_dir.sh: finds the directory of acrn-hv's sockets. Only for the lab: a board has a hypervisor.
#
# Sets $hv_timeout, and exports $ACRN_HV_DIR, which may be empty.
#
# shellcheck shell=bash disable=SC2034 # other files read what it sets

# The directory of acrn-hv's sockets, exported so that the device model never starts the VM without
# hv-land.
if [[ ! -v ACRN_HV_DIR ]]; then
	if ((EUID == 0)); then
		ACRN_HV_DIR=/run/acrn-hv
	else
		ACRN_HV_DIR=${XDG_RUNTIME_DIR:+$XDG_RUNTIME_DIR/acrn-hv}
	fi
fi
export ACRN_HV_DIR
# How many seconds it may take to get ready.
readonly hv_timeout=30
