acrn-dm -m 512M -s 0:0,hostbridge $network -s 3,virtio-blk,$disk vm1
acrn-dm -m 512M -s 0:0,hostbridge $network vm1
