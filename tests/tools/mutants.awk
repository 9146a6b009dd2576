# SPDX-License-Identifier: BSD-3-Clause
# mutants.awk: the faults that mutate.sh puts into the rules, one a line: file, line, function, offset in
# bytes, length, replacement, with tabs between.
#
#     awk -v kind=return -f mutants.awk generator/rules/rules.def generator/rules/*.c
#
# With kind=return the function of each rule returns at once. With kind=full also, one at a time: the
# condition of an "if" is negated (if_not is a macro of mutate.sh), a comparison or a truth value is
# replaced by another, and a rule does without one of those that it needs.
#
# It relies on the layout of .clang-format: the head of a function begins, and its braces stand alone,
# in the first column; operators are between blanks.

BEGIN {
	OFS = "\t"
	split("if == != < <= > >= && || true false", from, " ")
	split("if_not != == <= < >= > || && false true", to, " ")
	for (i in from)
		replacement[from[i]] = to[i]
	token = "(^|[ \t])if \\(|[ (](true|false)[;,)]| (==|!=|<=?|>=?|&&|\\|\\|)( |$)"
}

function mutant(at, count, text) {
	print FILENAME, FNR, name, offset + at - 1, count, text
}

function blanks(count) {
	return sprintf("%" count "s", "")
}

# The line with blanks in place of comments and of what is in quotes.
function mask(text,    end) {
	if (is_comment) {
		end = index(text, "*/")
		is_comment = !end
		end = end ? end + 1 : length(text)
		text = blanks(end) substr(text, end + 1)
	}
	while (match(text, /"([^"\\]|\\.)*"|'([^'\\]|\\.)*'|\/\*([^*]|\*[^\/])*\*\//))
		text = substr(text, 1, RSTART - 1) blanks(RLENGTH) substr(text, RSTART + RLENGTH)
	if (index(text, "/*")) {
		is_comment = 1
		sub(/\/\*.*/, "", text)
	}
	return text
}

# A loop that goes a step too far would read what is not there, which no test has to notice.
function is_loop(text) {
	return text ~ /^\t+(for|while) \(/
}

function mutate_line(text,    at, done, found) {
	done = 0
	while (match(substr(text, done + 1), token)) {
		at = done + RSTART
		found = substr(text, at, RLENGTH)
		done = at + RLENGTH - 2
		at += match(found, /[^ \t(]/) - 1
		gsub(/[ \t;,()]/, "", found)
		if (!(found ~ /[<>]/ && is_loop(text)))
			mutant(at, length(found), replacement[found])
	}
}

# No rule reports FILE_UNREADABLE about its subjects.
function mutate_needs(text,    done) {
	done = 0
	while (match(substr(text, done + 1), /DIAG_[A-Z0-9_]+/)) {
		mutant(done + RSTART, RLENGTH, "DIAG_FILE_UNREADABLE")
		done += RSTART + RLENGTH - 1
	}
}

FNR == 1 { offset = is_body = is_comment = 0 }
{ masked = mask($0) }
FILENAME ~ /\.def$/ && masked ~ /^RULE\(/ {
	name = masked
	sub(/^RULE\([^,]*, /, "", name)
	sub(/,.*/, "", name)
	is_rule[name] = 1
}
FILENAME ~ /\.def$/ && kind == "full" { mutate_needs(masked) }
FILENAME ~ /\.c$/ && masked ~ /^[a-z].*\(/ {
	name = masked
	sub(/\(.*/, "", name)
	sub(/.*[ *]/, "", name)
}
FILENAME ~ /\.c$/ {
	if ($0 == "{" && name in is_rule)
		mutant(2, 0, " return;")
	if ($0 == "{" || $0 == "}")
		is_body = $0 == "{"
	else if (is_body && kind == "full")
		mutate_line(masked)
}
{ offset += length($0) + 1 }
