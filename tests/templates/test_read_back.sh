#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_read_back.sh: the tables of random scenarios, the same in every run, hold what the plan
# holds: names, sizes, IDs, vBDFs, addresses and counts.
#
# The scenarios are laid out as users lay them out: regions on one line, values with white space and
# signs around them, no region ID, text with quotes.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit
B=${B:-build}
# shellcheck source=tests/templates/read_back.sh
. tests/templates/read_back.sh
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT

scenarios=80
# Most of a scenario's time is compiling, and a few scenarios reach the same code of ours.
[[ $B != */san ]] || scenarios=20
releases=(2.7 3.3 master)
vms=(SAFETY SERVICE LEFT RIGHT)

# draw LIMIT: the next number of the sequence, into $drawn.
draw() {
	seed=$(((seed * 1103515245 + 12345) & 0x7fffffff))
	drawn=$(((seed >> 8) % $1))
}

# Two to four peers; only those that the Service VM starts can share dm-land.
draw_peers() {
	local first=0 i

	[[ $land == Hypervisor ]] || first=2
	peers=(LEFT RIGHT)
	for ((i = first; i < 2; i++)); do
		draw 2
		((drawn == 0)) || peers+=("${vms[i]}")
	done
}

# One region in one of three layouts.
write_region() {
	local name=region_$1 size id='' peer list='' space=''

	draw 5
	size=$((2 << drawn))
	draw 4
	land=Hypervisor
	((drawn > 0)) || land='Device Model'
	draw_peers
	draw 2
	((drawn == 0)) || id="<IVSHMEM_REGION_ID>$((0x1000 + $1))</IVSHMEM_REGION_ID>"
	draw 3
	if ((drawn == 1)); then
		space=$'\n\t  '
		size="+$size"
	fi
	for peer in "${peers[@]}"; do
		list+="<IVSHMEM_VM>$space<VM_NAME>$space$peer$space</VM_NAME></IVSHMEM_VM>$space"
	done
	printf '%s' "<IVSHMEM_REGION>$space<NAME>$space$name$space</NAME>" \
		"<PROVIDED_BY>$land</PROVIDED_BY>$space<IVSHMEM_SIZE>$space$size$space</IVSHMEM_SIZE>" \
		"$id<IVSHMEM_VMS>$list</IVSHMEM_VMS></IVSHMEM_REGION>"
	((drawn == 2)) || echo
}

write_vm() {
	printf '<vm id="%s"><load_order>%s</load_order><name>%s</name>' "$1" "$2" "${vms[$1]}"
	printf '<cpu_affinity><pcpu_id>%s</pcpu_id></cpu_affinity>' "$1"
	printf '<boot><cmdline>%s</cmdline></boot></vm>\n' "a=\"b c\" '*/' \\\" ??/ \$(exit) %s"
}

write_scenario() {
	local i count

	printf '<acrn-config board="lab"><hv><FEATURES><IVSHMEM>\n'
	draw 8
	count=$((drawn + 1))
	for ((i = 0; i < count; i++)); do
		write_region "$i"
	done
	printf '</IVSHMEM></FEATURES></hv>\n'
	write_vm 0 PRE_LAUNCHED_VM
	write_vm 1 SERVICE_VM
	write_vm 2 POST_LAUNCHED_VM
	write_vm 3 POST_LAUNCHED_VM
	printf '</acrn-config>\n'
}

# A CPU's share of the scenarios: every stride-th from the first on.
try_share() {
	local i name both=$second_compiler second_compiler

	for ((i = $1; i < scenarios; i += $2)); do
		seed=$((i * 2654435761 & 0x7fffffff))
		name=$work/"'$i' \"quoted\" ?? *"
		second_compiler=
		((i % 10)) || second_compiler=$both # it takes long
		write_scenario >"$name.xml"
		if read_back "$work/$i" --acrn-release "${releases[i % 3]}" -Wno-region-id-unsupported \
			"$name.xml" >"$work/why" 2>&1; then
			echo ok
		else
			echo "FAIL $i"
			cat "$name.xml" "$work/why"
		fi
		rm -rf "${work:?}/$i"
	done
}

# The digest is the one that sha256sum prints of those that it prints, whichever way the board is found.
check_digest() {
	local made=$work/digest scenario=boards/lab/trio.xml board=boards/lab/lab.xml digest

	cp "$scenario" "$work/alone.xml"
	sed 's/board="lab"/board="nowhere"/' "$scenario" >"$work/nowhere.xml"
	"$B/bin/acrn-cfg" gen -o "$made/beside" "$scenario" || return
	"$B/bin/acrn-cfg" gen -o "$made/built-in" "$work/alone.xml" || return
	"$B/bin/acrn-cfg" gen -Wno-board-missing -o "$made/none" "$work/nowhere.xml" || return
	digest=$(sha256sum "$scenario" "$board" | cut -d' ' -f1 | sha256sum)
	grep -q "\.inputs = \"${digest%% *}\",$" "$made/beside/config/static_config.c" || return
	grep -q "\.inputs = \"${digest%% *}\",$" "$made/built-in/config/static_config.c" || return
	digest=$(sha256sum "$work/nowhere.xml" | cut -d' ' -f1 | sha256sum)
	grep -q "\.inputs = \"${digest%% *}\",$" "$made/none/config/static_config.c"
}

count=$(nproc)
for ((share = 0; share < count; share++)); do
	try_share "$share" "$count" >"$work/share-$share" 2>&1 &
done
wait
cat "$work"/share-* >"$work/log"
check_digest && echo ok >>"$work/log"
grep -v -x ok "$work/log"
passed=$(grep -c -x ok "$work/log")
echo "$passed of $((scenarios + 1)) passed"
((passed == scenarios + 1))
