# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# doorbell.sh: what guests need for doorbells in user space, and ivshmem-server.
# Sourced after guest.sh, by scripts that then use:
#
#   doorbell_machine, doorbell_cmdline   QEMU's arguments, and the guest's command line, with which
#                                        vfio-pci takes a device
#   make_qemu_wrapper FILE QEMU [ARG...] FILE starts QEMU with the arguments of acrn-dm and ARGs
#   doorbell_bind NAME SLOT...           guest NAME's devices in these slots go to vfio-pci, from any driver
#   doorbell_ready NAME SLOT...          until guest NAME takes commands, and has done that
#   ping_begin NAME SLOT [OPTION...]     guest NAME answers pings from here on
#   ping NAME SLOT [OPTION...]           guest NAME asks; what the tool says
#   ping_pair NAME SLOT NAME SLOT COUNT  the first asks the second: how it went, in one line
#   position_of NAME SLOT                guest NAME's peer ID there
#   server_start DIR OPTION...           starts ivshmem-server, until its sockets are there;
#   server_wait, server_stop             and more of service.sh for it

. devmodel/lab/service.sh

# VFIO needs an IOMMU, which QEMU has for this machine only, and without KVM's interrupt controller.
# It cannot remap interrupts then, which the guest has to allow. The vfio-user client needs to know
# all mappings of the guest: caching-mode.
# shellcheck disable=SC2034 # for the scripts that source this
doorbell_machine=(-machine "q35,kernel-irqchip=off"
	-device "intel-iommu,intremap=off,caching-mode=on")
# shellcheck disable=SC2034
doorbell_cmdline="console=ttyS0 quiet no_timer_check intel_iommu=on \
vfio_iommu_type1.allow_unsafe_interrupts=1"

# Of two -machine the later one counts. Queries are passed to QEMU unchanged.
make_qemu_wrapper() {
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
			{ test ! -e devices/$slot/driver || echo $slot >devices/$slot/driver/unbind; } &&
			echo $slot >drivers_probe && test -e drivers/vfio-pci/$slot" || return
	done
}

doorbell_ready() {
	guest_ready "$1" && doorbell_bind "$@"
}

# Both sides wait until the other one answers; the limit is for one that never does.
ping_begin() {
	guest_begin "$1" "ivshmem ping --echo --device=slot:$2 --timeout=$((LAB_TIMEOUT * 1000)) ${*:3}"
}

ping() {
	guest_run "$1" "ivshmem ping --device=slot:$2 --timeout=$((LAB_TIMEOUT * 1000)) ${*:3}" \
		$((2 * LAB_TIMEOUT))
}

# The requester's figures, and then the echo's. Notifications go by doorbell, or the figures show it.
ping_pair() {
	local figures

	ping_begin "$3" "$4"
	figures=$(ping "$1" "$2" --count="$5" | grep -E '^(there|back|count|answered)=')
	echo "${figures//$'\n'/ } $(guest_answer "$3" | grep '^answered')"
}

position_of() {
	guest_run "$1" "ivshmem list" | awk -v slot="$2" '$2 == slot { print $7 }'
}

# Sanitizers need more system calls than the server's sandbox allows.
server_start() {
	local dir=$1 options=()

	shift
	if [ "$B" = build/san ]; then
		options=(--no-sandbox)
	fi
	service_start server event=ready \
		"$B/bin/ivshmem-server" --dir="$dir" "${options[@]}" "$@"
}

server_wait() {
	service_wait server "$@"
}

server_stop() {
	service_stop server "$@"
}
