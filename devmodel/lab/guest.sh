# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# guest.sh: starts guests and sends commands to their consoles. Every wait has a limit.
# Sourced from the source root, after lib.sh, by scripts that then call:
#
#   guests_open NAME                     once, first: logs go to $LAB/logs/NAME
#   guest_start NAME COMMAND...          its standard input and output are the guest's console
#   guest_wait NAME SECONDS REGEX        until the console shows a line like that; it is in $LINE
#   guest_ready NAME [SECONDS]           until the guest takes commands
#   guest_run NAME COMMAND [SECONDS]     a command in the guest: its output, and its exit status
#   guest_begin NAME COMMAND             the same without waiting; one at a time
#   guest_answer NAME [SECONDS]          its output and exit status
#   guest_send NAME TEXT                 a line to the console
#   guest_end NAME [SECONDS]             until its processes are gone; the status of COMMAND
#   guest_pids NAME                      its processes on this machine, the command itself first
#   guests_close                         once, last, also after errors: ends what still runs

# The machine's own ivshmem-server must not be used; scripts set this for one of their own.
export IVSHMEM_SERVER_DIR=

# A guest takes 3 to 5 seconds to boot where the processor is emulated, and longer beside others.
LAB_TIMEOUT=${LAB_TIMEOUT:-120}

guests_open() {
	LOGS=$LAB/logs/$1
	declare -g -A guest_pid=() guest_in=() guest_out=() guest_rest=() guest_command=()
	rm -rf "$LOGS"
	mkdir -p "$LOGS"
	guests_scratch=$(mktemp -d)
	# Writing to a guest that has ended must fail with a status, not with a signal.
	trap '' PIPE
}

guest_start() {
	local name=$1 in out fd

	shift
	mkfifo "$guests_scratch/$name.in" "$guests_scratch/$name.out"
	(
		# Only its own ends: an open console of another guest would never end.
		for fd in "${guest_in[@]}" "${guest_out[@]}"; do
			exec {fd}>&-
		done
		trap - PIPE
		exec setsid "$@" <"$guests_scratch/$name.in" >"$guests_scratch/$name.out" 2>&1
	) &
	guest_pid[$name]=$!
	# Each open waits for the other side; both sides use the same order.
	exec {in}>"$guests_scratch/$name.in" {out}<"$guests_scratch/$name.out"
	guest_in[$name]=$in
	guest_out[$name]=$out
	guest_rest[$name]=
	rm "$guests_scratch/$name.in" "$guests_scratch/$name.out"
	: >>"$LOGS/$name.log"
	echo "# $*" >>"$LOGS/$name.log"
}

# Reads one line of the console to $LINE, and to the log. Status 1: the console has ended; 2: no line
# until the time $2 (of $SECONDS).
guest_line() {
	local name=$1 left=$(($2 - SECONDS)) status

	if [ "$left" -le 0 ]; then
		return 2
	fi
	status=0
	IFS= read -r -t "$left" -u "${guest_out[$name]}" LINE || status=$?
	LINE=${guest_rest[$name]}$LINE
	if [ "$status" -gt 128 ]; then
		guest_rest[$name]=$LINE # its beginning
		return 2
	fi
	guest_rest[$name]=
	[ "$status" -eq 0 ] || [ -n "$LINE" ] || return 1
	LINE=${LINE//$'\r'/}
	printf '%s\n' "$LINE" >>"$LOGS/$name.log"
}

# Reads lines up to one like $3, until the time $2: the status is that of guest_line.
guest_find() {
	while true; do
		guest_line "$1" "$2" || return
		if [[ $LINE =~ $3 ]]; then
			return
		fi
	done
}

# With $4, such as "booting VM1", a terminal shows how long that takes, every second.
guest_wait() {
	local name=$1 begin=$SECONDS until=$((SECONDS + $2)) regex=$3 status=2 next

	while [ "$status" -eq 2 ] && [ "$SECONDS" -lt "$until" ]; do
		next=$until
		if [ -n "${4:-}" ]; then
			show_progress "  $4: $((SECONDS - begin)) s"
			next=$((SECONDS + 1))
		fi
		status=0
		guest_find "$name" "$next" "$regex" || status=$?
	done
	if [ -n "${4:-}" ]; then
		end_progress
	fi
	if [ "$status" -eq 0 ]; then
		return
	elif [ "$status" -eq 1 ]; then
		echo "guest $name ended before its console showed '$regex'" >&2
	else
		echo "guest $name did not show '$regex' within $2 seconds" >&2
	fi
	return 1
}

guest_send() {
	printf '%s\n' "$2" >&"${guest_in[$1]}"
} 2>/dev/null

guest_ready() {
	guest_wait "$1" "${2:-$LAB_TIMEOUT}" '^lab: ready' "booting $1" &&
		# Input is not echoed from here on.
		guest_send "$1" 'stty -echo' && guest_wait "$1" "$LAB_TIMEOUT" '^lab: done'
}

guest_begin() {
	local command=${2//$'\n'/ } # a line is a command

	echo "# $command" >>"$LOGS/$1.log"
	guest_command[$1]=$command
	guest_send "$1" "$command" || return 125
}

guest_answer() {
	local name=$1 until=$((SECONDS + ${2:-$LAB_TIMEOUT})) status

	while true; do
		status=0
		guest_line "$name" "$until" || status=$?
		if [ "$status" -ne 0 ]; then
			echo "guest $name did not answer: ${guest_command[$name]}" >&2
			return 125
		fi
		case $LINE in
		'lab: done '*)
			return "${LINE##* }"
			;;
		esac
		printf '%s\n' "$LINE"
	done
}

guest_run() {
	guest_begin "$1" "$2" && guest_answer "$1" "${3:-}"
}

# The console ends when its writers have: the script, the device model and QEMU. Processes that go on
# without it are waited for, too.
guest_end() {
	local name=$1 until=$((SECONDS + ${2:-$LAB_TIMEOUT})) session=${guest_pid[$1]}
	local pid status in out

	while guest_line "$name" "$until"; do
		:
	done
	for pid in $session $(guest_pids "$name"); do
		if ! wait_for_pid "$pid" "$until"; then
			echo "guest $name: process $pid did not end:" \
				"$(tr '\0' ' ' <"/proc/$pid/cmdline" | cut -c 1-200)" >&2
			return 125
		fi
	done
	status=0
	wait "$session" || status=$?
	in=${guest_in[$name]} out=${guest_out[$name]}
	exec {in}>&- {out}<&-
	unset "guest_pid[$name]" "guest_in[$name]" "guest_out[$name]" "guest_rest[$name]" \
		"guest_command[$name]"
	return "$status"
}

# Until process $1 is gone, but no longer than the time $2 (of $SECONDS).
wait_for_pid() {
	local left=$(($2 - SECONDS))

	if [ "$left" -le 0 ]; then
		[ ! -e "/proc/$1" ]
		return
	fi
	timeout "$left" tail -s 0.05 -f --pid="$1" /dev/null
}

# The processes of session $1, by age; no zombies.
session_pids() {
	local stat text pid state session

	for stat in /proc/[0-9]*/stat; do
		IFS= read -r text <"$stat" || continue
		pid=${text%% *}
		# After the name in brackets, which may contain anything.
		read -r state _ _ session _ <<<"${text##*) }"
		if [ "$session" = "$1" ] && [ "$state" != Z ]; then
			echo "$pid"
		fi
	done 2>/dev/null | sort -n
}

guest_pids() {
	session_pids "${guest_pid[$1]}"
}

# The device model of guest $1, for "dm" as $2, or its QEMU, for "qemu".
guest_pid_of() {
	local pid stat model=

	for pid in $(guest_pids "$1"); do
		if [ -z "$model" ] && tr '\0' '\n' <"/proc/$pid/cmdline" | sed -n '1,2p' |
			grep -q '/acrn-dm$'; then
			model=$pid
			if [ "$2" = dm ]; then
				echo "$pid"
				return
			fi
		fi
		IFS= read -r stat <"/proc/$pid/stat" || continue
		if [ -n "$model" ] && [[ ${stat##*) } == ?" $model "* ]]; then
			echo "$pid"
			return
		fi
	done 2>/dev/null
	return 1
}

guests_close() {
	local name pid IFS=$' \t\n' # a trap runs with the IFS of what it interrupts

	end_progress
	for name in "${!guest_pid[@]}"; do
		for pid in $(guest_pids "$name"); do
			kill -KILL "$pid" 2>/dev/null || true
		done
		guest_end "$name" 20 >/dev/null 2>&1 || true
	done
	rm -rf "$guests_scratch"
}
