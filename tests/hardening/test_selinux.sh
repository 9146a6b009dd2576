#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# SELinux's compiler takes the modules of gen --harden=selinux, one by one and together, and refuses what
# breaks the separation that they state; the names of files match these files and no others. Where
# Debian's policy is installed (selinux-policy-default), the modules also go into that.
set -u
cd "${SRCDIR:-.}" || exit 1
. tests/hardening/lib.sh
. tests/hardening/selinux.sh
need secilc perl

# compiles WHAT MODULE...: they do, with the base policy.
compiles() {
	compile_policy "$scratch/policy" "$scratch/base.cil" "$scratch/acrn-cfg.cil" "${@:2}" >"$scratch/messages" 2>&1
	report $? "secilc refuses $1: $(<"$scratch/messages")"
}

# refuses MODULE RULE: secilc does not take the rule beside the module, and shows it.
refuses() {
	echo "$2" >"$scratch/breach.cil"
	! compile_policy "$scratch/policy" "$scratch/base.cil" "$scratch/acrn-cfg.cil" "$1" "$scratch/breach.cil" \
		>"$scratch/messages" 2>&1 &&
		grep -q -F "$2" "$scratch/messages"
	report $? "secilc takes $2: $(<"$scratch/messages")"
}

# grants MODULE TYPE TARGET PERMISSIONS: it does, because secilc finds it where that is forbidden.
grants() {
	refuses "$1" "(neverallow $2 $3 ($4))"
}

# module SCENARIO [OPTION...]: makes its module, and that of all scenarios; prints the path of the former.
module() {
	local out

	out=$(mktemp -d -p "$scratch")
	harden "$out" "$1" --harden=selinux,keys,systemd "${@:2}" >&2
	mv "$out/hardening/selinux/acrn-cfg.cil" "$scratch"
	echo "$out"/hardening/selinux/*.cil
}

# label_of PATH KIND: its label by the names of the policy that was compiled last, of which the last one
# that matches counts, as in libselinux; KIND is -- for a file.
label_of() {
	perl -e '
		my ($path, $kind) = splice(@ARGV, 0, 2);
		my $found = "";
		while (<>) {
			my ($name, @rest) = split;
			my $only = @rest > 1 ? shift @rest : $kind;
			$found = $rest[0] if $only eq $kind && $path =~ /\A(?:$name)\z/;
		}
		print $found;
	' -- "$1" "$2" "$scratch/policy.files"
}

base_policy "$scratch/base.cil"

## The scenarios of boards/

all=()
for board in boards/lab/pair.xml boards/lab/trio.xml boards/nuc-alder/desktop.xml; do
	all+=("$(module "$board")")
	compiles "$board" "${all[-1]}"
done
compiles "all of them" "${all[@]}"
is "label of the region" system_u:object_r:acrn_pair.shm_pair:s0 "$(label_of /dev/shm/pair --)"
is "label of an image" system_u:object_r:acrn_desktop.disk_LINUX:s0:c2 "$(label_of /var/lib/acrn/linux.img --)"
is "label of another" "" "$(label_of /var/lib/acrn/linuxximg --)"
is "label of a VM's keys" system_u:object_r:acrn_pair.boot_VM1:s0:c1 \
	"$(label_of /etc/acrn-cfg/scenarios/pair/keys/VM1.keys --)"
is "label of other keys" system_u:object_r:acrn_pair.keys:s0 "$(label_of /etc/acrn-cfg/scenarios/pair/keys/new --)"
is "label of a socket" system_u:object_r:acrn_pair.server_socket:s0 "$(label_of /run/acrn-pair/pair.VM1 -s)"

## Breaches

scenario "$scratch/two.xml" "ab=A,B bc=B,C" "A B C"
two=$(module "$scratch/two.xml")
compiles "two regions" "$two"
refuses "$two" "(allow acrn_two.dm_A acrn_two.shm_bc (file (open)))"
refuses "$two" "(allow acrn_two.dm_C acrn_two.shm_ab (file (read)))"
refuses "$two" "(allow acrn_two.dm_C acrn_two.shm_ab (file (map)))"
refuses "$two" "(allow acrn_two.launch_A acrn_two.shm_ab (file (write)))"
refuses "$two" "(allow acrn_two.device_models acrn_two.new_shm (file (open)))"
refuses "$two" "(allow acrn_two.dm_A acrn_two.boot_B (file (read)))"
refuses "$two" "(allow acrn_two.launch_A acrn_two.disk_B (blk_file (open)))"
refuses "$two" "(allow acrn_two.launch_A acrn_two.dm_B (process (transition)))"
refuses "$two" "(allow acrn_two.dm_A acrn_two.dm_B (process (ptrace)))"
refuses "$two" "(allow acrn_two.dm_A acrn_two.shared_boot (file (write)))"
refuses "$two" "(allow acrn_two.dm_A acrn_two.script (file (append)))"
echo "(allow acrn_two.dm_A acrn_two.shm_ab (file (ioctl)))" >"$scratch/more.cil"
compiles "what is no breach" "$two" "$scratch/more.cil"

## What programs need besides their files

network="<boot><kernel>vmlinuz</kernel></boot><virtio_devices><network><interface_name>tap2</interface_name></network></virtio_devices>"
scenario "$scratch/needs.xml" "r=A,B" "A=${network// /;} B"
needs=$(module "$scratch/needs.xml" --target=lab)
grants "$needs" acrn_needs.server init_var_run_t "sock_file (write)" # sd_notify(3)
# QEMU connects to acrn-dm, and opens the tap that the script has made.
grants "$needs" acrn_needs.dm_B self "unix_stream_socket (connectto)"
grants "$needs" acrn_needs.dm_A acrn_needs.launch_A "tun_socket (relabelfrom)"
grants "$needs" acrn_needs.dm_B self "process (execmem)"
grants "$needs" acrn_needs.dm_B ramfs_t "file (read)" # the keys of a user that is not root
needs=$(module "$scratch/needs.xml")
grants "$needs" acrn_needs.dm_B shell_exec_t "file (execute)" # for iasl

## Names and paths

# What a regular expression, CIL, file_contexts or a shell could take for its own.
hostile="k.+[x](y){2}|^\$*? \\ \"q\"))) (block \$(id) \`id\` ' ; ü # %"
scenario "$scratch/odd.xml" "9=_,x-y _=0,x-y" "_ x-y 0"
HOSTILE=$hostile perl -pi -e '
	my $path = $ENV{HOSTILE};
	$path =~ s/</&lt;/g;
	$changed = s/vmlinuz/$path/ unless $changed;
' "$scratch/odd.xml"
strange=$(module "$scratch/odd.xml")
compiles "strange names and paths" "$strange"
images=/var/lib/acrn-cfg/scenarios/odd
is "label of a strange path" system_u:object_r:acrn_odd.boot__:s0:c1 \
	"$(label_of "$images/$hostile" --)"
is "label of what is like it" system_u:object_r:acrn_odd.images:s0 \
	"$(label_of "$images/${hostile/./x}" --)"
refuses "$strange" "(allow acrn_odd.dm__ acrn_odd.shm__ (file (open)))"
refuses "$strange" "(allow acrn_odd.dm_0 acrn_odd.shm_9 (file (open)))"

# Names that would be the same without what is between their parts.
scenario "$scratch/a.xml" "b_r=b_c,c" "b_c c"
scenario "$scratch/a_b.xml" "r=c,d" "c d"
compiles "two scenarios with like names" "$(module "$scratch/a.xml")" "$(module "$scratch/a_b.xml")"

# Two hundred VMs, in pairs.
regions=
for ((i = 1; i < 200; i += 2)); do
	regions+=" r$i=v$i,v$((i + 1))"
done
scenario "$scratch/many.xml" "$regions" "$(printf 'v%d ' {1..200})"
sed -i 's/<VBDF>[^<]*/<VBDF>00:08.0/; s/<size>256/<size>16/; s/<hv>/&<CAPACITIES><MAX_VM_NUM>201<\/MAX_VM_NUM><\/CAPACITIES>/' \
	"$scratch/many.xml"
compiles "many VMs" "$(module "$scratch/many.xml")"

## A real policy

# Takes some 10 s, and is not installed for the tests.
policies=(/usr/share/selinux/default/*.pp.bz2)
to_cil=/usr/libexec/selinux/hll/pp
if [ -e "${policies[0]}" ] && [ -x "$to_cil" ]; then
	for policy in "${policies[@]}"; do
		name=${policy##*/}
		bunzip2 <"$policy" | "$to_cil" >"$scratch/debian.${name%.pp.bz2}.cil"
	done
	secilc --multiple-decls --mls=true --output="$scratch/policy" --filecontext="$scratch/policy.files" \
		"$scratch"/debian.*.cil "$scratch/acrn-cfg.cil" "${all[@]}" "$two" "$strange" >"$scratch/messages" 2>&1
	report $? "Debian's policy with the modules: $(<"$scratch/messages")"
fi
finish
