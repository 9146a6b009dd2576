qemu-system-x86_64 -drive file=disk.qcow2,if=virtio &
qemu-system-x86_64 -hda disk.qcow2 &
qemu-system-x86_64 -blockdev driver=file,node-name=f,filename=disk.qcow2 -blockdev driver=qcow2,file=f,node-name=d
