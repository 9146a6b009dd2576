/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what rules are made of: their table, how they report, and what they share.
 */
#ifndef RULES_INTERNAL_H
#define RULES_INTERNAL_H

#include "plan/slots.h"
#include "rules/rules.h"

struct check;
struct script;
struct script_facts;
struct string_map;

/* The most rules that one rule needs. */
#define RULE_NEEDS_MAX 6

/* A row of rules/rules.def or rules/launch_rules.def. One of the functions is set, which says what
 * the rule's subjects are. */
struct rule {
	enum diag_code code;
	void (*scenario)(struct check *check);
	void (*vm)(struct check *check, const struct vm *vm);
	void (*device)(struct check *check, const struct vm *vm, const struct device *device);
	void (*region)(struct check *check, const struct shm_region *region);
	void (*declaration)(struct check *check, const struct shm_declaration *declaration);
	void (*peer)(struct check *check, const struct shm_peer *peer);
	void (*policy)(struct check *check, const struct cache_allocation *cache,
		       const struct cache_policy *policy);
	void (*script)(struct check *check, const struct script *script);
	enum diag_code needs[RULE_NEEDS_MAX + 1]; /* up to the first 0 */
};

/* A run of all rules of a table. */
struct check {
	struct arena *arena;
	const struct model *model;
	struct diags *diags;
	const struct rule *rule;       /* the one that is running */
	bool is_needed[DIAG_CODE_END]; /* by another rule */
	struct arena *scratch;
	void *reports; /* tsearch() tree of which rules have reported about which subjects */

	struct string_map *proposals; /* rules/proposals.c; NULL until there is one */

	/* rules/slots.c: the slots of the VM that it looked at last */
	const struct vm *slots_vm;
	struct slots slots;

	/* rules/launch.c: the VM that was asked for last whether it runs as a daemon, and the
	 * answer; the facts of scripts, as far as they were read, and the script that was asked for
	 * last. */
	const struct vm *daemon_vm;
	bool is_daemon;
	const struct script_facts **facts;
	size_t facts_script;
};

#define PROTOTYPE_scenario(function) void function(struct check *check)
#define PROTOTYPE_vm(function)	     void function(struct check *check, const struct vm *vm)
#define PROTOTYPE_device(function) \
	void function(struct check *check, const struct vm *vm, const struct device *device)
#define PROTOTYPE_region(function) \
	void function(struct check *check, const struct shm_region *region)
#define PROTOTYPE_declaration(function) \
	void function(struct check *check, const struct shm_declaration *declaration)
#define PROTOTYPE_peer(function) void function(struct check *check, const struct shm_peer *peer)
#define PROTOTYPE_policy(function)                                               \
	void function(struct check *check, const struct cache_allocation *cache, \
		      const struct cache_policy *policy)

#define PROTOTYPE_script(function) void function(struct check *check, const struct script *script)

#define RULE(code, function, subject, ...) PROTOTYPE_##subject(function);
#include "rules/launch_rules.def"
#include "rules/rules.def"
#undef RULE

/* Reports that `subject`, any object of the model, breaks the running rule. As diag_add(). A script
 * may run one command several times, as a function with other arguments: what a rule reports at one
 * place is reported once, and NULL for the others. */
struct diag *check_report(struct check *check, const void *subject, struct span at,
			  const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The same as a warning, where the rule is one whose level varies. */
struct diag *check_warn(struct check *check, const void *subject, struct span at,
			const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Makes rules that need the running one skip `subject`, for which there is no message of its own.
 */
void check_mark(struct check *check, const void *subject);

/* Whether a rule that the running one needs has reported about `subject`. The runner asks this
 * about a rule's subjects; rules ask it about other objects that they look at. */
bool check_is_reported(const struct check *check, const void *subject);

/* Adds to the report of a VM's name that is unknown, and not empty, which VM is meant: the only one
 * whose name is one typo away. Where several references agree on the unknown name and none has that
 * of the VM, the fix changes the name of the VM. A name with other digits is not replaced: it may
 * be that of a VM of a series which is missing. Returns the VM, or NULL; `diag` may be NULL. */
const struct vm *check_help_similar_vm(const struct check *check, struct diag *diag,
				       struct text name);

/* Adds the edits that remove the element of a name at `at`, or around it, if it has the same
 * content as the one at `other`, beside it. */
void check_remove_duplicate(struct diag *diag, const char *name, struct span at, struct span other);

/* Notes that a fix gives something in a VM, or of all VMs where that is NULL, a value of which each
 * has another: a slot, an I/O port, an ID of a region. The values of the three are far apart. */
void check_propose(struct check *check, const struct vm *vm, uint64_t value);
bool check_is_proposed(const struct check *check, const struct vm *vm, uint64_t value);

/* rules/slots.c: what a device is called in a message. */
const char *check_device_name(const struct check *check, const struct device *device);

/* What makes a declaration: "VM 'left'" or "the IVSHMEM_REGION". */
const char *check_declarer(const struct check *check, const struct shm_declaration *declaration);

/* The first declaration of a region whose value differs from that of the first one that has a value
 * (*first); NULL where all agree that can hold at once. `get` is false for a declaration without a
 * value. */
const struct shm_declaration *
check_first_mismatch(struct check *check, const struct shm_region *region,
		     bool (*get)(const struct shm_declaration *declaration, uint64_t *value),
		     const struct shm_declaration **first);

#endif
