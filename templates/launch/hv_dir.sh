# SPDX-License-Identifier: BSD-3-Clause
# hv_dir.sh: finds the directory of acrn-hv's sockets. Only for the lab: a board has a hypervisor.
#
# Sets $hv_timeout, and exports $ACRN_HV_DIR, which may be empty.
#
# shellcheck shell=bash disable=SC2034,SC2154 # other files read what it sets, and set what it reads

# The directory of acrn-hv's sockets, exported so that the device model never starts the VM without
# hv-land.
export ACRN_HV_DIR=${ACRN_HV_DIR-$user_dir/acrn-hv}
# How many seconds it may take to get ready.
readonly hv_timeout=30
