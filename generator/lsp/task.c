/* SPDX-License-Identifier: BSD-3-Clause
 * task.c: starts children, reads what they write, and ends them. */
#include "lsp/task.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"

#define READ_SIZE ((size_t)64 * 1024)

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static struct task *add(struct server *server, const struct document *document)
{
	struct arena *arena = arena_new_like(server->arena);
	struct task *task = arena_alloc(arena, sizeof(*task)), **at = &server->tasks;

	*task = (struct task) {
		.arena = arena,
		.document = document->number,
		.state = {
			.uri = arena_copy(arena, document->uri, strlen(document->uri)),
			.version = document->version,
			.has_version = document->has_version,
		},
		.path = document->path ? arena_copy(arena, document->path, strlen(document->path))
				       : NULL,
		.text = text_keep(document->text),
		.parsed = text_keep(document->parsed),
		.fd = -1,
		.answer = { .arena = server->arena },
	};
	while (*at)
		at = &(*at)->next;
	*at = task;
	server->task_count++;
	return task;
}

/* Whether one more request can wait: jansson takes many times the bytes of its parameters. */
static bool has_room(const struct server *server, const struct message *message)
{
	size_t size = message->size;

	for (const struct task *each = server->tasks; each; each = each->next)
		size += each->size;
	return server->task_count < TASKS_MAX && size <= TASKS_SIZE_MAX;
}

void tasks_add(struct server *server, const struct method *method, const struct message *message,
	       const struct document *document)
{
	struct task *task;

	if (!has_room(server, message)) {
		server_fail(server, message->id, RPC_REQUEST_FAILED,
			    "too many requests at the same time, or they are too large");
		return;
	}
	task = add(server, document);
	task->method = method;
	task->size = message->size;
	task->id = json_deep_copy(message->id);
	task->params = json_deep_copy(message->params);
}

/* Ends the child, if there is one; its status as from waitpid(). */
static int end_child(struct task *task, bool is_killed)
{
	int status = 0;

	if (!task->pid)
		return 0;
	if (is_killed)
		kill(task->pid, SIGKILL);
	while (waitpid(task->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(task->fd);
	task->pid = 0;
	return status;
}

static void remove_task(struct server *server, struct task *task)
{
	struct task **at = &server->tasks;

	while (*at != task)
		at = &(*at)->next;
	*at = task->next;
	server->task_count--;
	end_child(task, true);
	buffer_release(&task->answer);
	text_release(task->text);
	text_release(task->parsed);
	json_decref(task->id);
	json_decref(task->params);
	arena_free(task->arena);
}

static void cancel(struct server *server, struct task *task)
{
	if (task->id)
		server_fail(server, task->id, RPC_CANCELLED, "the request was cancelled");
	remove_task(server, task);
}

void tasks_cancel(struct server *server, const json_t *id)
{
	for (struct task *each = server->tasks; each; each = each->next)
		if (each->id && json_equal(each->id, id)) {
			cancel(server, each);
			return;
		}
}

void tasks_stop_check(struct server *server, const struct document *document)
{
	for (struct task *each = server->tasks; each; each = each->next)
		if (!each->method && each->document == document->number) {
			remove_task(server, each);
			return;
		}
}

void tasks_stop(struct server *server)
{
	while (server->tasks)
		cancel(server, server->tasks);
}

/* The work failed for a reason that is no property of the document. */
static void fail(struct server *server, struct task *task, const char *why)
{
	const char *what = task->method ? task->method->name : "the check";

	server_log(server, "%s of %s failed: %s", what, task->state.uri, why);
	if (task->id)
		server_fail(server, task->id, RPC_INTERNAL_ERROR, why);
	remove_task(server, task);
}

static void start(struct server *server, struct task *task)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0) {
		fail(server, task, strerror(errno));
		return;
	}
	task->pid = fork();
	if (task->pid == 0)
		child_run(server, task, fds[1]);
	close(fds[1]);
	task->fd = fds[0];
	task->deadline = now() + (int64_t)server->host->seconds * 1000;
	if (task->pid < 0) {
		task->pid = 0;
		close(task->fd);
		fail(server, task, strerror(errno));
	}
}

/* Adds the checks of documents that are stale, as many as there may be at a time. */
static void add_checks(struct server *server)
{
	size_t count = 0;

	for (const struct task *each = server->tasks; each; each = each->next)
		count += !each->method;
	for (struct document *each = server->documents.first; each && count < CHECKS_MAX;
	     each = each->next) {
		if (!each->is_stale)
			continue;
		tasks_stop_check(server, each);
		add(server, each);
		each->is_stale = false;
		count++;
	}
}

void tasks_start(struct server *server)
{
	size_t running = 0;

	if (server->state != SERVER_SHUT_DOWN)
		add_checks(server);
	for (const struct task *each = server->tasks; each; each = each->next)
		running += each->pid != 0;
	for (struct task *each = server->tasks, *next; each && running < CHILDREN_MAX;
	     each = next) {
		next = each->next;
		if (each->pid)
			continue;
		start(server, each);
		running++;
	}
}

/* Takes what a check has found, and publishes it to a client that does not ask for it. */
static void publish(struct server *server, const struct task *task, const char *bytes, size_t size)
{
	struct task_check check;
	struct document *document = documents_find(&server->documents, task->state.uri);

	memcpy(&check, bytes, sizeof(check));
	if (!document)
		return;
	memcpy(document->uses, check.uses, sizeof(check.uses));
	if (check.is_parsed) {
		text_release(document->parsed);
		document->parsed = text_keep(task->text);
	}
	if (!server->client.is_pulling)
		server_notify_text(server, "textDocument/publishDiagnostics", bytes + sizeof(check),
				   size - sizeof(check));
}

/* Why a child has no answer; NULL where it has one. */
static const char *find_fault(int status, const struct task *task)
{
	size_t size = task->answer.size;

	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL
			       ? "it took too long"
			       : "it crashed";
	if (WEXITSTATUS(status) != 0)
		return "it had too little memory, or could not write its answer";
	return size < (task->method ? 1 : 1 + sizeof(struct task_check)) ? "no answer" : NULL;
}

static void finish(struct server *server, struct task *task)
{
	const char *why = find_fault(end_child(task, false), task);
	const char *bytes = why ? NULL : buffer_bytes(&task->answer);
	size_t size = task->answer.size;

	if (why) {
		fail(server, task, why);
		return;
	}
	switch (bytes[0]) {
	case TASK_CHECKED:
		publish(server, task, bytes + 1, size - 1);
		break;
	case TASK_REFUSAL:
		buffer_append(&task->answer, "", 1);
		server_fail(server, task->id, RPC_REQUEST_FAILED, buffer_bytes(&task->answer) + 1);
		break;
	default:
		server_reply_text(server, task->id, bytes + 1, size - 1);
		break;
	}
	remove_task(server, task);
}

void tasks_read(struct server *server, struct task *task)
{
	ssize_t got = buffer_read(&task->answer, task->fd, READ_SIZE);

	if (task->answer.size > CHILD_ANSWER_SIZE)
		fail(server, task, "the answer is too large");
	else if (got <= 0)
		finish(server, task);
}

int tasks_expire(struct server *server)
{
	int64_t time = now(), next = -1;

	for (struct task *each = server->tasks, *after; each; each = after) {
		int64_t left = each->deadline - time;

		after = each->next;
		if (each->pid && left <= 0)
			fail(server, each, "it took too long");
		else if (each->pid && (next < 0 || left < next))
			next = left;
	}
	return (int)next;
}
