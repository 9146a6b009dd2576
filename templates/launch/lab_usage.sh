# SPDX-License-Identifier: BSD-3-Clause
# lab_usage.sh: the help of lab.sh.
#
# usage: prints it. Reads $acrn_hv and the array `compiler`.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

usage() {
	cat <<END
Usage: ${0##*/} [--dry-run | --help] [OPTION]...

Runs acrn-hv, which provides the regions of hv-land and starts the VMs that the
hypervisor starts on a board. The others have scripts in ../launch, to be run
meanwhile. The exit status is that of acrn-hv, and each OPTION is one of its own.

  --dry-run     print acrn-hv's arguments, one a line, and touch nothing
  --help        print this text

  ACRN_HV       acrn-hv; now $acrn_hv
  ACRN_DM       the device model of the VMs; now ${ACRN_DM:-acrn-dm}
  CC            the C compiler for the table; now ${compiler[*]}
END
}
