# SPDX-License-Identifier: BSD-3-Clause
# secure_boot_kernel.sh: signatures of kernels.
#
# check_kernel VM PATH: whether one of the certificates in $certificates verifies the signature of the
#     kernel; prints a line by pass(), fail() or skip(). Reads $root.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

check_kernel() {
	local vm=$1 file=$root$2 certificate has_certificate=false

	if [[ ! -f $file ]]; then
		fail "$vm" "kernel $2 not found"
		return
	fi
	if ! command -v sbverify >/dev/null; then
		skip "$vm" "kernel $2: sbverify not found: install sbsigntool"
		return
	fi
	if ! sbverify --list -- "$file" 2>/dev/null | grep -q '^signature '; then
		fail "$vm" "kernel $2 is not signed"
		return
	fi
	for certificate in "$root$certificates"/*.pem; do
		[[ -f $certificate ]] || continue
		has_certificate=true
		if sbverify --cert "$certificate" -- "$file" >/dev/null 2>&1; then
			pass "$vm" "kernel $2 is signed by ${certificate#"$root"}"
			return
		fi
	done
	if $has_certificate; then
		fail "$vm" "kernel $2 is signed by none of $certificates/*.pem"
	else
		skip "$vm" "kernel $2 is signed, but there is no $certificates/*.pem to verify it with"
	fi
}
