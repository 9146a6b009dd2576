# SPDX-License-Identifier: BSD-3-Clause
# complete.zsh PROGRAM: prints for each line of standard input the line, and the words that zsh completes it by. They are
# completed by an interactive shell, the first argument of which is `inner`: it reads this file as its .zshrc.

inner() {
	PROMPT=READY
	autoload -Uz compinit
	compinit -D -u
	source <($PROGRAM completion zsh)
	# What is added is written to a file, but for calls that only ask (-O, -A).
	compadd() {
		local -a words
		builtin compadd -O words "$@"
		[[ -n ${(M)@:#-[OA]} ]] || print -rl -- $words >>$WORDS
		builtin compadd "$@"
	}
	complete_line() {
		zle complete-word
		print -- "END" >>$WORDS
		BUFFER=
	}
	zle -N complete_line
	bindkey '^T' complete_line
}

outer() {
	local line word

	zmodload zsh/zpty
	export ZDOTDIR=$(mktemp -d) PROGRAM=$1 WORDS
	WORDS=$ZDOTDIR/words
	print -r -- "source ${(q)ZSH_SCRIPT} inner" >$ZDOTDIR/.zshrc
	zpty shell zsh -d -i
	zpty -r -m shell output '*READY*'
	while read -r line; do
		: >$WORDS
		zpty -w -n shell "acrn-cfg ${line/%_/}"$'\C-T'
		until [[ $(<$WORDS) == *END ]]; do
			zpty -r -t shell output
		done
		print -r -- "$line: $(grep -v -x -e END -e '' $WORDS | sort -u | paste -s -d ' ')"
	done
	zpty -d shell
	rm -rf $ZDOTDIR
}

if [[ $1 == inner ]]; then
	inner
else
	outer $1
fi
