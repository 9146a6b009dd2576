# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# way_back.sh: whether files in XML become YAML and come back as they were, and have the same messages in both
# forms. Sourced from the project's root, with B set, by scripts that call try_folders where these are:
#
#   folders    each has an input.xml; in `args` may be arguments, one a line, the first of which may be a verb
#              (`check` is the default)
#
# With sanitizers one in five is enough: the code for YAML knows no element.
#
# All inputs are run first and compared then, all of them by one process: a start takes long.

# shellcheck source=tests/generator/cli/many.sh
. tests/generator/cli/many.sh
failed=0

fail() {
	failed=$((failed + 1))
	echo "FAIL $*"
}

# same FILE FILE: what two files without NUL bytes have.
same() {
	[[ $(<"$1") == "$(<"$2")" ]]
}

# convert FOLDER FILE FILE: the one becomes the other.
convert() {
	many_run "$1" /dev/null convert.log convert "$2" -o "$3" && return
	cat "$1/convert.log"
	return 1
}

# go_and_return FOLDER: its input.xml becomes YAML, that XML, and that the same YAML.
go_and_return() {
	convert "$1" input.xml input.yaml && convert "$1" input.yaml back.xml &&
		convert "$1" back.xml again.yaml && same "$1/input.yaml" "$1/again.yaml"
}

# run_both FOLDER: the messages of both forms, and whether they end alike.
run_both() {
	local output=$PWD/output verb=check arguments=() statuses=() form

	[[ -f $1/args ]] && mapfile -t arguments <"$1/args"
	case ${arguments[0]-} in
	check | gen | plan)
		verb=${arguments[0]}
		arguments=("${arguments[@]:1}")
		;;
	esac
	[[ $verb == gen ]] && arguments+=(-o "$output")
	for form in xml yaml; do
		many_run "$1" /dev/null "messages.$form" "$verb" --format=gcc "${arguments[@]}" "input.$form"
		statuses+=($?)
		[[ $verb != gen ]] || rm -rf "$output"
	done
	[[ ${statuses[0]} == "${statuses[1]}" ]]
}

# canonical NAME: these files of all folders, without the white space between elements.
canonical() {
	xmllint --nonet --noblanks --c14n "${folders[@]/%//$1}"
}

# What came back is the same document. Where one differs, each is compared alone.
compare_documents() {
	local folder all=("${folders[@]}") folders=("${folders[@]}")

	command -v xmllint >/dev/null || return
	! cmp -s <(canonical input.xml) <(canonical back.xml) || return
	for folder in "${all[@]}"; do
		folders=("$folder")
		cmp <(canonical input.xml) <(canonical back.xml) || fail "$folder: another document comes back"
	done
}

# Whether all messages of a folder are the same in both forms, and at the same words: an element's name, or the first
# word of a value. Two rules keep the forms comparable: in YAML an element may be a '-', and quotes are not part
# of a word. Control characters and other characters than ASCII are written differently, or counted so: then words
# are not compared.
compare_messages() {
	printf '%s\n' "${folders[@]}" | awk '
		# The word at the place of a message.
		function word_at(line, column,   word) {
			word = substr(line, column)
			if (word ~ /^<[^\/]/)
				sub(/^</, "", word)
			else if (word ~ /^- / || word == "-")
				return "-"
			sub(/<.*|\/>.*/, "", word)
			match(word, /^[A-Za-z0-9_\/.]*/)
			return substr(word, 1, RLENGTH)
		}
		# The lines of a form, and whether all of them are plain.
		function read_lines(folder, form,   count, path, plain) {
			path = folder "/input." form
			plain = 1
			while ((getline line < path) > 0) {
				lines[form, ++count] = line
				if (line ~ /[^[:print:][:space:]]|&/)
					plain = 0
			}
			close(path)
			return plain
		}
		# Counts the messages of a form by their text in found, and by text and word in words.
		function read_messages(folder, form, plain,   path, text, place, word) {
			path = folder "/messages." form
			while ((getline text < path) > 0) {
				word = ""
				if (match(text, "^input\\." form ":[0-9]+:[0-9]+:")) {
					split(text, place, ":")
					text = "PLACE" substr(text, RLENGTH + 1)
					word = plain ? word_at(lines[form, place[2]], place[3]) : ""
				}
				gsub("input\\." form, "input", text)
				found[form, text]++
				texts[text]
				words[form, text "\t" word]++
				places[text "\t" word]
			}
			close(path)
		}
		function report(text) {
			print "FAIL " folder ": " text
		}
		{
			folder = $0
			split("", lines); split("", found); split("", texts); split("", words); split("", places)
			plain = read_lines(folder, "xml")
			read_lines(folder, "yaml")
			read_messages(folder, "xml", plain)
			read_messages(folder, "yaml", plain)
			for (text in texts)
				if (found["xml", text] != found["yaml", text])
					report(found["xml", text] + 0 " in XML, " found["yaml", text] + 0 " in YAML: " text)
			for (at in places)
				if (at !~ /\t-$/ && words["yaml", at] > words["xml", at])
					report("at another word in YAML: " at)
		}'
}

try_folders() {
	local folder i

	if [[ $B == */san ]]; then
		for i in "${!folders[@]}"; do
			((i % 5 == 0)) || unset "folders[i]"
		done
	fi

	many_open
	for folder in "${folders[@]}"; do
		go_and_return "$folder" || fail "$folder: the way back"
		run_both "$folder" || fail "$folder: the exit status is another one in YAML"
	done
	compare_documents
	compare_messages >differences
	cat differences
	failed=$((failed + $(grep -c '^FAIL' differences)))
}
