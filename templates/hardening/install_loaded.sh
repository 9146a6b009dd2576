# SPDX-License-Identifier: BSD-3-Clause
# install_loaded.sh: what the system has loaded from installed files.
#
# running_units FILE...: prints the units among these files that run, or are about to.
# disable_units FILE...: disables the units among these files that are there.
# unload_profiles FILE [NEW]: unloads the profiles of AppArmor that FILE has and NEW has not, if they are
#     loaded. Processes in them are no longer confined.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

readonly units_directory=/etc/systemd/system policy=/sys/kernel/security/apparmor

running_units() {
	local file

	has_systemd || return 0
	for file; do
		if [[ $file == "$units_directory"/* ]]; then
			case $(systemctl is-active "${file##*/}") in
			inactive | failed | unknown) ;;
			*) printf '%s\n' "${file##*/}" ;;
			esac
		fi
	done
}

disable_units() {
	local file units=()

	for file; do
		if [[ $file == "$units_directory"/* && -e $file ]]; then
			units+=("${file##*/}")
		fi
	done
	if has_systemd && ((${#units[@]})); then
		run systemctl --quiet disable "${units[@]}"
	fi
}

unload_profiles() {
	local old new='' name

	if ! has_apparmor || [[ ! -f $1 ]]; then
		return
	fi
	old=$(apparmor_parser -N -- "$1") || return 0
	if [[ -f ${2-} ]]; then
		new=$(apparmor_parser -N -- "$2")
	fi
	for name in $old; do
		if [[ $'\n'$new$'\n' != *$'\n'"$name"$'\n'* ]] && grep -q "^$name (" "$policy/profiles"; then
			# shellcheck disable=SC2016 # the inner shell expands it
			run sh -c 'printf %s "$1" >"$2"' sh "$name" "$policy/.remove"
		fi
	done
}
