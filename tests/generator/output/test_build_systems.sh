#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# What make and ninja do with a depfile and a manifest, and gen with the output of another run; that all
# outputs are the same wherever they are made; and what gen --check shows.
#
# B is the build directory.
set -u
cd "${SRCDIR:-.}" || exit 1
export LC_ALL=C

. tests/tools/report.sh
acrn_cfg=$(realpath "${B:-build}/bin/acrn-cfg")
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/my site" "$scratch/elsewhere" || exit 1
cd "$scratch/my site" || exit 1
# shellcheck disable=SC2016 # a name that needs quoting everywhere
scenario='$a#b.xml'

# use NAME: the scenario becomes a copy of that of the lab.
use() {
	cp "$root/boards/lab/$1.xml" "$scenario"
}
cp "$root/boards/lab/lab.xml" 'my board.xml'
use pair

## make

cat >Makefile <<END
all: out/manifest.json
out/manifest.json:
	@echo generating >>log
	@'$acrn_cfg' gen -o out -MD -b 'my board.xml' '\$\$a#b.xml'
-include out/manifest.d
END
# runs WHAT COUNT: whether make has generated so often.
runs() {
	: >log
	make -s all >messages 2>&1
	report $? "make: $(cat messages)"
	is "runs of gen $1" "$2" "$(wc -l <log)"
}
runs "at first" 1
runs "with nothing new" 0
sleep 0.02
touch 'my board.xml'
runs "after the board was touched" 1
runs "behind that" 0
sleep 0.02
use trio
runs "after the scenario has changed" 1
runs "behind that" 0
mkdir out/.acrn-cfg
mv out/manifest.json out/.acrn-cfg/manifest.0
runs "after an interrupted run" 1
runs "behind that" 0
[ ! -e out/.acrn-cfg ]
report $? "the staging directory is still there"
grep -q '"my board.xml"' out/manifest.json
report $? "the manifest does not name the board"

## ninja

if command -v ninja >/dev/null; then
	cat >build.ninja <<-END
		rule gen
		  command = echo generating >>log; '$acrn_cfg' gen -o out.n -MF \$out.d -MT \$out -b 'my board.xml' \$in
		  depfile = \$out.d
		  restat = 1
		build out.n/manifest.json: gen \$\$a#b.xml
	END
	for round in first second; do
		: >log
		ninja out.n/manifest.json >messages 2>&1
		report $? "ninja: $(cat messages)"
		is "what ninja does in the $round round" "$([ $round = second ] || echo generating)" "$(cat log)"
	done
	sleep 0.02
	touch 'my board.xml'
	: >log
	ninja out.n/manifest.json >messages 2>&1
	is "what ninja does after the board was touched" generating "$(cat log)"
else
	echo "SKIP ninja: not installed"
fi

## Other places for the depfile, and templates in it

mkdir mine
cp "$root/templates/ivshmem_cfg.h.xsl" mine
"$acrn_cfg" gen -o out -MF elsewhere.d -MTx -t mine -b 'my board.xml' "$scenario"
report $? "gen with a depfile elsewhere"
# shellcheck disable=SC2016 # a dollar for make
is "that depfile" 'x: \ $$a\#b.xml \ my\ board.xml \ mine/ivshmem_cfg.h.xsl' \
	"$(tr '\n' ' ' <elsewhere.d | tr -s ' ' | sed 's/ $//')"
grep -A1 '"template"' out/manifest.json | grep -q '"ivshmem_cfg.h.xsl"'
report $? "the manifest does not name the template"
"$acrn_cfg" gen -o out -MF out/ "$scenario" 2>messages
is "status of a directory for a depfile" 2 $?
"$acrn_cfg" gen -o out -MT $'a\nb' "$scenario" 2>messages
is "status of a line feed" 2 $?
for name in manifest.json .acrn-cfg/d config/static_config.c; do
	"$acrn_cfg" gen -o out -MF "out/$name" "$scenario" 2>messages
	is "status of a depfile $name" 2 $?
	grep -q "out/$name: the depfile has the name of another output" messages
	report $? "no message about the depfile's name: $(cat messages)"
done
"$acrn_cfg" gen --sync -o synced -MF synced.d -b 'my board.xml' "$scenario"
report $? "gen --sync"
"$acrn_cfg" gen -o out -b 'my board.xml' "$scenario" || exit 1

## The same wherever it is made

cp "$scenario" 'my board.xml' "$scratch/elsewhere"
(cd "$scratch/elsewhere" && "$acrn_cfg" gen -o "$PWD/x/y/" -b "$PWD/my board.xml" "$PWD/$scenario")
report $? "gen elsewhere"
rm -f out/manifest.d
diff -r out "$scratch/elsewhere/x/y"
report $? "another place gives another output"
! grep -r -F "$scratch" out
report $? "an output has an absolute path"

## What is no longer generated

"$acrn_cfg" gen -o out -T lab "$scenario" && [ -e out/lab/lab.sh ]
report $? "gen for the lab"
echo mine >out/config/mine
use pair
"$acrn_cfg" gen --check -o out "$scenario" >messages
is "status of --check" 1 $?
grep -q '^--- out/lab/lab.sh$' messages && [ -e out/lab/lab.sh ]
report $? "--check does not show that lab.sh is removed: $(cat messages)"
"$acrn_cfg" gen -o out "$scenario" && [ ! -e out/lab ] && [ -e out/config/mine ]
report $? "lab/ is still there, or a file of the user is not"
"$acrn_cfg" gen --check -o out "$scenario" >messages
is "status of --check when all is well" 0 $?
is "what it says then" "" "$(cat messages)"
seq 100000 >out/config/static_config.c # more than a pipe holds
"$acrn_cfg" gen --check -o out "$scenario" 2>messages | head -n 1 >/dev/null
is "status of --check when the pipe is closed" 141 "${PIPESTATUS[0]}"
is "what it says then" "" "$(cat messages)"
env --ignore-signal=CHLD "$acrn_cfg" gen --check -o out "$scenario" >/dev/null 2>messages
is "status of --check when SIGCHLD is ignored" 1 $?
is "what it says then" "" "$(cat messages)"
"$acrn_cfg" gen -o out "$scenario" || exit 1

## -Werror

"$acrn_cfg" gen -o out boards.xml 2>/dev/null
is "status without a scenario" 2 $?
cp "$scenario" other.xml
"$acrn_cfg" gen -o out -T lab "$scenario" || exit 1
cp -r out before
"$acrn_cfg" gen -o out -Werror=output-stale other.xml 2>messages
is "status with -Werror=output-stale" 1 $?
grep -q "static_config.h: written by an earlier run for '$scenario': not removed" messages
report $? "no message about a file of another scenario: $(cat messages)"
diff -r before out
report $? "something was written all the same"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
