#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# All kinds of peers of a region ring each other, in both directions and by vectors that tell who rang: two QEMUs of
# different versions with their own ivshmem-doorbell, a guest of acrn-dm, the host's commands, and a client of its own
# kind. In slot 6 of the guests by our server, in slot 7 by one that behaves as QEMU's own. Then our server is reloaded
# many times while they do: no notification is lost, and no QEMU, which could not connect again, notices.
set -u
cd "${SRCDIR:-.}" || exit 1
B=${B:-build}
export LC_ALL=C
. devmodel/lab/lib.sh
. devmodel/lab/guest.sh
. devmodel/lab/doorbell.sh
. tests/tools/report.sh

scratch=$(mktemp -d)
region=pairs$$ plain=plain$$
# A peer rings by the vector of its place here.
kinds=(OURS OLD NEW HOST CLIENT)
guests=(OURS OLD NEW)
reloads=100 round=1000

clean_up() {
	[ -z "${LOGS:-}" ] || guests_close
	server_stop KILL 2>/dev/null
	service_stop plain KILL 2>/dev/null
	rm -rf "$scratch" "/dev/shm/$region" "/dev/shm/.$region"*
}
trap clean_up EXIT

[ -x "$B/bin/ivshmem-server" ] || skip "there is no $B/bin/ivshmem-server"
new_qemu=$(find_new_qemu) || skip "no QEMU with a vfio-user client: run 'make lab-qemu'"
old_qemu=$(command -v qemu-system-x86_64) || skip "no other QEMU: apt-get install qemu-system-x86"
provide_linux
make_qemu_wrapper "$scratch/qemu" "$new_qemu" "${doorbell_machine[@]}"

## Peers

start_ours() {
	ACRN_DM_ENGINE=$scratch/qemu IVSHMEM_SERVER_DIR=$scratch guest_start OURS \
		"$B/bin/acrn-dm" --accel=tcg -m 192M -s 0:0,hostbridge -s 1:0,lpc \
		-s "6,ivshmem,dm:/$region,2,4096" -s "7,ivshmem,dm:/$plain,2,4097" \
		-l com1,stdio -k "$LAB/vmlinuz" -r "$LAB/initrd.img" -B "$doorbell_cmdline" OURS
}

# start_other NAME QEMU
start_other() {
	guest_start "$1" "$2" "${doorbell_machine[@]}" -accel tcg -m 192 \
		-nodefaults -no-user-config -display none -serial stdio \
		-kernel "$LAB/vmlinuz" -initrd "$LAB/initrd.img" -append "$doorbell_cmdline" \
		-chardev "socket,id=ours,path=$scratch/$region" \
		-device ivshmem-doorbell,vectors=8,chardev=ours,addr=6 \
		-chardev "socket,id=plain,path=$scratch/$plain" \
		-device ivshmem-doorbell,vectors=8,chardev=plain,addr=7
}

declare -A socket=([6]=$scratch/$region [7]=$scratch/$plain)

# The clients, one in each region: what they are told, and what they say.
declare -A client_in=() client_out=() id=()

start_client() {
	local slot=$1 in out ready

	mkfifo "$scratch/in.$slot" "$scratch/out.$slot"
	"$B/tests/e2e/peers" client "${socket[$slot]}" <"$scratch/in.$slot" >"$scratch/out.$slot" &
	exec {in}>"$scratch/in.$slot" {out}<"$scratch/out.$slot"
	client_in[$slot]=$in client_out[$slot]=$out
	read -r -t "$LAB_TIMEOUT" -u "$out" ready
	id[CLIENT.$slot]=${ready#ready }
}

# host VERB SLOT OPTION...: by our server the host has an ID of its own.
host() {
	local where=("${socket[$2]}")

	[ "$2" = 7 ] || where=("$region" --dir="$scratch" --vm=host)
	"$B/bin/ivshmem-server" "$1" "${where[@]}" "${@:3}"
}

host_listens() {
	local until=$((SECONDS + LAB_TIMEOUT))

	: >"$scratch/host.out"
	host wait "$1" --any --count="$2" --timeout=$((LAB_TIMEOUT * 1000)) \
		>"$scratch/host.out" 2>"$scratch/host.err" &
	host_pid=$!
	until grep -q ready "$scratch/host.out" || [ "$SECONDS" -ge "$until" ]; do
		sleep 0.05
	done
	id[HOST.$1]=$(sed -n 's/.*this is peer \([0-9]*\)$/\1/p' "$scratch/host.err")
}

# listens PEER SLOT COUNT
listens() {
	case $1 in
	HOST) host_listens "$2" "$3" ;;
	CLIENT) ;; # it always does
	*)
		guest_begin "$1" "ivshmem wait --any --count=$3 --device=slot:$2 \
			--timeout=$((LAB_TIMEOUT * 1000))"
		guest_wait "$1" "$LAB_TIMEOUT" '^ready'
		;;
	esac
}

# rings PEER SLOT TO VECTOR
rings() {
	case $1 in
	HOST) host ring "$2" --peer="$3" --vector="$4" ;;
	CLIENT) echo "ring $3 $4" >&"${client_in[$2]}" ;;
	*) guest_run "$1" "ivshmem ring --device=slot:$2 --peer=$3 --vector=$4" ;;
	esac
	report $? "$1 rings $3 in slot $2"
}

# heard PEER SLOT COUNT: the notifications.
heard() {
	local i line

	case $1 in
	HOST)
		wait_for_pid "$host_pid" $((SECONDS + LAB_TIMEOUT))
		grep notified "$scratch/host.out"
		;;
	CLIENT)
		for ((i = 0; i < $3; i++)); do
			read -r -t "$LAB_TIMEOUT" -u "${client_out[$2]}" line
			echo "$line"
		done
		;;
	*) guest_answer "$1" ;;
	esac | sort | paste -s -d ' '
}

## What they do

all_ring() {
	local to=$1 slot=$2 i expected=

	listens "$to" "$slot" $((${#kinds[@]} - 1))
	for i in "${!kinds[@]}"; do
		if [ "${kinds[i]}" != "$to" ]; then
			rings "${kinds[i]}" "$slot" "${id[$to.$slot]}" "$i"
			expected+="notified $i "
		fi
	done
	heard "$to" "$slot" $((${#kinds[@]} - 1)) >"$scratch/heard"
	is "notifications of $to in slot $slot" "${expected% }" "$(cat "$scratch/heard")"
}

all_pairs() {
	local slot=$1 guest to

	for guest in "${guests[@]}"; do
		id[$guest.$slot]=$(position_of "$guest" "$slot")
	done
	for to in "${kinds[@]}"; do
		all_ring "$to" "$slot"
	done
}

reload_often() {
	local n

	for ((n = 1; n <= reloads; n++)); do
		kill -HUP "${service_pid[server]}"
		server_wait "event=resume region=$region" "$n" || return
	done
}

# One round: OURS asks OLD, and NEW asks HOST at another place of the memory. The figures of those who ask, and how many
# the others have answered.
ask_all() {
	local here

	host echo 6 --offset=0 --timeout=$((LAB_TIMEOUT * 1000)) >"$scratch/host.out" &
	host_pid=$!
	guest_begin NEW "ivshmem ping --device=slot:6 --offset=0 --count=$round --timeout=$((LAB_TIMEOUT * 1000))"
	here=$(ping_pair OURS 6 OLD 6 "$round")
	guest_answer NEW | grep -E '^(there|back|count|answered)=' | paste -s -d ' ' >"$scratch/there"
	wait "$host_pid"
	echo "$here $(cat "$scratch/there" "$scratch/host.out" | paste -s -d ' ')"
}

nothing_is_lost() {
	local figures reloading

	figures="there=doorbell back=doorbell count=$round answered=$round answered=$round"
	reload_often &
	reloading=$!
	while kill -0 "$reloading" 2>/dev/null; do
		is "a round during reloads" "$figures $figures" "$(ask_all)"
	done
	wait "$reloading"
	report $? "$reloads reloads"
	is "peers that have left" "" "$(grep -E 'event=(leave|drop|refuse|reset) ' "${service_log[server]}" |
		grep -v ' peer=9 ')"
}

## All of it

start_all() {
	local guest

	server_start "$scratch" --shm="$region,size=2M,peer=9:host" || return
	service_start plain ready "$B/tests/e2e/qemu_server" "${socket[7]}" $((2 << 20)) 8 || return
	start_ours
	start_other OLD "$old_qemu"
	start_other NEW "$new_qemu"
	for guest in "${guests[@]}"; do
		doorbell_ready "$guest" 6 7 || return
	done
}

guests_open pairs
if start_all; then
	start_client 6
	start_client 7
	all_pairs 6
	all_pairs 7
	nothing_is_lost
	all_pairs 6
else
	report 1 "the guests do not come up"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
