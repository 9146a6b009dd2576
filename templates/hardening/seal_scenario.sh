# SPDX-License-Identifier: BSD-3-Clause
# seal_scenario.sh: root hashes for a scenario.
#
# print_words: prints, for each VM that has its root on a sealed image, what its scenario has to have.
# write_scenario: writes $scenario with that as $new, by the stylesheet bootargs.xsl beside this script.
#     Exits with status 1 where it cannot.
#
# shellcheck shell=bash disable=SC2154 # other files set what it reads

print_words() {
	local vm

	for vm in ${root_vms[@]+"${root_vms[@]}"}; do
		printf '%s: a disk more: %s,ro\n%s: at the end of the command line: %s\n' \
			"$vm" "${roots[$vm]}" "$vm" "${words[$vm]}"
	done
}

# Prints the text as an expression of XPath, in which no quote can be escaped.
xpath_text() {
	local quote="', \"'\", '"

	printf '%s' "concat('${1//\'/"$quote"}', '')"
}

write_scenario() {
	local vm here

	here=$(dirname -- "$(readlink -f -- "$0")")
	cp -- "$scenario" "$stage/scenario"
	for vm in ${root_vms[@]+"${root_vms[@]}"}; do
		if ! xsltproc --nonet --stringparam vm "$vm" --stringparam words "${words[$vm]}" \
			--param tree "$(xpath_text "${roots[$vm]},ro")" -o "$stage/next" \
			"$here/bootargs.xsl" "$stage/scenario"; then
			say "cannot change the scenario $scenario"
			exit 1
		fi
		mv -f -- "$stage/next" "$stage/scenario"
	done
	cp -- "$stage/scenario" "$new"
}
