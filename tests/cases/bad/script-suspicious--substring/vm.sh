bridge=acrn-br0-2
bridge=${bridge-:0:8}
