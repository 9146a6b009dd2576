/* SPDX-License-Identifier: BSD-3-Clause
 * import.c: the stages of an import. */
#include "import/import.h"

#include "import/internal.h"

static void import_vm(struct importing *importing, struct import_vm *vm)
{
	if (vm->launch->program == LAUNCH_QEMU) {
		import_qemu(importing, vm);
		return;
	}
	import_read_kind(importing, vm);
	import_devices(importing, vm);
	import_options(importing, vm);
}

xmlDoc *import_scripts(struct arena *arena, const struct script *const *scripts, size_t count,
		       const struct import_context *context, struct diags *diags)
{
	struct importing importing = { .arena = arena, .diags = diags, .context = context };

	import_choose(&importing, scripts, count);
	for (size_t i = 0; i < importing.vm_count; i++)
		import_vm(&importing, &importing.vms[i]);
	import_replace_cpus(&importing);
	import_join_regions(&importing);
	return import_write(&importing);
}
