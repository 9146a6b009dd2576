# SPDX-License-Identifier: BSD-3-Clause
# lab_programs.sh: sets the programs and paths of lab.sh.
#
# Sets $acrn_hv, the array `compiler`, $here, which is the script's directory, and $table, the
# compiled table in there.
#
# shellcheck shell=bash disable=SC2034 # other files read what it sets

set -eu

readonly acrn_hv=${ACRN_HV:-acrn-hv}
read -ra compiler <<<"${CC:-cc}" # which may have options, as for make
here=$(dirname -- "$(readlink -f -- "$0")")
readonly compiler here
readonly table=$here/static_config.so
