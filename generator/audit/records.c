/* SPDX-License-Identifier: BSD-3-Clause
 * records.c: lists of checksums on a host, against the files that they are of. */
#include <errno.h>
#include <string.h>

#include "audit/internal.h"
#include "base/arena.h"
#include "base/string_map.h"
#include "host/host.h"

/* A list is of the files of one scenario. */
#define RECORD_MAX (1u << 20)

#define DIGEST_LENGTH 64

/* The digest of a file of the host, which several VMs may boot; NULL with errno. */
static const char *digest_of(const struct auditor *auditor, const char *path)
{
	const char *digest = string_map_find(auditor->digests, path);

	if (!digest)
		digest = host_digest(auditor->request->host, path);
	if (digest)
		string_map_put(auditor->digests, path, digest);
	return digest;
}

static bool is_digest(const char *text, size_t length)
{
	return length == DIGEST_LENGTH && strspn(text, "0123456789abcdef") >= DIGEST_LENGTH;
}

/* One line of either format: "DIGEST  PATH" or "PATH SIZE DIGEST". */
struct record {
	const char *digest, *path;
};

/* Undoes what sha256sum does to a name with line ends or backslashes. */
static void unescape(char *name)
{
	char *end = name;

	for (; *name; name++) {
		if (*name == '\\' && name[1])
			*end++ = *++name == 'n' ? '\n' : *name == 'r' ? '\r' : *name;
		else
			*end++ = *name;
	}
	*end = '\0';
}

static bool parse_sha256sum(struct arena *arena, const char *line, size_t length,
			    struct record *record)
{
	bool is_escaped = *line == '\\';
	char *path;

	line += is_escaped;
	length -= is_escaped;
	if (length <= DIGEST_LENGTH + 2 || !is_digest(line, strcspn(line, " \n")))
		return false;
	record->digest = arena_copy(arena, line, DIGEST_LENGTH);
	path = arena_copy(arena, line + DIGEST_LENGTH + 2, length - DIGEST_LENGTH - 2);
	if (is_escaped)
		unescape(path);
	record->path = path;
	return true;
}

static bool parse_trust(struct arena *arena, const char *line, size_t length, struct record *record)
{
	const char *digest, *size;

	if (length <= DIGEST_LENGTH + 1)
		return false;
	digest = line + length - DIGEST_LENGTH;
	size = memrchr(line, ' ', length - DIGEST_LENGTH - 1);
	if (!size || digest[-1] != ' ' || !is_digest(digest, DIGEST_LENGTH))
		return false;
	record->digest = arena_copy(arena, digest, DIGEST_LENGTH);
	record->path = arena_copy(arena, line, (size_t)(size - line));
	return true;
}

static struct audit_finding compare(const struct auditor *auditor, const char *list,
				    const struct record *record)
{
	const char *digest = digest_of(auditor, record->path);

	if (!digest)
		return audit_found(auditor, AUDIT_DIFFERS, "%s, which is in %s: %s", record->path,
				   list, strerror(errno));
	if (strcmp(digest, record->digest) != 0)
		return audit_found(auditor, AUDIT_DIFFERS, "%s is not what %s has of it",
				   record->path, list);
	return audit_found(auditor, AUDIT_IN_FORCE, "as in %s", list);
}

/* Compares each file of a list, and enters its path into `listed`. */
static struct audit_finding compare_all(const struct auditor *auditor, const char *list,
					const char *line, struct string_map *listed)
{
	struct audit_finding worst = { .state = AUDIT_NOT_APPLICABLE };

	for (size_t length; *line; line += length + (line[length] == '\n')) {
		struct record record;

		length = strcspn(line, "\n");
		if (!length || *line == '#')
			continue;
		if (!parse_sha256sum(auditor->arena, line, length, &record) &&
		    !parse_trust(auditor->arena, line, length, &record))
			return audit_found(auditor, AUDIT_DIFFERS, "%s has an invalid line", list);
		string_map_put(listed, record.path, line);
		worst = audit_worse(worst, compare(auditor, list, &record));
	}
	return worst.reason ? worst : audit_found(auditor, AUDIT_OPEN, "%s is empty", list);
}

struct audit_finding audit_checksums(const struct auditor *auditor, const char *list,
				     const char *const *paths, size_t count)
{
	const char *text = host_read(auditor->request->host, list, RECORD_MAX, NULL);
	CLEANUP(string_map_free) struct string_map *listed = string_map_new(auditor->arena, count);
	struct audit_finding worst;

	if (!text)
		return audit_unreadable(auditor, list);
	worst = compare_all(auditor, list, text, listed);
	for (size_t i = 0; i < count && worst.state == AUDIT_IN_FORCE; i++)
		if (!string_map_find(listed, paths[i]))
			worst = audit_found(auditor, AUDIT_DIFFERS, "%s has no checksum of %s",
					    list, paths[i]);
	return audit_worse(worst, audit_guarded(auditor, list, false));
}
