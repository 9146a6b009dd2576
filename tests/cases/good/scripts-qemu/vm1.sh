qemu-system-x86_64 -m 1G -name vm1 -drive file=vm1.qcow2,if=virtio -drive file=common.img,readonly=on -hdachs 16383,16,63 \
	-blockdev driver=file,node-name=f,filename=iso.img,read-only=on -blockdev driver=raw,file=f,node-name=d \
	-object memory-backend-file,id=ring,mem-path=/dev/shm/ring,size=1M,share=on \
	-device ivshmem-plain,memdev=ring,master=on,addr=0xb \
	-netdev tap,id=net,ifname=tap0 -device virtio-net-pci,netdev=net,addr=0xb.1
qemu-system-x86_64 -m 1G -snapshot -drive file=base.qcow2,if=virtio &
qemu-system-x86_64 -m 1G -snapshot -drive file=base.qcow2,if=virtio
