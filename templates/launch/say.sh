# SPDX-License-Identifier: BSD-3-Clause
# say.sh: prints messages to the user.
#
# say TEXT: prints TEXT to the standard error, after the script's name.
#
# shellcheck shell=bash

say() {
	printf '%s: %s\n' "${0##*/}" "$1" >&2
}
