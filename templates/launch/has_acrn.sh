# SPDX-License-Identifier: BSD-3-Clause
# has_acrn.sh: checks whether the host is a Service VM on ACRN.
#
# has_acrn: returns 0 if so, else 1.
#
# shellcheck shell=bash

# Without ACRN a machine keeps its CPUs and PCI devices.
has_acrn() {
	[[ -e /dev/acrn_hsm ]]
}
