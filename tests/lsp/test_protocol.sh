#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_protocol.sh: what the language server makes of messages, in order or not.
set -eu
export B=${B:-build} # memory is measured without sanitizers only

"$(dirname "$0")/check_protocol.py" "$B/bin/acrn-cfg"
