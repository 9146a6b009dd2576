#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_launch.sh: what the templates write is well-formed, quotes everything, and cleans up.
#
# B is the build directory, which has tests/templates/render. The scripts are run with /sys, /proc, /dev and
# /run of a small tree of our own, and with host commands that only write down how they were called.
set -u
cd "$(dirname "$0")" || exit 1
top=$(cd ../.. && pwd)
build=${B:-build}
[[ $build == /* ]] || build=$top/$build
render=$build/tests/templates/render
if [[ ! -x $render ]]; then
	echo "FAIL: $render not found: \`make run-tests\` builds it"
	exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset IVSHMEM_SERVER_DIR
passed=0 failed=0

# ok NAME COMMAND...: the command succeeds.
ok() {
	local name=$1 output

	shift
	if output=$("$@" 2>&1); then
		printf 'ok %s\n' "$name"
		((++passed))
	else
		printf 'FAIL %s\n%s\n' "$name" "$output"
		((++failed))
	fi
}

# status STATUS COMMAND...: the command ends with that status.
status() {
	local expected=$1 actual=0

	shift
	"$@" || actual=$?
	((actual == expected)) || { echo "status $actual, not $expected"; return 1; }
}

same() {
	diff -u "$1" "$2"
}

# True when the file comes to hold the text within a minute.
await() {
	local attempt

	for attempt in {1..1200}; do
		grep -qsF -- "$2" "$1" && return
		sleep 0.05
	done
	echo "no '$2' in $1 after $attempt attempts"
	return 1
}

has_line() {
	grep -qxF -- "$2" "$1" || { echo "no line '$2' in:"; cat "$1"; return 1; }
}

# prints TEXT COMMAND...: its output has the text; keeps the status.
prints() {
	local text=$1 output result=0

	shift
	output=$("$@" 2>&1) || result=$?
	[[ $output == *"$text"* ]] || { printf "no '%s' in: %s\n" "$text" "$output"; return 99; }
	return $result
}

lacks() {
	! grep -F -- "$2" "$1"
}

missing() {
	[[ ! -e $1 && ! -L $1 ]]
}

## The stage: a tree in place of the host's, and commands that write to $work/calls.

new_host() {
	local device

	rm -rf "$work/host" "$work/run" "$work/calls" "$work/here"
	mkdir -p "$work/host"/{dev,proc,sys/class/net/eth0,sys/devices/virtual/misc/acrn_hsm} \
		"$work/host"/sys/class/input/event{0,7}/device "$work/here" \
		"$work/host"/sys/devices/system/cpu/cpu{2,3} \
		"$work/host"/sys/bus/pci/devices/0000:{00:1f.3,00:02.0,02:00.0} \
		"$work/host"/sys/bus/pci/drivers/{pci-stub,hda}
	echo 02:00:00:00:00:01 >"$work/host/sys/class/net/eth0/address"
	echo "Some 'odd' Keyboard" | tee "$work/host"/sys/class/input/event{0,7}/device/name >/dev/null
	echo usb-0/input0 >"$work/host/sys/class/input/event0/device/phys"
	echo usb-0000:00:14.0-1/input0 >"$work/host/sys/class/input/event7/device/phys"
	printf 'processor\t: 0\napicid\t\t: 0\ninitial apicid\t: 4\n\n' >"$work/host/proc/cpuinfo"
	printf 'processor\t: 2\napicid\t\t: 4\n\nprocessor\t: 3\napicid\t\t: 6\n' >>"$work/host/proc/cpuinfo"
	echo 1 | tee "$work/host"/sys/devices/system/cpu/cpu{2,3}/online >/dev/null
	for device in "$work/host"/sys/bus/pci/devices/*; do
		echo 0x8086 >"$device/vendor"
		echo 0x9dc8 >"$device/device"
	done
	ln -s ../../drivers/hda "$work/host/sys/bus/pci/devices/0000:00:1f.3/driver"
	ln -s ../../drivers/pci-stub "$work/host/sys/bus/pci/devices/0000:02:00.0/driver"
	: >"$work/calls"
}

# localise PLAN: renders it to $work/PLAN, with the host's trees replaced.
localise() {
	"$render" "plans/$1.xml" "$work/$1" || return
	sed -i "s,/sys/,$work/host&,g; s,/proc/cpuinfo,$work/host&,; s,/dev/acrn_hsm,$work/host&,g
		s,user_dir=/run\$,user_dir=$work/host/run," "$work/$1"/launch/*.sh
}

new_commands() {
	local command

	mkdir "$work/bin"
	for command in ip mount umount modprobe; do
		cat >"$work/bin/$command" <<-'END'
			#!/bin/bash
			call="${0##*/} $*"
			[[ ${FAILING-} != "$call" ]] || { echo "failed: $call" >>"$CALLS"; exit 1; }
			printf '%s\n' "$call" >>"$CALLS"
		END
	done
	cat >"$work/bin/mountpoint" <<-'END'
		#!/bin/bash
		dir=${*: -1}
		[[ $(grep -c "^mount .* $dir\$" "$CALLS") -gt $(grep -c "^umount .* $dir\$" "$CALLS") ]]
	END
	cat >"$work/bin/acrn-dm" <<-'END'
		#!/bin/bash
		echo "dm starts" >>"$CALLS"
		echo $$ >"$CALLS.pid"
		printf '%s\0' "$@" >"$CALLS.argv"
		[[ ! -S ${DM_SOCKET-} ]] || echo "dm finds ${DM_SOCKET##*/}" >>"$CALLS"
		[[ -z ${DM_READS-} ]] || { read -r line && echo "dm read $line" >>"$CALLS"; }
		[[ -z ${DM_WAITS-} ]] || {
			trap 'echo "dm got TERM" >>"$CALLS"; exit 44' TERM
			trap 'echo "dm got HUP" >>"$CALLS"; exit 45' HUP
			echo "dm waits" >>"$CALLS"
			while :; do sleep 0.05; done
		}
		exit "${DM_STATUS-0}"
	END
	chmod +x "$work/bin"/*
}

# become PLAN ID [ARGUMENT...]: this shell turns into a script on that stage.
become() {
	local script=$work/$1/launch/launch_user_vm_id$2.sh

	shift 2
	cd "$work/here" || exit
	export CALLS=$work/calls ACRN_RUN_DIR=$work/run XDG_RUNTIME_DIR=$work/host/run PATH=$work/bin:$PATH
	exec "$script" "$@"
}

launch() {
	(become "$@")
}

dry_run_equals() {
	launch "$1" "$2" --dry-run 2>"$work/message" | sed "s,$work/run,/run/acrn-cfg," >"$work/argv" &&
		same "expect/$1.id$2.argv" "$work/argv"
}

calls_are() {
	cat >"$work/expected"
	same "$work/expected" "$work/calls"
}

## Every script

lint_all() {
	local script

	for script in "$work"/*/launch/*.sh; do
		bash -n "$script" || return
		! command -v shellcheck >/dev/null || shellcheck -S style "$script" || return
	done
}

# Comments do not count.
all_functions_are_called() {
	local script name

	for script in "$work"/*/launch/*.sh; do
		while read -r name; do
			if (($(grep -v '^[[:space:]]*#' "$script" | grep -cw "$name") < 2)); then
				echo "$script: $name() is not called"
				return 1
			fi
		done < <(sed -n 's/^\([a-z_]*\)() {$/\1/p' "$script")
	done
}

# The first line is the licence, a line with the file's name and purpose follows, and a template embeds the file.
shell_files_are_used() {
	local file name

	for file in "$top"/templates/launch/*.sh; do
		name=${file##*/}
		if [[ $(head -n 1 "$file") != '# SPDX-License-Identifier: '* ||
			$(sed -n 2p "$file") != "# $name: "*. ]] ||
			! grep -qF "e:shell('launch/$name')" "$top"/templates/*.xsl; then
			echo "$file"
			return 1
		fi
	done
}

ok "shell files have heads and are used" shell_files_are_used

new_commands
for plan in plain full; do
	"$render" "plans/$plan.xml" "$work/$plan"
done
ok "scripts are free of findings" lint_all
ok "scripts call every function that they have" all_functions_are_called
ok "scripts are executable" test -x "$work/plain/launch/launch_user_vm_id1.sh"
ok "a plan without VMs is rendered" "$render" plans/empty.xml "$work/empty"
ok "a plan without VMs has no scripts" missing "$work/empty/launch"

new_host
for plan in plain full; do
	localise "$plan"
done
for expected in expect/*.argv; do
	name=${expected#expect/}
	name=${name%.argv}
	ok "arguments of $name" dry_run_equals "${name%.id*}" "${name#*.id}"
done
dry_run_equals full 1 >/dev/null
ok "an input device that is absent is left out" has_line "$work/message" \
	"launch_user_vm_id1.sh: no input device 'Absent' at 'nowhere': VM_full starts without it"
ok "a dry run calls nothing" calls_are </dev/null
ok "a dry run makes no directory" missing "$work/run"
ok "a dry run executes nothing" missing "$work/here/pwned"
ok "help" prints "Usage: launch_user_vm_id1.sh" launch plain 1 --help
ok "unknown argument" status 2 launch plain 1 --dryrun
ok "two arguments" status 2 launch plain 1 --dry-run --help
for helper in tap mount_ stub cpu _input undo; do
	ok "a plain script has no $helper" lacks \
		"$work/plain/launch/launch_user_vm_id1.sh" "$helper"
done

## A plain VM

argv_equals() {
	tr '\0' '\n' <"$work/calls.argv" >"$work/argv" && same "expect/$1.argv" "$work/argv"
}

new_host
ok "runs" launch plain 1
ok "passes on the arguments" argv_equals plain.id1
ok "executes nothing of them" missing "$work/here/pwned"
DM_STATUS=37 ok "ends with the device model's status" status 37 launch plain 1
DM_READS=y ok "runs on a standard input" launch plain 1 <<<word
ok "passes it on" has_line "$work/calls" "dm read word"
ACRN_DM=no-such-dm ok "no such device model" status 1 \
	prints "device model no-such-dm not found" launch plain 1
ACRN_DM=/bin/false ok "another device model" status 1 launch plain 1

# The device model that is installed beside the program acrn-cfg, which is found by a link.
finds_installed() {
	local result=0

	mkdir -p "$work/prefix/bin" "$work/prefix/libexec/acrn-cfg"
	mv "$work/bin/acrn-dm" "$work/prefix/libexec/acrn-cfg"
	[[ -e /usr/local/libexec/acrn-cfg/acrn-dm || -e /usr/libexec/acrn-cfg/acrn-dm ]] ||
		status 1 prints "not found in PATH, /usr/local/libexec/acrn-cfg" launch plain 1 || result=1
	: >"$work/prefix/bin/acrn-cfg"
	chmod +x "$work/prefix/bin/acrn-cfg"
	ln -s ../prefix/bin/acrn-cfg "$work/bin/acrn-cfg"
	launch plain 1 && has_line "$work/calls" "dm starts" || result=1
	mv "$work/prefix/libexec/acrn-cfg/acrn-dm" "$work/bin"
	rm "$work/bin/acrn-cfg"
	return $result
}

new_host
ok "the installed device model is found" finds_installed

# signalled SIGNAL STATUS: the script, sent the signal, ends with that status.
signalled() {
	: >"$work/calls"
	DM_WAITS=y become plain 1 &
	await "$work/calls" "dm waits" && kill -s "$1" $! && status "$2" wait $!
}

ok "SIGTERM reaches the device model" signalled TERM 44
ok "SIGHUP reaches the device model" signalled HUP 45
set -m # without job control a shell starts background jobs with SIGINT ignored
ok "SIGINT powers the VM off" signalled INT 45
set +m

started_twice() {
	local first result=0

	: >"$work/calls"
	DM_WAITS=y become plain 1 &
	first=$!
	await "$work/calls" "dm waits" || return
	status 1 prints "the VM plain is running already" launch plain 1 || result=1
	kill "$first"
	wait "$first"
	return $result
}

lock_outlives_the_script() {
	local script result=0

	: >"$work/calls"
	DM_WAITS=y become plain 1 &
	script=$!
	await "$work/calls" "dm waits" || return
	kill -KILL "$script"
	wait "$script" 2>/dev/null
	status 1 launch plain 1 || result=1
	kill "$(cat "$work/calls.pid")" && await "$work/calls" "dm got TERM" || result=1
	return $result
}

ok "a second start is refused" started_twice
ok "a start after the end is not" launch plain 1
ok "the lock outlives the script" lock_outlives_the_script
rm -r "$work/run"
mkdir "$work/elsewhere"
ln -s elsewhere "$work/run"
ok "a link for a run directory is refused" status 1 prints "set ACRN_RUN_DIR" launch plain 1
rm "$work/run"
mkdir "$work/run"
chmod 770 "$work/run"
ok "one that others can write to is, too" status 1 prints "set ACRN_RUN_DIR" launch plain 1
ok "which get no lock file" test -z "$(ls "$work/run")"
rmdir "$work/run"

# as_user NAME [TEXT]: the script, by a user who has no directory, ends well and prints the text.
as_user() {
	local user=65532 directory=/tmp/acrn-cfg-65532 result=0

	rm -rf "$directory"
	(
		cd / && export CALLS=$work/calls PATH=$work/bin:$PATH IVSHMEM_SERVER_DIR=
		setpriv --reuid $user --clear-groups env "$@" "$work/plain/launch/launch_user_vm_id1.sh"
	) >"$work/message" 2>&1 || result=1
	cat "$work/message"
	[[ $(stat -c '%u %a' "$directory") == "$user 700" && -f $directory/acrn-cfg/plain.lock ]] || result=1
	grep -q ": using $directory\$" "$work/message" || result=1
	rm -rf "$directory"
	return $result
}

if ((EUID == 0)); then
	chmod 755 "$work"
	new_host
	chmod 666 "$work/calls"
	: >"$work/calls.argv"
	: >"$work/calls.pid"
	chmod 666 "$work/calls".*
	ok "a user without a directory gets one" as_user -u XDG_RUNTIME_DIR
	ok "and not another user's" as_user XDG_RUNTIME_DIR="$work/host/run"
	ok "nor one for all" as_user XDG_RUNTIME_DIR=/tmp
	chmod 700 "$work"
fi

## A VM that has regions which a server may serve

sockets=$work/host/run/ivshmem-server

# A socket as the server has it.
serve() {
	perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 1) or die $!' "$1"
}

# A host on which the server has not got any further than its directory.
new_server() {
	new_host
	mkdir -p "$sockets"
}

serve_late() {
	sleep 0.3
	serve "$sockets/chan0.plain"
}

starts_when_served() {
	serve_late &
	prints "waiting for ivshmem-server to serve region chan0 in $sockets, 30 s" launch plain 1 &&
		has_line "$work/calls" "dm starts" || return
	: >"$work/calls"
	DM_SOCKET=$sockets/chan0.plain launch plain 1 && has_line "$work/calls" "dm finds chan0.plain"
}

# The same scripts without a timeout.
for plan in plain full; do
	mkdir "$work/hasty_$plan"
	cp -r "$work/$plan/launch" "$work/hasty_$plan"
	sed -i 's/^readonly server_timeout=30$/readonly server_timeout=0/' "$work/hasty_$plan"/launch/*.sh
done

new_host
ok "no server is waited for that has no directory" launch hasty_plain 1
IVSHMEM_SERVER_DIR=$work/no/such ok "nor one that could not make it" status 1 \
	prints "no ivshmem-server for region chan0 in $work/no/such: " launch plain 1
IVSHMEM_SERVER_DIR=$work/here/none ok "but one that was named" status 1 \
	prints "no ivshmem-server for region chan0 in $work/here/none: " launch hasty_plain 1
new_server
: >"$sockets/chan0"
ok "a server that does not come is an error" status 1 \
	prints "no ivshmem-server for region chan0 in $sockets: " launch hasty_plain 1
ok "whose message says what to do" status 1 \
	prints "set IVSHMEM_SERVER_DIR= to start plain without notification" launch hasty_plain 1
ok "and keeps the device model from starting" calls_are </dev/null
ok "a dry run does not wait" launch hasty_plain 1 --dry-run
ok "help names the directory" prints "now $sockets" launch plain 1 --help
IVSHMEM_SERVER_DIR='' ok "without a server there is no waiting" launch hasty_plain 1
IVSHMEM_SERVER_DIR='' ok "and none in the help" prints "now none" launch plain 1 --help
new_server
ok "a VM with everything waits, too" status 1 \
	prints "no ivshmem-server for region chan0 in $sockets: " launch hasty_full 1
ok "before anything is done" calls_are </dev/null
if command -v perl >/dev/null; then
	serve "$sockets/chan0.peer"
	ok "another VM's socket is none" status 1 launch hasty_plain 1
	serve "$sockets/chan0"
	ok "a socket for all VMs" launch hasty_plain 1
	new_server
	ok "sockets that come late" starts_when_served
	mv "$sockets" "$work/here/elsewhere"
	IVSHMEM_SERVER_DIR=elsewhere DM_SOCKET=elsewhere/chan0.plain \
		ok "another directory" launch hasty_plain 1
	ok "is the device model's, too" has_line "$work/calls" "dm finds chan0.plain"
else
	echo "SKIP: no perl to make sockets with"
fi
mkdir "$work/hv"
sed 's/land="dm"/land="hv"/' plans/plain.xml >"$work/hv.xml"
ok "a plan of hv-land is rendered" "$render" "$work/hv.xml" "$work/hv"
ok "its script has no server" lacks "$work/hv/launch/launch_user_vm_id1.sh" server

## A VM with everything

slots=$work/run/VM_full
new_host
ok "everything, without ACRN" launch full 1
ok "taps and partitions come and go" calls_are <<END
ip tuntap add dev tap0 mode tap
ip link set dev tap0 up
ip tuntap add dev tap 1 mode tap
ip link set dev tap 1 up
mount -- /dev/nvme0n1p1 $slots/slot18
mount -- /dev/sda2 $slots/slot25
dm starts
umount -- $slots/slot25
umount -- $slots/slot18
ip tuntap del dev tap 1 mode tap
ip tuntap del dev tap0 mode tap
END
ok "mount points are gone" missing "$slots"
ok "CPUs are left alone" has_line "$work/host/sys/devices/system/cpu/cpu2/online" 1

new_host
mkdir -p "$work/host/sys/class/net/"{acrn-br0,tap0}
: >"$work/host/dev/acrn_hsm"
rm -r "$work/host/sys/bus/pci/drivers/pci-stub"
cat >"$work/bin/modprobe" <<-END
	#!/bin/bash
	echo "modprobe \$*" >>"\$CALLS"
	mkdir "$work/host/sys/bus/pci/drivers/pci-stub"
END
DM_STATUS=3 ok "everything, with ACRN and a bridge" status 3 launch full 1
ok "only what was made is deleted" calls_are <<END
ip link set dev tap0 up
ip tuntap add dev tap 1 mode tap
ip link set dev tap 1 master acrn-br0
ip link set dev tap 1 up
mount -- /dev/nvme0n1p1 $slots/slot18
mount -- /dev/sda2 $slots/slot25
modprobe pci_stub
dm starts
umount -- $slots/slot25
umount -- $slots/slot18
ip tuntap del dev tap 1 mode tap
END
ok "the CPU is offline" has_line "$work/host/sys/devices/system/cpu/cpu3/online" 0
ok "ACRN gets the CPU" has_line "$work/host/sys/devices/virtual/misc/acrn_hsm/remove_cpu" 3
ok "the device is taken from its driver" has_line "$work/host/sys/bus/pci/drivers/hda/unbind" 0000:00:1f.3
ok "the device is given to pci-stub" has_line "$work/host/sys/bus/pci/drivers/pci-stub/bind" 0000:00:1f.3
ok "pci-stub gets the ID" has_line "$work/host/sys/bus/pci/drivers/pci-stub/new_id" "8086 9dc8"

new_host
: >"$work/host/dev/acrn_hsm"
rm -r "$work/host/sys/bus/pci/devices/0000:02:00.0"
ok "a missing device is an error" status 1 \
	prints "PCI device 0000:02:00.0 not found" launch full 1
ok "before anything is done" calls_are </dev/null

new_host
FAILING="mount -- /dev/sda2 $slots/slot25" ok "a failed mount is an error" status 1 \
	prints "cannot mount /dev/sda2" launch full 1
ok "what came before it is taken down" calls_are <<END
ip tuntap add dev tap0 mode tap
ip link set dev tap0 up
ip tuntap add dev tap 1 mode tap
ip link set dev tap 1 up
mount -- /dev/nvme0n1p1 $slots/slot18
failed: mount -- /dev/sda2 $slots/slot25
umount -- $slots/slot18
ip tuntap del dev tap 1 mode tap
ip tuntap del dev tap0 mode tap
END
ok "mount points are gone after it" missing "$slots"

terminated() {
	new_host
	DM_WAITS=y become full 1 &
	await "$work/calls" "dm waits" && kill $! && status 44 wait $! &&
		has_line "$work/calls" "ip tuntap del dev tap0 mode tap" && missing "$slots"
}
ok "SIGTERM, too, takes everything down" terminated

printf '%s passed, %s failed\n' "$passed" "$failed"
((failed == 0))
