# SPDX-License-Identifier: BSD-3-Clause
# lock_vm.sh: prevents a second device model for the same VM.
#
# own_dir DIRECTORY VARIABLE: makes the directory if it is missing, and opens it by open_private().
#     Prints a message by say() and exits with status 1 where that is refused; ends the script by fail()
#     where it cannot make it. Its messages name the variable that selects another.
# lock_vm: opens and locks the file $run_dir/$vm.lock, which stays open in the script and its
#     children. Prints a message by say() and exits with status 1 where another holds the lock or
#     $run_dir is unsafe; ends the script by fail() where it cannot make or open them.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

own_dir() {
	if ! (umask 077 && mkdir -p -- "$1"); then
		fail "make the directory $1: set $2 to another"
	fi
	if ! open_private "$1"; then
		say "$1 is not a directory of your own, or is writable by other users: set $2"
		exit 1
	fi
}

# Ensures that the VM is started only once. The device model inherits the lock, so it lasts as long
# as the VM even if this script is killed.
lock_vm() {
	local lock

	# The device model needs such a directory, too; it says so unless it gets one.
	if [[ -n $user_dir_note ]]; then
		say "$user_dir_note"
		own_dir "$user_dir" XDG_RUNTIME_DIR
		exec {private_fd}<&-
		export XDG_RUNTIME_DIR=$user_dir
	fi
	own_dir "$run_dir" ACRN_RUN_DIR
	exec {lock}>>"/proc/self/fd/$private_fd/$vm.lock" || fail "open $run_dir/$vm.lock"
	exec {private_fd}<&-
	if ! flock -n "$lock"; then
		say "the VM $vm is running already"
		exit 1
	fi
}
