#!/bin/bash
# Two functions of slot 3, and one device or the other in slot 5.
if [ -e /dev/audio ]; then
	audio="-s 5,passthru,0/1f/3"
else
	audio="-s 5,virtio-audio"
fi
acrn-dm -m 512M -s 0:0,hostbridge -s 1:0,lpc -l com1,stdio \
	-s 2,passthru,0/2/0,gpu \
	-s 3:0,passthru,0/14/0 -s 3:1,passthru,0/14/1 \
	-s 4,virtio-net,tap=tap0 \
	$audio \
	-s 6,ivshmem,dm:/ring,2 \
	-s 7,virtio-blk,b,vm1.img \
	vm1
