# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
# acrn-cfg.bash: what completes a command line of acrn-cfg. `acrn-cfg completion bash` puts the functions before it that know
# the program's verbs, options and values: _acrn_cfg_verbs, _acrn_cfg_options, _acrn_cfg_argument and _acrn_cfg_words.

# _acrn_cfg_kind VERB OPTION required|any: what the value of an option is; nothing for an option without one. An option
# that has a value only if one is attached is left out where a required one is asked for.
_acrn_cfg_kind() {
	local entry

	for entry in $(_acrn_cfg_options "$1"); do
		case $entry in
		"$2="*) echo "${entry#*=}" ;;
		"$2?"*) [ "$3" = required ] || echo "${entry#*\?}" ;;
		esac
	done
}

# _acrn_cfg_reply PREFIX TYPED WORD...: the words that begin with what is typed, behind the prefix.
_acrn_cfg_reply() {
	mapfile -t COMPREPLY < <(compgen -P "$1" -W "${*:3}" -- "$2")
}

# _acrn_cfg_setting PREFIX TYPED: the values of -W but error=SLUG, which bash splits at its "=".
_acrn_cfg_setting() {
	local slug words=(error)

	for slug in $(_acrn_cfg_words warning); do
		words+=("$slug" "no-$slug")
	done
	_acrn_cfg_reply "$1" "$2" "${words[@]}"
}

# _acrn_cfg_files ACTION TYPED WORD...: files or directories, and words beside them.
_acrn_cfg_files() {
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen -A "$1" -- "$2"; compgen -W "${*:3}" -- "$2")
}

# _acrn_cfg_value KIND TYPED: what completes a value.
_acrn_cfg_value() {
	local before=

	case $1 in
	file | board) _acrn_cfg_files file "$2" "$(_acrn_cfg_words "$1")" ;;
	directory) _acrn_cfg_files directory "$2" ;;
	hardening)
		[[ $2 != *,* ]] || before=${2%,*},
		_acrn_cfg_reply "$before" "${2##*,}" "$(_acrn_cfg_words "$1")"
		;;
	report)
		compopt -o nospace 2>/dev/null # fails outside of a completion
		mapfile -t COMPREPLY < <(compgen -S = -W "$(_acrn_cfg_words "$1")" -- "$2")
		;;
	setting) _acrn_cfg_setting '' "$2" ;;
	*) _acrn_cfg_reply '' "$2" "$(_acrn_cfg_words "$1")" ;;
	esac
}

# _acrn_cfg_names VERB: its options, as they are typed.
_acrn_cfg_names() {
	local entry

	for entry in $(_acrn_cfg_options "$1"); do
		printf '%s\n' "${entry%%[=?]*}"
	done
}

# _acrn_cfg_word VERB KIND TYPED: what completes a word that is no value of an option before it.
_acrn_cfg_word() {
	case $3 in
	-W*) _acrn_cfg_setting -W "${3#-W}" ;;
	-*) _acrn_cfg_reply '' "$3" "$(_acrn_cfg_names "$1")" ;;
	*) _acrn_cfg_value "$2" "$3" ;;
	esac
}

_acrn_cfg() {
	local typed=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]}
	local expected=required kind

	COMPREPLY=()
	if ((COMP_CWORD == 1)); then
		_acrn_cfg_reply '' "$typed" "$(_acrn_cfg_verbs)" --help --version
		return
	fi
	if [[ $typed == = ]]; then # "--option=value" is three words
		typed='' expected=any
	elif [[ $option == = ]]; then
		option=${COMP_WORDS[COMP_CWORD - 2]} expected=any
	fi
	kind=$(_acrn_cfg_kind "$verb" "$option" $expected)
	case $expected$option in
	any-Werror | anyerror) kind=warning ;;
	any[a-z]*) kind="file" ;; # of FORMAT=FILE
	esac
	if [[ $kind ]]; then
		_acrn_cfg_value "$kind" "$typed"
	else
		_acrn_cfg_word "$verb" "$(_acrn_cfg_argument "$verb")" "$typed"
	fi
}

complete -F _acrn_cfg acrn-cfg
