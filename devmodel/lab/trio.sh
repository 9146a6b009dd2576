# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# trio.sh: the three VMs of boards/lab/trio.xml, with guests that have doorbells: acrn-hv starts SAFETY,
# generated scripts start LEFT and RIGHT. Sourced after guest.sh, by scripts that then call:
#
#   trio_open DIR QEMU [ARG...]  generates into DIR, for guests in QEMU with additional ARGs
#   trio_start                   starts acrn-hv, in $ACRN_HV_DIR, with SAFETY
#   trio_launch NAME             starts LEFT or RIGHT
#   trio_bind NAME               its devices go to vfio-pci
#   trio_ready NAME              until its guest takes commands, and has done that

. devmodel/lab/doorbell.sh

declare -A trio_slots=([SAFETY]="8" [LEFT]="8 9" [RIGHT]="8 10") trio_ids=([SAFETY]=0 [LEFT]=2 [RIGHT]=3)

# iomem=relaxed: the tests map a device's pending bits although it has a driver.
trio_open() {
	local dir=$1 cmdline="$doorbell_cmdline iomem=relaxed"

	make_qemu_wrapper "$dir/qemu" "${@:2}" "${doorbell_machine[@]}"
	printf '#!/bin/bash\nexec %q --accel=tcg "$@"\n' "$PWD/$B/bin/acrn-dm" >"$dir/acrn-dm"
	chmod +x "$dir/acrn-dm"
	mkdir -m 700 "$dir/sockets"
	export ACRN_DM=$dir/acrn-dm ACRN_DM_ENGINE=$dir/qemu ACRN_RUN_DIR=$dir/run
	export ACRN_HV=$PWD/$B/bin/acrn-hv ACRN_HV_DIR=$dir/hv XDG_RUNTIME_DIR=$dir/sockets
	trio_scripts=$dir/scripts
	sed -e "s|>build/lab/|>$LAB/|" -e "s|<cmdline>[^<]*|<cmdline>$cmdline|" boards/lab/trio.xml \
		>"$dir/trio.xml"
	"$B/bin/acrn-cfg" gen --target lab -o "$trio_scripts" "$dir/trio.xml"
}

trio_start() {
	service_start acrn-hv event=ready "$trio_scripts/lab/lab.sh" &&
		guest_start SAFETY "$ACRN_HV" console SAFETY
}

# Scripts count from the Service VM, which is VM 1.
trio_launch() {
	guest_start "$1" "$trio_scripts/launch/launch_user_vm_id$((trio_ids[$1] - 1)).sh"
}

trio_bind() {
	# shellcheck disable=SC2086 # slots are words
	doorbell_bind "$1" ${trio_slots[$1]}
}

trio_ready() {
	guest_ready "$1" && trio_bind "$1"
}
