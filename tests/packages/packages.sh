#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# packages.sh TARBALL [STEP]...: builds the Debian packages from the tarball in a new Debian 12, checks them with lintian, and in
# another new Debian 12 installs them, runs their autopkgtests, shows their manual pages and completions, and purges
# them, which has to leave no file. Needs root, mmdebstrap and a Debian mirror (MIRROR=; the machine's by default).
# The steps are build, install_and_purge and autopkgtests; the latter two use what an earlier build has left.
# Everything is below build/packages: the packages in result/, the new system as system.tar.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
. tests/tools/report.sh
work=$PWD/build/packages
result=$work/result
tarball=$(realpath "$1")
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

not() {
	! "$@"
}

# holds WHAT COMMAND...: one check more: the command succeeds.
holds() {
	local status=0

	"${@:2}" || status=$?
	report $status "$1"
}

# The mirror that apt has here.
mirror() {
	apt-get indextargets --format "\$(REPO_URI)" 'Created-By: Packages' | grep -m 1 '/debian/$'
}

# new_system NAME: an unpacked copy of the new Debian.
new_system() {
	root=$work/$1
	rm -rf --one-file-system "$root"
	mkdir -p "$root"
	[ -e "$work/system.tar" ] || mmdebstrap --variant=minbase bookworm "$work/system.tar" "${MIRROR:-$(mirror)}"
	tar -x -f "$work/system.tar" -C "$root" --exclude='./dev/*'
	cp /etc/resolv.conf "$root/etc/"
	mkdir "$root/packages"
}

# shellcheck disable=SC2016 # the inner bash expands it
# inside COMMAND...: as root of the system $root, in a mount namespace of its own: whatever it leaves running or mounted
# ends with it.
inside() {
	unshare --mount --pid --fork --kill-child bash -c '
		mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && mount -t tmpfs tmpfs "$0/run" &&
		exec chroot "$0" "$@"' "$root" "$@"
}

install_inside() {
	inside apt-get -q -y --no-install-recommends install "$@"
}

build() {
	local name version

	new_system build
	name=$(basename "$tarball" .tar.gz)
	version=${name#acrn-cfg-}
	cp "$tarball" "$root/packages/acrn-cfg_$version.orig.tar.gz"
	tar -x -f "$tarball" -C "$root/packages"
	inside apt-get -q update
	install_inside dpkg-dev lintian
	inside sh -c "cd /packages/$name && apt-get -q -y --no-install-recommends build-dep . &&
		dpkg-buildpackage -us -uc -j$(nproc)"
	rm -rf "$result"
	mkdir -p "$result"
	find "$root/packages" -maxdepth 1 -type f -exec cp -t "$result" {} +
	cp -r "$root/packages/$name" "$result/source"
	inside sh -c 'lintian --allow-root --pedantic -I --fail-on none --show-overrides /packages/*.changes' |
		tee "$result/lintian"
	holds "lintian" not grep '^[EWIP]: ' "$result/lintian"
}

# The files of the system, but for those that every installation changes.
files() {
	(cd "$root" && find . -xdev \( -path ./packages -o -path ./proc -o -path ./dev -o -path ./tmp -o -path ./root \
		-o -path ./var/cache -o -path ./var/log -o -path ./var/lib/apt -o -path ./var/lib/dpkg \) -prune \
		-o -print | sort)
}

# shows WHAT PATTERN COMMAND...: the command inside prints it.
shows() {
	inside "${@:3}" >"$work/shown" 2>&1 || true
	holds "$1: $(head -n 3 "$work/shown")" grep -q -e "$2" "$work/shown"
}

# shellcheck disable=SC2016 # the shell inside expands it
# What users meet: the README's first example is among the autopkgtests.
use() {
	local page

	for page in acrn-cfg acrn-cfg-check acrn-dm acrn-hv ivshmem ivshmem-server; do
		shows "man $page" "^${page^^}(1)" man "$page"
	done
	shows 'man -k' 'acrn-cfg-gen (1)' man -k scenario
	shows 'bash completes' 'slot-duplicate' bash -c '. /usr/share/bash-completion/bash_completion
		_completion_loader acrn-cfg
		COMP_WORDS=(acrn-cfg explain slot-d) COMP_CWORD=2
		_acrn_cfg
		echo "${COMPREPLY[*]}"'
	shows 'fish completes' 'explain' fish -c 'complete -C "acrn-cfg exp"'
	shows 'zsh finds its completion' 'vendor-completions/_acrn-cfg' zsh -f -c 'print -l $^fpath/_acrn-cfg(N)'
	shows 'the group of the udev rule' '^ivshmem:' getent group ivshmem
	shows 'the driver' 'uio-ivshmem/' dkms status
}

install_and_purge() {
	local names

	new_system use
	cp "$result"/*.deb "$root/packages"
	rm -f "$root"/packages/*-dbgsym_*
	inside apt-get -q update
	install_inside man-db bash-completion fish zsh dkms systemd udev
	inside mandb -q
	files >"$work/before"
	inside sh -c 'apt-get -q -y --no-install-recommends install /packages/*.deb'
	use
	names=$(cd "$root/packages" && printf '%s\n' ./*.deb | sed 's|^\./||; s/_.*//')
	# shellcheck disable=SC2086 # names
	inside apt-get -q -y purge --auto-remove $names
	files >"$work/after"
	holds "files are left after a purge, or missing" diff "$work/before" "$work/after"
}

# autopkgtest installs what each test needs in the system where it runs.
autopkgtests() {
	new_system test
	cp "$result"/*.deb "$root/packages"
	cp -r "$result/source" "$root/packages/source"
	inside apt-get -q update
	install_inside autopkgtest dpkg-dev
	holds "autopkgtest" inside sh -c 'autopkgtest -B /packages/*.deb /packages/source -- null'
}

mkdir -p "$work"
steps=("${@:2}")
[ $# -gt 1 ] || steps=(build install_and_purge autopkgtests)
for step in "${steps[@]}"; do
	"$step"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
