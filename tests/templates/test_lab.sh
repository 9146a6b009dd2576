#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_lab.sh: the lab's scripts, run with an acrn-hv and an acrn-dm that only write down how they were
# called.
#
# B is the build directory, which has tests/templates/render.
set -u
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit 1
B=${B:-build}
export LC_ALL=C
unset ACRN_HV ACRN_DM CC

. tests/tools/report.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
made="$scratch/a b's \$(touch pwned)"
log=$scratch/log

"$B/tests/templates/render" tests/templates/plans/lab.xml "$made"
report $? "the plan is not rendered"

# Commands for the scripts alone. stub NAME: writes what it was called with, and who it is.
mkdir "$scratch/bin" "$scratch/here"
stub() {
	cat >"$scratch/bin/$1" <<-'END'
		#!/bin/bash
		printf '%s\n' "$@" >"$LOG"
		echo $$ >"$LOG.pid"
		read -r line && echo "read $line" >>"$LOG"
		exit 37
	END
	chmod +x "$scratch/bin/$1"
}
stub acrn-hv
stub acrn-dm
export LOG=$log

# become DIRECTORY COMMAND...: this shell turns into the command, run there with our commands.
become() {
	cd "$1" || exit
	PATH=$scratch/bin:$PATH exec "${@:2}"
}

run_in() {
	(become "$@")
}

# script NAME [ARGUMENT...]: one of the lab's, run where it finds nothing.
script() {
	run_in "$scratch/here" "$made/lab/$1" "${@:2}"
}

# ends STATUS COMMAND...: the command does, with what it prints in $scratch/printed.
ends() {
	local status

	"${@:2}" >"$scratch/printed" 2>&1 <<<word
	status=$?
	report $((status != $1)) "${*:2}: status $status, not $1: $(cat "$scratch/printed")"
}

# prints TEXT: the last command did so.
prints() {
	grep -qF -- "$1" "$scratch/printed"
	report $? "no '$1' in: $(cat "$scratch/printed")"
}

# equals FILE WHAT: the file has the lines of the standard input.
equals() {
	diff - "$1"
	report $? "$2"
}

# keeps_process NAME: what the script execs is the process that was started.
keeps_process() {
	become "$scratch/here" "$made/lab/$1" </dev/null &
	wait $!
	[[ $(cat "$log.pid") == "$!" ]]
	report $? "$1 starts another process"
}

missing() {
	[[ ! -e $1 ]]
	report $? "there is a $1"
}

## Every script

if ! command -v shellcheck >/dev/null; then
	echo "SKIP: no shellcheck for the scripts"
else
	shellcheck -S style "$made"/{lab,launch}/*.sh
	report $? "shellcheck finds something"
fi
cmp schema/static_config.h "$made/config/static_config.h"
report $? "another static_config.h"
for file in lab.sh launch_vm_id0.sh launch_vm_id1.sh; do
	[[ -x $made/lab/$file ]]
	report $? "$file is not executable"
	ends 0 script "$file" --help
	prints "Usage: $file [--dry-run | --help]"
done
grep -qx $'\tadd --ignore-unsupported' "$made/launch/launch_user_vm_id1.sh"
report $? "a post-launched VM in the lab does not ignore what is unsupported"

# It waits for acrn-hv, but not for ever.
launch=$made/launch/launch_user_vm_id1.sh
export ACRN_RUN_DIR=$scratch/run ACRN_HV_DIR=
# Where none can come it does not wait at all.
ends 1 run_in "$scratch/here" "$launch"
prints "no acrn-hv in any directory"
ACRN_HV_DIR=$scratch/no/such
ends 1 run_in "$scratch/here" "$launch"
prints "no acrn-hv in $ACRN_HV_DIR"
sed -i 's/hv_timeout=30/hv_timeout=0/' "$launch"
ACRN_HV_DIR=$scratch/none
ends 1 run_in "$scratch/here" "$launch"
prints "waiting for acrn-hv in $ACRN_HV_DIR, 0 s"
prints "no acrn-hv in $ACRN_HV_DIR"
unset ACRN_HV_DIR

## A VM that acrn-hv starts

ends 0 script launch_vm_id0.sh --dry-run
equals "$scratch/printed" "the arguments" <<'END'
--ignore-unsupported
--cpu_affinity
4,6
-m
448M
-k
a b $(touch pwned) `touch pwned` "it's" \ * ; & $HOME
-r
-r'"$IFS
-B
console=ttyS0 "$(touch pwned)" ' \
-s
1:0,lpc
-l
com1,stdio
-s
0:0,hostbridge
-s
8:3,ivshmem,hv:/state,2,4097
-s
16,uart,vuart_idx:1
-s
2,passthru,0/17/0
SAFETY
END
missing "$log"
mv "$scratch/printed" "$scratch/arguments"
echo "read word" >>"$scratch/arguments"
ends 37 script launch_vm_id0.sh
equals "$log" "the device model's arguments, and the console" <"$scratch/arguments"
ends 2 script launch_vm_id0.sh --dryrun
ACRN_DM=no-such-dm ends 1 script launch_vm_id0.sh
prints "launch_vm_id0.sh: device model no-such-dm not found: set ACRN_DM to its path"
keeps_process launch_vm_id1.sh

## lab.sh

# The arguments of acrn-hv for every scenario.
arguments() {
	printf '%s\n' run "--config=$made/lab/static_config.so" "--launch=SAFETY=$made/lab/launch_vm_id0.sh" \
		"--launch=SERVICE=$made/lab/launch_vm_id1.sh" "$@"
}

rm "$log"
ends 0 script lab.sh --dry-run --console=SAFETY=pty
arguments --console=SAFETY=pty >"$scratch/expected"
equals "$scratch/printed" "what a dry run prints" <"$scratch/expected"
missing "$log"
missing "$made/lab/static_config.so"

ends 37 script lab.sh --dir=/some/where "--console=SAFETY=file:a b"
arguments --dir=/some/where "--console=SAFETY=file:a b" "read word" >"$scratch/expected"
equals "$log" "arguments of acrn-hv" <"$scratch/expected"
nm -D "$made/lab/static_config.so" | grep -q ' static_config$'
report $? "the table is not compiled"
keeps_process lab.sh

# From elsewhere, and by another name.
ln -s "$made/lab/lab.sh" "$scratch/here/start"
ends 37 run_in "$made/lab" bash lab.sh
ends 37 run_in "$scratch/here" ./start
arguments "read word" >"$scratch/expected"
equals "$log" "arguments of acrn-hv by a link" <"$scratch/expected"

# A compiler with an option, one that fails, none, and no acrn-hv.
cat >"$scratch/bin/ccc" <<'END'
#!/bin/bash
[[ $1 == -option ]] && shift && cc "$@"
END
chmod +x "$scratch/bin/ccc"
rm "$log"
touch -d 2001-01-01 "$made/lab/static_config.so"
CC=ccc ends 1 script lab.sh
prints "lab.sh: cannot compile the table"
CC=no-such-cc ends 1 script lab.sh
prints "lab.sh: no-such-cc not found: set CC"
ACRN_HV=no-such-hv ends 1 script lab.sh
prints "lab.sh: no-such-hv not found: set ACRN_HV"
missing "$log"
[[ $(stat -c %Y "$made/lab/static_config.so") -lt 1000000000 ]]
report $? "a run that fails leaves another table"
CC="ccc -option" ends 37 script lab.sh
[[ $(stat -c %Y "$made/lab/static_config.so") -gt 1000000000 ]]
report $? "the table is not compiled again"

printf '%s\n' lab.sh launch_vm_id0.sh launch_vm_id1.sh static_config.so >"$scratch/expected"
equals <(ls -A "$made/lab") "stale files" <"$scratch/expected"
[[ -z $(find "$scratch" -name pwned) ]]
report $? "text from the scenario was executed"

echo "$passed passed, $failed failed"
((failed == 0))
