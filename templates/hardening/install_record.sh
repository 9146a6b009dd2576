# SPDX-License-Identifier: BSD-3-Clause
# install_record.sh: the record of what is installed, $config/installed.
#
# Each line is a kind and a name: a "file", after which its SHA-256 follows; a "directory", "user" or "group"
# that was not there before; the "rights" of a directory that was, its mode, owner and group; a "module" of SELinux; a "database" of accounts, or what its tools leave beside
# it, that was not there either. Names have no blanks.
#
# read_record FILE: sets $recorded, which has "KIND NAME" as keys and the rest of the line as values.
# write_record FILE LINE...: replaces it by these lines, sorted, unless it has them already.
# digest FILE: prints its SHA-256.
#
# shellcheck shell=bash disable=SC2034,SC2154 # other files read what it sets, and set what it reads

declare -A recorded=()

read_record() {
	local kind name rest

	recorded=()
	if [[ -f $1 ]]; then
		while read -r kind name rest; do
			recorded["$kind $name"]=$rest
		done <"$1"
	fi
}

write_record() {
	local file=$1 sorted

	shift
	sorted=$(printf '%s\n' "$@" | sed 's/ *$//' | sort -u)
	if $dry_run || cmp -s "$file" - <<<"$sorted"; then
		return
	fi
	cat >"$file.new" <<<"$sorted"
	chmod 644 "$file.new"
	sync -- "$file.new"
	mv -T -- "$file.new" "$file"
}

digest() {
	local sum

	sum=$(sha256sum <"$1") && printf '%s\n' "${sum%% *}"
}
