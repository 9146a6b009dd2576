
# _acrn_cfg_setting SLUG...: the values of -W.
_acrn_cfg_setting() {
	if compset -P error= || compset -P no-; then
		compadd -- "$@"
	else
		compadd -S '' -- no- error=
		compadd -- error "$@"
	fi
}

# _acrn_cfg_list WORD...: a list, separated by commas.
_acrn_cfg_list() {
	compset -P '*,'
	compadd -S '' -- "$@"
}

# _acrn_cfg_report FORMAT...: FORMAT=FILE.
_acrn_cfg_report() {
	if compset -P '*='; then
		_files
	else
		compadd -S = -- "$@"
	fi
}

# _acrn_cfg_board NAME...: a file, or a built-in board.
_acrn_cfg_board() {
	_files
	compadd -- "$@"
}

# The first time that it is called, this file is the function's body.
if [[ $funcstack[1] == _acrn-cfg ]]; then
	_acrn-cfg "$@"
else
	compdef _acrn-cfg acrn-cfg
fi
