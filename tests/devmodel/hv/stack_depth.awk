# SPDX-License-Identifier: BSD-3-Clause
# stack_depth.awk: reads gcc's call graphs (-fcallgraph-info=su) of core and hv, and prints the call chain
# that takes the most stack, and its bytes. Fails at recursion.
#
# The core's only calls by pointer are those at its port, which are functions of device.c; those of
# hv are calls of the hypervisor, which has a stack limit of its own.

/^graph:/ {
	pointer = $0 ~ /\/core\// ? "port" : "hypervisor"
}

/^node:/ {
	split($0, part, "\"")
	if (match($0, /[0-9]+ bytes/))
		frame[part[2]] = substr($0, RSTART, RLENGTH) + 0
	if (part[2] ~ /device\.c:port_(map|unmap|trigger|ring)(\.|$)/)
		calls["port", ++count["port"]] = part[2]
}

/^edge:/ {
	split($0, part, "\"")
	target = part[4] == "__indirect_call" ? pointer : part[4]
	calls[part[2], ++count[part[2]]] = target
}

function short(name) {
	sub(/.*:/, "", name)
	return name
}

# The bytes of a function with all that it calls; chain[] says by which way.
function depth(name,    i, callee, most) {
	if (name in total)
		return total[name]
	if (name in is_open) {
		print "recursion: " short(name)
		is_recursive = 1
		return 0
	}
	is_open[name] = 1
	most = 0
	chain[name] = name == "port" ? "" : short(name) " "
	for (i = 1; i <= count[name]; i++) {
		callee = calls[name, i]
		if (depth(callee) > most) {
			most = total[callee]
			deepest[name] = callee
		}
	}
	if (name in deepest)
		chain[name] = chain[name] chain[deepest[name]]
	delete is_open[name]
	return total[name] = frame[name] + most
}

END {
	for (name in frame)
		if (depth(name) > total[worst])
			worst = name
	print total[worst], chain[worst]
	exit is_recursive || count["port"] != 4
}
