#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_progress.sh: on a terminal the lab shows how far downloads and booting guests are; elsewhere it shows nothing.
set -u
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
# shellcheck source=tests/tools/report.sh
. tests/tools/report.sh
if ! command -v script >/dev/null; then
	echo "SKIP: script is missing, which has a terminal"
	exit 77
fi
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT

# An apt-get that says how it was called, and a guest that boots at once, or ends.
cat >"$scratch/apt-get" <<'END'
#!/bin/sh
echo "apt-get $* in ${PWD##*/}"
END
cat >"$scratch/guest" <<'END'
#!/bin/sh
echo "Linux"
[ "$1" = up ] || exit
echo "lab: ready"
read -r line
echo "lab: done 0"
END
cat >"$scratch/run" <<'END'
set -eu
. devmodel/lab/lib.sh
. devmodel/lab/guest.sh
APT_ROOT=$LAB/apt
guests_open progress
trap guests_close EXIT
apt_download package=1
guest_start VM1 "$scratch/guest" up
guest_ready VM1 9
echo "up"
guest_start VM2 "$scratch/guest" down
guest_ready VM2 9 || echo "down"
END
chmod +x "$scratch"/{apt-get,guest}
export scratch LAB=$scratch/lab PATH=$scratch:$PATH

# on TERM [COLUMNS]: runs it on such a terminal: what that gets. A slow machine shows further seconds.
on() {
	TERM=$1 script -q -e -c "stty cols ${2:-80} && bash $scratch/run" /dev/null </dev/null | tr -d '\r' |
		sed -E $'s/: [0-9]+ s/: 0 s/g; s/(\033\\[K  boot[^\033]*)+/\\1/'
}

said="up
guest VM2 ended before its console showed '^lab: ready'
down"
erase=$'\033[K'

is "elsewhere" "apt-get -q download package=1 in archives
$said" "$(bash "$scratch/run" 2>&1)"
is "dumb terminal" "apt-get -q download package=1 in archives
$said" "$(on dumb)"
is "terminal" "apt-get download package=1 in archives
$erase  booting VM1: 0 s${erase}up
$erase  booting VM2: 0 s$erase${said#*$'\n'}" "$(on xterm)"
is "narrow terminal" "$erase  boot${erase}up" "$(on xterm 7 | grep up)"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
