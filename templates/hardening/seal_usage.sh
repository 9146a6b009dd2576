# SPDX-License-Identifier: BSD-3-Clause
# seal_usage.sh: the help of seal.sh.
#
# usage: prints it. Reads $prefix and $config.
#
# shellcheck shell=bash disable=SC2154 # the template sets what it reads

usage() {
	cat <<END
Usage: ${0##*/} [--root DIR] [--again] [--dry-run]
       ${0##*/} [--root DIR] --check
       ${0##*/} [--root DIR] --scenario FILE -o NEW
       ${0##*/} [--root DIR] [--dry-run] --remove

Records the kernels, ramdisks, firmware and read-only images of $prefix and the
programs that start its VMs in $config/sealed,
and makes a hash tree for dm-verity beside each read-only image. The exit status
is 0, 1 if something differs or is missing, 2 for a wrong command line.

  --root DIR       work on the system below DIR, not on this one
  --again          replace records that differ
  --dry-run        print what would be written, and write nothing
  --check          write nothing; fail if a file is not as it was sealed
  --scenario FILE  read a scenario in XML, from which this script was generated,
  -o NEW           and write it with the root hash of each VM that has its root
                   on a read-only image and boots a kernel: in the kernel's
                   command line, and the hash tree as another disk
  --remove         remove the records and the hash trees
  --help           print this text

  ACRN_DM          the device model, a path below DIR; else where launch scripts
                   find it
  IVSHMEM_SERVER   likewise
  TMPDIR           where hash trees are made: 1 % of the size of images
END
}
