# SPDX-License-Identifier: BSD-3-Clause
# lab_vm_usage.sh: the help of the script of a VM that acrn-hv starts.
#
# usage: prints it. Reads $vm and $device_model.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

usage() {
	cat <<END
Usage: ${0##*/} [--dry-run | --help]

Becomes the device model of the VM $vm. acrn-hv gives the VM's shared memory
to the process that it starts itself, so it runs this script: see lab.sh.

  --dry-run     print the device model's arguments, one a line, and touch nothing
  --help        print this text

  ACRN_DM       the device model; now $device_model
END
}
