#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Guests that share memory notify each other, by our device model and by QEMU's own
# ivshmem-doorbell on one server: no notification is lost when peers join, leave, are killed or fill the
# region, nor when the server is killed and started again.
#
# VM1 and VM2 are ours, with two regions: in `common`, in slot 6, IDs are assigned in order; in
# `fixed`, in slot 7, the two have bound IDs. VM3 is QEMU's, in slot 6.
set -u
cd "${SRCDIR:-.}" || exit 1
B=${B:-build}
export LC_ALL=C
. devmodel/lab/lib.sh
. devmodel/lab/guest.sh
. devmodel/lab/doorbell.sh
. tests/tools/report.sh

scratch=$(mktemp -d)
common=common$$ fixed=fixed$$
many=10000 some=500 few=50
options=(--shm="$common,size=2M" --shm="$fixed,size=2M,peer=7:VM1,peer=9:VM2")

clean_up() {
	[ -z "${LOGS:-}" ] || guests_close
	server_stop KILL 2>/dev/null
	rm -rf "$scratch" "/dev/shm/$common" "/dev/shm/$fixed"
}
trap clean_up EXIT

[ -x "$B/bin/ivshmem-server" ] || skip "there is no $B/bin/ivshmem-server"
qemu=$(find_new_qemu) || skip "no QEMU with a vfio-user client: run 'make lab-qemu'"
other_qemu=$(command -v qemu-system-x86_64) || other_qemu=$qemu
provide_linux
make_qemu_wrapper "$scratch/qemu" "$qemu" "${doorbell_machine[@]}"

start_ours() {
	ACRN_DM_ENGINE=$scratch/qemu IVSHMEM_SERVER_DIR=$scratch guest_start "$1" \
		"$B/bin/acrn-dm" --accel=tcg -m 192M -s 0:0,hostbridge -s 1:0,lpc \
		-s "6,ivshmem,dm:/$common,2,4096" -s "7,ivshmem,dm:/$fixed,2,4097" \
		-l com1,stdio -k "$LAB/vmlinuz" -r "$LAB/initrd.img" -B "$doorbell_cmdline" "$1"
}

start_other() {
	guest_start "$1" "$other_qemu" "${doorbell_machine[@]}" -accel tcg -m 192 \
		-nodefaults -no-user-config -display none -serial stdio \
		-kernel "$LAB/vmlinuz" -initrd "$LAB/initrd.img" -append "$doorbell_cmdline" \
		-chardev "socket,id=doorbell,path=$scratch/$common" \
		-device ivshmem-doorbell,vectors=8,chardev=doorbell,addr=6
}

# Guest $1's memory in slot $2 takes a text, of which guest $3 learns.
reads_of() {
	guest_run "$1" "ivshmem write --device=slot:$2 --offset=256 'from $1'" &&
		is "$3 reads what $1 writes" "from $1" \
			"$(guest_run "$3" "ivshmem read --device=slot:$2 --offset=256 --text")"
}

# pings FROM TO SLOT COUNT: both ways by doorbell, and each of them answered.
pings() {
	local from=$1 to=$2 slot=$3 count=$4

	is "$from pings $to in slot $slot" \
		"there=doorbell back=doorbell count=$count answered=$count answered=$count" \
		"$(ping_pair "$from" "$slot" "$to" "$slot" "$count")"
}

# One guest of ours and one of QEMU's.
two_kinds() {
	reads_of VM1 6 VM3
	reads_of VM3 6 VM1
	pings VM1 VM3 6 "$many"
	pings VM3 VM1 6 "$many"
}

three_guests() {
	local pair

	is "the three have IDs of their own" "0 1 2" \
		"$(for vm in VM1 VM2 VM3; do position_of "$vm" 6; done | sort | paste -s -d ' ')"
	for pair in "VM1 VM2" "VM2 VM1" "VM2 VM3" "VM3 VM2"; do
		# shellcheck disable=SC2086 # two words
		pings $pair 6 "$some"
	done
}

# VM1's rings, each as PEER/VECTOR.
rings() {
	local ring

	for ring; do
		guest_run VM1 "ivshmem ring --device=slot:6 --peer=${ring%/*} --vector=${ring#*/}"
		report $? "VM1 rings $ring"
	done
}

# VM2 and VM3 each receive one vector and then the last one. Any other ring would arrive in place of one of those:
# of a vector that is not theirs, and of peers that were never there.
each_receives_its_rings() {
	local vm vm2 vm3

	vm2=$(position_of VM2 6)
	vm3=$(position_of VM3 6)
	for vm in VM2 VM3; do
		guest_begin "$vm" "ivshmem wait --any --count=2 --device=slot:6 \
			--timeout=$((LAB_TIMEOUT * 1000))"
		guest_wait "$vm" "$LAB_TIMEOUT" '^ready'
	done
	rings "$vm2/3" 40/1 65535/65535 "$vm3/4" "$vm2/8" "$vm2/7" "$vm3/7"
	is "VM2's rings" "notified 3 notified 7" "$(guest_answer VM2 | sort | paste -s -d ' ')"
	is "VM3's rings" "notified 4 notified 7" "$(guest_answer VM3 | sort | paste -s -d ' ')"
}

power_off() {
	local vm

	for vm; do
		guest_send "$vm" 'poweroff -f'
		guest_end "$vm" >/dev/null
		is "status of $vm" 0 $?
	done
}

# The server announces its end: its ID notifies no peer from then on. When it is back it has an ID
# that VM3 has not seen go: QEMU's device frees what it has of a peer that goes, and would use it again.
one_is_killed() {
	local gone

	gone=$(position_of VM2 6)
	kill -KILL "$(guest_pid_of VM2 dm)"
	guest_end VM2 >/dev/null 2>&1
	server_wait "event=\(leave\|drop\) region=$common peer=$gone " 1
	report $? "the server notices the end of VM2"
	guest_run VM1 "ivshmem ring --device=slot:6 --peer=$gone"
	report $? "VM1 rings an ID without a peer"
	pings VM3 VM1 6 "$few"
	pings VM1 VM3 6 "$few"
	start_ours VM2
	doorbell_ready VM2 6 7
	report $? "VM2 comes back"
	is "VM2's new ID" 3 "$(position_of VM2 6)"
	is "VM2's own ID" 9 "$(position_of VM2 7)"
	pings VM1 VM2 6 "$some"
	pings VM2 VM1 6 "$some"
	pings VM3 VM2 6 "$few"
	pings VM2 VM3 6 "$few"
}

# QEMU stands any number of peers that join and leave.
many_come_and_go() {
	"$B/tests/e2e/peers" connect "$scratch/$common" 1000 >"$scratch/out" 2>&1
	report $? "a thousand peers join and leave: $(tail -n 1 "$scratch/out")"
	pings VM3 VM1 6 "$few"
	pings VM1 VM3 6 "$few"
	power_off VM3
}

# pings_of VM MAILBOX: VM pings every client in turn, in that one of its mailboxes.
pings_of() {
	local loop="for id in ${clients[*]}; do ivshmem ping --device=slot:7 --count=$few \
		--timeout=$((LAB_TIMEOUT * 1000))"

	is "$1 pings ${#clients[@]} clients" \
		"$(printf "answered=$few doorbell doorbell\n%.0s" "${clients[@]}")" \
		"$(guest_run "$1" "$loop --offset=\$((256 * id + 128 * $2)); done" |
			awk -F = '$1 ~ /^(there|back)$/ { ways = ways " " $2 }
				$1 == "answered" { print $0 ways; ways = "" }')"
}

# Fourteen clients and the two guests: sixteen peers in `fixed`.
sixteen_peers() {
	local clients ready

	mkfifo "$scratch/clients"
	"$B/tests/e2e/peers" answer "$scratch/$fixed" 14 >"$scratch/clients" &
	clients_pid=$!
	read -r -t "$LAB_TIMEOUT" ready <"$scratch/clients"
	is "the IDs of fourteen clients" "ready 0 1 2 3 4 5 6 8 10 11 12 13 14 15" "$ready"
	read -r -a clients <<<"${ready#ready}"
	pings_of VM1 0
	pings_of VM2 1
	kill "$clients_pid"
	wait "$clients_pid"
	pings VM1 VM2 7 "$few"
}

# The number of the guest that asks, in `fixed`: its 128 bytes are the last ones.
asked() {
	od -A n -t u4 -j $(((2 << 20) - 128)) -N 4 "/dev/shm/$fixed"
}

# Until a ping there is under way, since the number was $1.
await_asking() {
	local until=$((SECONDS + LAB_TIMEOUT))

	while [ "$SECONDS" -lt "$until" ]; do
		if [ "$(asked)" != "$1" ]; then
			return
		fi
		sleep 0.05
	done
	return 1
}

# In the middle of pings. QEMU's own device would not come back to a server.
server_is_restarted() {
	local positions before

	positions="$(position_of VM1 6) $(position_of VM2 6)"
	is "IDs in slot 7" "7 9" "$(position_of VM1 7) $(position_of VM2 7)"
	before=$(asked)
	ping_begin VM2 7
	guest_begin VM1 "ivshmem ping --device=slot:7 --count=$many \
		--timeout=$((LAB_TIMEOUT * 1000))"
	await_asking "$before"
	report $? "VM1 begins to ask"
	server_stop KILL 2>/dev/null
	server_start "$scratch" "${options[@]}"
	report $? "the server restarts"
	server_wait "event=join region=$fixed" 2
	report $? "VM1 and VM2 join again in slot 7"
	server_wait "event=join region=$common" 2
	report $? "VM1 and VM2 join again in slot 6"
	# Among messages of acrn-dm about the server.
	is "VM1 pings on" "answered=$many" "$(guest_answer VM1 | grep '^answered')"
	is "VM2 still receives" "answered=$many" "$(guest_answer VM2 | grep '^answered')"
	is "IDs in slot 7 afterwards" "7 9" "$(position_of VM1 7) $(position_of VM2 7)"
	is "IDs in slot 6 afterwards" "$positions" "$(position_of VM1 6) $(position_of VM2 6)"
	pings VM1 VM2 7 "$some"
	pings VM2 VM1 6 "$some"
}

all_of_it() {
	two_kinds
	three_guests
	each_receives_its_rings
	one_is_killed
	many_come_and_go
	sixteen_peers
	server_is_restarted
	power_off VM1 VM2
	server_stop TERM
	is "status of the server" 0 $?
	is "left behind by the server" "" "$(find "$scratch" -name "*$$*")"
}

guests_open doorbell
server_start "$scratch" "${options[@]}"
report $? "the server does not start"
start_ours VM1
start_ours VM2
start_other VM3
if doorbell_ready VM1 6 7 && doorbell_ready VM2 6 7 && doorbell_ready VM3 6; then
	all_of_it
else
	report 1 "the guests do not come up"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
