acrn-dm -m 512M -s 0:0,hostbridge -s 1,virtio-rnd vm1
