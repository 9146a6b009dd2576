acrn-dm -m 512M -s 3,virtio-blk,uos.img vm1
