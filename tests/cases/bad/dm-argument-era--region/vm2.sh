acrn-dm -s 0:0,hostbridge -s 6,ivshmem,sos:/other,2097152 vm2
