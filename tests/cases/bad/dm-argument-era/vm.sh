acrn-dm -s 0:0,hostbridge -s 4,virtio-net,tap=tap0 --cmd_monitor /run/vm1 -U d2795438-25d6 vm1
