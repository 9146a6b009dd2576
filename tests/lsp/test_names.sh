#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_names.sh: names that are in several files, as they are in the editor.
set -eu
B=${B:-build}

"$(dirname "$0")/check_names.py" "$B/bin/acrn-cfg"
