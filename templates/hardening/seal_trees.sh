# SPDX-License-Identifier: BSD-3-Clause
# seal_trees.sh: the hash trees of read-only images.
#
# make_tree IMAGE: makes the tree of IMAGE, which sum_file() has read, as the file to be IMAGE.verity;
#     sets root_hashes[IMAGE] and the line of IMAGE.verity. Returns 1 after problem(), or where the
#     image cannot have a tree.
# add_image VM PATH: adds PATH to the records VM.sha256 and VM.roothash.
# add_root VM PATH DATA HASH: the guest of VM has its root on PATH, as its device DATA, and the tree as
#     its device HASH. Adds to the arrays `roots` and `words`, and to `root_vms`.
#
# shellcheck shell=bash disable=SC2034,SC2154 # other files read what it sets, and set what it reads

readonly block_size=4096
declare -A root_hashes=() roots=() words=()
root_vms=()

# Prints the root hash. The salt and UUID depend on the path alone: the same image gives the same tree in every
# scenario that has it.
format_tree() {
	local salt report

	salt=$(printf '%s' "$1" | sha256sum)
	salt=${salt%% *}
	report=$(veritysetup format "$root$1" "$2" --salt="$salt" --data-block-size="$block_size" \
		--uuid="${salt:0:8}-${salt:8:4}-${salt:12:4}-${salt:16:4}-${salt:20:12}") || return
	sed -n 's/^Root hash:[[:space:]]*//p' <<<"$report"
}

# Sets $line to the digest $1 with the name of $2, written as sha256sum wrote it, and $3 at its end.
name_digest() {
	local escape='' of=${lines[$2]}

	[[ $of != \\* ]] || escape=\\
	line=$escape$1${of#"${of%%  *}"}$3
}

make_tree() {
	local hash digest

	[[ -z ${root_hashes[$1]-} ]] || return 0
	if (($(stat -L -c %s -- "$root$1") % block_size)); then
		say "$1: size is not a multiple of $block_size bytes: no hash tree, but a checksum"
		return 1
	fi
	if ! command -v veritysetup >/dev/null; then
		problem "veritysetup not found: install cryptsetup"
		return 1
	fi
	# Root would write where a link of that user's leads, and a launch script refuses the image.
	if [[ -z $root ]] && ! is_protected place "$1"; then
		problem "$1: users other than root may replace it"
		return 1
	fi
	new_stage "$1.verity"
	if ! hash=$(format_tree "$1" "$staged") || [[ ! $hash =~ ^[0-9a-f]{64}$ ]]; then
		problem "$1: cannot make a hash tree"
		return 1
	fi
	root_hashes[$1]=$hash
	digest=$(sha256sum <"$staged")
	name_digest "${digest%% *}" "$1" .verity
	lines[$1.verity]=$line
}

add_image() {
	add_file "$1" "$2"
	if [[ -n ${lines[$2]-} ]] && make_tree "$2"; then
		name_digest "${root_hashes[$2]}" "$2" ''
		records[$1.roothash]+=$line$'\n'
	fi
}

add_root() {
	local hash=${root_hashes[$2]-}

	if [[ -n $hash ]]; then
		root_vms+=("$1")
		roots[$1]=$2.verity
		words[$1]="root=/dev/mapper/root ro roothash=$hash \
systemd.verity_root_data=/dev/$3 systemd.verity_root_hash=/dev/$4"
	fi
}
