#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_ci.sh: what docs/ci.md shows is what docs/examples has, and that runs: the steps of the action in their order,
# GitLab's job, pre-commit's hooks, and rules for make and ninja.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit
root=$PWD
B=$(realpath "${B:-build}")
# shellcheck source=tests/tools/report.sh
. tests/tools/report.sh
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT
export PATH=$B/bin:$PATH

shows_examples() {
	local name

	for name in github-workflow.yml gitlab-ci.yml pre-commit-config.yaml scenarios.mk scenarios.ninja; do
		[[ $(<docs/ci.md) == *'```'*$'\n'"$(<"docs/examples/$name")"$'\n```'* ]]
		report $? "docs/ci.md does not show docs/examples/$name"
	done
}

# tree FILE NAME: a YAML file as XML, in $scratch/NAME.xml, below the elements file and item, as scenarios have a root.
tree() {
	{ printf 'file:\n  item:\n' && sed 's/^/    /' "$1"; } >"$scratch/$2.yaml"
	acrn-cfg convert -o "$scratch/$2.xml" "$scratch/$2.yaml"
	report $? "$1 is not read"
}

value() {
	xmllint --xpath "string($2)" "$scratch/$1.xml"
}

# A repository with a good and a bad scenario, their board, and what is neither.
repository() {
	mkdir -p "$scratch/repository/scenarios" "$scratch/repository/boards"
	cd "$scratch/repository" || exit
	cp "$root/boards/lab/pair.xml" "$root/boards/lab/trio.xml" scenarios
	cp "$root/boards/lab/lab.xml" boards
	cp scenarios/pair.xml scenarios/formatted.xml
	acrn-cfg fmt scenarios/formatted.xml
	sed 's|<name>VM1</name>|<name>VM2</name>|' scenarios/pair.xml >bad.xml
	echo '<project/>' >pom.xml
	echo 'jobs: [test]' >ci.yaml
	cd "$root" || exit
}

# runs WHAT STATUS: a script, from standard input, in the repository, as GitHub runs it.
runs() {
	cat >"$scratch/script"
	(cd "$scratch/repository" && bash --noprofile --norc -eo pipefail "$scratch/script") >"$scratch/printed" 2>&1
	is "$1: status" "$2" "$?"
}

prints() {
	grep -q -F -e "$2" "$scratch/printed"
	report $? "$1: no '$2' in: $(<"$scratch/printed")"
}

# Steps with the defaults of the inputs, and with texts that a shell would run.
runs_action() {
	local name

	tree action.yml action
	# shellcheck disable=SC2016 # as GitHub writes them
	! xmllint --xpath '//run/text()' "$scratch/action.xml" | grep -F '${{'
	report $? "action.yml has expressions in scripts"
	is 'shells of steps' "$(value action 'count(//run)')" "$(value action 'count(//steps[run]/shell)')"
	for name in paths options fail-on sarif; do
		is "input $name" "\${{ inputs.$name }}" "$(value action "//env/*[contains(., 'inputs.$name ')]")"
	done
	export GITHUB_ACTION_PATH=$root GITHUB_PATH=$scratch/path
	value action '//steps[1]/run' | runs 'first step' 0
	[ ! -e "$GITHUB_PATH" ]
	report $? 'the program is built though there is one'
	export ACRN_CFG_PATHS ACRN_CFG_OPTIONS='' ACRN_CFG_FAIL_ON ACRN_CFG_SARIF
	ACRN_CFG_PATHS=$(value action //paths/default)
	ACRN_CFG_FAIL_ON=$(value action //fail-on/default)
	ACRN_CFG_SARIF=$(value action //sarif/default)
	value action '//steps[2]/run' | runs 'second step' 1
	prints 'second step' '::error file=bad.xml,line=110'
	grep -q '"version": "2.1.0"' "$scratch/repository/acrn-cfg.sarif"
	report $? 'second step: no SARIF'
	ACRN_CFG_PATHS=$'scenarios\n\npom.xml\n' ACRN_CFG_OPTIONS=$'--board-path=boards\n-Wno-board-missing\n'
	value action '//steps[2]/run' | runs 'with inputs' 0
	# shellcheck disable=SC2016 # nothing is to expand it
	ACRN_CFG_PATHS='$(touch run); `touch run`' ACRN_CFG_OPTIONS='' ACRN_CFG_SARIF='a b'
	value action '//steps[2]/run' | runs 'with a hostile path' 2
	[ ! -e "$scratch/repository/run" ]
	report $? 'a path was run'
	[[ $(value action '//steps[last()]/if') == 'always()'* ]]
	report $? 'the report is not always uploaded'
}

# In a checkout like GitLab's, to which all users can write.
runs_gitlab() {
	tree docs/examples/gitlab-ci.yml gitlab
	echo 'release: 3.3' >"$scratch/repository/.acrn-cfg.yaml"
	chmod 666 "$scratch/repository/.acrn-cfg.yaml"
	{
		echo "ACRN_CFG_PATHS='$(value gitlab //ACRN_CFG_PATHS)'"
		value gitlab '//before_script[starts-with(., "chmod")]'
		value gitlab //script
	} | runs 'GitLab' 1
	grep -q '"check_name": "vm-name-duplicate"' "$scratch/repository/$(value gitlab //codequality)"
	report $? 'GitLab: no code quality'
	xmllint --noout "$scratch/repository/$(value gitlab //junit)"
	report $? 'GitLab: no JUnit'
}

# The hooks say nothing about what is no scenario.
runs_hooks() {
	local id n

	tree .pre-commit-hooks.yaml hooks
	for ((n = 1; n <= $(value hooks 'count(//item)'); n++)); do
		id=$(value hooks "//item[$n]/id")
		is "$id: language" system "$(value hooks "//item[$n]/language")"
		echo "$(value hooks "//item[$n]/entry") .acrn-cfg.yaml scenarios/formatted.xml pom.xml ci.yaml" | runs "$id" 0
		is "$id: messages" '' "$(grep -v -e ' checked, 0 errors' "$scratch/printed")"
		grep -q -F "| \`$id\` |" docs/ci.md
		report $? "$id is not in docs/ci.md"
	done
	fixes
	if command -v pre-commit >/dev/null && command -v git >/dev/null; then
		runs_pre_commit
	else
		echo "SKIP: pre-commit or git is not installed"
	fi
}

# A hook that fixes changes the file, and nothing else.
fixes() {
	sed 's|<IVSHMEM_SIZE>2<|<IVSHMEM_SIZE>3<|' "$root/boards/lab/pair.xml" >"$scratch/repository/fixed.xml"
	echo "$(value hooks '//item[id = "acrn-cfg-fix"]/entry') fixed.xml pom.xml" | runs 'acrn-cfg-fix' 0
	is 'what the hook fixes' '<IVSHMEM_SIZE>4' "$(grep -o '<IVSHMEM_SIZE>[0-9]*' "$scratch/repository/fixed.xml")"
	rm "$scratch/repository/fixed.xml"
}

# pre-commit itself, in a repository with all of these files.
runs_pre_commit() {
	local git=(git -c user.name=x -c user.email=x -c init.defaultBranch=x -c commit.gpgsign=false)

	pre-commit validate-manifest .pre-commit-hooks.yaml >"$scratch/printed" 2>&1
	report $? "manifest: $(<"$scratch/printed")"
	mkdir "$scratch/hooks"
	cp .pre-commit-hooks.yaml "$scratch/hooks"
	(cd "$scratch/hooks" && "${git[@]}" init -q && "${git[@]}" add . && "${git[@]}" commit -qm x) &&
		(cd "$scratch/repository" && "${git[@]}" init -q && "${git[@]}" add .)
	report $? 'git'
	export HOME=$scratch PRE_COMMIT_HOME=$scratch/pre-commit
	echo "pre-commit try-repo '$scratch/hooks' acrn-cfg-check --all-files" | runs 'pre-commit' 1
	prints 'pre-commit' "bad.xml:110:11: error: duplicate VM name 'VM2'"
	! grep -e pom -e ci.yaml "$scratch/printed"
	report $? 'pre-commit: speaks of other files'
}

# The rules generate once, and again when the board has changed.
builds() {
	local tool=("$@")

	rm -rf "$scratch/repository/out"
	echo "${tool[*]}" | runs "${tool[0]}" 0
	[ -e "$scratch/repository/out/pair/launch/launch_user_vm_id1.sh" ]
	report $? "${tool[0]}: no scripts: $(<"$scratch/printed")"
	echo "${tool[*]}" | runs "${tool[0]} again" 0
	! grep -E 'acrn-cfg gen|Generate' "$scratch/printed"
	report $? "${tool[0]}: generates again"
	sleep 0.02
	touch "$scratch/repository/boards/lab.xml"
	echo "${tool[*]}" | runs "${tool[0]} with a new board" 0
	grep -q -E 'acrn-cfg gen|Generate' "$scratch/printed"
	report $? "${tool[0]}: does not generate again"
}

shows_examples
repository
runs_action
runs_gitlab
runs_hooks
builds make -f "$root/docs/examples/scenarios.mk"
echo "make -f $root/docs/examples/scenarios.mk check" | runs 'make check' 0
if command -v ninja >/dev/null; then
	builds ninja -f "$root/docs/examples/scenarios.ninja"
else
	echo "SKIP: ninja is not installed"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
