# SPDX-License-Identifier: BSD-3-Clause
# device_model.sh: finds the device model.
#
# Sets $device_model: $ACRN_DM, else acrn-dm in PATH, which is ACRN's in a Service VM, else the one that
# was installed with acrn-cfg.
# need_device_model: where that is not found prints a message by say() and exits with status 1.
#
# shellcheck shell=bash

device_model=${ACRN_DM:-acrn-dm}
# Outside of PATH, so that it never hides ACRN's: below the directory of acrn-cfg, or a usual one.
program=$(readlink -f -- "$(command -v acrn-cfg)") || true
libexec=("${program%/bin/*}/libexec/acrn-cfg" /usr/local/libexec/acrn-cfg /usr/libexec/acrn-cfg)
if [[ -z ${ACRN_DM-} ]] && ! command -v acrn-dm >/dev/null; then
	for directory in "${libexec[@]}"; do
		if [[ -x $directory/acrn-dm ]]; then
			device_model=$directory/acrn-dm
			break
		fi
	done
fi
readonly device_model

need_device_model() {
	if command -v -- "$device_model" >/dev/null; then
		return
	fi
	if [[ -n ${ACRN_DM-} ]]; then
		say "device model $device_model not found: set ACRN_DM to its path"
	else
		say "device model acrn-dm not found in PATH, /usr/local/libexec/acrn-cfg or \
/usr/libexec/acrn-cfg: set ACRN_DM to its path"
	fi
	exit 1
}
