# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# service.sh: programs that run beside the guests, with logs. Every wait has a limit.
# Sourced after guest.sh, by scripts that then call:
#
#   service_start NAME REGEX COMMAND...  starts it, until it has logged a line like that
#   service_wait NAME REGEX COUNT        until it has logged COUNT lines like that
#   service_stop NAME SIGNAL             ends it: its exit status
#
# The log is ${service_log[NAME]}, beside the guests'; each start has a new one.

declare -A service_pid=() service_log=() service_count=()

service_start() {
	local name=$1 regex=$2

	shift 2
	service_log[$name]=$LOGS/$name$((service_count[$name] += 1)).log
	"$@" </dev/null >"${service_log[$name]}" 2>&1 &
	service_pid[$name]=$!
	service_wait "$name" "$regex" 1
}

# Checks every 50 ms, while the service is running.
service_wait() {
	local name=$1 until=$((SECONDS + LAB_TIMEOUT)) lines

	while [ "$SECONDS" -lt "$until" ] && [ -e "/proc/${service_pid[$name]}" ]; do
		lines=$(grep -c -e "$2" "${service_log[$name]}") || true
		if [ "$lines" -ge "$3" ]; then
			return
		fi
		sleep 0.05
	done
	echo "$name did not log '$2' $3 times: $(tail -n 3 "${service_log[$name]}")" >&2
	return 1
}

service_stop() {
	local pid=${service_pid[$1]:-}

	service_pid[$1]=
	[ -n "$pid" ] && kill "-$2" "$pid" && wait_for_pid "$pid" $((SECONDS + LAB_TIMEOUT)) || return
	wait "$pid"
}
