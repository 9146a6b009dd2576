#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The verb doctor: exit statuses, JSON, and this host with a real server, as it is and as the commands of
# docs/hardening.md record it.
set -u
cd "${SRCDIR:-.}" || exit 1
B=$(realpath "${B:-build}")
scratch=$(mktemp -d)
name=doctor-test-$$
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$scratch" "/dev/shm/$name" "/dev/shm/.$name.server"' EXIT
failures=0

fail() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}

# doctor STATUS ARGUMENT...: into $scratch/output and $scratch/messages.
doctor() {
	local wanted=$1 status

	"$B/bin/acrn-cfg" doctor "${@:2}" >"$scratch/output" 2>"$scratch/messages"
	status=$?
	((status == wanted)) || fail "doctor ${*:2}: exit status $status: $(cat "$scratch/messages")"
}

statuses() {
	mkdir -p "$scratch/none/run/ivshmem-server" "$scratch/host"
	doctor 2 --root "$scratch/none" tests/cases/ok/everything/input.xml
	doctor 2 --root "$scratch/none" boards/lab/pair.xml
	! grep -v '^SKIP' "$scratch/output" | grep -v '^0 passed' || fail "seen on a host without files"
	doctor 2 --root "$scratch/missing"
	grep -q 'file-unreadable' "$scratch/messages" || fail "a missing root is not reported"
	doctor 2 --root "$scratch/none" tests/cases/bad/vm-name-duplicate/input.xml
	[[ ! -s $scratch/output ]] || fail "checks in spite of an invalid scenario"
	doctor 2 --root "$scratch/none" --format sarif
	doctor 2 --root "$scratch/none" --template x
	mkdir -p "$scratch/host/dev/shm" "$scratch/host/proc/1/fd"
	: >"$scratch/host/proc/1/maps"
	truncate -s 4096 "$scratch/host/dev/shm/old"
	chmod 600 "$scratch/host/dev/shm/old"
	doctor 0 --root "$scratch/host"
	doctor 1 --root "$scratch/host" -Werror=shm-stale
	doctor 0 --root "$scratch/host" -Wno-shm-stale
	! grep -q WARN "$scratch/output" || fail "-Wno-shm-stale has no effect"
	"$B/bin/acrn-cfg" doctor --root "$scratch/host" >/dev/full 2>&1
	[[ $? -eq 2 ]] || fail "a full disk is not reported"
}

json() {
	if ! python3 -c 'import jsonschema' 2>/dev/null; then
		echo "SKIP: python3-jsonschema is missing"
		return
	fi
	truncate -s 4096 "$scratch/host/dev/shm/$(printf 'a\377\033[1m')"
	printf 'acrn-dm\0-m\0001G\0-s\0006,ivshmem,dm:/pair,4\0VM1' >"$scratch/host/proc/1/cmdline"
	doctor 1 --root "$scratch/host" --format json boards/lab/pair.xml
	python3 -c 'import json, sys, jsonschema
schema, report = (json.load(open(path)) for path in sys.argv[1:])
jsonschema.validate(report, schema)
findings = [finding for check in report["checks"] for finding in check["findings"]]
assert any(finding.get("source") == "PID 1" for finding in findings)
assert any(check.get("subject", "").startswith("a\\xff") for check in report["checks"])' \
		schema/doctor.schema.json "$scratch/output" || fail "JSON that is not by the schema"
}

# sees WHAT: the server's region with its holder.
sees() {
	grep -q -E "^(PASS|SKIP)  object $name: 65536 bytes, 0600.* held by ivshmem-server \(PID" "$scratch/output" ||
		fail "$1: the region is not seen: $(cat "$scratch/output")"
	grep -q -E "^PASS  server: ivshmem-server \(PID $server\) in $scratch/run; $name \(size=64K,peer=1:VM1\), peers " "$scratch/output" ||
		fail "$1: the server is not seen"
}

running_server() {
	"$B/bin/ivshmem-server" --dir="$scratch/run" --shm="$name,size=64K,peer=1:VM1" >"$scratch/log" 2>&1 &
	server=$!
	for _ in {1..100}; do
		! grep -q event=ready "$scratch/log" || break
		sleep 0.1
	done
	"$B/bin/acrn-cfg" doctor >"$scratch/output" 2>&1
	sees "this host"
	awk '/^```bash$/ { inside = 1; next } /^```$/ { inside = 0 } inside' docs/hardening.md >"$scratch/record.sh"
	TMPDIR=$scratch bash "$scratch/record.sh" >"$scratch/bundle" || fail "the host cannot be recorded"
	"$B/bin/acrn-cfg" doctor --root "$(cat "$scratch/bundle")" >"$scratch/output" 2>&1
	sees "recorded"
}

statuses
json
if [[ -w /dev/shm ]]; then
	running_server
else
	echo "SKIP: there is no /dev/shm"
fi
((failures == 0)) && echo ok
