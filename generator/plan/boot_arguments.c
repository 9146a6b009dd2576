/* SPDX-License-Identifier: BSD-3-Clause
 * boot_arguments.c: the command lines of kernels that the hypervisor boots. */
#include <string.h>

#include "base/arena.h"
#include "plan/internal.h"

#define BLANK " \t\r\n"
#define ROOT  "root="

static bool is_root(const char *word)
{
	return strncmp(word, ROOT, strlen(ROOT)) == 0;
}

/* Copies the words with one blank between them. With `root` those that say where the root file
 * system is are left out, and the last one goes there: for the kernel, the last one counts. */
static const char *copy_words(struct arena *arena, const char *text, const char **root)
{
	char *words = arena_alloc(arena, strlen(text) + 1), *end = words;
	size_t length;

	for (text += strspn(text, BLANK); *text; text += length, text += strspn(text, BLANK)) {
		length = strcspn(text, BLANK);
		if (root && is_root(text)) {
			*root = arena_copy(arena, text, length);
			continue;
		}
		if (end > words)
			*end++ = ' ';
		memcpy(end, text, length);
		end += length;
	}
	return words;
}

void plan_fill_boot_arguments(struct planner *planner)
{
	planner->hypervisor->service_root = "";
	for (size_t i = 0; i < planner->plan->vm_count; i++) {
		struct plan_vm_hypervisor *to = &planner->vms[i];
		const char *text = to->vm->image.arguments.value;
		bool is_service = to->vm->load_order == CFG_SERVICE_VM;

		to->boot_arguments = "";
		if (text && to->vm->load_order != CFG_POST_LAUNCHED)
			to->boot_arguments =
				copy_words(planner->arena, text,
					   is_service ? &planner->hypervisor->service_root : NULL);
	}
}
