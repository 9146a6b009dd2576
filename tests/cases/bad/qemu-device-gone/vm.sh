qemu-system-x86_64 -device ivshmem,shm=ring,size=1M
