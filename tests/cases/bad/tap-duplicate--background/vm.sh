acrn-dm -s 0:0,hostbridge -s 4,virtio-net,tap0 vm1 &
acrn-dm -s 0:0,hostbridge -s 4,virtio-net,tap0 vm2
qemu-system-x86_64 -daemonize -netdev tap,id=net,ifname=tap1
qemu-system-x86_64 -netdev tap,id=net,ifname=tap1
