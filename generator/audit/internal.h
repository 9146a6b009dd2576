/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the checks of the table of practices work on.
 */
#ifndef AUDIT_INTERNAL_H
#define AUDIT_INTERNAL_H

#include "audit/audit.h"
#include "model/harden.h"

struct string_map;

/* The uses of an image by all VMs. */
struct audit_image {
	size_t vm_count, writer_count;
	const struct plan_vm *last; /* that was counted */
	bool last_writes;
};

struct auditor {
	struct arena *arena;
	const struct audit_request *request;
	const struct plan *plan;
	const struct plan_hardening *hardening;
	struct audit_finding parts[HARDEN_COUNT]; /* each part as a whole */
	struct audit_finding policies;		  /* of the kernel, for all VMs together */
	struct audit_finding programs;		  /* which of them may run */
	struct audit_finding *seals; /* of each VM: whether what it is started from is verified */
	struct string_map *images;   /* struct audit_image by the path */
	struct string_map *digests;  /* of files of the host, by the path */
	struct string_map *profiles; /* that the host's kernel enforces; NULL: it shows none */
	struct audit_finding app_armor, se_linux; /* but for what `profiles` has of a VM */
};

/* Each function of audit/practices.def. */
#define PRACTICE(code, subject, practice, weight, check, why)             \
	struct audit_finding audit_##check(const struct auditor *auditor, \
					   const struct audit_subject *subject);
#include "audit/practices.def"
#undef PRACTICE

/* A finding with a reason that is made as by printf(). */
struct audit_finding audit_found(const struct auditor *auditor, enum audit_state state,
				 const char *format, ...) __attribute__((format(printf, 3, 4)));

/* What holds for a file of the host that could not be read, by errno: it is missing, or what it
 * says is not known. */
struct audit_finding audit_unreadable(const struct auditor *auditor, const char *path);

/* The worse of two findings: what differs, is open, cannot be seen, is in force. */
struct audit_finding audit_worse(struct audit_finding one, struct audit_finding other);

/* audit/installed.c: what holds for a part as a whole: without a host whether it was asked for,
 * else whether its files are installed as generated, belong to root, and are writable by root only.
 */
struct audit_finding audit_part(const struct auditor *auditor, enum harden_part part);

/* The same for one generated file, by its path below the output directory; for a host only. */
struct audit_finding audit_installed(const struct auditor *auditor, const char *path);

/* Whether root owns a file of the host, and others can neither write, replace, nor, where
 * `is_secret`, read it. */
struct audit_finding audit_guarded(const struct auditor *auditor, const char *path, bool is_secret);

/* audit/records.c: whether each file in a list of checksums on the host, of sha256sum or of
 * fapolicyd, is what it was, and these paths are all in the list. */
struct audit_finding audit_checksums(const struct auditor *auditor, const char *list,
				     const char *const *paths, size_t count);

/* audit/parts.c: fills in what several subjects ask for. */
void audit_prepare(struct auditor *auditor);

/* audit/parts.c: whether a policy of the kernel confines the device model of a VM. */
struct audit_finding audit_policy(const struct auditor *auditor, const struct plan_vm *vm);

/* The VM of a peer. */
const struct plan_vm *audit_peer_vm(const struct plan *plan, const struct plan_peer *peer);

/* The path of the object of a region in dm-land. */
const char *audit_object_path(const struct auditor *auditor, const struct plan_region *region);

/* audit/readers.c: lists who can read and write the region of a subject. */
void audit_list_readers(const struct auditor *auditor, struct audit_subject *subject);

#endif
