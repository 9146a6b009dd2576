/* SPDX-License-Identifier: BSD-3-Clause
 * vmm_end.c: reports the signal that has ended QEMU. */
#include "acrn-dm/vmm_end.h"

#include <signal.h>
#include <string.h>

/* The name without SIG; real-time signals have none. */
static const char *name_of(int signal)
{
	const char *name = sigabbrev_np(signal);

	return name ? name : "RT";
}

void vmm_end_report(int signal, const struct dm_land *land, run_warn *warn)
{
	struct error line;

	if (!signal)
		return;
	error_set(&line, "QEMU was ended by signal %d (SIG%s)", signal, name_of(signal));
	warn(line.text);
	if (signal == SIGBUS && dm_land_check(land))
		warn("the VM's dm-land regions are complete: memory is missing elsewhere, such as "
		     "in a file of its disks, or in huge pages");
}
