acrn-dm -m 512M -s 0:0,hostbridge -s 32,virtio-rnd vm1
