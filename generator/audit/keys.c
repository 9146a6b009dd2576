/* SPDX-License-Identifier: BSD-3-Clause
 * keys.c: whether VMs have the keys of their regions. Keys themselves are never read. */
#include "audit/internal.h"
#include "base/arena.h"

/* Keys are of use where both ends are: the channel is the application's, and cannot be seen. */
static struct audit_finding keys_of(const struct auditor *auditor, const struct plan_vm *vm)
{
	unsigned is_asked = auditor->request->parts & 1u << HARDEN_KEYS;

	if (!is_asked)
		return audit_found(auditor, AUDIT_OPEN, "without --harden=keys");
	if (!vm->hardening)
		return audit_found(auditor, AUDIT_UNKNOWN, "no launch script gives %s its keys",
				   vm->name);
	if (auditor->request->host)
		return audit_guarded(auditor,
				     arena_printf(auditor->arena, "%s/keys/%s.keys",
						  auditor->hardening->config, vm->name),
				     true);
	return audit_found(auditor, AUDIT_IN_FORCE,
			   "by --harden=keys and keygen: the channel is the application's");
}

struct audit_finding audit_region_keys(const struct auditor *auditor,
				       const struct audit_subject *subject)
{
	const struct plan_region *region = subject->region;
	struct audit_finding worst = { .state = AUDIT_NOT_APPLICABLE };

	for (size_t i = 0; i < region->peer_count; i++)
		worst = audit_worse(
			worst, keys_of(auditor, audit_peer_vm(auditor->plan, &region->peers[i])));
	return worst.reason ? worst : audit_found(auditor, AUDIT_NOT_APPLICABLE, "it has no peer");
}

struct audit_finding audit_vm_keys(const struct auditor *auditor,
				   const struct audit_subject *subject)
{
	if (!subject->vm->ivshmem_count)
		return audit_found(auditor, AUDIT_NOT_APPLICABLE, "it shares no region");
	return keys_of(auditor, subject->vm);
}
