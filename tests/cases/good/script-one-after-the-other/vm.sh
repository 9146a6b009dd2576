# The second VM starts when the first one has ended.
acrn-dm -m 512M -s 0:0,hostbridge -s 3,virtio-blk,uos.img -s 4,virtio-net,tap0 -s 6,ivshmem,dm:/ring,2 vm1
acrn-dm -m 512M -s 0:0,hostbridge -s 3,virtio-blk,uos.img -s 4,virtio-net,tap0 -s 6,ivshmem,dm:/ring,4 vm1
case "$1" in
1) acrn-dm -m 512M -s 0:0,hostbridge -s 3,virtio-blk,other.img -s 4,virtio-net,tap1 vm2 & ;;
2) acrn-dm -m 512M -s 0:0,hostbridge -s 3,virtio-blk,other.img -s 4,virtio-net,tap1 vm2 ;;
3)
	acrn-dm -m 512M -s 0:0,hostbridge -s 3,virtio-blk,other.img vm3 &
	wait
	acrn-dm -m 512M -s 0:0,hostbridge -s 3,virtio-blk,other.img vm3
	;;
esac
