qemu-system-x86_64 -drive file=disk.qcow2,if=virtio &
qemu-system-x86_64 -hda disk.qcow2
