# SPDX-License-Identifier: BSD-3-Clause
# scenario.awk: makes up a scenario. -v sizes="VMS REGIONS PART": each VM but the Service VM shares
# that part of the regions.
BEGIN {
	split(sizes, size)
	vms = size[1]
	srand(vms * 100 + size[2])
	print "<acrn-config>"
	printf "  <hv><CAPACITIES><MAX_VM_NUM>%d</MAX_VM_NUM></CAPACITIES></hv>\n", vms
	print "  <vm id=\"0\"><load_order>SERVICE_VM</load_order><name>SERVICE</name></vm>"
	for (vm = 1; vm < vms; vm++) {
		printf "  <vm id=\"%d\">\n    <load_order>POST_LAUNCHED_VM</load_order>\n", vm
		printf "    <name>VM_%d</name>\n    <memory><size>%d</size></memory>\n", vm, 256 * (1 + vm % 5)
		printf "    <cpu_affinity><pcpu_id>%d</pcpu_id></cpu_affinity>\n", vm % 8
		# The first two VMs share all, so that no region has one peer alone.
		shared = ""
		for (i = 0; i < size[2]; i++)
			if (vm < 3 || rand() < size[3])
				shared = shared sprintf("      <shm_region slot=\"%d\">dm:/region_%d,2</shm_region>\n", i + 6, i)
		if (shared)
			printf "    <shm_regions>\n%s    </shm_regions>\n", shared
		print "  </vm>"
	}
	print "</acrn-config>"
}
