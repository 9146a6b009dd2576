#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# boot_units.sh ROOT FILES RESULTS: runs systemd in namespaces and a cgroup of its own, which starts driver.service.
#
# To be run on a terminal, for messages. ROOT is an empty directory for the root of the file system: it has /usr of
# this machine, over that the tree FILES, and RESULTS as /results, where services write their output, each to a file
# of its name.
set -eu

root=$1 files=$2 results=$3

case ${4-begin} in
begin)
	exec unshare -m "$0" "$@" group
	;;
group)
	# In one that is used again there would be the earlier programs that allow devices.
	mount -t cgroup2 cgroup2 "$root"
	group=$root/boot_units.$$
	mkdir "$group"
	(echo 0 >"$group/cgroup.procs" && exec unshare -fmpiunC --kill-child "$0" "$root" "$files" "$results" boot) || true
	find "$group" -depth -type d -exec rmdir {} +
	exit
	;;
esac

mount --make-rprivate /
mount -t tmpfs tmpfs "$root"
cd "$root"
mkdir -p usr proc sys dev etc/systemd/system root home tmp run srv mnt results var/{lib,log,tmp}
for link in /bin /sbin /lib /lib32 /lib64; do
	[ ! -L "$link" ] || ln -s "$(readlink "$link")" ".$link"
done
mount --rbind /usr usr
mount -t tmpfs tmpfs usr/local
cp -a "$files/." .
mount --bind "$results" results
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs dev
mkdir dev/{shm,pts,mqueue,hugepages}
mount -t tmpfs tmpfs dev/shm
mount -t devpts -o newinstance devpts dev/pts
cp -a /dev/{null,zero,full,random,urandom,tty} dev
ln -s /proc/self/fd dev/fd
ln -s pts/ptmx dev/ptmx
: >dev/console
mount --bind "$(tty)" dev/console # for messages
# Devices that anybody may open, under other names: /dev/fuse, /dev/net/tun and /dev/loop-control.
mknod -m 666 dev/acrn_hsm c 10 229
mknod -m 666 dev/kvm c 10 200
mknod -m 666 dev/foreign c 10 237

mkdir -p etc/systemd/system/service.d
printf '[Service]\nStandardOutput=append:/results/%%N\nStandardError=append:/results/%%N\n' \
	>etc/systemd/system/service.d/output.conf
# No units but these: the machine's own take seconds.
for target in sysinit basic shutdown; do
	echo '[Unit]' >"etc/systemd/system/$target.target"
done
: >etc/machine-id
echo ID=test >etc/os-release
exec chroot . env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin container=test SYSTEMD_UNIT_PATH=/etc/systemd/system \
	/lib/systemd/systemd --system --unit=driver.service --log-target=console --log-color=0 --show-status=0
