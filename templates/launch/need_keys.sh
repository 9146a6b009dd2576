# SPDX-License-Identifier: BSD-3-Clause
# need_keys.sh: checks that the VM's image of keys is there.
#
# need_keys: where $keys_dir has no image of $vm, or one that this user cannot read, prints a message by say()
#     and exits with status 1. The guest reads the image itself, and checks it.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

need_keys() {
	local image=$keys_dir/$vm.keys

	if [[ -d $keys_dir && ! -x $keys_dir || -f $image && ! -r $image ]]; then
		say "no keys for $vm: user $(id -un) cannot read $image: start the VM as root, or by its unit"
	elif [[ ! -e $image ]]; then
		say "no keys for $vm: $image not found: make it with acrn-cfg keygen"
	elif [[ ! -f $image ]]; then
		say "no keys for $vm: $image is not a file"
	elif [[ $image == *,* ]]; then
		say "no keys for $vm: the device model takes no ',' in a path: $image"
	else
		return 0
	fi
	exit 1
}
