# SPDX-License-Identifier: BSD-3-Clause
# add.sh: collects the device model's arguments.
#
# add WORD...: appends the words to the array `arguments`.
#
# shellcheck shell=bash

arguments=()

add() {
	arguments+=("$@")
}
