# SPDX-License-Identifier: BSD-3-Clause
# fail.sh: ends the script after a failed step.
#
# fail TEXT: prints "cannot TEXT" by say() and exits with status 1.
#
# shellcheck shell=bash

# Ends the script because it can't do $1.
fail() {
	if ((EUID == 0)); then
		say "cannot $1"
	else
		say "cannot $1 (are you root?)"
	fi
	exit 1
}
