acrn-dm -m 512M -s 0:0,hostbridge
  -s 3,virtio-blk,uos.img vm1
