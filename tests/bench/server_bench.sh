#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# server_bench.sh: how fast peers join a region of the server, with few and with many there already.
# Called by bench.sh.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
B=${B:-build}
. devmodel/lab/lib.sh
. devmodel/lab/guest.sh
. devmodel/lab/doorbell.sh
. tests/bench/figures.sh

joins=300
scratch=$(mktemp -d)
LOGS=$scratch

finish() {
	[ -z "${present_pid:-}" ] || kill "$present_pid" || true
	server_stop TERM || true
	rm -rf "$scratch"
}

# The median time to join, in µs, with $1 peers there.
time_with() {
	local ready

	"$B/tests/e2e/peers" answer "$scratch/bench" "$1" >"$scratch/ready" &
	present_pid=$!
	read -r -t 20 ready <"$scratch/ready"
	[ -n "$ready" ]
	"$B/tests/e2e/peers" connect "$scratch/bench" "$joins" | sed -n 's/^median_us=//p'
	kill "$present_pid"
	wait "$present_pid" || true
	present_pid=''
}

# The messages for a peer that joins and leaves, with $1 peers there and 8 vectors each: three at the
# start, the vectors of all others to it, its own to all others and itself, and its end to the others.
messages_with() {
	echo $((3 + 8 * $1 + 8 * ($1 + 1) + $1))
}

trap finish EXIT
mkfifo "$scratch/ready"
server_start "$scratch" --memfd="bench,size=2M,peers=128"
for peers in 1 16 64; do
	time_with "$peers" >"$scratch/time$peers"
	line "server-connects-per-second-$peers" "$(ratio 1000000 "$(cat "$scratch/time$peers")")" -
done
# A message is to cost no more with many peers than with few.
line server-connect-growth "$(ratio \
	"$(ratio "$(cat "$scratch/time64")" "$(cat "$scratch/time1")")" \
	"$(ratio "$(messages_with 64)" "$(messages_with 1)")")" 1.0
