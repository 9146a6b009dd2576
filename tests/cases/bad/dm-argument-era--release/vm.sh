acrn-dm -s 0:0,hostbridge -s 6,pci-gvt -W vm1
