/* SPDX-License-Identifier: BSD-3-Clause
 * installed.c: whether the files of a part are on a host as they were generated. */
#include <string.h>
#include <sys/stat.h>

#include "audit/internal.h"
#include "base/arena.h"
#include "host/host.h"
#include "render/files.h"

/* Where generated files are installed, by the beginning and the end of their paths. */
enum place_base { PLACE_ROOT, PLACE_CONFIG, PLACE_SCRIPTS };

static const struct place {
	const char *folder, *suffix; /* below the output directory */
	enum place_base base;
	const char *directory; /* below the base */
	const char *ending;    /* of the installed name, in place of the suffix */
	const char *name;      /* NULL: the generated name with that ending */
} places[] = {
	{ "hardening/groups/", ".sysusers", PLACE_ROOT, "/etc/sysusers.d", ".conf", NULL },
	{ "hardening/groups/", ".tmpfiles", PLACE_ROOT, "/etc/tmpfiles.d", ".conf", NULL },
	{ "hardening/groups/", ".sudoers", PLACE_ROOT, "/etc/sudoers.d", "", NULL },
	{ "hardening/groups/", ".environment", PLACE_CONFIG, "", "", "environment" },
	{ "hardening/acl/", ".acl", PLACE_CONFIG, "/acl", ".acl", NULL },
	{ "hardening/apparmor/", "", PLACE_ROOT, "/etc/apparmor.d", "", NULL },
	{ "hardening/selinux/", ".cil", PLACE_CONFIG, "/selinux", ".cil", NULL },
	{ "hardening/fapolicyd/", ".rules", PLACE_ROOT, "/etc/fapolicyd/rules.d", ".rules", NULL },
	{ "hardening/verity/", "", PLACE_SCRIPTS, "", "", NULL },
	{ "hardening/systemd/", "", PLACE_ROOT, "/etc/systemd/system", "", NULL },
	{ "launch/", ".sh", PLACE_SCRIPTS, "", ".sh", NULL },
	{ "server/", "ivshmem-server.conf", PLACE_CONFIG, "", "", "ivshmem-server.conf" },
};

#define PLACE_COUNT (sizeof(places) / sizeof(places[0]))

static bool has_beginning(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

static bool has_end(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && strcmp(text + length - tail, end) == 0;
}

static const char *base_of(const struct plan_hardening *hardening, enum place_base base)
{
	if (base == PLACE_CONFIG)
		return hardening->config;
	return base == PLACE_SCRIPTS ? hardening->scripts : "";
}

/* The path on the host; NULL for what is not installed. */
static const char *installed_path(const struct auditor *auditor, const char *path)
{
	for (const struct place *place = places; place < places + PLACE_COUNT; place++) {
		const char *base = base_of(auditor->hardening, place->base);
		const char *name = place->name;

		if (!has_beginning(path, place->folder) || !has_end(path, place->suffix))
			continue;
		if (!name) {
			const char *last = strrchr(path, '/') + 1;

			name = arena_printf(auditor->arena, "%.*s%s",
					    (int)(strlen(last) - strlen(place->suffix)), last,
					    place->ending);
		}
		return arena_printf(auditor->arena, "%s%s/%s", base, place->directory, name);
	}
	return NULL;
}

/* Who can write to a directory can replace what is in it, but not what is root's where it is
 * sticky. What the root itself has says nothing about a host that was recorded. */
static struct audit_finding guarded_directories(const struct auditor *auditor, const char *path)
{
	struct host_file directory;

	for (const char *end = strchr(path + 1, '/'); end; end = strchr(end + 1, '/')) {
		const char *name = arena_copy(auditor->arena, path, (size_t)(end - path));

		if (!host_stat(auditor->request->host, name, &directory))
			return audit_unreadable(auditor, name);
		if (directory.uid != 0)
			return audit_found(
				auditor, AUDIT_DIFFERS,
				"%s belongs to user %u: others can replace what is in it", name,
				directory.uid);
		if (directory.mode & 0022 && !(directory.mode & S_ISVTX))
			return audit_found(auditor, AUDIT_DIFFERS,
					   "%s has mode %04o: others can replace what is in it",
					   name, (unsigned)directory.mode & 07777);
	}
	return audit_found(auditor, AUDIT_IN_FORCE, "%s", path);
}

struct audit_finding audit_guarded(const struct auditor *auditor, const char *path, bool is_secret)
{
	mode_t forbidden = is_secret ? 0077 : 0022;
	struct host_file file;

	if (!host_stat(auditor->request->host, path, &file))
		return audit_unreadable(auditor, path);
	if (file.uid != 0)
		return audit_found(auditor, AUDIT_DIFFERS, "%s belongs to user %u, not to root",
				   path, file.uid);
	if (file.mode & forbidden)
		return audit_found(auditor, AUDIT_DIFFERS, "%s has mode %04o: others can %s it",
				   path, (unsigned)file.mode & 07777,
				   is_secret ? "read or write" : "write");
	return guarded_directories(auditor, path);
}

struct audit_finding audit_installed(const struct auditor *auditor, const char *path)
{
	const struct audit_request *request = auditor->request;
	const struct output_file *made = output_files_find(request->files, path);
	const char *place = installed_path(auditor, path), *bytes;
	size_t size;

	if (!made || !place)
		return audit_found(auditor, AUDIT_OPEN, "%s is not generated", path);
	bytes = host_read(request->host, place, made->size + 1, &size);
	if (!bytes)
		return audit_unreadable(auditor, place);
	if (size != made->size || memcmp(bytes, made->text, size) != 0)
		return audit_found(auditor, AUDIT_DIFFERS, "%s is not what gen makes", place);
	return audit_guarded(auditor, place, false);
}

/* Whether that is a file of a part that is to be installed. */
static bool is_of_part(const struct auditor *auditor, const char *path, const char *name)
{
	static const char folder[] = "hardening/";
	size_t length = strlen(name);

	return has_beginning(path, folder) && strncmp(path + strlen(folder), name, length) == 0 &&
	       path[strlen(folder) + length] == '/' && installed_path(auditor, path);
}

static struct audit_finding part_on_host(const struct auditor *auditor, const char *name)
{
	const struct output_files *files = auditor->request->files;
	struct audit_finding worst = { .state = AUDIT_NOT_APPLICABLE };

	for (size_t i = 0; i < files->count; i++)
		if (is_of_part(auditor, files->files[i].path, name))
			worst = audit_worse(worst, audit_installed(auditor, files->files[i].path));
	if (worst.state == AUDIT_NOT_APPLICABLE)
		return audit_found(auditor, AUDIT_OPEN, "nothing is generated for %s", name);
	return worst.state == AUDIT_IN_FORCE
		       ? audit_found(auditor, AUDIT_IN_FORCE, "%s is installed", name)
		       : worst;
}

struct audit_finding audit_part(const struct auditor *auditor, enum harden_part part)
{
	const char *name = harden_name(part);

	if (!(auditor->request->parts & (1u << part)))
		return audit_found(auditor, AUDIT_OPEN, "without --harden=%s", name);
	if (!auditor->request->host)
		return audit_found(auditor, AUDIT_IN_FORCE, "by --harden=%s, once applied", name);
	return part_on_host(auditor, name);
}
