qemu-system-x86_64 -m 1G -name vm2 -drive file=vm2.qcow2,if=virtio -drive file=common.img,readonly=on -hdachs 16383,16,63 \
	-blockdev driver=file,node-name=f,filename=iso.img,read-only=on -blockdev driver=raw,file=f,node-name=d \
	-object memory-backend-file,id=ring,mem-path=/dev/shm/ring,size=1M,share=on \
	-object memory-backend-memfd,id=ram,size=1G -machine memory-backend=ram \
	-device ivshmem-plain,memdev=ring \
	-netdev tap,id=net,ifname=tap1 -device virtio-net-pci,netdev=net
