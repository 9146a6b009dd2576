kernel="~/bzImage"
acrn-dm -m 512M -s 0:0,hostbridge -k $kernel vm1
qemu-system-x86_64 -drive if=virtio,file=~/disk.img
