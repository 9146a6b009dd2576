#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_sessions.sh: what clients have sent in recorded sessions gets the answers of then. With GOLDEN=update those of
# now are written.
set -eu
B=$(realpath "$B")
cd "$(dirname "$0")"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for session in sessions/*.jsonl; do
	expected=${session%.jsonl}.expect
	rm -rf "$dir/root"
	mkdir "$dir/root"
	cp ./*.xml "$dir/root"
	./replay.py "$dir/root" "$session" "$dir/answers" "$B/bin/acrn-cfg" lsp
	if [ "${GOLDEN:-}" = update ]; then
		cp "$dir/answers" "$expected"
	fi
	diff "$expected" "$dir/answers"
done
