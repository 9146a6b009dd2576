# SPDX-License-Identifier: BSD-3-Clause
# add.sh: collects the device model's arguments.
#
# Sets the array `arguments`, which is empty at first.
# add WORD...: appends the words to it.
#
# shellcheck shell=bash

arguments=()

add() {
	arguments+=("$@")
}
