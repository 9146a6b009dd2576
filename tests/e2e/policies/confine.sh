#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# confine.sh apparmor|selinux LABEL PROGRAM APPLET ARGUMENT...: becomes the program, a copy of busybox,
# as that applet, confined by that profile of AppArmor or in that context of SELinux. Runs in the
# lab's guests.

module=$1 label=$2 program=$3 applet=$4
shift 4
# Both are shell built-ins, so "self" is the process that becomes the program. busybox writes the
# end of a line by itself, which would take a context back.
case $module in
apparmor) echo "exec $label" >/proc/self/attr/apparmor/exec ;;
selinux) printf %s "$label" >/proc/self/attr/exec ;;
esac || exit
# shellcheck disable=SC3038 # busybox has it
exec -a "$applet" "$program" "$@"
