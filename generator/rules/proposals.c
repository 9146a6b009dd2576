/* SPDX-License-Identifier: BSD-3-Clause
 * proposals.c: what fixes have in common: the values that they put in, so that no two choose the
 * same, and the removal of duplicates. */
#include "base/arena.h"
#include "base/string_map.h"
#include "rules/internal.h"

void check_remove_duplicate(struct diag *diag, const char *name, struct span at, struct span other)
{
	diag_wish(diag, &(struct diag_wish) {
				.kind = DIAG_WISH_REMOVE, .at = at, .other = other, .name = name });
}

/* VM and value as text. */
static const char *key_of(const struct check *check, const struct vm *vm, uint64_t value)
{
	size_t index = vm ? (size_t)(vm - check->model->vms) : SIZE_MAX;

	return arena_printf(check->scratch, "%zu %llu", index, (unsigned long long)value);
}

void check_propose(struct check *check, const struct vm *vm, uint64_t value)
{
	if (!check->proposals)
		check->proposals = string_map_new(check->scratch, 16);
	string_map_put(check->proposals, key_of(check, vm, value), check);
}

bool check_is_proposed(const struct check *check, const struct vm *vm, uint64_t value)
{
	return check->proposals &&
	       string_map_find(check->proposals, key_of(check, vm, value)) != NULL;
}
