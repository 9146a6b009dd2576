#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_keygen.sh: `acrn-cfg keygen`: files and their modes, rotation and revocation, that nothing but the
# files has a key, and that a run that is stopped anywhere leaves the former state or the new one.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
acrn_cfg=$PWD/${B:-build}/bin/acrn-cfg
# shellcheck source=tests/tools/report.sh
. tests/tools/report.sh
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT
trio=$PWD/boards/lab/trio.xml
need_keys=$PWD/templates/launch/need_keys.sh
umask 022
cd "$scratch" || exit

# keygen ARGUMENT...: into $output and $status; everything that it ever prints is in the file `printed`.
keygen() {
	output=$("$acrn_cfg" keygen "$@" 2>&1 </dev/null)
	status=$?
	printf '%s\n' "$output" >>printed
}

# ends WHAT STATUS TEXT: of the last run; TEXT is a part of its output.
ends() {
	is "$1: status" "$2" "$status"
	[[ $output == *"$3"* ]]
	report $? "$1: no '$3' in: $output"
}

# state DIRECTORY: its files with their content.
state() {
	(cd "$1" && find . -type f -exec sha256sum {} + | sort -k 2)
}

# identities DIRECTORY PATTERN: names, inodes and times of the files.
identities() {
	(cd "$1" && find . -type f -name "$2" -printf '%p %i %t\n' | sort)
}

makes_what_is_missing() {
	local before

	keygen -v -o keys "$trio"
	ends 'first run' 0 keys/left_right.1.key
	is 'its files' 'LEFT.keys RIGHT.keys SAFETY.keys left_right.1.key plant_state.1.key' "$(cd keys && echo *)"
	is 'modes' "$(printf '400 %s\n' LEFT.keys RIGHT.keys SAFETY.keys left_right.1.key plant_state.1.key)" \
		"$(cd keys && stat -c '%a %n' -- *)"
	is 'mode of the directory' 700 "$(stat -c %a keys)"
	is 'sizes' '4096 4096 4096 32 32' "$(cd keys && stat -c %s -- * | xargs)"
	! cmp -s keys/left_right.1.key keys/plant_state.1.key
	report $? "two regions have one key"
	before=$(identities keys '*')
	keygen -v -o keys/ "$trio"
	ends 'second run' 0 ''
	is 'second run: output' '' "$output"
	is 'second run: files' "$before" "$(identities keys '*')"
	rm keys/LEFT.keys
	before=$(identities keys '[!L]*')
	keygen -v -o keys "$trio"
	is 'a missing image' keys/LEFT.keys "$output"
	is 'the others' "$before" "$(identities keys '[!L]*')"
	is 'nothing beside it' keys "$(find . -mindepth 1 -maxdepth 1 ! -name printed -printf '%f')"
}

# What a VM has, at the offsets of schema/key_image.h: its own regions, and the keys of the files.
images_have_keys() {
	is 'magic' ACRNKEYS "$(head -c 8 keys/LEFT.keys)"
	is 'names in the image of SAFETY' 'SAFETY acrn-trio plant_state' \
		"$(strings -n 6 keys/SAFETY.keys | grep -x '[A-Za-z_-]*' | grep -v '^ACRNKEYS' | xargs)"
	cmp -s -n 32 -i 160:0 keys/LEFT.keys keys/left_right.1.key
	report $? "the first key of LEFT"
	cmp -s -n 32 -i 232:0 keys/LEFT.keys keys/plant_state.1.key
	report $? "the second key of LEFT"
	cmp -s -n 32 -i 160:0 keys/SAFETY.keys keys/plant_state.1.key
	report $? "the key of SAFETY"
}

lists_fingerprints() {
	local expected

	expected=$({ printf 'acrn-cfg key\n' && cat keys/left_right.1.key; } | sha256sum | cut -c 1-16)
	keygen --list -o keys "$trio"
	ends list 0 "left_right                            1  $expected  LEFT RIGHT"
	is 'the same from a guest' \
		"$(grep left_right <<<"$output" | awk '{ print $1, $2, $3 }')" \
		"$("$(dirname "$acrn_cfg")/ivshmem" keys keys/LEFT.keys | grep left_right | awk '{ print $1, $2, $3 }')"
}

rotates_and_revokes() {
	local former

	former=$(state keys)
	keygen -v --rotate=left_right -o keys "$trio"
	ends rotation 0 keys/left_right.2.key
	cmp -s -n 32 -i 160:0 keys/LEFT.keys keys/left_right.2.key && cmp -s -n 32 -i 232:0 keys/LEFT.keys keys/left_right.1.key
	report $? "LEFT has both generations, the new one first"
	is 'the former keys' "$(grep '\.1\.key$' <<<"$former")" "$(state keys | grep '\.1\.key$')"
	keygen -o keys --revoke=left_right:2 "$trio"
	ends 'the newest' 2 "it is the newest"
	keygen -v -o keys --revoke=left_right:1 "$trio"
	ends revocation 0 'removed keys/left_right.1.key'
	[ ! -e keys/left_right.1.key ]
	report $? 'a revoked key is there'
	keygen -v -o keys --rotate --revoke=1 --revoke=left_right:2 "$trio"
	ends 'all at once' 0 keys/plant_state.2.key
	is 'keys after that' 'left_right.3.key plant_state.2.key' "$(cd keys && echo *.key)"
}

# Two scenarios have each a directory of their own.
keeps_scenarios_apart() {
	local before

	before=$(state keys)
	cp "$trio" other.xml
	keygen -o keys other.xml
	ends 'another scenario' 2 "of scenario 'acrn-trio', not of 'acrn-other'"
	is 'it changes nothing' "$before" "$(state keys)"
	keygen -o more/of/keys other.xml
	ends 'directories above' 0 ''
	is 'their mode' 755 "$(stat -c %a more/of)"
	! cmp -s more/of/keys/left_right.1.key keys/left_right.3.key
	report $? "two scenarios have one key"
}

# refuses WHAT TEXT: the directory `unsafe`, which stays as it is.
refuses() {
	local before

	before=$(state unsafe)
	keygen -o unsafe "$trio"
	ends "$1" 2 "$2"
	is "$1: state" "$before" "$(state unsafe)"
}

refuses_what_is_unsafe() {
	keygen -o unsafe "$trio"
	ends 'a safe one' 0 ''
	chmod 710 unsafe
	refuses 'a directory' 'other users have access'
	chmod 700 unsafe
	chmod 440 unsafe/left_right.1.key
	refuses 'a key' "unsafe/left_right.1.key': other users have access"
	chmod 400 unsafe/left_right.1.key
	ln -s left_right.1.key unsafe/left_right.2.key
	refuses 'a link' 'left_right.2.key'
	rm unsafe/left_right.2.key
	(umask 077 && mkfifo unsafe/left_right.2.key)
	refuses 'a FIFO' 'not a regular file'
	rm unsafe/left_right.2.key
	(umask 077 && head -c 33 /dev/zero >unsafe/left_right.2.key)
	refuses 'a key that is too long' 'has another size'
	rm unsafe/left_right.2.key
	ln -s unsafe link
	keygen -o link "$trio"
	ends 'a link to a directory' 2 "cannot open 'link'"
	mkdir -m 777 open
	keygen -o open/keys "$trio"
	ends 'a directory that others can replace' 2 'other users can replace it'
	if [ "$(id -u)" -eq 0 ] && install -d -o 65534 theirs 2>/dev/null; then
		keygen -o theirs/keys "$trio"
		ends "a directory in another user's" 2 'other users can replace it'
		is "another user's directory: files" '' "$(ls -A theirs)"
	fi
	for name in . .. keys/.. /; do
		keygen -o "$name" "$trio"
		ends "the name $name" 2 "invalid '${name%/}"
	done
	(umask 077 && echo text >unsafe/notes && head -c 32 /dev/zero >unsafe/left_right.01.key)
	keygen --rotate -o unsafe "$trio"
	ends 'files of the user' 0 ''
	is 'they stay' text "$(<unsafe/notes)"
}

# starts_with DIRECTORY VM TEXT [COMMAND...]: what a launch script says of the VM's image, run by the command.
starts_with() {
	local said

	# shellcheck disable=SC2016 # the inner shell expands it
	said=$(keys_dir=$1 vm=$2 "${@:4}" bash -c 'say() { echo "$1"; }; . /dev/stdin; need_keys; echo started' \
		<"$need_keys" 2>&1)
	[[ $said == *"$3"* ]]
	report $? "launch script, $1, $2: no '$3' in: $said"
}

scripts_find_images() {
	starts_with keys LEFT started
	starts_with keys NONE 'keys/NONE.keys not found: make it with'
	starts_with none LEFT 'none/LEFT.keys not found: make it with'
	mkdir -p odd/LEFT.keys 'odd,'
	starts_with odd LEFT 'odd/LEFT.keys is not a file'
	cp keys/LEFT.keys 'odd,'
	starts_with 'odd,' LEFT "takes no ','"
	chmod 711 .
	if setpriv --reuid=65534 --clear-groups true 2>/dev/null; then
		starts_with keys LEFT 'cannot read keys/LEFT.keys: start the VM as root' setpriv --reuid=65534 --clear-groups
		starts_with 'odd,' LEFT 'cannot read odd,/LEFT.keys' setpriv --reuid=65534 --clear-groups
	fi
	chmod 700 .
}

# Other users can lock the directory above, as anybody who can open it; two runs wait for each other.
runs_in_turn() {
	mkdir above
	exec 9<above
	flock -x 9
	output=$(timeout 20 "$acrn_cfg" keygen -o above/keys "$trio" 2>&1)
	is 'with the directory above locked' 0 "$?"
	exec 9<&-
	for _ in 1 2 3 4 5 6; do
		"$acrn_cfg" keygen --rotate -o above/keys "$trio" >>printed 2>&1 &
	done
	wait
	is 'after six runs at once' 'left_right.7.key plant_state.7.key' "$(cd above/keys && echo *.7.key)"
	is 'beside them' keys "$(ls -A above)"
	keygen --revoke=1 -o above/none "$trio"
	ends 'a first run that fails' 2 'it is the newest'
	is 'what it leaves' keys "$(ls -A above)"
}

# kills CALL: the program is killed at the first, second, ... call of that name, until it does not come to it.
# The directory is as before or as after, and the next run completes it.
kills() {
	local n keys files

	for ((n = 1; n < 40; n++)); do
		rm -rf killed .killed.acrn-cfg
		cp -a sample killed
		(strace -qq -o /dev/null -e trace="$1" -e inject="$1:signal=KILL:when=$n" \
			"$acrn_cfg" keygen --rotate -o killed "$trio"; exit) >/dev/null 2>&1 && break
		keys=$(cd killed && echo *.key)
		files=$(state killed)
		case $keys in
		'left_right.1.key plant_state.1.key')
			[ "$files" = "$(state sample)" ]
			report $? "killed at $1 $n: a former state with other files"
			;;
		'left_right.1.key left_right.2.key plant_state.1.key plant_state.2.key')
			cmp -s -n 32 -i 160:0 killed/LEFT.keys killed/left_right.2.key
			report $? "killed at $1 $n: the images are not of the new keys"
			;;
		*)
			report 1 "killed at $1 $n: $keys"
			;;
		esac
		keygen -o killed "$trio"
		is "after $1 $n" '0 ' "$status $output"
		is "after $1 $n: left" '' "$(find . -maxdepth 1 -name '.killed*')"
	done
	((n > 1))
	report $? "no call of $1"
}

survives_kills() {
	local call

	if [[ ${B:-} == */san ]]; then
		echo 'SKIP: kills: LeakSanitizer does not work below strace'
		return
	fi
	if ! strace -qq -o /dev/null true 2>/dev/null; then
		echo 'SKIP: kills: strace cannot trace'
		return
	fi
	keygen -o sample "$trio"
	for call in mkdirat linkat write fchmod renameat2 unlinkat; do
		kills "$call"
	done
}

# hexadecimal FILE: its bytes.
hexadecimal() {
	od -A n -t x1 -v "$1" | tr -d ' \n'
}

# Not even in what is generated for the scenario: no key as bytes, in hex or in base 64.
shows_no_key() {
	local key pattern count=0

	keygen --format=json -o keys --revoke=9 "$trio"
	"$acrn_cfg" gen --harden=all -o out "$trio"
	report $? 'gen --harden=all'
	cp -r out everything
	cp printed everything
	for key in keys/*.key more/of/keys/*.key unsafe/*.[0-9].key; do
		is "$key: size" 32 "$(stat -c %s "$key")"
		for pattern in "$(hexadecimal "$key")" "$(hexadecimal "$key" | tr a-f A-F)" "$(base64 -w 0 "$key" | cut -c 1-40)"; do
			! grep -rqF -e "$pattern" everything
			report $? "$key is in $(grep -rlF -e "$pattern" everything)"
		done
		! grep -rqP -- "$(hexadecimal "$key" | sed 's/../\\x&/g')" everything
		report $? "the bytes of $key are in what is printed"
		count=$((count + 1))
	done
	((count >= 6))
	report $? "$count keys"
}

# A core dump would have them.
cannot_dump() {
	local line

	if ! strace -qq -o /dev/null true 2>/dev/null; then
		return
	fi
	strace -qq -o calls -e trace=prctl,openat,getrandom "$acrn_cfg" keygen --rotate -o keys "$trio"
	line=$(grep -n 'PR_SET_DUMPABLE, SUID_DUMP_DISABLE' calls | head -n 1)
	[ -n "$line" ] && ((${line%%:*} < $(grep -n '"[a-z_]*\.[0-9]*\.key"' calls | head -n 1 | cut -d : -f 1)))
	report $? 'keys are read before core dumps are off'
}

makes_what_is_missing
images_have_keys
lists_fingerprints
rotates_and_revokes
keeps_scenarios_apart
refuses_what_is_unsafe
scripts_find_images
runs_in_turn
survives_kills
cannot_dump
shows_no_key
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
