#!/bin/bash
acrn-dm -m 512M -s 0:0,hostbridge \
	-s 4,virtio-net,tap=tap1 \
	-s 6,ivshmem,dm:/ring,2 \
	-s 7,virtio-blk,vm2.img -s 8,virtio-blk,/dev/sr0,ro \
	-s 31:0,virtio-rnd \
	vm2
