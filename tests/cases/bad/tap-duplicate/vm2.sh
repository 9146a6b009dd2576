acrn-dm -s 0:0,hostbridge -s 4,virtio-net,tap=tap0,mac_seed=2 vm2
