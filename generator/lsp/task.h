/* SPDX-License-Identifier: BSD-3-Clause
 * task.h: the children that read documents: one for each request, and one for the check of a text.
 */
#ifndef LSP_TASK_H
#define LSP_TASK_H

#include <stdint.h>

#include "lsp/server.h"

/* How many requests may wait or be worked on, and how many bytes they may have together; how many
 * children there may be, and how many of them for checks. */
#define TASKS_MAX      256u
#define TASKS_SIZE_MAX ((size_t)16 * 1024 * 1024)
#define CHILDREN_MAX   8u
#define CHECKS_MAX     2u

/* What a child may take. A text of 64 MiB that is as expensive as load/ accepts takes less. */
#define CHILD_MEMORY	  ((size_t)4 * 1024 * 1024 * 1024)
#define CHILD_ANSWER_SIZE ((size_t)128 * 1024 * 1024)

/* The first byte of what a child writes. */
enum task_answer {
	TASK_RESULT = 'r',  /* before the JSON of a result */
	TASK_REFUSAL = 'e', /* before a text for the user */
	TASK_CHECKED = 'c', /* before a struct task_check, and the JSON of diagnostics */
};

/* What the server learns from a check. */
struct task_check {
	bool is_parsed;
	bool uses[DOCUMENTS_MAX]; /* as in struct document */
};

struct task {
	struct task *next;
	struct arena *arena; /* its own, which it lives in */

	/* Of a request; the method of a check is NULL. */
	const struct method *method;
	json_t *id, *params;
	size_t size; /* as in struct message */

	unsigned document; /* its number */
	struct lsp_document state;
	const char *path;		/* NULL for what is no file */
	struct lsp_text *text, *parsed; /* as in struct document */

	pid_t pid; /* 0 as long as it waits */
	int fd;
	int64_t deadline; /* in milliseconds of the monotonic clock */
	struct buffer answer;
};

/* Adds a request; answers it at once where there are too many. */
void tasks_add(struct server *server, const struct method *method, const struct message *message,
	       const struct document *document);

/* Ends the work on a request of the client, and answers it; nothing where it is not known. */
void tasks_cancel(struct server *server, const json_t *id);

/* Ends the check of a document. */
void tasks_stop_check(struct server *server, const struct document *document);

/* Ends all work, and answers the requests. */
void tasks_stop(struct server *server);

/* Starts what can be started: requests, and checks of stale documents. */
void tasks_start(struct server *server);

/* Reads what the child of a task has written, and answers when that is all. */
void tasks_read(struct server *server, struct task *task);

/* Ends children whose time is over. Returns the milliseconds until the next one's is, or -1. */
int tasks_expire(struct server *server);

/* child.c: does the work of a task, and writes to `fd`. In the child only. */
void child_run(const struct server *server, const struct task *task, int fd)
	__attribute__((noreturn));

#endif
