acrn-dm -m 512M -s 0:0,hostbridge -s 6,ivshmem,hv:/ring,2 vm2
