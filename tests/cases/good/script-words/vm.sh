#!/bin/bash
#kernel="-k bzImage"
: "${cpus:=0,1}"
if [ -z "$disk" ]; then
	disk=uos.img
fi
date=$(date)
gpu=()
vendor="8086 5aaa"
echo "$vendor" > /sys/bus/pci/drivers/pci-stub/new_id
echo the ID is written to /sys/bus/pci/drivers/pci-stub/new_id
if [ -e "$driver" ] || [ -z $driver ]; then
	modprobe audio
fi
echo "${date-none}"
TYPE=plain
while getopts "t:" option; do
	case $option in
	t) TYPE=$OPTARG ;;
	*) exit 1 ;;
	esac
done
acrn-dm --help | grep GVT
acrn-dm -m 512M -s 0:0,hostbridge -s 3,virtio-blk,"$disk" -k ~/bzImage "${gpu[@]}" \
	--cpu_affinity $cpus $kernel $MORE_ARGUMENTS -B "root=/dev/vda init=~/init a=[b]*" \
	vm1 # comment
echo "$TYPE"
