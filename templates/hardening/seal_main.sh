# SPDX-License-Identifier: BSD-3-Clause
# seal_main.sh: does what the command line of seal.sh asks for.
#
# Exits with status 0, or with 1 where something is missing or differs.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

if [[ $mode == remove ]]; then
	remove_all
	exit
fi
list_files
stage_records
if ((problems)); then
	say "problems: $problems; nothing was written"
	exit 1
fi
compare_stage
[[ -z $trust_file ]] || warn_of_trust
if [[ $mode != seal ]]; then
	if ((${#different[@]})); then
		say "not as sealed: ${#different[@]} files"
		exit 1
	fi
	[[ $mode == check ]] || write_scenario
elif ((conflicts)) && ! $again; then
	say "$conflicts files differ from what was sealed: check why, then use --again; nothing was written"
	exit 1
else
	if ! $dry_run; then
		write_stage
		[[ -z $trust_file ]] || load_trust
	fi
	print_words
fi
