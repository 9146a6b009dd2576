# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# doorbell.sh: what guests need in order to be rung in user space, and whom they are rung by.
# Sourced after guest.sh, by scripts that then use:
#
#   doorbell_machine, doorbell_cmdline   QEMU's arguments, and the guest's command line, with which
#                                        vfio-pci takes a device
#   make_engine FILE QEMU [ARG...]       FILE starts QEMU as acrn-dm asks for, and with ARGs besides
#   doorbell_bind NAME SLOT...           guest NAME's devices in these slots go to vfio-pci
#   ping_begin NAME SLOT [OPTION...]     guest NAME answers pings from here on
#   ping NAME SLOT [OPTION...]           guest NAME asks; what the tool says
#   position_of NAME SLOT                guest NAME's peer ID there
#   server_start DIR OPTION...           starts ivshmem-server, until its sockets are there
#   server_wait REGEX COUNT              until it has logged COUNT lines like that
#   server_stop SIGNAL                   ends it: its exit status

server_pid='' server_count=0

# VFIO wants an IOMMU, QEMU has one for this machine only, and without KVM's interrupt controller.
# It cannot remap interrupts then, so that the guest has to allow that. The client of vfio-user
# wants to learn of all that the guest maps: caching-mode.
# shellcheck disable=SC2034 # for the scripts that source this
doorbell_machine=(-machine "q35,kernel-irqchip=off"
	-device "intel-iommu,intremap=off,caching-mode=on")
# shellcheck disable=SC2034
doorbell_cmdline="console=ttyS0 quiet no_timer_check intel_iommu=on \
vfio_iommu_type1.allow_unsafe_interrupts=1"

# Of two -machine the later one counts. Questions go to QEMU as they are.
make_engine() {
	local file=$1 qemu=$2

	shift 2
	cat >"$file" <<-END
		#!/bin/bash
		case " \$* " in
		*" help "* | *" --version "*) exec ${qemu@Q} "\$@" ;;
		esac
		exec ${qemu@Q} "\$@" ${*@Q}
	END
	chmod +x "$file"
}

doorbell_bind() {
	local name=$1 slot

	shift
	guest_run "$name" 'modprobe -a vfio-pci vfio_iommu_type1' || return
	for slot; do
		printf -v slot '0000:00:%02x.0' "$slot"
		guest_run "$name" "cd /sys/bus/pci && echo vfio-pci >devices/$slot/driver_override &&
			echo $slot >drivers_probe && test -e drivers/vfio-pci/$slot" || return
	done
}

# An echo that nobody asks any more ends, too.
ping_begin() {
	guest_begin "$1" "ivshmem ping --echo --device=slot:$2 --timeout=30000 ${*:3}"
}

ping() {
	guest_run "$1" "ivshmem ping --device=slot:$2 ${*:3}"
}

position_of() {
	guest_run "$1" "ivshmem list" | awk -v slot="$2" '$2 == slot { print $7 }'
}

# A server that is started anew has a log of its own, beside the guests'. The sanitisers make system
# calls that its sandbox is not for.
server_start() {
	local dir=$1 options=()

	shift
	if [ "$B" = build/san ]; then
		options=(--no-sandbox)
	fi
	server_log=$LOGS/server$((server_count += 1)).log
	"$B/bin/ivshmem-server" --dir="$dir" "${options[@]}" "$@" </dev/null >"$server_log" 2>&1 &
	server_pid=$!
	server_wait event=ready 1
}

# A try each 50 ms; without a server there is nothing to wait for.
server_wait() {
	local until=$((SECONDS + 20)) lines

	while [ "$SECONDS" -lt "$until" ] && [ -e "/proc/$server_pid" ]; do
		lines=$(grep -c -e "$1" "$server_log") || true
		if [ "$lines" -ge "$2" ]; then
			return
		fi
		sleep 0.05
	done
	echo "the server did not say '$1' $2 times: $(tail -n 3 "$server_log")" >&2
	return 1
}

server_stop() {
	local pid=$server_pid

	server_pid=''
	[ -n "$pid" ] && kill "-$1" "$pid" && wait_for_pid "$pid" $((SECONDS + 10)) || return
	wait "$pid"
}
