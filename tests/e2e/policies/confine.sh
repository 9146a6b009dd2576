#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# confine.sh apparmor|selinux LABEL COMMAND...: becomes the command, confined by that profile of AppArmor
# or in that context of SELinux. Runs in the lab's guests.

module=$1 label=$2
shift 2
# Both are shell built-ins, so "self" is the process that becomes the command.
case $module in
apparmor) echo "exec $label" >/proc/self/attr/apparmor/exec ;;
selinux) echo "$label" >/proc/self/attr/exec ;;
esac || exit
exec "$@"
