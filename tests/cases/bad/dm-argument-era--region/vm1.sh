acrn-dm -s 0:0,hostbridge -s 6,ivshmem,ring,4096 vm1
