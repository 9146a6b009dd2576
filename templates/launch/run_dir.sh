# SPDX-License-Identifier: BSD-3-Clause
# run_dir.sh: finds the directory of locks and mount points.
#
# Sets $run_dir, from $ACRN_RUN_DIR if that has one.
#
# shellcheck shell=bash disable=SC2034 # other files read what it sets
if ((EUID == 0)); then
	readonly run_dir=${ACRN_RUN_DIR:-/run/acrn-cfg}
else
	readonly run_dir=${ACRN_RUN_DIR:-${XDG_RUNTIME_DIR:-/tmp}/acrn-cfg-$UID}
fi
