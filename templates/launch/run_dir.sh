# SPDX-License-Identifier: BSD-3-Clause
# run_dir.sh: finds the directory of locks and mount points.
#
# Sets $run_dir, from $ACRN_RUN_DIR if that has one.
#
# shellcheck shell=bash disable=SC2034,SC2154 # other files read what it sets, and set what it reads
readonly run_dir=${ACRN_RUN_DIR:-$user_dir/acrn-cfg}
