acrn-dm -s 0:0,hostbridge -s 3,virtio-blk,./uos.img vm1
