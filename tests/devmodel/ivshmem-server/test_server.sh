#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# ivshmem-server as a program: its messages, its exit status, its sockets and regions, and the files
# that stay. Guests and peers have tests of their own.
set -u
cd "${SRCDIR:-.}" || exit 1
B=${B:-build}
server=$PWD/$B/bin/ivshmem-server
export LC_ALL=C
unset IVSHMEM_SERVER_DIR XDG_RUNTIME_DIR

. tests/tools/report.sh
scratch=$(mktemp -d)
dir=$scratch/sockets
region=srv$$
pid=
trap 'kill -KILL $pid 2>/dev/null; rm -rf "$scratch"; rm -f "/dev/shm/"{,.}"$region"*' EXIT

# Sanitizers need more system calls than the sandbox allows.
sandbox=()
[[ $B != */san ]] || sandbox=(--no-sandbox)

# refuses STATUS TEXT ARGUMENT...: one line that has TEXT in it, the status, and nothing left.
refuses() {
	local status=$1 text=$2 actual

	shift 2
	"$server" "$@" "${sandbox[@]}" >"$scratch/out" 2>"$scratch/err" </dev/null
	actual=$?
	is "status of $*" "$status" "$actual"
	is "standard output of $*" "" "$(cat "$scratch/out")"
	is "lines of $*" "$((status == 2 ? 2 : 1))" "$(wc -l <"$scratch/err")"
	[[ $(cat "$scratch/err") == "ivshmem-server: "*"$text"* ]]
	report $? "$*: '$text' is not in '$(cat "$scratch/err")'"
	is "left behind by $*" "" "$(find "$scratch/sockets" -mindepth 1 2>/dev/null)"
}

# start OPTION...: returns when it is ready.
start() {
	local i

	: >"$scratch/log"
	"$server" --dir="$dir" "${sandbox[@]}" "$@" >"$scratch/out" 2>"$scratch/log" </dev/null &
	pid=$!
	for ((i = 0; i < 6000; i++)); do
		if grep -q event=ready "$scratch/log"; then
			return
		fi
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.01
	done
	report 1 "the server does not start with $*: $(cat "$scratch/log")"
}

# stop [SIGNAL]
stop() {
	local status=0

	kill -"${1:-TERM}" "$pid"
	wait "$pid" || status=$?
	pid=
	return "$status"
}

# The process that serves.
worker() {
	pgrep -P "$pid"
}

names() {
	(cd "$dir" && find . -mindepth 1 -name '[^.]*' -printf '%f\n' | sort | paste -s -d ' ')
}

command_lines() {
	refuses 2 "no region to serve"
	refuses 2 "unknown option '--frob'" --frob
	refuses 2 "invalid size '3M'" --dir="$dir" --shm="$region,size=3M"
	refuses 2 "no directory for the sockets" --dir= --shm="$region,size=4K"
	refuses 1 "path of a socket too long: at most 107 characters: use a shorter name" \
		--dir="$dir" --memfd="$(printf 'x%.0s' {1..150}),size=4K"
	refuses 2 "at most" --dir="/$(printf 'x%.0s' {1..100})" --shm="$region,size=4K"
	printf 'shm=%s,size=4K\n  shm=%s_b,size=4K,mode=9\n' "$region" "$region" >"$scratch/options"
	refuses 2 "$scratch/options:2:$((23 + ${#region})): invalid mode '9'" \
		--options="$scratch/options"
}

help_and_version() {
	is "--version" "ivshmem-server (acrn-cfg) $(sed -n 's/^VERSION := //p' Makefile)" \
		"$("$server" --version)"
	is "options that docs/ivshmem-server.1 lacks" "" "$(comm -23 \
		<({ "$server" --help; "$server" peers --help; } | grep -o -E -- '(--[a-z-]+|\b[a-z]+=)' | sort -u) \
		<(sed 's/\\-/-/g; s/\\f.//g' docs/ivshmem-server.1 |
			grep -o -E -- '(--[a-z-]+|\b[a-z]+=)' | sort -u))"
	if [ -w /dev/full ]; then
		"$server" --help >/dev/full
		is "status of --help on a full disk" 1 $?
	fi
}

directories() {
	mkdir -m 777 "$scratch/open"
	chmod 777 "$scratch/open"
	refuses 1 "is writable by other users" --dir="$scratch/open" --shm="$region,size=4K"
	refuses 1 "cannot create directory" --dir="$scratch/no/such" --shm="$region,size=4K"
	: >"$scratch/file"
	refuses 1 "is not a directory" --dir="$scratch/file" --shm="$region,size=4K"
	is "the region after that" "" "$(ls /dev/shm/"$region"* 2>/dev/null)"
	IVSHMEM_SERVER_DIR=$scratch/variable "$server" ls >"$scratch/out" 2>"$scratch/err"
	is "status of ls in a directory that is not there" 0 $?
}

# Missing memory is an error at the start, not a SIGBUS later.
memory() {
	refuses 1 "cannot reserve 1099511627776 bytes" --dir="$dir" --shm="$region,size=1024G"
	is "the region after that" "" "$(ls /dev/shm/"$region"* 2>/dev/null)"
	truncate -s 4096 "/dev/shm/$region"
	chmod 600 "/dev/shm/$region"
	refuses 1 "has 4096 bytes, expected 8192" --dir="$dir" --shm="$region,size=8K"
	is "what was there before" 4096 "$(stat -c %s "/dev/shm/$region")"
	rm "/dev/shm/$region"
}

# Regions that cannot be served do not stop the others.
bad_regions() {
	ln -s /etc/passwd "/dev/shm/${region}_a"
	start --shm="${region}_a,size=4K" --shm="$region,size=4K" --memfd="${region}_b,size=1024G"
	is "sockets without bad regions" "$region" "$(names)"
	is "regions in the log" "${region}_a ${region}_b" "$(sed -n \
		's/^level=error event=unavailable region=\([^ ]*\) reason=".*"$/\1/p' "$scratch/log" |
		paste -s -d ' ')"
	is "the last line of the log" "level=info event=ready dir=$dir regions=1" \
		"$(tail -n 1 "$scratch/log")"
	stop
	rm "/dev/shm/$region" "/dev/shm/${region}_a"
}

serving() {
	start --shm="$region,size=2M,mode=0640,peer=3:VM-1" --memfd="$region.m-0,size=4K"
	is "sockets" "$region $region.VM-1 $region.m-0" "$(names)"
	is "the socket's mode" "640 socket" "$(stat -c '%a %F' "$dir/$region")"
	is "the region" "640 2097152 4096" "$(stat -c '%a %s %b' "/dev/shm/$region")"
	is "its log" "level=info event=ready dir=$dir regions=2" "$(cat "$scratch/log")"
	is "its limit of descriptors" "$(ulimit -H -n)" \
		"$(sed -n 's/^Max open files *\([0-9]*\) .*/\1/p' "/proc/$(worker)/limits")"
	refuses_second
	contained
	stop
	is "status after SIGTERM" 0 $?
	is "sockets after SIGTERM" "" "$(find "$dir" -mindepth 1)"
	is "the region after SIGTERM" 2097152 "$(stat -c %s "/dev/shm/$region")"
	is "the lock after SIGTERM" "" "$(ls "/dev/shm/.$region.server" 2>/dev/null)"
	rm "/dev/shm/$region"
}

refuses_second() {
	local text

	text=$("$server" --dir="$dir" "${sandbox[@]}" --shm="$region,size=2M" 2>&1)
	is "status of a second server" 1 $?
	[[ $text == *"in use by a server: ivshmem-server (pid $(worker)), which has a lock on $dir/"* ]]
	report $? "what a second server says: $text"
	is "sockets after a second server" "$region $region.VM-1 $region.m-0" "$(names)"
	text=$("$server" --dir="$dir.other" "${sandbox[@]}" --shm="$region,size=2M" 2>&1)
	is "status of a second server with another directory" 1 $?
	[[ $text == *"in use by a server: ivshmem-server (pid $(worker)), which has a lock on /dev/shm/"* ]]
	report $? "what a second server with another directory says: $text"
	rmdir "$dir.other"
}

contained() {
	if [ ${#sandbox[@]} -gt 0 ]; then
		return
	fi
	is "its sandbox" "NoNewPrivs:1 Seccomp:2 CapEff:0000000000000000" "$(for field in NoNewPrivs \
		Seccomp CapEff; do grep "^$field:" "/proc/$(worker)/status" | tr -d '\t'; done |
		paste -s -d ' ')"
}

signals() {
	start --memfd="$region,size=4K"
	# A background job of a script ignores SIGINT, unless the program takes it by itself.
	stop INT
	is "status after SIGINT" 0 $?
	start --shm="$region,size=4K"
	stop KILL
	is "sockets after SIGKILL" "$region" "$(names)"
	start --shm="$region,size=4K"
	stop
	is "sockets in the end" "" "$(find "$dir" -mindepth 1)"
	rm "/dev/shm/$region"
}

# logged COUNT REGEX: waits until the server has logged that many lines like that.
logged() {
	local i

	for ((i = 0; i < 6000; i++)); do
		[ "$(grep -c -e "$2" "$scratch/log")" -lt "$1" ] || return 0
		sleep 0.01
	done
	report 1 "not $1 times '$2' in the log: $(cat "$scratch/log")"
}

# SIGHUP reads the options again: a region is added, none is where they are invalid, one is removed.
reloads() {
	printf 'memfd=%s,size=4K\n' "$region" >"$scratch/options"
	start --options="$scratch/options"
	is "what ps shows" "ivshmem-server: worker" "$(tr '\0' ' ' <"/proc/$(worker)/cmdline" | sed 's/ *$//')"
	printf 'memfd=%s_b,size=4K\n' "$region" >>"$scratch/options"
	kill -HUP "$pid"
	logged 2 event=ready
	is "sockets after a reload" "$region ${region}_b" "$(names)"
	printf 'memfd=%s_c,size=5K\n' "$region" >>"$scratch/options"
	kill -HUP "$pid"
	logged 1 "level=error event=reload .*options:3:[0-9]*: invalid size '5K'"
	printf 'memfd=%s,size=4K\ndir=/tmp\n' "$region" >"$scratch/options"
	kill -HUP "$pid"
	logged 1 "level=error event=reload .*/tmp is writable by other users"
	is "sockets after invalid options" "$region ${region}_b" "$(names)"
	printf 'memfd=%s_b,size=4K\n' "$region" >"$scratch/options"
	kill -HUP "$pid"
	logged 3 event=ready
	is "sockets after a region was removed" "${region}_b" "$(names)"
	stop
	is "status after reloads" 0 $?
	is "left after reloads" "" "$(find "$dir" -mindepth 1)"
}

# A server that was started on a terminal ends with it, but not by SIGHUP from someone else.
loses_terminal() {
	: >"$scratch/log"
	script -q -c "exec $server --dir=$dir ${sandbox[*]} --memfd=$region,size=4K 2>$scratch/log" /dev/null \
		</dev/null >/dev/null &
	pid=$!
	logged 1 event=ready
	kill -HUP "$(pgrep -P "$pid")"
	logged 2 event=ready
	kill -KILL "$pid"
	wait "$pid" 2>/dev/null
	logged 1 "event=stop signal=1"
	is "sockets after the terminal" "" "$(names)"
}

# Neither process remains without the other.
crashes() {
	local other

	start --memfd="$region,size=4K"
	kill -KILL "$(worker)"
	wait "$pid"
	is "status after a crash" 1 $?
	logged 1 "ivshmem-server: the worker was killed by signal 9"
	start --memfd="$region,size=4K"
	other=$(worker)
	stop KILL
	while kill -0 "$other" 2>/dev/null; do
		sleep 0.01
	done
	rm "$dir/$region" "$dir/.$region.peers"
	env --ignore-signal=CHLD "$server" --dir="$dir" "${sandbox[@]}" --memfd="$region,size=1024G" \
		2>"$scratch/err"
	is "status with SIGCHLD ignored" 1 $?
	[[ $(cat "$scratch/err") == *"cannot reserve"* ]]
	report $? "the reason is not in '$(cat "$scratch/err")'"
}

# The server accepts the output of the generator, as an options file and as a table.
generated() {
	sed "s/\bpair\b/$region/" boards/lab/pair.xml >"$scratch/pair.xml"
	"$B/bin/acrn-cfg" gen -Wno-board-missing -o "$scratch/out.d" "$scratch/pair.xml" \
		>"$scratch/out" 2>&1
	report $? "generating: $(cat "$scratch/out")"
	start --options="$scratch/out.d/server/ivshmem-server.conf"
	is "sockets of the options" "$region $region.VM1 $region.VM2" "$(names)"
	stop
	"${CC:-cc}" -shared -fPIC -I schema -o "$scratch/table.so" \
		"$scratch/out.d/config/static_config.c"
	start --config="$scratch/table.so,lifetime=unlink"
	is "sockets of the table" "$region $region.VM1 $region.VM2" "$(names)"
	stop
	is "the region without peers" "" "$(ls /dev/shm/"$region"* 2>/dev/null)"
}

stale_objects() {
	local line

	region=$region-my.shmem-0
	start --shm="$region,size=4K"
	"$server" ls --dir="$dir" "$region" >"$scratch/out"
	is "status of ls" 0 $?
	line="$region region 4K 0600 $(id -un) served ivshmem-server (pid $(worker))"
	is "ls" "$line" "$(tail -n 1 "$scratch/out" | tr -s ' ')"
	"$server" prune --dir="$dir" "$region" >"$scratch/out" 2>"$scratch/err"
	is "status of prune" 1 $?
	[ -e "/dev/shm/$region" ]
	report $? "a served region is pruned"
	stop KILL
	"$server" prune --dir="$dir" --all --dry-run >/dev/null
	[ -e "/dev/shm/$region" ]
	report $? "a region is pruned by a dry run"
	is "prune --all" "removed /dev/shm/$region removed $dir/$region removed $dir/.$region.peers \
removed /dev/shm/.$region.server" \
		"$("$server" prune --dir="$dir" --all | grep -F "$region" | paste -s -d ' ')"
	is "left in the end" "" "$(find "$dir" -mindepth 1; ls /dev/shm/"$region"* 2>/dev/null)"
}

# What these commands do with a server is in ../host-peer.
host_peer() {
	"$server" peers 2>"$scratch/err"
	is "status of peers without a region" 2 $?
	is "what it says" $'ivshmem-server: missing region\nTry \'ivshmem-server peers --help\'' \
		"$(cat "$scratch/err")"
	"$server" peers --dir="$dir" "$region" 2>/dev/null
	is "status of peers without a server" 2 $?
	start --memfd="$region,size=4K"
	"$server" wait --dir="$dir" "$region" --timeout=0 >"$scratch/out.wait" 2>/dev/null
	is "status of wait" 1 $?
	is "output of wait" "ready timeout" "$(paste -s -d ' ' "$scratch/out.wait")"
	stop
}

command_lines
help_and_version
directories
memory
bad_regions
serving
signals
reloads
loses_terminal
crashes
generated
stale_objects
host_peer
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
