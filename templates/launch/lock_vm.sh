# SPDX-License-Identifier: BSD-3-Clause
# lock_vm.sh: prevents a second device model for the same VM.
#
# lock_vm: opens and locks the file $run_dir/$vm.lock, which stays open in the script and its
#     children. Prints a message by say() and exits with status 1 where another holds the lock or
#     $run_dir is unsafe; ends the script by fail() where it cannot make or open them.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

# Ensures that the VM is started only once. The device model inherits the lock, so it lasts as long
# as the VM even if this script is killed.
lock_vm() {
	local lock

	if ! (umask 077 && mkdir -p -- "$run_dir"); then
		fail "make the directory $run_dir; ACRN_RUN_DIR names another"
	fi
	if [[ ! -O $run_dir || -L $run_dir ]]; then
		say "$run_dir is not your own directory: set ACRN_RUN_DIR"
		exit 1
	fi
	exec {lock}>>"$run_dir/$vm.lock" || fail "open $run_dir/$vm.lock"
	if ! flock -n "$lock"; then
		say "the VM $vm is running already"
		exit 1
	fi
}
