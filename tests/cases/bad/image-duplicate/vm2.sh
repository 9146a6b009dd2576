acrn-dm -s 0:0,hostbridge -s 5,virtio-blk,b,uos.img vm2
