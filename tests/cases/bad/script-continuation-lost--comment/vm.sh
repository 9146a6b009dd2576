acrn-dm -m 512M -s 0:0,hostbridge \
  # the disk
  -s 3,virtio-blk,uos.img \
  vm1
