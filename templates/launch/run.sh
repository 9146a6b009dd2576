# SPDX-License-Identifier: BSD-3-Clause
# run.sh: runs the device model as a child of the script.
#
# pass_on SIGNAL STATUS: sends the signal to the child, or exits with the status before there is one.
# run: runs $device_model with the array `arguments`; its exit status is returned.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

# Passes signal $1 on to the device model. Before there is one the script ends with status $2.
pass_on() {
	if [[ -n ${!-} ]]; then
		kill -s "$1" "$!" 2>/dev/null || true
	else
		exit "$2"
	fi
}

# Runs the device model to its end: in the background, because the shell looks at no signal while it
# waits for a command; with the standard input, which may be the VM's console.
run() {
	"$device_model" "${arguments[@]}" <&0 &
	while kill -0 "$!" 2>/dev/null; do
		wait "$!" || true # which a signal ends early
	done
	wait "$!"
}
