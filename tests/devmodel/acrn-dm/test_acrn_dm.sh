#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# acrn-dm as a program: its messages, its exit status, and that no file stays. Scripts stand in for QEMU,
# except in the last tests, which need a real one.
# shellcheck disable=SC2016 # those scripts are in single quotes
set -u
cd "${SRCDIR:-.}" || exit 1
B=${B:-build}
dm=$PWD/$B/bin/acrn-dm
export LC_ALL=C
unset ACRN_DM_ENGINE
# The machine's own ivshmem-server and acrn-hv are none of the tests' business.
export IVSHMEM_SERVER_DIR="" ACRN_HV_DIR=

. tests/tools/report.sh
scratch=$(mktemp -d)
region=dm$$
export XDG_RUNTIME_DIR=$scratch/run
mkdir -m 700 "$XDG_RUNTIME_DIR"
trap 'rm -rf "$scratch"; rm -f "/dev/shm/$region"*' EXIT

left_behind() {
	local path

	for path in "$scratch"/run/* "/dev/shm/$region"*; do
		if [ -e "$path" ]; then
			echo "${path##*/}"
		fi
	done
}

# refuses STATUS TEXT ARGUMENT...: one line that has TEXT in it, the status, and nothing left.
refuses() {
	local status=$1 text=$2 actual

	shift 2
	"$dm" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	actual=$?
	is "status of $*" "$status" "$actual"
	is "standard output of $*" "" "$(cat "$scratch/out")"
	is "lines of $*" "$((status == 2 ? 2 : 1))" "$(wc -l <"$scratch/err")"
	[[ $(cat "$scratch/err") == "acrn-dm: "*"$text"* ]]
	report $? "$*: '$text' is not in '$(cat "$scratch/err")'"
	is "left behind by $*" "" "$(left_behind)"
}

# fake_qemu NAME DEVICES: a script in place of QEMU, from standard input; -device help prints DEVICES.
fake_qemu() {
	{
		printf '#!/bin/bash\ncase "$*" in\n*help) echo %q; exit ;;\nesac\n' "$2"
		cat
	} >"$scratch/$1"
	chmod +x "$scratch/$1"
}
client='name "vfio-user-pci", bus PCI'

bad_command_lines() {
	refuses 2 "missing VM name" -m 256M
	refuses 2 "invalid memory size '2abc' for -m" -m 2abc VM
	refuses 2 "unknown option --frobnicate" --frobnicate VM
	refuses 2 "'4098' of region '$region'" -s "6,ivshmem,$region,4098" VM
	refuses 2 "'2abc'" -s "6,ivshmem,dm:/$region,2abc" VM
	refuses 2 "'-1'" -s "6,ivshmem,$region,-1" VM
	refuses 2 "''" -s "6,ivshmem,$region," VM
	refuses 2 "both in slot 6" -s 6,virtio-hyper_dmabuf -s "6,ivshmem,$region,4096" VM
	refuses 2 "--rtvm needs ACRN's hypervisor" --rtvm VM
	refuses 2 "-s 3,passthru,0/1/0 needs ACRN's hypervisor" -s 3,passthru,0/1/0 VM
	refuses 2 "unknown device kind 'nonsense'" -s 3,nonsense VM
	refuses 2 "??[2J" -s $'3,\r\e[2J' VM
	refuses 1 "the kernel: cannot read /no/such/kernel" -k /no/such/kernel \
		-s "6,ivshmem,$region,4096" VM
	head -c 9000 /dev/zero >"$scratch/zeros"
	refuses 1 "is not a bzImage, ELF or multiboot image" -k "$scratch/zeros" \
		-s "6,ivshmem,$region,4096" VM
	refuses 1 "is not a regular file" -k /dev/null VM
	refuses 1 "--config /no/such/table.so" --config /no/such/table.so VM
}

help_and_version() {
	is "--help" "Usage: acrn-dm [OPTION]... VM" "$("$dm" --help | head -n 1)"
	is "widest line of --help" "" "$("$dm" --help | grep '.\{81\}')"
	"$dm" --version | grep -q '^acrn-dm (acrn-cfg) [0-9]'
	report $? "--version"
	"$dm" --help >/dev/full 2>/dev/null
	is "--help without room" 1 $?
}

# Every option of --help is in the manual page.
documented() {
	is "options that docs/acrn-dm.1 lacks" "" "$(comm -23 \
		<("$dm" --help | grep -o -- '--[a-z][a-z_0-9-]*' | sort -u) \
		<(sed 's/\\-/-/g' docs/acrn-dm.1 | grep -o -- '--[a-z][a-z_0-9-]*' | sort -u))"
}

no_qemu() {
	# A QEMU next to the program is not looked for, such as the one of a build tree.
	mkdir -p "$scratch/tree/bin" "$scratch/tree/lab/qemu"
	cp "$dm" "$scratch/tree/bin"
	fake_qemu tree/lab/qemu/run-qemu "$client" <<<'exit 0'
	printf '#!/bin/bash\nPATH= exec %q "$@"\n' "$scratch/tree/bin/acrn-dm" >"$scratch/no-path"
	chmod +x "$scratch/no-path"
	dm=$scratch/no-path refuses 1 "qemu-system-x86_64 not found in PATH" \
		-s "6,ivshmem,$region,4096" VM
	refuses 1 "--engine /no/such/qemu: program not found" --engine /no/such/qemu VM
	ACRN_DM_ENGINE=no-such-qemu refuses 1 "ACRN_DM_ENGINE no-such-qemu: program not found" VM
	refuses 1 "ended with status 1: is it a working QEMU?" --engine /bin/false \
		-s "6,ivshmem,$region,4096" VM
	fake_qemu old "none" <<<'exit 0'
	refuses 1 "has no vfio-user-pci" --engine "$scratch/old" --device vfio-user \
		-s "6,ivshmem,$region,4096" VM
	printf '#!/no/such/interpreter\n' >"$scratch/broken"
	chmod +x "$scratch/broken"
	refuses 1 "cannot start $scratch/broken" --engine "$scratch/broken" VM
}

# What the lab's scripts say, and what QEMU would be told.
lab_pairs() {
	local scenario text

	for scenario in "2.0 pair-2.0 test 4096" "master pair pair 2097152"; do
		read -r -a text <<<"$scenario"
		set -- "${text[@]}"
		"$B/bin/acrn-cfg" gen --acrn-release "$1" -o "$scratch/$2" "boards/lab/$2.xml"
		mapfile -t text < <("$scratch/$2/launch/launch_user_vm_id2.sh" --dry-run)
		cc -shared -fPIC -I schema -o "$scratch/$2.so" "$scratch/$2/config/static_config.c"
		"$dm" --print-engine --engine /bin/true --config "$scratch/$2.so" "${text[@]}" \
			>"$scratch/out" 2>"$scratch/err"
		is "--print-engine of $2" 0 $?
		is "messages of $2" "" "$(cat "$scratch/err")"
		is "first word of $2" /bin/true "$(head -n 1 "$scratch/out")"
		grep -q -F '"driver":"vfio-user-pci","addr":"05.0"' "$scratch/out"
		report $? "$2 has no device in slot 5"
		"$dm" --print-engine --engine /bin/true --device builtin "${text[@]}" \
			>"$scratch/out" 2>/dev/null
		grep -q "mem-path=/dev/shm/$3,size=$4,share=on" "$scratch/out"
		report $? "$2 has no memory: $(cat "$scratch/out")"
		eval "set -- $(tr '\n' ' ' <"$scratch/out")"
		is "--print-engine for a shell" "$(wc -l <"$scratch/out")" $#
	done
	is "left behind by --print-engine" "" "$(left_behind)"
	mapfile -t text < <("$scratch/pair/launch/launch_user_vm_id2.sh" --dry-run)
	refuses 1 "VM 'OTHER' not found" --config "$scratch/pair.so" "${text[@]::${#text[@]}-1}" OTHER
}

exit_statuses() {
	local status

	for status in 0 1 3 77 126; do
		fake_qemu exits "$client" <<<"exit $status"
		"$dm" --engine "$scratch/exits" VM
		is "status" "$status" $?
	done
	fake_qemu dies "$client" <<<'kill -SEGV $$'
	"$dm" --engine "$scratch/dies" VM 2>/dev/null
	is "status of a QEMU that crashes" 139 $?
	is "left behind" "" "$(left_behind)"
}

# end_of_qemu COMMAND ARGUMENT...: what acrn-dm says of a QEMU that does COMMAND and dies by SIGBUS.
end_of_qemu() {
	fake_qemu dies "$1" <<<"$2; kill -BUS \$\$"
	"$dm" --engine "$scratch/dies" --accel tcg -s "6,ivshmem,${region}a,4096" \
		-s "7,ivshmem,$region,8192" VM 2>"$scratch/err"
	is "status of a QEMU that dies by SIGBUS" 135 $?
	grep -q "^acrn-dm: warning: QEMU was ended by signal 7 (SIGBUS)$" "$scratch/err"
	report $? "no signal: $(cat "$scratch/err")"
	grep -q "$3" "$scratch/err"
	report $? "'$3' is not in $(cat "$scratch/err")"
	rm -f "/dev/shm/$region"*
}

# Which region it is that has lost memory.
lost_memory() {
	local kind

	for kind in "$client" none; do
		end_of_qemu "$kind" "truncate -s 4096 /dev/shm/$region" \
			"^acrn-dm: warning: region '$region' has been shrunk to 4096 of 8192 bytes"
		end_of_qemu "$kind" "fallocate -p -o 4096 -l 4096 /dev/shm/$region" \
			"^acrn-dm: warning: region '$region' has pages for 4096 of 8192 bytes only: "
		end_of_qemu "$kind" : "the VM's dm-land regions are complete"
		is "a complete region is not named" "" "$(grep "'$region" "$scratch/err")"
	done
}

# QEMU has the standard input, output and error of acrn-dm.
console() {
	fake_qemu echoes "$client" <<<'cat; echo "to stderr" >&2'
	is "console" "hello" "$(echo hello | "$dm" --engine "$scratch/echoes" VM 2>"$scratch/err")"
	is "errors" "to stderr" "$(cat "$scratch/err")"
	"$dm" --engine "$scratch/echoes" VM <&- >&- 2>&-
	is "status without a console" 0 $?
}

# A QEMU that never connects to its device has not run the VM: a new region is removed.
never_connected() {
	fake_qemu lists "$client" <<<'ls "$XDG_RUNTIME_DIR"/*; stat -c "%a" "$XDG_RUNTIME_DIR"/*; exit 1'
	is "sockets" $'ivshmem-6.0\n700' "$("$dm" --engine "$scratch/lists" --accel tcg \
		-s "6,ivshmem,$region,4096" VM | grep -v :)"
	is "left behind by a QEMU that failed" "" "$(left_behind)"
	# A region that existed before stays.
	truncate -s 4096 "/dev/shm/$region"
	"$dm" --engine "$scratch/lists" -s "6,ivshmem,$region,4096" VM >/dev/null
	is "a region that was there" "$region" "$(left_behind)"
	rm "/dev/shm/$region"
}

regions() {
	fake_qemu old "none" <<<'printf "%s\n" "$@"; stat -c "%a %s %g" /dev/shm/'"$region"
	"$dm" --engine "$scratch/old" --shm-mode 0640 -s "6,ivshmem,$region,4096" VM \
		>"$scratch/out" 2>"$scratch/err"
	is "status" 0 $?
	is "the region" "640 4096 $(id -g)" "$(tail -n 1 "$scratch/out")"
	grep -q "^ivshmem-plain,memdev=region-$region,addr=06.0$" "$scratch/out"
	report $? "no device of QEMU's own"
	is "the notice" 1 "$(grep -c 'QEMU.s own: guests see subsystem 1af4:1100' "$scratch/err")"
	is "the advice" 1 "$(grep -c 'set ACRN_DM_ENGINE to one that has' "$scratch/err")"
	is "the region stays" "$region" "$(left_behind)"
	"$dm" --engine "$scratch/old" -s "6,ivshmem,$region,8192" VM >/dev/null 2>"$scratch/err"
	is "status of another size" 1 $?
	grep -q "has 4096 bytes, expected 8192" "$scratch/err"
	report $? "another size: $(cat "$scratch/err")"
	rm "/dev/shm/$region"
	# The first is new, the second cannot be opened: the first is removed.
	truncate -s 8192 "/dev/shm/${region}b"
	"$dm" --engine "$scratch/old" -s "6,ivshmem,${region}a,4096" -s "7,ivshmem,${region}b,4096" \
		VM >/dev/null 2>&1
	is "left behind" "${region}b" "$(left_behind)"
	rm "/dev/shm/${region}b"
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

has_ended() {
	! kill -0 "$1" 2>/dev/null
}

# A server's regions: by the VM's socket or the common one, with the requested size, or an error.
servers() {
	local dir=$scratch/server device="6,ivshmem,$region,4096" sandbox=()

	fake_qemu plays "$client" <<<'exit 3'
	fake_qemu old "none" <<<'printf "%s\n" "$@"'
	refuses 1 "no socket for region '$region' in $dir" --engine "$scratch/plays" \
		--server-dir "$dir" -s "$device" VM
	IVSHMEM_SERVER_DIR=$dir refuses 1 "no socket for region '$region' in $dir" \
		--engine "$scratch/old" -s "$device" VM
	IVSHMEM_SERVER_DIR=$dir "$dm" --engine "$scratch/old" --server-dir= -s "$device" VM \
		>"$scratch/out" 2>/dev/null
	grep -q '^ivshmem-plain' "$scratch/out"
	report $? "with an empty directory there is a server"
	rm -f "/dev/shm/$region"

	# Sanitizers need more system calls than the sandbox allows.
	[[ $B != */san ]] || sandbox=(--no-sandbox)
	"$B/bin/ivshmem-server" --dir="$dir" "${sandbox[@]}" 2>"$scratch/log" </dev/null \
		--shm="$region,size=4K,lifetime=unlink,peer=5:VM" &
	pid=$!
	wait_for test -S "$dir/$region"
	report $? "the server: $(cat "$scratch/log")"
	"$dm" --engine "$scratch/old" --server-dir "$dir" -s "$device" VM >"$scratch/out" 2>/dev/null
	grep -q "^socket,id=region-$region,path=$dir/$region.VM$" "$scratch/out" &&
		grep -q "^ivshmem-doorbell,vectors=8,chardev=region-$region,addr=06.0$" "$scratch/out"
	report $? "QEMU's own device does not go to the server: $(cat "$scratch/out")"
	"$dm" --engine "$scratch/old" --server-dir "$dir" -s "$device" other >"$scratch/out" 2>/dev/null
	grep -q "^socket,id=region-$region,path=$dir/$region$" "$scratch/out"
	report $? "a VM without a socket of its own does not use the common one"
	"$dm" --engine "$scratch/plays" --server-dir "$dir" -s "6,ivshmem,$region,8192" VM \
		>/dev/null 2>"$scratch/err"
	is "status of another size" 1 $?
	grep -q "4096 bytes, expected 8192" "$scratch/err"
	report $? "another size of the server's: $(cat "$scratch/err")"
	kill "$pid"
	wait "$pid"
	is "left behind" "" "$(left_behind)"
}

# A QEMU whose exit status is by what it got: a power-off request by its monitor, or SIGTERM.
listening='trap "exit 9" TERM; echo $$ >"$PID_FILE"
	[[ "$*" =~ socket,id=monitor,fd=([0-9]+) ]]
	while read -r -d "}" -u "${BASH_REMATCH[1]}" word; do
		[[ $word != *system_powerdown* ]] || $ON_POWERDOWN
	done
	exit 99'

# The choice of acrn-hv's directory, and the errors without an acrn-hv there.
no_hypervisor() {
	local dir=$scratch/hv device="6,ivshmem,hv:/$region,2"

	fake_qemu plays "$client" <<<'printf "%s\n" "$@"'
	fake_qemu old "none" <<<'printf "%s\n" "$@"'
	refuses 2 "hv-land is not served: start acrn-hv" -s "$device" VM
	for ignore in "" --ignore-unsupported; do
		refuses 1 "$dir/control: cannot connect: No such file" --engine "$scratch/plays" \
			--hv-dir "$dir" $ignore -s "$device" VM
		ACRN_HV_DIR=$dir refuses 1 "$dir/control: cannot connect: No such file" \
			--engine "$scratch/plays" $ignore -s "$device" VM
		refuses 2 "make lab-qemu" --hv-dir "$dir" --device builtin $ignore -s "$device" VM
		refuses 1 "make lab-qemu" --hv-dir "$dir" --engine "$scratch/old" $ignore \
			-s "$device" VM
	done
	refuses 2 "invalid acrn-hv directory" --hv-dir "$(printf 'x%.0s' {1..100})" VM
	"$dm" --engine "$scratch/plays" --ignore-unsupported -s "$device" VM >"$scratch/out" 2>"$scratch/err"
	is "--ignore-unsupported without a hypervisor" "acrn-dm: warning: omitted, because it needs \
ACRN's hypervisor: -s $device" "$(cat "$scratch/err")"
	grep -q ivshmem "$scratch/out"
	is "an omitted device" 1 $?
	"$dm" --engine "$scratch/plays" --hv-dir "$dir" --print-engine -s "$device" VM \
		>"$scratch/out"
	grep -q "\"path\":\"$dir/VM/ivshmem-6.0\"" "$scratch/out"
	report $? "--print-engine has no device of acrn-hv's: $(cat "$scratch/out")"
}

# hypervisor: a fake acrn-hv in $scratch/hv, as $hypervisor, that sends the lines written to descriptor $say.
hypervisor() {
	rm -rf "$scratch/hv" "$scratch/say"
	mkdir "$scratch/hv"
	mkfifo "$scratch/say"
	"$B/tests/devmodel/acrn-dm/fake_hv" "$scratch/hv/control" <"$scratch/say" >"$scratch/heard" &
	hypervisor=$!
	exec {say}>"$scratch/say"
	wait_for test -S "$scratch/hv/control"
	report $? "the fake acrn-hv"
}

hypervisor_ends() {
	wait "$hypervisor" 2>/dev/null
	exec {say}>&-
}

has_told() {
	[ "$(grep -c '^told$' "$scratch/log")" -eq "$1" ]
}

# Two regions in hv-land, and one in dm-land between them.
hypervisor_devices() {
	fake_qemu obeys "$client" <<<'trap "exit 0" TERM; echo $$ >"$PID_FILE"
		for ((;;)); do sleep 0.05; done'
	hypervisor
	start obeys --accel tcg --hv-dir "$scratch/hv" -s "6,ivshmem,hv:/one,2" \
		-s "7,ivshmem,$region,4096" -s "8,ivshmem,hv:/two,4,9" -s "8:1,virtio-rnd"
	is "claims" $'claim VM one 2097152 00:06.0\nclaim VM two 4194304 00:08.0\nstart VM' \
		"$(cat "$scratch/heard")"
	kill -TERM "$pid"
	wait "$pid"
	is "status of a VM with a hypervisor" 0 $?
	hypervisor_ends
	is "left behind" "" "$(left_behind)"
}

# The VM cannot go on: it is stopped, with a warning, and its exit status is not 0.
hypervisor_trouble() {
	local device="6,ivshmem,hv:/one,2" row message expected

	hypervisor
	refuses 1 "-s 7,ivshmem,hv:/none,2: region 'none' not found" --engine "$scratch/obeys" \
		--hv-dir "$scratch/hv" -s "$device" -s "7,ivshmem,hv:/none,2" VM
	hypervisor_ends
	for row in "disconnected 00:06.0=QEMU closed the connection of an ivshmem device" \
		"disconnected 00:07.0=invalid message from acrn-hv: 'disconnected 00:07.0'" "=acrn-hv has ended"; do
		message=${row%%=*} expected=${row#*=}
		hypervisor
		start obeys --hv-dir "$scratch/hv" -s "$device"
		if [ -n "$message" ]; then
			echo "$message" >&"$say"
		else
			kill "$hypervisor"
		fi
		wait "$pid"
		is "status after '$message'" 1 $?
		grep -q "^acrn-dm: warning: $expected.*: stopping the VM$" "$scratch/log"
		report $? "'$message': $(cat "$scratch/log")"
		hypervisor_ends
	done
	# Each message is one request to the guest.
	hypervisor
	fake_qemu listens "$client" <<<"$listening"
	ON_POWERDOWN="echo told" start listens --hv-dir "$scratch/hv" -s "$device"
	for message in 1 2 3; do
		echo powerdown >&"$say"
		wait_for has_told "$message"
		report $? "powerdown $message: $(cat "$scratch/log")"
	done
	kill -TERM "$pid"
	wait "$pid"
	is "status after powerdown" 9 $?
	hypervisor_ends
}

# start QEMU ARGUMENT...: acrn-dm in the background, as $pid, once its fake QEMU has written $qemu_pid.
start() {
	rm -f "$scratch/qemu-pid"
	# A job in the background would ignore SIGINT.
	PID_FILE=$scratch/qemu-pid env --default-signal=INT "$dm" --engine "$scratch/$1" \
		"${@:2}" VM >"$scratch/log" 2>&1 &
	pid=$!
	wait_for test -s "$scratch/qemu-pid"
	report $? "$1 does not start"
	qemu_pid=$(cat "$scratch/qemu-pid")
}

signals() {
	local signal begin

	fake_qemu listens "$client" <<<"$listening"
	export ON_POWERDOWN="exit 8"
	for signal in TERM=9 HUP=8 INT=8; do
		start listens
		kill -s "${signal%=*}" "$pid"
		wait "$pid"
		is "status after SIG${signal%=*}" "${signal#*=}" $?
	done
	# The guest ignores the request. Signals at the same moment count as one; a later one is the second.
	ON_POWERDOWN="echo told"
	start listens
	kill -STOP "$pid"
	kill -HUP "$pid"
	kill -INT "$pid"
	kill -CONT "$pid"
	wait_for grep -q '^told$' "$scratch/log"
	report $? "after SIGHUP: $(cat "$scratch/log")"
	is "the message" "acrn-dm: warning: powering the guest off; a second signal ends the VM \
at once" "$(grep acrn-dm: "$scratch/log")"
	sleep 1.1
	kill -INT "$pid"
	wait "$pid"
	is "status after a second signal" 9 $?
	# QEMU has closed its monitor.
	fake_qemu disconnects "$client" <<<'trap "exit 9" TERM
		[[ "$*" =~ socket,id=monitor,fd=([0-9]+) ]]
		eval "exec ${BASH_REMATCH[1]}>&-"; echo $$ >"$PID_FILE"
		for ((;;)); do sleep 0.05; done'
	start disconnects
	kill -HUP "$pid"
	wait_for grep -q 'cannot send the power-off request to QEMU' "$scratch/log"
	report $? "without a monitor: $(cat "$scratch/log")"
	kill -TERM "$pid"
	wait "$pid"
	is "status of a QEMU without a monitor" 9 $?
	fake_qemu is-stubborn "$client" <<<'trap "" TERM HUP INT; echo $$ >"$PID_FILE"
		for ((;;)); do sleep 0.05; done'
	start is-stubborn -s "6,ivshmem,$region,4096"
	begin=$SECONDS
	kill -TERM "$pid"
	wait "$pid"
	is "status of a QEMU that does not listen" 137 $?
	[ $((SECONDS - begin)) -ge 4 ]
	report $? "it was killed after $((SECONDS - begin)) s"
	is "left behind" "" "$(left_behind)"
	start is-stubborn
	kill -KILL "$pid"
	wait "$pid" 2>/dev/null
	wait_for has_ended "$qemu_pid"
	report $? "QEMU outlives acrn-dm"
	rm -rf "${XDG_RUNTIME_DIR:?}"/*
}

# Where $XDG_RUNTIME_DIR is missing, or other users can write to it, another directory is used and named.
run_directory() {
	local expected long path

	expected=/tmp/acrn-cfg-$(id -u)
	[ "$(id -u)" != 0 ] || expected=/run
	long=$scratch/$(printf 'x%.0s' {1..40})
	mkdir -m 700 "$long"
	mkdir "$scratch/open"
	chmod 777 "$scratch/open"
	ln -s run "$scratch/link"
	fake_qemu prints "$client" <<<'printf "%s\n" "$@" | grep -o "/[^\"]*/ivshmem-6.0"; exit 1'
	for XDG_RUNTIME_DIR in "$long" /no/such/directory relative "$scratch/open" "$scratch/link" ""; do
		path=$("$dm" --engine "$scratch/prints" --accel tcg -s "6,ivshmem,$region,4096" VM \
			2>"$scratch/err")
		[[ $path == "$expected"/acrn-dm-??????/ivshmem-6.0 && ! -e ${path%/*} ]]
		report $? "run directory with XDG_RUNTIME_DIR=$XDG_RUNTIME_DIR: $path"
		[[ $(cat "$scratch/err") == *"XDG_RUNTIME_DIR is not "*": using $expected" ||
			$expected$XDG_RUNTIME_DIR == /run ]]
		report $? "the directory is not named: $(cat "$scratch/err")"
	done
	XDG_RUNTIME_DIR=$scratch/run
	is "left behind" "" "$(left_behind)"
}

# Without a kernel: the firmware alone is enough.
real_qemu() {
	local qemu=$1 begin=$SECONDS

	"$dm" --engine "$qemu" --accel tcg -m 64M -s 1:0,lpc -s 0:0,hostbridge \
		-s "6,ivshmem,$region,4096" -s "31,ivshmem,dm:/${region}b,2,4096" -s 7,virtio-rnd VM \
		</dev/null >"$scratch/out" 2>&1 &
	pid=$!
	# The sockets go as soon as all of them are connected.
	wait_for test -e "/dev/shm/${region}b" && wait_for sockets_gone
	report $? "$qemu does not take its devices: $(cat "$scratch/out")"
	read -r qemu_pid <"/proc/$pid/task/$pid/children"
	wait_for catches_sigterm "$qemu_pid"
	report $? "$qemu does not run: $(cat "$scratch/out")"
	kill -"$2" "$qemu_pid"
	wait "$pid"
	is "status of $qemu after SIG$2" "$3" $?
	is "regions after $qemu" "$region"$'\n'"${region}b" "$(left_behind)"
	rm -f "/dev/shm/$region" "/dev/shm/${region}b"
	echo "$qemu, SIG$2: $((SECONDS - begin)) s"
}

# QEMU does so once it runs its main loop; before, the signal would just end it.
catches_sigterm() {
	local caught

	caught=$(sed -n 's/^SigCgt:\s*//p' "/proc/$1/status") && (((0x$caught >> 14) & 1))
}

sockets_gone() {
	[ -z "$(ls "$XDG_RUNTIME_DIR")" ]
}

real_qemus() {
	local qemu found=

	for qemu in "$PWD/${LAB:-build/lab}/qemu/run-qemu" "$(command -v qemu-system-x86_64)"; do
		if [ -x "$qemu" ]; then
			real_qemu "$qemu" TERM 0
			real_qemu "$qemu" KILL 137
			found=yes
		fi
	done
	[ -n "$found" ] || echo "SKIP a real QEMU: there is none; make lab-qemu provides one"
}

bad_command_lines
help_and_version
documented
no_qemu
lab_pairs
exit_statuses
lost_memory
console
never_connected
regions
servers
no_hypervisor
hypervisor_devices
hypervisor_trouble
signals
run_directory
real_qemus
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
