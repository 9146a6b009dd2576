/* SPDX-License-Identifier: BSD-3-Clause
 * child.c: the work of a task, in a process of its own. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "load/overlay.h"
#include "lsp/query.h"

static void set_limit(__rlimit_resource_t resource, rlim_t value)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit) < 0)
		return;
	if (limit.rlim_cur > value)
		limit.rlim_cur = value;
	setrlimit(resource, &limit);
}

/* What the work may take. AddressSanitizer reserves more addresses than there is memory. */
static void set_limits(unsigned seconds)
{
#ifndef __SANITIZE_ADDRESS__
	set_limit(RLIMIT_AS, CHILD_MEMORY);
#endif
	set_limit(RLIMIT_CPU, seconds);
	set_limit(RLIMIT_CORE, 0);
}

/* The client's messages are the server's alone, and what anything prints is for the log. */
static void detach(const struct server *server)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (dup2(server->null, server->input) < 0 || dup2(STDERR_FILENO, server->output) < 0)
		_exit(EXIT_FAILURE);
}

/* The documents that are open, by their numbers. */
static struct overlay *lay_over(struct arena *arena, const struct server *server)
{
	struct overlay *overlays = arena_array(arena, DOCUMENTS_MAX, sizeof(*overlays));

	for (const struct document *each = server->documents.first; each; each = each->next)
		overlays[each->number] = (struct overlay) {
			.path = each->real_path,
			.bytes = each->text->bytes,
			.size = each->text->size,
		};
	overlay_set(overlays, DOCUMENTS_MAX);
	return overlays;
}

/* Writes an answer of a byte, a struct and a text, and ends. */
static void end(int fd, enum task_answer kind, const struct task_check *check, const char *text)
{
	char first = (char)kind;
	bool is_written = file_write(fd, &first, 1) &&
			  (!check || file_write(fd, (const char *)check, sizeof(*check))) &&
			  file_write(fd, text, strlen(text));

	_exit(is_written ? EXIT_SUCCESS : EXIT_FAILURE);
}

static const char *print(const json_t *json)
{
	return json ? json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY) : "null";
}

/* Checks the text, and tells the server what it has to know about it. */
static void check(const struct lsp_query *query, const struct overlay *overlays, int fd)
{
	struct task_check result = { 0 };
	const json_t *params = query_publish(query, &result.is_parsed);

	for (size_t i = 0; i < DOCUMENTS_MAX; i++)
		result.uses[i] = overlays[i].is_used;
	end(fd, TASK_CHECKED, &result, print(params));
}

static void answer(struct lsp_query *query, const struct task *task, int fd)
{
	const json_t *result;

	if (task->method->has_position && !query_locate(query))
		end(fd, TASK_REFUSAL, NULL, "invalid or missing position");
	query_parse(query, task);
	result = task->method->answer(query);
	if (*query->refusal)
		end(fd, TASK_REFUSAL, NULL, *query->refusal);
	end(fd, TASK_RESULT, NULL, print(result));
}

void child_run(const struct server *server, const struct task *task, int fd)
{
	struct arena *arena = arena_new_like(server->arena);
	struct overlay *overlays;
	struct lsp_query query;

	detach(server);
	set_limits(server->host->seconds);
	overlays = lay_over(arena, server);
	query = query_new(arena, server, task, overlays);
	if (task->method)
		answer(&query, task, fd);
	check(&query, overlays, fd);
	_exit(EXIT_FAILURE);
}
