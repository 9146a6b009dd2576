# SPDX-License-Identifier: BSD-3-Clause
# manual.awk: makes a manual page as it is installed, with the version and its day. The first file is docs/acrn-cfg.1, whose
# OPTIONS describe each option once, each part of the text behind the verbs that it is about: `.RB ( gen , check )`.
# The second file is the page. In it a line `.\" options VERB` stands for what is there about one verb; and in acrn-cfg.1
# only what is there about all verbs is left.

# Ends a part of an option's text. Before the first part of an option goes the option itself.
function end_part() {
	if (part != "" && (verbs == "" || verb != "" && index(verbs, " " verb " "))) {
		printf "%s%s", head, part
		head = ""
	}
	part = verbs = ""
}

# One line of the section OPTIONS. `place` is where in it the last one was: before the options, in the lines with an
# option's spelling, among verbs, or in text.
function take(line, next_line) {
	if (line == ".TP") {
		end_part()
		head = line "\n"
		place = "spelling"
	} else if (place == "") {
		print line
	} else if (place == "verbs" || line ~ /^\.RB \( [a-z]/) {
		if (place != "verbs")
			end_part()
		verbs = verbs " " line " "
		gsub(/\.RB |\.BR |\.B |[",()]/, " ", verbs)
		place = line ~ /\)$/ ? "text" : "verbs"
	} else if (place == "spelling") {
		head = head line "\n"
		if (line != ".TQ" && next_line != ".TQ")
			place = "text"
	} else {
		part = part line "\n"
	}
}

function print_options(of) {
	verb = of
	place = ""
	for (i = 1; i <= count; i++)
		take(lines[i], lines[i + 1])
	end_part()
}

FNR == 1 {
	file++
	if (file == 1)
		overview = FILENAME
	in_options = 0
}
/^\.SH/ {
	in_options = /OPTIONS/
}
file == 1 {
	if (in_options && !/^\.SH/)
		lines[++count] = $0
	next
}
/^\.TH/ {
	$0 = ".TH " $2 " " $3 " \"" date "\" \"acrn-cfg " version "\" \"User Commands\""
}
/^\.\\" options / {
	print_options($3)
	next
}
in_options && FILENAME == overview && !/^\.SH/ {
	next
}
{
	print
}
/^\.SH OPTIONS/ && FILENAME == overview {
	print_options("")
}
