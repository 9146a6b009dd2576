# SPDX-License-Identifier: BSD-3-Clause
# seal_stage.sh: the files that are to be written, in a directory of their own until then.
#
# new_stage TARGET: sets $staged to the file that is to become TARGET; it is empty. problem() where TARGET is
#     out of $root.
# stage_records: stages all records, in the directory of records, and the trust entries.
# compare_stage: prints by say() what differs from the files of the host, and sets the array
#     `different` to the numbers of those that differ, and $conflicts to how many are there already.
# write_stage: writes those that differ, each at once, with the rights and the label that they have.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

stage=$(mktemp -d)
trap 'rm -rf -- "$stage"' EXIT
targets=() different=() conflicts=0

new_stage() {
	staged=$stage/${#targets[@]}
	targets+=("$1")
	is_inside "$1" || problem "$1: a symbolic link leads out of $root"
	: >"$staged"
}

stage_records() {
	local name names

	mapfile -t names < <(printf '%s\n' "${!records[@]}" | sort)
	for name in "${names[@]}"; do
		new_stage "$config/sealed/$name"
		printf '%s' "${records[$name]}" >"$staged"
	done
	if [[ -n $trust_file ]]; then
		new_stage "$trust_file"
		printf '%s' "$trust" >"$staged"
	fi
}

# Shows how the file $1 differs from the staged file $2.
show_difference() {
	say "$1: differs"
	if [[ $1 != *.verity ]]; then
		diff -U 0 -- "$root$1" "$2" | sed -n '3,$ { /^[-+]/p }' >&2
	fi
}

compare_stage() {
	local i

	for ((i = 0; i < ${#targets[@]}; i++)); do
		if cmp -s -- "$root${targets[i]}" "$stage/$i"; then
			continue
		fi
		different+=("$i")
		if [[ -e $root${targets[i]} ]]; then
			conflicts=$((conflicts + 1))
			show_difference "${targets[i]}" "$stage/$i"
		elif [[ $mode == seal ]]; then
			say "${targets[i]}: new"
		else
			say "${targets[i]}: missing"
		fi
	done
}

write_stage() {
	local i target

	for i in ${different[@]+"${different[@]}"}; do
		target=$root${targets[i]}
		mkdir -p -- "${target%/*}"
		rm -f -- "$target.new"
		if [[ -f $target && ! -L $target ]]; then
			cp --archive --attributes-only -- "$target" "$target.new"
		else
			install -m 644 /dev/null "$target.new"
		fi
		cat -- "$stage/$i" >"$target.new"
		mv -f -- "$target.new" "$target"
	done
}
