#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_edits.sh: after random edits the language server says what `acrn-cfg check` says. EDITS are made, or a few
# hundred, from the random SEED.
set -eu
B=$(realpath "${B:-build}")
cd "$(dirname "$0")/../.."

mapfile -t files < <(find boards tests/lsp tests/cases ${SHARED:+"$SHARED/corpus"} -type f \
	\( -name '*.xml' -o -name '*.yaml' -o -name '*.sh' \) -size "-${EDITED_SIZE:-40k}" | LC_ALL=C sort)
tests/lsp/edits.py "$B/bin/acrn-cfg" "${EDITS:-250}" "${SEED:-1}" "${files[@]}"
