SLOT=5
acrn-dm -m 1024M -s 0:0,hostbridge -s $SLOT,virtio-blk,./a.img -s $SLOT,virtio-net,tap=t0 VM1
