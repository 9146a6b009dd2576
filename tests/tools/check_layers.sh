#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# check_layers.sh [ROOT]: compares what the folders of schema/, generator/ and devmodel/ include with the
# edges that layers.txt allows. The allowed edges have no cycle, and each of them is in use.
set -eu
export LC_ALL=C
layers=$(realpath "$(dirname "$0")/layers.txt")
cd "${1:-.}"

# "FOLDER FOLDER" for each allowed edge. A folder has an edge to itself.
allowed_edges() {
	awk -F : '/^[a-z][a-z\/-]*:/ {
		print $1, $1
		count = split($2, others, " ")
		for (i = 1; i <= count; i++)
			print $1, others[i]
	}' "$layers"
}

# Those of the source, and the headers that the build makes.
files() {
	find schema generator devmodel -type f
	sed -n 's/^made //p' "$layers"
}

# FILE:LINE:#include "HEADER" or <HEADER>. Kernel modules are built elsewhere, alone.
includes() {
	find schema generator devmodel -name '*.[ch]' ! -path 'devmodel/guest/uio_ivshmem/*' -exec grep -Hn '^[ 	]*#[ 	]*include[ 	]*["<]' {} + |
		sort -t : -k 1,1 -k 2,2n
}

# A header is named from the side's own folder, or from the top. What is not found in angle brackets is the system's.
check_includes() {
	awk '
	function fail(text) {
		print text
		failures++
	}
	function folder_of(path) {
		sub(/\/[^\/]*$/, "", path)
		return path
	}
	FILENAME == ARGV[1] { is_allowed[$1, $2] = 1; edges[++count] = $0; next }
	FILENAME == ARGV[2] { is_file[$0] = is_folder[folder_of($0)] = 1; next }
	{
		split($0, part, ":")
		at = part[1] ":" part[2]
		folder = folder_of(part[1])
		split($0, quoted, /["<>]/)
		header = quoted[2]
		side = part[1]
		sub(/\/.*/, "/", side)
		if (header !~ /^schema\// && (side header) in is_file)
			header = side header
		other = folder_of(header)
		if ($0 ~ /include[ \t]*</ && !(header in is_file))
			next
		is_used[folder, other] = 1
		if (!(header in is_file))
			fail(at ": no header \x27" header "\x27: name it from generator/, devmodel/ or the top")
		else if (!((folder, other) in is_allowed))
			fail(at ": " folder " may not include " other " (tests/tools/layers.txt)")
		else if (header ~ /\/internal\.h$/ && index(folder "/", other "/") != 1)
			fail(at ": only " other " includes its internal.h")
	}
	END {
		for (i = 1; i <= count; i++) {
			split(edges[i], edge, " ")
			if (!(edge[1] in is_folder))
				fail("tests/tools/layers.txt: no folder " edge[1])
			else if (edge[1] != edge[2] && !((edge[1], edge[2]) in is_used))
				fail("tests/tools/layers.txt: nothing in " edge[1] " includes " edge[2])
		}
		exit failures > 0
	}' <(allowed_edges) <(files) <(includes)
}

check_cycles() {
	local cycle

	if ! cycle=$(allowed_edges | tsort 2>&1 >/dev/null); then
		echo "tests/tools/layers.txt: a cycle: $(echo "$cycle" | sed 's/^tsort: //' | paste -s -d ' ')"
		return 1
	fi
}

status=0
check_includes >&2 || status=1
check_cycles >&2 || status=1
exit "$status"
