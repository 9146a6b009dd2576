/* SPDX-License-Identifier: BSD-3-Clause
 * parts.c: what holds for several subjects: policies of the kernel, programs, keys, and what VMs
 * boot. */
#include <string.h>

#include "audit/internal.h"
#include "base/arena.h"
#include "base/string_map.h"
#include "host/host.h"

/* The kernel's lists are small. */
#define KERNEL_TEXT_MAX (1u << 20)

#define PROFILES "/sys/kernel/security/apparmor/profiles"
#define ENFORCE	 "/sys/fs/selinux/enforce"

/* The bytes of a number, or of the name of a process. */
#define NUMBER_TEXT_MAX 32u

#define FAPOLICYD_PID "/run/fapolicyd.pid"

/* The names of the profiles that the kernel enforces, "NAME (enforce)" a line; NULL where the host
 * has no such list: the kernel has no AppArmor, or the tree was recorded without it. */
static struct string_map *read_profiles(struct auditor *auditor)
{
	static const char mode[] = " (enforce)";
	const char *line = host_read(auditor->request->host, PROFILES, KERNEL_TEXT_MAX, NULL);
	struct string_map *profiles;

	if (!line)
		return NULL;
	profiles = string_map_new(auditor->arena, auditor->plan->vm_count);
	for (size_t length; *line; line += length + (line[length] == '\n')) {
		size_t tail = strlen(mode);

		length = strcspn(line, "\n");
		if (length > tail && memcmp(line + length - tail, mode, tail) == 0)
			string_map_put(profiles, arena_copy(auditor->arena, line, length - tail),
				       line);
	}
	return profiles;
}

/* What holds for what is installed, where the host does not show that it is enforced; errno says
 * why: a file that this host does not have was perhaps not recorded of another one. */
static struct audit_finding not_shown(const struct auditor *auditor, const char *path)
{
	if (host_is_live(auditor->request->host))
		return audit_unreadable(auditor, path);
	return audit_found(auditor, AUDIT_UNKNOWN,
			   "installed, but whether it is enforced was not "
			   "recorded: %s",
			   path);
}

static void prepare_app_armor(struct auditor *auditor)
{
	auditor->app_armor = auditor->parts[HARDEN_APPARMOR];
	if (auditor->app_armor.state != AUDIT_IN_FORCE || !auditor->request->host)
		return;
	auditor->profiles = read_profiles(auditor);
	if (!auditor->profiles)
		auditor->app_armor = not_shown(auditor, PROFILES);
}

/* Whether semodule has taken the scenario's module: by default with priority 400. */
static struct audit_finding loaded_module(const struct auditor *auditor)
{
	static const char *const stores[] = { "/var/lib/selinux", "/etc/selinux" };
	const char *module = auditor->hardening->identifier;
	struct host *host = auditor->request->host;
	struct host_file file;

	for (size_t i = 0; i < sizeof(stores) / sizeof(stores[0]); i++) {
		const char *const *policy = host_list(host, stores[i], NULL);

		for (; policy && *policy; policy++)
			if (host_stat(host,
				      arena_printf(auditor->arena, "%s/%s/active/modules/400/%s",
						   stores[i], *policy, module),
				      &file))
				return auditor->parts[HARDEN_SELINUX];
	}
	return audit_found(auditor, AUDIT_DIFFERS, "SELinux has no module '%s'", module);
}

static void prepare_se_linux(struct auditor *auditor)
{
	const char *enforces;

	auditor->se_linux = auditor->parts[HARDEN_SELINUX];
	if (auditor->se_linux.state != AUDIT_IN_FORCE || !auditor->request->host)
		return;
	enforces = host_read(auditor->request->host, ENFORCE, KERNEL_TEXT_MAX, NULL);
	if (!enforces)
		auditor->se_linux = not_shown(auditor, ENFORCE);
	else if (*enforces != '1')
		auditor->se_linux =
			audit_found(auditor, AUDIT_DIFFERS, "SELinux is not in enforcing mode");
	else
		auditor->se_linux = loaded_module(auditor);
}

static struct audit_finding app_armor(const struct auditor *auditor, const struct plan_vm *vm)
{
	const char *profile = vm->hardening->profile;

	if (!auditor->profiles || string_map_find(auditor->profiles, profile))
		return auditor->app_armor;
	return audit_found(auditor, AUDIT_DIFFERS, "the kernel does not enforce profile '%s'",
			   profile);
}

/* One of the two is enough: a kernel has either. */
struct audit_finding audit_policy(const struct auditor *auditor, const struct plan_vm *vm)
{
	struct audit_finding profile = app_armor(auditor, vm), module = auditor->se_linux;
	unsigned either = 1u << HARDEN_APPARMOR | 1u << HARDEN_SELINUX;

	if (!(auditor->request->parts & either))
		return audit_found(auditor, AUDIT_OPEN, "without --harden=apparmor or selinux");
	if (!auditor->request->host)
		return audit_found(auditor, AUDIT_IN_FORCE,
				   "by --harden=apparmor or selinux, once the kernel enforces it");
	return audit_worse(module, profile).reason == module.reason ? profile : module;
}

static struct audit_finding all_policies(const struct auditor *auditor)
{
	struct audit_finding worst = { .state = AUDIT_NOT_APPLICABLE };

	for (size_t i = 0; i < auditor->plan->vm_count; i++)
		if (auditor->plan->vms[i].hardening)
			worst = audit_worse(worst, audit_policy(auditor, &auditor->plan->vms[i]));
	return worst.reason
		       ? worst
		       : audit_found(auditor, AUDIT_NOT_APPLICABLE, "the Service VM starts no VM");
}

/* Whether fapolicyd runs, by the file with its PID; that may be there for a process that has ended.
 */
static struct audit_finding running_fapolicyd(const struct auditor *auditor)
{
	struct host *host = auditor->request->host;
	const char *text = host_read(host, FAPOLICYD_PID, NUMBER_TEXT_MAX, NULL);
	const char *path = FAPOLICYD_PID, *name;

	if (text) {
		path = arena_printf(auditor->arena, "/proc/%.*s/comm",
				    (int)strspn(text, "0123456789"), text);
		name = host_read(host, path, NUMBER_TEXT_MAX, NULL);
		if (name && strcmp(name, "fapolicyd\n") == 0)
			return audit_found(auditor, AUDIT_IN_FORCE, "fapolicyd runs");
		if (name)
			return audit_found(auditor, AUDIT_OPEN, "fapolicyd does not run");
	}
	return not_shown(auditor, path);
}

/* fapolicyd trusts the launch scripts of all VMs, and what else is in its list. */
static struct audit_finding trusted_programs(const struct auditor *auditor)
{
	struct audit_finding finding = auditor->parts[HARDEN_FAPOLICYD];
	const struct plan *plan = auditor->plan;
	const char **scripts = arena_array(auditor->arena, plan->vm_count, sizeof(*scripts));
	const char *list = arena_printf(auditor->arena, "/etc/fapolicyd/trust.d/%s",
					auditor->hardening->prefix);
	size_t count = 0;

	if (finding.state != AUDIT_IN_FORCE || !auditor->request->host)
		return finding;
	for (size_t i = 0; i < plan->vm_count; i++)
		if (plan->vms[i].hardening)
			scripts[count++] = plan->vms[i].hardening->script;
	return audit_worse(audit_checksums(auditor, list, scripts, count),
			   running_fapolicyd(auditor));
}

/* The launch script compares what the VM is started from with this record, before each start. */
static struct audit_finding seal_of(const struct auditor *auditor, const struct plan_vm *vm)
{
	struct audit_finding finding = auditor->parts[HARDEN_VERITY];
	const struct plan_vm_hardening *hardening = vm->hardening;
	const char **paths = arena_array(auditor->arena, hardening->file_count, sizeof(*paths));
	size_t count = 0;

	if (finding.state != AUDIT_IN_FORCE || !auditor->request->host)
		return finding;
	for (size_t i = 0; i < hardening->file_count; i++)
		if (hardening->files[i].is_sealed)
			paths[count++] = hardening->files[i].path;
	return audit_checksums(auditor,
			       arena_printf(auditor->arena, "%s/sealed/%s.sha256",
					    auditor->hardening->config, vm->name),
			       paths, count);
}

void audit_prepare(struct auditor *auditor)
{
	const struct plan *plan = auditor->plan;

	for (enum harden_part part = 0; part < HARDEN_COUNT; part++)
		auditor->parts[part] = audit_part(auditor, part);
	auditor->digests = string_map_new(auditor->arena, plan->vm_count);
	prepare_app_armor(auditor);
	prepare_se_linux(auditor);
	auditor->policies = all_policies(auditor);
	auditor->programs = trusted_programs(auditor);
	auditor->seals = arena_array(auditor->arena, plan->vm_count, sizeof(*auditor->seals));
	for (size_t i = 0; i < plan->vm_count; i++)
		if (plan->vms[i].hardening)
			auditor->seals[i] = seal_of(auditor, &plan->vms[i]);
}
