acrn-dm -m $mem_size -s 0:0,hostbridge vm1
