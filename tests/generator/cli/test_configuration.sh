#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Comments, baselines and configuration files on the command line; the example of docs/configuration.md.
set -u
cd "${SRCDIR:-.}" || exit
root=$PWD
B=${B:-build}
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
failed=0

. tests/generator/cli/many.sh
many_open

fail() {
	echo "FAIL: $*"
	failed=$((failed + 1))
}

# run DIRECTORY STATUS ARGUMENT...: acrn-cfg, below $work.
run() {
	local status

	many_run "$work/$1" "$work/out" "$work/err" "${@:3}"
	status=$?
	((status == $2)) || fail "${*:3}: status $status, not $2: $(cat "$work/err")"
}

# has out|err TEXT, lacks out|err TEXT
has() {
	grep -qF -e "$2" "$work/$1" || fail "no '$2' in: $(cat "$work/$1")"
}

lacks() {
	if grep -qF -e "$2" "$work/$1"; then
		fail "'$2' in: $(cat "$work/$1")"
	fi
}

scenario() {
	mkdir -p "$(dirname "$work/$1")"
	cat >"$work/$1" <<-END
		<acrn-config board="lab">
		  <vm id="0">
		    <load_order>SERVICE_VM</load_order>
		    <name>SERVICE</name>
		$2
		  </vm>
		</acrn-config>
	END
}

## The example

# The blocks behind "<!-- example: NAME -->" become the files; the commands have status 0, and print nothing but remarks.
mkdir -p "$work/example/boards"
awk -v work="$work/example" '
	/^<!-- example: / { name = $3; next }
	name && /^```/ { if (!open) { open = 1 } else { close(work "/" name); name = ""; open = 0 } next }
	name && open { file = work "/" name; dir = file; sub(/[^\/]*$/, "", dir)
		if (!seen[file]++) system("mkdir -p " dir); print >file }
' docs/configuration.md
commands=0
while read -r _ _ line; do
	read -ra words <<<"$line"
	run example 0 "${words[@]}"
	lacks err warning:
	commands=$((commands + 1))
done <"$work/example/commands"
((commands == 2)) || fail "the example has $commands commands"
has err "1 known finding left out"
grep -q '"file": "scenarios/third.yaml", "rule": "element-unknown"' "$work/example/known.json" ||
	fail "the example's baseline: $(cat "$work/example/known.json")"
run example 0 check --no-config scenarios
has err "<turbo> in <vm> is ignored"
lacks err flash_slot
sed -i '/turbo/d' "$work/example/scenarios/third.yaml"
run example 0 check scenarios
has err "known.json:4:"
has err "[baseline-stale]"
run example 0 config scenarios
has out "release: 3.2  # .acrn-cfg.yaml:2"
has out "board-path: [boards]  # .acrn-cfg.yaml:3"
has out "  board-windows-missing: off  # .acrn-cfg.yaml:8"

## Settings

scenario a/x.xml "<odd1>y</odd1>"
scenario b/x.xml "<odd2>y</odd2>"
scenario b/old/x.xml "<odd3>y</odd3>"
scenario c/x.xml ""
mkdir "$work/.git"
echo "levels: {element-unknown: off}" >"$work/a/.acrn-cfg.yaml"
echo "{levels: {element-unknown: error}, exclude: old/}" >"$work/b/.acrn-cfg.yaml"
# Each input has its own settings.
run . 1 check a b c
lacks err odd1
has err "error: unknown element <odd2>"
lacks err odd3
run . 1 check --no-config -Werror a b
has err odd1
has err odd3
# What is named is checked, whatever is excluded.
run . 1 check b/old/x.xml
has err odd3
# The command line wins.
run . 0 check -Wno-element-unknown a b
run . 0 check -Welement-unknown a b
has err "warning: unknown element <odd1>"
run . 0 check --config a/.acrn-cfg.yaml b
lacks err odd2
run a 0 check x.xml
lacks err odd1
# Standard input is in the working directory.
(cd "$work/a" && "$root/$B/bin/acrn-cfg" check - <x.xml) 2>"$work/err" || fail "standard input"
lacks err odd1
# Other verbs have the settings, too.
run b 1 plan x.xml
has err "error: unknown element <odd2>"
run b 1 gen -o out x.xml
[[ ! -e $work/b/out ]] || fail "gen has written something"
echo "release: 3.0" >"$work/c/.acrn-cfg.yaml"
run . 0 plan c/x.xml
has out 'release="3.0"'
run . 0 plan -r 3.1 c/x.xml
has out 'release="3.1"'
echo "fail-on: warning" >"$work/c/.acrn-cfg.yaml"
scenario c/x.xml "<odd4>y</odd4>"
run . 1 check c
run . 0 check --fail-on error c
# Each input by its own, in either order, and together with all others.
mkdir "$work/never" "$work/error"
echo "fail-on: never" >"$work/never/.acrn-cfg.yaml"
sed 's/<acrn-config/<acrn-confg/; s/acrn-config>/acrn-confg>/' "$work/c/x.xml" | tee "$work/error/x.xml" >"$work/never/x.xml"
run . 0 check never
run . 1 check never c
run . 1 check c never
run . 1 check never error
run . 0 check --fail-on never never error c
cp "$work/c/x.xml" "$work/error"
run . 0 check error never
run . 0 check never error
rm -r "$work/never" "$work/error"
echo "werror: true" >"$work/c/.acrn-cfg.yaml"
run . 1 check c
run . 0 check -Wno-error c
run . 0 config -Wno-error c
has out "werror: false  # command line"
run . 0 config --format json -Wboard-missing c
has out '"file": "c/.acrn-cfg.yaml"'
run . 0 config nothing
has out "# no configuration file"

## Settings that are wrong: the run fails, once for each file, and other inputs are checked

printf 'relase: 3.2\n' >"$work/a/.acrn-cfg.yaml"
scenario a/y.xml "<odd5>y</odd5>"
run . 2 check a b
has err "a/.acrn-cfg.yaml:1:1: error: unknown setting 'relase' [config-invalid]"
[[ $(grep -c config-invalid "$work/err") -eq 1 ]] || fail "repeated: $(cat "$work/err")"
has err odd2
run . 2 check b a
has err config-invalid
run . 2 check --format json a
has out '"rule":"config-invalid"'
for verb in plan gen audit keygen upgrade config; do
	run . 2 "$verb" a/x.xml
	has err "[config-invalid]"
done
run . 2 check --config none.yaml b
has err "[file-unreadable]"
run . 0 check --no-config a
chmod o+w "$work/b/.acrn-cfg.yaml"
run . 2 check b
has err "all users can write to it"
run . 1 check --config b/.acrn-cfg.yaml b
chmod o-w "$work/b/.acrn-cfg.yaml"
printf 'release: 3.0\n' >"$work/a/.acrn-cfg.yaml"
run . 2 check --hypervisor a
has err "--hypervisor is for ACRN 3.3"
printf 'board-path: none\n' >"$work/a/.acrn-cfg.yaml"
run . 2 check a
has err "cannot search for boards in 'a/none'"
printf 'baseline: none.json\n' >"$work/a/.acrn-cfg.yaml"
run . 2 check a
has err "cannot read 'a/none.json'"
rm "$work/a/.acrn-cfg.yaml" "$work/b/.acrn-cfg.yaml" "$work/c/.acrn-cfg.yaml"

## Baselines

run . 0 check --write-baseline known.json a b c
has err "5 findings written to 'known.json'"
lacks err odd
cp "$work/known.json" "$work/first.json"
run . 0 check -w known.json a b c
cmp -s "$work/known.json" "$work/first.json" || fail "not reproducible"
run . 0 check -Werror --baseline known.json a b c
has err "5 known findings left out"
run . 0 check --baseline known.json --format sarif a
has out '"results": []'
# A line moves, and a finding comes.
sed -i '1i <!-- new line -->' "$work/a/x.xml"
sed -i 's/ *<name>/\n<odd6>y<\/odd6>&/' "$work/a/y.xml"
run . 1 check -Werror -L known.json a
has err odd6
lacks err odd1
lacks err "[baseline-stale]"
# Where a configuration file is, a baseline is for runs from anywhere.
echo "baseline: known.json" >"$work/.acrn-cfg.yaml"
run . 0 check -w known.json a b c
run b/old 0 check -Werror ../../a ../../b "$work/c"
# A file is another one than that of its name in another project, and so is what is found in it.
mkdir "$work/one" "$work/other"
for project in one other; do
	cp "$work/b/x.xml" "$work/$project/x.xml"
	echo "release: 3.0" >"$work/$project/.acrn-cfg.yaml"
done
run . 0 check -w projects.json one
run . 1 check -Werror -L projects.json one other
has err "other/x.xml"
lacks err "one/x.xml"
run . 0 check -w projects.json one other
run one 0 check -Werror -L ../projects.json x.xml ../other/x.xml
ln -s one "$work/link"
run . 0 check -Werror -L projects.json link
run other 0 check -Werror -L ../link/../projects.json "$work/link/x.xml"
# Errors can be known, failures cannot.
sed -i 's/id="0"/id="x"/' "$work/b/x.xml"
run . 1 check b
run . 0 check -w known.json a b c
run . 0 check b
run . 2 check b none.xml
has err "[file-unreadable]"
cp "$work/known.json" "$work/first.json"
run . 2 check -w known.json b none.xml
has err "'known.json' not written: not everything was checked"
cmp -s "$work/known.json" "$work/first.json" || fail "a baseline of a part"
run . 2 check -w - b
has err "a baseline cannot be written to 'standard output'"
# Stale ones: a file that is gone, and those of files that were checked.
rm "$work/c/x.xml"
run . 0 check a
has err "1 known finding no longer occurs [baseline-stale]"
run . 1 check -Werror=baseline-stale a
run . 2 check -L a/x.xml a
has err "[baseline-invalid]"
has err "a/x.xml:1:1: error:"
sed 's/"version": 1/"version": 2/' "$work/known.json" >"$work/later.json"
run . 2 check -L later.json a
has err "later.json:2:14: error: unknown version 2: expected 1 [baseline-invalid]"
# An input is never replaced.
cp "$work/a/x.xml" "$work/x.before"
run . 2 check -w a/x.xml a
has err "is not a baseline"
cmp -s "$work/a/x.xml" "$work/x.before" || fail "an input was replaced"

exit $((failed > 0))
