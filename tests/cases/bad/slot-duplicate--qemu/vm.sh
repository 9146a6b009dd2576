qemu-system-x86_64 -device virtio-rng-pci,addr=0xb -device virtio-balloon-pci,addr=b.0
