#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# acrn-hv as a program: its messages, its exit status, VMs that start, crash and end, and the files
# that stay. Scripts stand in for VMs, and `say` for their device models.
# shellcheck disable=SC2016 # those scripts are in single quotes
set -u
cd "${SRCDIR:-.}" || exit 1
B=${B:-build}
hv=$PWD/$B/bin/acrn-hv
export SAY=$PWD/$B/tests/devmodel/acrn-hv/say
export LC_ALL=C
unset ACRN_HV_DIR XDG_RUNTIME_DIR NOTIFY_SOCKET

. tests/tools/report.sh
scratch=$(mktemp -d)
dir=$scratch/hv
pid=
trap 'kill -KILL $pid $left 2>/dev/null; rm -rf "$scratch"' EXIT
left=

# is WHAT EXPECTED ACTUAL
is() {
	[ "$2" = "$3" ]
	report $? "$1: not '$2' but '$3'"
}

wait_for() {
	local i

	for ((i = 0; i < 1200; i++)); do
		if "$@"; then
			return
		fi
		sleep 0.05
	done
	return 1
}

# awaits TEXT FILE
awaits() {
	wait_for grep -q -e "$1" "$2"
	report $? "'$1' does not come: $(cat "$2")"
}

has_ended() {
	! kill -0 "$1" 2>/dev/null
}

left_behind() {
	find "$dir" -printf '%P ' 2>/dev/null
}

# refuses STATUS TEXT ARGUMENT...: one line that has TEXT in it, and for a wrong command line (2) another one that names
# the help; the status, and nothing left.
refuses() {
	local status=$1 text=$2 actual

	shift 2
	"$hv" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	actual=$?
	is "status of $*" "$status" "$actual"
	is "standard output of $*" "" "$(cat "$scratch/out")"
	is "lines of $*" "$status" "$(wc -l <"$scratch/err")"
	[[ $(cat "$scratch/err") == "acrn-hv: "*"$text"* ]]
	report $? "$*: '$text' is not in '$(cat "$scratch/err")'"
}

# script NAME: a VM's launch script, from standard input.
script() {
	rm -f "$scratch/$1"
	{
		echo '#!/bin/bash'
		cat
	} >"$scratch/$1"
	chmod +x "$scratch/$1"
}
claim='claim SAFETY plant_state 4194304 00:08.0'

# compile SCENARIO NAME: its table as a shared object of this name
compile() {
	"${CC:-cc}" -shared -fPIC -I schema -o "$scratch/$2.so" "$scratch/$1.d/config/static_config.c"
	report $? "$2.so"
}

table() {
	"$B/bin/acrn-cfg" gen -Wno-board-missing -o "$scratch/$1.d" "boards/lab/$1.xml" \
		>"$scratch/out" 2>&1
	report $? "generating $1: $(cat "$scratch/out")"
	compile "$1" "$1"
}

# start OPTION...: returns when it is ready.
start() {
	: >"$scratch/log"
	"$hv" run --dir="$dir" --config="$scratch/trio.so" "$@" 2>"$scratch/log" </dev/null &
	pid=$!
	awaits event=ready "$scratch/log"
}

# stop [SIGNAL]
stop() {
	local status=0

	kill -"${1:-TERM}" "$pid"
	wait "$pid" || status=$?
	pid=
	return "$status"
}

ends() {
	stop
	is "status" 0 $?
	is "left behind" "" "$(left_behind)"
}

# The rows of ps with this beginning, with one space between the columns.
ps_of() {
	"$hv" ps --dir="$dir" | tr -s ' ' | sed 's/^ //; s/ $//' | grep "^$1"
}

shows() {
	ps_of "$1" | grep -q -e "$2"
}

# ps_awaits ROW TEXT
ps_awaits() {
	wait_for shows "$1" "$2"
	report $? "ps does not come to show '$2': $(ps_of "$1")"
}

has_lines() {
	[ -e "$2" ] && [ "$(wc -l <"$2")" -ge "$1" ]
}

# claim_as_left LINE...: a device model in the background, as $left; its answers are in $scratch/said.
claim_as_left() {
	rm -f "$scratch/said" "$scratch/input"
	mkfifo "$scratch/input"
	"$SAY" "$dir/control" "$@" >"$scratch/said" <"$scratch/input" &
	left=$!
	exec 7>"$scratch/input"
	wait_for has_lines $# "$scratch/said"
	report $? "no answer to $*"
}

left_ends() {
	exec 7>&-
	wait "$left"
	left=
}

request() {
	"$SAY" "$dir/control" "$@" </dev/null
}

command_lines() {
	refuses 2 "missing command"
	refuses 2 "unknown command 'frob': use run, ps or console" frob
	refuses 2 "missing --config=TABLE.so" run
	refuses 2 "unknown option '--frob'" ps --frob
	refuses 2 "--config is an option of run" ps --config="$scratch/trio.so"
	refuses 2 "no directory for the sockets" ps --dir=
	refuses 2 "at most" ps --dir="/$(printf 'x%.0s' {1..100})"
	refuses 2 "missing VM name" console
	"$hv" --help >"$scratch/out"
	is "status of --help" 0 $?
	is "widest line of --help" "" "$(grep '.\{81\}' "$scratch/out")"
	is "--version" "acrn-hv (acrn-cfg) $(sed -n 's/^VERSION := //p' Makefile)" "$("$hv" --version)"
	if [ -w /dev/full ]; then
		"$hv" --help >/dev/full
		is "status of --help on a full disk" 1 $?
	fi
}

not_running() {
	refuses 1 "no acrn-hv is running in $dir: set its directory with --dir" ps --dir="$dir"
	refuses 1 "no acrn-hv is running in $dir: set its directory with --dir" console --dir="$dir" SAFETY
	refuses 1 "invalid VM name '../x'" console --dir="$dir" ../x
	ACRN_HV_DIR=$scratch/variable refuses 1 "no acrn-hv is running in $scratch/variable" ps
	ACRN_HV_DIR=$scratch/variable refuses 1 "no acrn-hv is running in $dir" ps --dir="$dir"
}

run_rejects() {
	refuses 1 "$1" run --dir="$dir" "${@:2}"
	is "left behind by ${*:2}" "" "$(left_behind)"
}

tables() {
	run_rejects "/no/such/table.so" --config=/no/such/table.so
	run_rejects "--config" --config=/dev/null
	echo 'int no_table;' | "${CC:-cc}" -shared -x c -o "$scratch/none.so" -
	run_rejects "no table found" --config="$scratch/none.so"
	sed -i 's/\.abi = CFG_ABI/.abi = 99/' "$scratch/trio.d/config/static_config.c"
	compile trio other
	run_rejects "the table has ABI 99" --config="$scratch/other.so"
	sed -i 's/\.abi = 99/.abi = CFG_ABI/; s/0x400000/0x400001/' \
		"$scratch/trio.d/config/static_config.c"
	compile trio odd
	run_rejects "invalid table" --config="$scratch/odd.so"
	sed -i 's/0x400001/0x400000/; s/"RIGHT"/"control"/' "$scratch/trio.d/config/static_config.c"
	compile trio named
	run_rejects "'control': not usable as the name of a directory" --config="$scratch/named.so"
	sed -i 's/"control"/".."/' "$scratch/trio.d/config/static_config.c"
	compile trio named
	run_rejects "'..': not usable as the name of a directory" --config="$scratch/named.so"
}

launches() {
	local trio=--config=$scratch/trio.so

	run_rejects "--launch=OTHER=…: VM not found in the table" "$trio" --launch=OTHER=/bin/true
	run_rejects "--launch=LEFT=…: the VM is post-launched: run its script" "$trio" \
		--launch=LEFT=/bin/true
	run_rejects "--launch=SAFETY=/no/such/script: No such file" "$trio" \
		--launch=SAFETY=/no/such/script
	# Without any execute permission root may not execute it either.
	: >"$scratch/data"
	run_rejects "--launch=SAFETY=$scratch/data: Permission denied" "$trio" \
		--launch=SAFETY="$scratch/data"
	run_rejects "/dev/null: the console needs a regular file" "$trio" \
		--launch=SAFETY=/bin/true --console=SAFETY=file:/dev/null
	# Not written to a truncated path either.
	run_rejects "path too long for a console" "$trio" --launch=SAFETY=/bin/true \
		--console=SAFETY=file:"$scratch/$(printf 'x%.0s' {1..100})"
	is "such a file" "" "$(find "$scratch" -name 'xxx*')"
}

directories() {
	mkdir "$scratch/open"
	chmod 777 "$scratch/open"
	refuses 1 "is writable by other users" run --dir="$scratch/open" --config="$scratch/trio.so"
	is "what is in it then" "" "$(ls "$scratch/open")"
	refuses 1 "cannot create directory" run --dir="$scratch/no/such" --config="$scratch/trio.so"
	refuses 1 "is not a directory" run --dir="$scratch/data" --config="$scratch/trio.so"
	mkdir -m 700 "$dir"
	: >"$dir/LEFT"
	refuses 1 "$dir/LEFT: not a directory of this user" run --dir="$dir" --config="$scratch/trio.so"
	rm "$dir/LEFT"
	ln -s "$scratch/open" "$dir/LEFT"
	refuses 1 "$dir/LEFT: not a directory of this user" run --dir="$dir" --config="$scratch/trio.so"
	rm "$dir/LEFT"
	run_rejects "VM not found in the table" --config="$scratch/trio.so" --launch=OTHER=/bin/true
}

no_vms() {
	start
	is "its log" "level=info event=ready dir=$dir vms=4" "$(cat "$scratch/log")"
	refuses 1 "VM 'SERVICE' has no console: acrn-hv does not start it" console --dir="$dir" SERVICE
	is "the control socket" "600 socket" "$(stat -c '%a %F' "$dir/control")"
	is "a VM's directory" "700 directory" "$(stat -c '%a %F' "$dir/SAFETY")"
	is "ps" "ID VM LAUNCHED STATE PID STARTS CONSOLE
0 SAFETY pre down - - -
00:08.0 plant_state 4 MiB 0x1001 absent
1 SERVICE service down - - -
2 LEFT post down - - -
00:08.0 plant_state 4 MiB 0x1001 absent
00:09.0 left_right 2 MiB 0x1002 absent
3 RIGHT post down - - -
00:08.0 plant_state 4 MiB 0x1001 absent
00:0a.0 left_right 2 MiB 0x1002 absent" "$(ps_of '')"
	refuses 1 "in use by another acrn-hv" run --dir="$dir" --config="$scratch/trio.so"
	is "a VM after that" "3 RIGHT post down - - -" "$(ps_of "3 ")"
	ends
}

signals() {
	local signal

	for signal in INT HUP; do
		start
		# A background job of a script ignores SIGINT, unless the program takes it by itself.
		stop "$signal"
		is "status after SIG$signal" 0 $?
		is "left behind by SIG$signal" "" "$(left_behind)"
	done
}

claims() {
	start
	claim_as_left "claim LEFT plant_state 4194304 00:08.0" "claim LEFT left_right 2097152 00:11.3"
	is "answers" "ok ok" "$(paste -s -d ' ' "$scratch/said")"
	is "ps of LEFT" "2 LEFT post running $left - -" "$(ps_of "2 ")"
	shows 00:11.3 "left_right 2 MiB 0x1002 waiting"
	report $? "ps of LEFT's device: $(ps_of 00)"
	is "sockets" "ivshmem-17.3 ivshmem-8.0" "$(find "$dir/LEFT" -type s -printf '%f\n' | sort |
		paste -s -d ' ')"
	is "another LEFT" "no VM 'LEFT' is running already, as process $left" \
		"$(request "claim LEFT plant_state 4194304 00:08.0")"
	is "an unknown VM" "no VM 'OTHER' claims hv:/r: VM not found in the table (its VMs: SAFETY, SERVICE, LEFT, RIGHT)" "$(request "claim OTHER r 4096 00:08.0")"
	is "a pre-launched VM" "no VM 'SAFETY' is not post-launched: start it by acrn-hv, with \
--launch=SAFETY=SCRIPT" "$(request "$claim")"
	is "a process for two VMs" "no process N has claimed for VM 'RIGHT' already" "$(request \
		"claim RIGHT plant_state 4194304 00:08.0" "claim LEFT plant_state 4194304 00:08.0" |
		tail -n 1 | sed 's/[0-9][0-9]*/N/')"
	is "an invalid message" "" "$(request "hello")"
	left_ends
	ps_awaits "2 " down
	is "sockets" "" "$(find "$dir/LEFT" -type s)"
	is "LEFT again" "ok" "$(request "claim LEFT plant_state 4194304 00:08.0")"
	# A VM that has started without one of its regions says so, and so does the log.
	claim_as_left "claim LEFT plant_state 4194304 00:08.0" "start LEFT"
	is "answers of a start" "ok missing left_right" "$(paste -s -d ' ' "$scratch/said")"
	awaits "level=warning event=incomplete vm=LEFT missing=left_right$" "$scratch/log"
	left_ends
	is "a start without any region" "missing plant_state left_right" "$(request "start LEFT")"
	ends
}

# A client may cause lines at any rate, but not all of them are written.
log_limit() {
	local lines=() i

	for ((i = 0; i < 300; i++)); do
		lines+=("claim OTHER r 4096 00:08.0")
	done
	start
	request "${lines[@]}" >/dev/null
	ends
	[ "$(grep -c event=refused "$scratch/log")" -lt 100 ]
	report $? "300 claims caused $(grep -c event=refused "$scratch/log") lines"
	grep -q "event=refused suppressed=[0-9]" "$scratch/log"
	report $? "suppressed lines are not counted: $(tail -n 3 "$scratch/log")"
}

# The pre-launched VM, whose script becomes its device model.
safety() {
	script safety <<<'echo "$ACRN_HV_DIR boots"; read -r line; echo "read $line"
		exec "$SAY" "$ACRN_HV_DIR/control" '"'$claim'"
	start --launch=SAFETY="$scratch/safety"
	ps_awaits "0 " running
	is "ps of SAFETY" "0 SAFETY pre running N 1 $dir/SAFETY/console" \
		"$(ps_of "0 " | sed 's/running [0-9]*/running N/')"
	rm -f "$scratch/screen"
	echo hello | "$hv" console --dir="$dir" SAFETY >"$scratch/screen" &
	left=$!
	wait_for test -s "$scratch/screen"
	awaits ok "$scratch/screen"
	is "the console" "$dir boots|read hello|ok" "$(paste -s -d '|' "$scratch/screen")"
	is "a second one" "The console is in use by process $left." \
		"$("$hv" console --dir="$dir" SAFETY </dev/null | tr -d '\r')"
	shows 00:08.0 waiting
	report $? "ps of SAFETY's device: $(ps_of 00)"
	ends
	# It ends with the console.
	wait "$left"
	is "status of console" 0 $?
	left=
}

consoles() {
	script talks <<<'echo boots; exec sleep 1000'
	start --launch=SAFETY="$scratch/talks" --console=SAFETY=pty --launch=SERVICE="$scratch/talks" \
		--console=SERVICE=file:"$scratch/service s log"
	awaits boots "$scratch/service s log"
	is "the file" "600 boots" "$(stat -c %a "$scratch/service s log") $(cat "$scratch/service s log")"
	shows "1 " "$scratch/service s log$"
	report $? "ps of a file: $(ps_of "1 ")"
	[ -c "$dir/SAFETY/console" ]
	report $? "there is no terminal"
	rm -f "$scratch/screen"
	"$hv" console --dir="$dir" SAFETY >"$scratch/screen" </dev/null &
	left=$!
	wait_for test -s "$scratch/screen"
	awaits boots "$scratch/screen"
	refuses 1 "the console of VM 'SERVICE' is the file $scratch/service s log" \
		console --dir="$dir" SERVICE
	refuses 1 "VM 'LEFT' is post-launched: its console is the terminal in which its launch script \
runs" console --dir="$dir" LEFT
	refuses 1 "VM 'OTHER' not found: acrn-hv has SAFETY, SERVICE, LEFT, RIGHT" \
		console --dir="$dir" OTHER
	ends
	wait "$left"
	is "status of console" 0 $?
	left=
	is "the file stays" "boots" "$(cat "$scratch/service s log")"
}

# Ctrl-] leaves, and the terminal is as it was.
keyboard() {
	if ! command -v script >/dev/null; then
		echo "SKIP a console at a terminal: there is no script(1)"
		return
	fi
	script talks <<<'echo boots; exec cat'
	rm -f "$scratch/screen"
	start --launch=SAFETY="$scratch/talks"
	{
		wait_for test -s "$scratch/screen"
		wait_for grep -q boots "$scratch/screen"
		printf 'hello\r'
		wait_for grep -q hello "$scratch/screen"
		printf '\035'
	} | command script -q -e -f -c "stty -g; $hv console --dir=$dir SAFETY; stty -g" \
		"$scratch/screen" >/dev/null
	is "status" 0 $?
	tr -d '\r' <"$scratch/screen" >"$scratch/seen"
	grep -q hello "$scratch/seen" && grep -q "Ctrl-\] leaves" "$scratch/seen"
	report $? "the terminal: $(cat "$scratch/seen")"
	is "its settings, before and after" "2" \
		"$(grep -o -E '[0-9a-f]+(:[0-9a-f]+){20,}' "$scratch/seen" | uniq -c | awk '{ print $1 }')"
	ends
}

crashes() {
	script crashes <<<'echo run >>"$0.runs"; if [ "$(wc -l <"$0.runs")" -lt 2 ]; then kill -SEGV $$; fi
		exec "$SAY" "$ACRN_HV_DIR/control" '"'$claim'"
	start --launch=SAFETY="$scratch/crashes"
	awaits "event=restart vm=SAFETY in_ms=1000" "$scratch/log"
	is "ps of a VM that waits" "0 SAFETY pre waiting - 1 $dir/SAFETY/console" "$(ps_of "0 ")"
	ps_awaits "0 " "running [0-9]* 2 "
	ps_awaits 00:08.0 waiting
	grep -q "event=down vm=SAFETY status=139" "$scratch/log"
	report $? "the crash is not logged: $(cat "$scratch/log")"
	ends
	# VMs that are not restarted.
	rm "$scratch/crashes.runs"
	start --launch=SAFETY="$scratch/crashes" --restart=never
	ps_awaits "0 " "down - 1"
	ends
	start --launch=SAFETY=/bin/true
	ps_awaits "0 " "down - 1"
	ends
}

# Post-launched VMs first; the others are asked once these are down.
shutdown_in_order() {
	script safety <<<'exec "$SAY" "$ACRN_HV_DIR/control" '"'$claim'"
	start --launch=SAFETY="$scratch/safety"
	claim_as_left "claim LEFT plant_state 4194304 00:08.0"
	ps_awaits 00:08.0 waiting
	kill -TERM "$pid"
	awaits powerdown "$scratch/said"
	ps_awaits "0 " running
	is "a VM that is late" "no VM 'RIGHT' cannot start: acrn-hv is shutting down" \
		"$(request "claim RIGHT plant_state 4194304 00:08.0")"
	left_ends
	wait "$pid"
	is "status" 0 $?
	is "left behind" "" "$(left_behind)"
	is "the events then" "stop wait left wait left down" "$(sed -n '/event=stop/,$s/.*event=\([a-z]*\).*/\1/p' \
		"$scratch/log" | uniq | grep -v refused | head -n 6 | paste -s -d ' ')"
}

# Neither VM ends by itself.
grace() {
	script stubborn <<<'trap "" INT; exec "$SAY" "$ACRN_HV_DIR/control" '"'$claim'"
	start --launch=SAFETY="$scratch/stubborn" --grace=1
	claim_as_left "claim LEFT plant_state 4194304 00:08.0"
	ps_awaits 00:08.0 waiting
	ends
	left_ends
	is "messages to LEFT" "ok powerdown" "$(paste -s -d ' ' "$scratch/said")"
	grep -q "event=down vm=SAFETY status=143" "$scratch/log"
	report $? "SAFETY's end: $(cat "$scratch/log")"
	is "LEFT's end" 1 "$(grep -c "event=left vm=LEFT" "$scratch/log")"
}

# Neither VM ends by itself, and further signals skip the timeouts.
force() {
	script stubborn <<<'trap "" INT; exec "$SAY" "$ACRN_HV_DIR/control" '"'$claim'"
	script deaf <<<'trap "" INT TERM; echo $$ >"$0.pid"; while :; do sleep 0.05; done'
	start --launch=SAFETY="$scratch/stubborn" --launch=SERVICE="$scratch/deaf" --grace=3600
	claim_as_left "claim LEFT plant_state 4194304 00:08.0"
	awaits . "$scratch/deaf.pid"
	ps_awaits 00:08.0 waiting
	kill -TERM "$pid"
	awaits powerdown "$scratch/said"
	kill -INT "$pid"
	awaits "event=down vm=SAFETY status=143" "$scratch/log"
	left_ends
	ps_awaits "2 " down
	ps_awaits "1 " running
	ends
	has_ended "$(cat "$scratch/deaf.pid")"
	report $? "SERVICE outlives acrn-hv"
}

# Stale objects of a killed acrn-hv are replaced, and its VMs end with it.
killed() {
	local vm

	script sleeps <<<'echo $$ >"$0.pid"; exec sleep 1000'
	start --launch=SAFETY="$scratch/sleeps" --launch=SERVICE=/bin/true --console=SERVICE=pty
	claim_as_left "claim LEFT plant_state 4194304 00:08.0"
	awaits . "$scratch/sleeps.pid"
	vm=$(cat "$scratch/sleeps.pid")
	stop KILL 2>/dev/null
	wait "$left"
	left=
	exec 7>&-
	wait_for has_ended "$vm"
	report $? "SAFETY outlives acrn-hv"
	is "left behind" "LEFT LEFT/ivshmem-8.0 RIGHT SAFETY SAFETY/console SERVICE SERVICE/console \
control" "$(left_behind | xargs -n 1 | sort | paste -s -d ' ')"
	refuses 1 "no acrn-hv is running in $dir" ps --dir="$dir"
	start --launch=SAFETY="$scratch/sleeps"
	is "stale sockets" "" "$(find "$dir/LEFT" "$dir/SERVICE" -mindepth 1)"
	claim_as_left "claim LEFT plant_state 4194304 00:08.0"
	is "answer" ok "$(cat "$scratch/said")"
	left_ends
	ends
}

dm_land_alone() {
	start --config="$scratch/pair.so"
	is "ps" "0 SERVICE service down - - -|1 VM1 post down - - -|2 VM2 post down - - -" \
		"$(ps_of '[0-9] ' | paste -s -d '|')"
	is "a claim" "no VM 'VM1' claims hv:/pair: region not found in the table (its regions: none)" \
		"$(request "claim VM1 pair 2097152 00:08.0")"
	ends
}

table trio
table pair
command_lines
not_running
tables
launches
directories
no_vms
signals
claims
log_limit
safety
consoles
keyboard
crashes
shutdown_in_order
grace
force
killed
dm_land_alone
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
