#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# What a user who may be a peer of a region cannot do to its server, its other peers, and other regions.
set -u
cd "${SRCDIR:-.}" || exit 1
B=${B:-build}
server=$PWD/$B/bin/ivshmem-server
dm=$PWD/$B/bin/acrn-dm
peers=$PWD/$B/tests/e2e/peers
export LC_ALL=C
unset IVSHMEM_SERVER_DIR XDG_RUNTIME_DIR

if [ "$(id -u)" -ne 0 ] || ! setpriv --reuid=65534 --regid=65534 --clear-groups true; then
	echo "SKIP: only root can become another user"
	exit 77
fi

. tests/tools/report.sh
scratch=$(mktemp -d)
dir=$scratch/sockets
region=attacked$$ other=beside$$
declare -A pids=()
trap 'kill -KILL "${pids[@]}" 2>/dev/null; rm -rf "$scratch"; rm -f "/dev/shm/"{,.}{"$region","$other"}*' EXIT

# The build directory may be closed to other users.
chmod 711 "$scratch"
mkdir -m 711 "$scratch/bin"
cp "$B/tests/devmodel/ivshmem-server/attacker" "$scratch/bin"
ln -s attacker "$scratch/bin/qemu-attacker"

# Sanitizers need more system calls than the sandbox allows.
sandbox=()
[[ $B != */san ]] || sandbox=(--no-sandbox)

# as USER PROGRAM...
as() {
	setpriv --reuid="$1" --regid="$1" --clear-groups "${@:2}"
}

# attack ARGUMENT...: as the user 'nobody'.
attack() {
	as 65534 "$scratch/bin/attacker" "$@"
}

# begin NAME COMMAND...: until it has printed a line, which is in $line.
begin() {
	local fd name=$1

	shift
	exec {fd}< <(exec "$@" 2>&1)
	pids[$name]=$!
	line=
	IFS= read -r -t 60 -u "$fd" line
	exec {fd}<&-
}

# end NAME [SIGNAL]
end() {
	kill -"${2:-KILL}" "${pids[$1]}"
	timeout 60 tail -s 0.02 -f --pid="${pids[$1]}" /dev/null
	report $? "$1 does not end"
	wait "${pids[$1]}"
	unset "pids[$1]"
} 2>/dev/null

begin_attack() {
	begin "$1" setpriv --reuid=65534 --regid=65534 --clear-groups "$scratch/bin/attacker" "${@:2}"
}

# serve OPTION...: until it is ready. Without CAP_SYS_PTRACE it does not see what other users' processes have open.
serve() {
	: >"$scratch/log"
	setpriv --bounding-set=-sys_ptrace "$server" --dir="$dir" "${sandbox[@]}" "$@" \
		>"$scratch/log" 2>&1 </dev/null &
	pids[server]=$!
	await "event=ready"
}

# await TEXT: until the server has logged that.
await() {
	local i

	for ((i = 0; i < 3000; i++)); do
		if grep -q -e "$1" "$scratch/log"; then
			return
		fi
		kill -0 "${pids[server]}" 2>/dev/null || break
		sleep 0.02
	done
	report 1 "the server does not log '$1': $(tail -n 5 "$scratch/log")"
}

# works REGION: one more peer gets in; its memory is in $line.
works() {
	begin honest "$scratch/bin/attacker" hold "$dir/$1"
	[[ $line == ready* ]]
	report $? "$2: no peer can join $1: $line"
	end honest
}

any_user=mode=0666,size=64K

## Locks

# The memory's lock is the peer's, and the server does not ask for it.
an_exclusive_lock_stops_no_server() {
	serve --shm="$region,$any_user" --shm="$other,size=4K"
	begin_attack locker lock "$dir/$region"
	report $? "the attacker has no lock: $line"
	end server TERM
	serve --shm="$region,$any_user" --shm="$other,size=4K"
	is "regions served while a peer has a lock" "regions=2" "$(grep -o 'regions=.*' "$scratch/log")"
	works "$region" "with a lock"
	works "$other" "with a lock"
	end locker
	end server
}

# restart_with_unlocked LIFETIME SIGNAL: the memory that a peer still has is the one that new peers get.
restart_with_unlocked() {
	local former

	serve --shm="$region,$any_user,lifetime=$1"
	begin_attack unlocker unlock "$dir/$region"
	former=$line
	end server "$2"
	serve --shm="$region,$any_user,lifetime=$1"
	works "$region" "after SIG$2 with lifetime=$1"
	is "the memory after SIG$2 with lifetime=$1" "$former" "$line"
	end unlocker
	end server TERM
	rm -f "/dev/shm/$region"
}

a_released_lock_does_not_replace_memory() {
	restart_with_unlocked recreate KILL
	restart_with_unlocked recreate TERM
	restart_with_unlocked unlink KILL
	restart_with_unlocked unlink TERM
}

# Any user who can read an object can lock it.
a_reader_with_a_lock_stops_no_vm() {
	truncate -s 4096 "/dev/shm/$region"
	chmod 644 "/dev/shm/$region"
	printf '#!/bin/bash\n[[ $* != *help ]] || echo vfio-user-pci\n' >"$scratch/qemu"
	chmod +x "$scratch/qemu"
	begin_attack reader lock-file "/dev/shm/$region"
	is "the reader's lock" ready "$line"
	mkdir -m 700 "$scratch/run"
	XDG_RUNTIME_DIR=$scratch/run IVSHMEM_SERVER_DIR='' timeout 60 "$dm" --engine "$scratch/qemu" \
		-s "6,ivshmem,$region,4096" VM >"$scratch/out" 2>&1 </dev/null
	report $? "acrn-dm with a region that a reader has a lock on: $(cat "$scratch/out")"
	end reader
	rm -f "/dev/shm/$region"
}

## Floods

# One honest peer reads, and one is stopped meanwhile; then both answer for the newcomer.
floods_drop_no_peer() {
	serve --shm="$region,$any_user"
	begin reading "$peers" answer "$dir/$region" 1
	begin stopped "$peers" answer "$dir/$region" 1
	kill -STOP "${pids[stopped]}"
	attack storm "$dir/$region" 2000
	report $? "2000 connections"
	attack greet "$dir/$region" 300
	report $? "300 connections that close during the welcome"
	kill -CONT "${pids[stopped]}"
	works "$region" "after a flood"
	is "dropped peers" "" "$(grep -e event=drop "$scratch/log")"
	is "peers after a flood" "0 1" "$("$server" peers --dir="$dir" "$region" 2>/dev/null |
		awk '$1 ~ /^[01]$/ { print $1 }' | paste -s -d ' ')"
	kill -0 "${pids[reading]}" "${pids[stopped]}"
	report $? "an honest peer has ended"
	end reading
	end stopped
	end server
}

# New memory is made for a user only so often; others, and other regions, do not wait for that.
new_memory_is_limited() {
	local accepted

	serve --shm="$region,$any_user,lifetime=recreate" --shm="$other,size=4K"
	accepted=$(attack churn "$dir/$region" 40)
	[ "${accepted#* }" -ge 10 ] && [ "${accepted#* }" -lt 40 ]
	report $? "40 joins, each with new memory: $accepted"
	await "event=refuse region=$region .* uid=65534 reason=\"the user causes new memory too often"
	works "$other" "after new memory"
	works "$region" "after new memory of another user"
	end server
	rm -f "/dev/shm/$region"
}

## Places and IDs

# A user gets half of the places that are not bound.
places_are_left_for_others() {
	serve --shm="$region,$any_user,peers=9,peer=5:VM"
	begin_attack taker take "$dir/$region" 12
	is "places of one user" "accepted 4" "$line"
	works "$region" "with many peers of one user"
	works "$region.VM" "with many peers of one user"
	begin third setpriv --reuid=1 --regid=1 --clear-groups "$scratch/bin/attacker" take "$dir/$region" 12
	is "places of another user" "accepted 4" "$line"
	works "$region.VM" "without other places"
	end third
	end taker
	end server
}

# IDs that a program called qemu-... has seen leave are not used again, and a user may use up half of them. This
# takes a minute: it is tried if ATTACK_IDS is set.
ids_are_left_for_others() {
	serve --shm="$region,$any_user,vectors=1"
	begin seer setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$scratch/bin/qemu-attacker" hold "$dir/$region"
	attack burst "$dir/$region" 1100 >"$scratch/out"
	await "event=refuse region=$region .* uid=65534 reason=\"limit of IDs of one user that QEMUs must not see again"
	works "$region" "after $(cat "$scratch/out")"
	is "dropped peers" "" "$(grep -e event=drop "$scratch/log")"
	end seer
	end server
}

an_exclusive_lock_stops_no_server
a_released_lock_does_not_replace_memory
a_reader_with_a_lock_stops_no_vm
floods_drop_no_peer
new_memory_is_limited
places_are_left_for_others
[ -z "${ATTACK_IDS-}" ] || ids_are_left_for_others
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
