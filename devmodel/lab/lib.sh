# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# lib.sh: what the lab's scripts share: paths, messages, and Debian packages without root. Sourced from the source root by scripts that run there.

LAB=${LAB:-build/lab}
# The guests' side is Debian 12, whatever runs this; a newer QEMU comes from Debian 13's backports.
# shellcheck disable=SC2034 # for the scripts that source this
LAB_GUEST_SUITES=bookworm LAB_QEMU_SUITES="trixie trixie-backports"
LAB_KEYRING=${LAB_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}

say() {
	printf '%s\n' "$*"
}

fail() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# Something is missing on this machine: exit 77.
skip() {
	printf 'SKIP %s: %s\n' "${0##*/}" "$*"
	exit 77
}

# Whether file descriptor $1 is a terminal, where long work shows how far it is.
is_terminal() {
	[ -t "$1" ] && [ "${TERM-}" != dumb ]
}

# show_progress TEXT: the last line of the terminal that standard error is, which the next one
# replaces. Without a terminal there is none.
show_progress() {
	local size

	if is_terminal 2; then
		size=$(stty size <&2 2>/dev/null) || size=
		size=${size##* }
		if [ "${size:-0}" -eq 0 ]; then
			size=80
		fi
		printf '\r\033[K%s' "${1:0:size - 1}" >&2
		has_progress=yes
	fi
}

end_progress() {
	if [ -n "${has_progress-}" ]; then
		printf '\r\033[K' >&2
		has_progress=
	fi
}

# One process at a time works below $LAB; the lock ends with the script.
lab_lock() {
	local lock

	mkdir -p "$LAB"
	exec {lock}>"$LAB/.lock"
	if ! flock -n "$lock"; then
		say "  (waiting for another process that uses $LAB)"
		flock "$lock"
	fi
}

# apt as the machine has it.
machine_apt() {
	env -u APT_CONFIG "apt-$1" "${@:2}"
}

# The address this machine has Debian from, as apt knows it; LAB_MIRROR names another.
apt_mirror() {
	local uri

	if [ -n "${LAB_MIRROR:-}" ]; then
		echo "$LAB_MIRROR"
		return
	fi
	while read -r uri; do
		case $uri in
		*/debian/)
			echo "$uri"
			return
			;;
		esac
	done < <(machine_apt get indextargets --format "\$(REPO_URI)" 'Created-By: Packages')
	return 1
}

# apt_open NAME SUITE...: from here on apt-get works in a root of its own, $LAB/apt/NAME, in which
# nothing is installed and only those suites are known. How to reach a mirror (proxy, names and
# passwords) stays as the machine has it.
apt_open() {
	local root=$PWD/$LAB/apt/$1 mirror suite

	shift
	command -v apt-get >/dev/null ||
		skip "apt-get not found: this needs a Debian-based system"
	[ "$(dpkg --print-architecture)" = amd64 ] || skip "this machine is not amd64"
	[ -r "$LAB_KEYRING" ] ||
		skip "$LAB_KEYRING not found: apt-get install debian-archive-keyring"
	mirror=$(apt_mirror) ||
		skip "apt has no Debian mirror: set LAB_MIRROR=http://…/debian"

	APT_ROOT=$root
	mkdir -p "$root/lists/partial"
	: >"$root/status"
	for suite; do
		echo "deb [arch=amd64 signed-by=$LAB_KEYRING] $mirror $suite main"
	done >"$root/sources.list"
	{
		# Of the machine's configuration only the way to the mirror.
		machine_apt config dump | grep '^Acquire::' | grep -v '^Acquire::IndexTargets'
		cat <<-END
			Acquire::Retries "2";
			Acquire::http::Timeout "20";
			Acquire::https::Timeout "20";
			Acquire::Languages "none";
			Acquire::GzipIndexes "true";
			APT::Architecture "amd64";
			APT::Architectures "amd64";
			APT::Install-Recommends "false";
			APT::Sandbox::User "";
			APT::Update::Error-Mode "any";
			Debug::NoLocking "true";
			Dir::Etc::main "/dev/null";
			Dir::Etc::parts "/dev/null";
			Dir::Etc::preferences "/dev/null";
			Dir::Etc::preferencesparts "/dev/null";
			Dir::Etc::sourcelist "$root/sources.list";
			Dir::Etc::sourceparts "/dev/null";
			Dir::State "$root";
			Dir::State::status "$root/status";
			Dir::State::lists "$root/lists";
			Dir::Cache "$root";
			Dir::Cache::archives "$root/archives";
			Dir::Cache::pkgcache "";
			Dir::Cache::srcpkgcache "";
		END
	} >"$root/apt.conf" # the way may have a password in it
	chmod 600 "$root/apt.conf"
	export APT_CONFIG=$root/apt.conf

	say "  asking $mirror for $*"
	apt_get update || skip "the mirror $mirror does not answer (see above)"
}

# apt-get COMMAND, which shows how far it is on a terminal only.
apt_get() {
	local quiet=(-q)

	if is_terminal 1; then
		quiet=()
	fi
	apt-get "${quiet[@]}" "$@"
}

# Downloads packages to $APT_ROOT/archives, which has nothing else then.
apt_download() {
	rm -rf "$APT_ROOT/archives"
	mkdir -p "$APT_ROOT/archives/partial"
	(cd "$APT_ROOT/archives" && apt_get download "$@")
}

# The newest version of package $1 that the suites have.
apt_version() {
	apt-cache show --no-all-versions "$1" 2>/dev/null | sed -n 's/^Version: //p'
}

# apt_unpack TREE [-t SUITE] PACKAGE...: downloads the packages and all they need, and unpacks them
# into TREE, which appears when it is whole.
apt_unpack() {
	local tree=$1 packages deb

	shift
	rm -rf "$tree.new"
	mkdir -p "$tree.new"
	packages=$(apt-get install -q -s "$@" | sed -n 's/^Inst \([^ ]*\) (\([^ ]*\) .*/\1=\2/p')
	# shellcheck disable=SC2086 # they are words
	if [ -z "$packages" ] || ! apt_download $packages; then
		skip "apt-get cannot download ${*: -1} (see above)"
	fi
	say "  unpacking to $tree"
	for deb in "$APT_ROOT"/archives/*.deb; do
		dpkg-deb -x "$deb" "$tree.new"
	done
	rm -rf "$tree" "$APT_ROOT/archives"
	mv "$tree.new" "$tree"
}

# Where the driver uio_ivshmem for the guests' kernel is, if it was built.
lab_module() {
	echo "$LAB/uio/$(cut -d " " -f 1 "$LAB/kernel/release")/uio_ivshmem.ko"
}

# Provides a kernel and a file system for guests. Messages go to standard error. The driver is not built here if
# that needs a download.
provide_linux() {
	local script scripts="kernel.sh initramfs.sh"

	if [ -d "$LAB/headers" ]; then
		scripts="kernel.sh module.sh initramfs.sh"
	fi
	for script in $scripts; do
		"devmodel/lab/$script" >&2 || [ "$script" = module.sh ] || skip "no Linux to boot"
	done
}

# Whether program $1 is a QEMU with a vfio-user client. The version does not tell: the client is a
# build option.
has_vfio_user() {
	[ -n "$1" ] && [[ $("$1" -device help 2>/dev/null) == *'"vfio-user-pci"'* ]]
}

# The QEMU of the system or of the lab that has a vfio-user client.
find_new_qemu() {
	local qemu

	for qemu in "${QEMU:-}" "$(command -v qemu-system-x86_64)" "$PWD/$LAB/qemu/run-qemu"; do
		if has_vfio_user "$qemu"; then
			echo "$qemu"
			return
		fi
	done
	return 1
}
