/* SPDX-License-Identifier: BSD-3-Clause
 * test_serve.c: the server stays when its children fail: those of a host that fails on purpose. */
#include "tests/generator/helpers.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "lsp/frame.h"
#include "lsp/lsp.h"

/* Does what the text says. */
static bool check_badly(void *context, struct arena *arena, const struct source *source,
			struct diags *diags)
{
	(void)context;
	if (strcmp(source->bytes, "crash") == 0)
		raise(SIGABRT);
	if (strcmp(source->bytes, "hang") == 0)
		for (;;)
			pause();
	if (strcmp(source->bytes, "leave") == 0)
		exit(2);
	if (strcmp(source->bytes, "print") == 0)
		puts("this is no message of the protocol");
	fflush(stdout);
	while (strcmp(source->bytes, "waste") == 0)
		arena_alloc(arena, 64 * 1024 * 1024);
	diag_add(diags, DIAG_SHMEM_SIZE_INVALID, source_span(source, 0, 1), "checked");
	return true;
}

static const struct board *no_board(void *context, struct arena *arena, const struct doc *doc)
{
	(void)context;
	(void)arena;
	(void)doc;
	return NULL;
}

static void leave(void)
{
	_exit(3);
}

/* A server in a process of its own. */
struct running {
	pid_t pid;
	int input, output;
	struct frames frames;
};

static void start(struct fixture *fixture, struct running *running)
{
	static const struct lsp_host host = { .seconds = 3,
					      .check = check_badly,
					      .board = no_board };
	int to[2], from[2];

	assert_int_equal(pipe(to), 0);
	assert_int_equal(pipe(from), 0);
	running->pid = fork();
	if (running->pid == 0) {
		bool is_good;

		close(to[1]);
		close(from[0]);
		dup2(from[1], STDOUT_FILENO);
		is_good = lsp_serve(arena_new(leave), &host, to[0], STDOUT_FILENO);
		_exit(is_good ? 0 : 1);
	}
	close(to[0]);
	close(from[1]);
	running->input = to[1];
	running->output = from[0];
	running->frames = (struct frames) { .input = { .arena = fixture->arena } };
}

static void send_text(const struct running *running, const char *text)
{
	assert_true(dprintf(running->input, "Content-Length: %zu\r\n\r\n%s", strlen(text), text) >
		    0);
}

/* The next message that has all of these texts, which end with NULL. */
static char *await(struct fixture *fixture, struct running *running, const char *one,
		   const char *other)
{
	for (;;) {
		const char *body;
		size_t size;

		if (frame_next(&running->frames, &body, &size) == FRAME_MESSAGE) {
			char *text = arena_copy(fixture->arena, body, size);

			frame_remove(&running->frames, size);
			if (strstr(text, one) && strstr(text, other))
				return text;
		} else {
			assert_true(buffer_read(&running->frames.input, running->output, 4096) > 0);
		}
	}
}

static void open_text(struct fixture *fixture, const struct running *running, const char *text)
{
	send_text(
		running,
		arena_printf(
			fixture->arena,
			"{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{"
			"\"textDocument\":{\"uri\":\"untitled:a\",\"version\":1,\"text\":\"%s\"}}}",
			text));
}

/* Of a check there is a log message, of a request an error, too; both with the reason. */
static void check_failure(struct fixture *fixture, struct running *running, const char *text,
			  const char *why)
{
	open_text(fixture, running, text);
	await(fixture, running, "window/logMessage", why);
	send_text(running, "{\"jsonrpc\":\"2.0\",\"id\":\"action\",\"method\":\"textDocument/"
			   "codeAction\",\"params\":{\"textDocument\":{\"uri\":\"untitled:a\"},"
			   "\"range\":{\"start\":{\"line\":0,\"character\":0},"
			   "\"end\":{\"line\":0,\"character\":0}}}}");
	assert_non_null(strstr(await(fixture, running, "\"action\"", "-32603"), why));
}

static void test_failures(void **state)
{
	struct fixture *fixture = *state;
	struct running running;
	int status;

	start(fixture, &running);
	send_text(&running,
		  "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}");
	await(fixture, &running, "\"id\":1", "capabilities");
	check_failure(fixture, &running, "crash", "it crashed");
	check_failure(fixture, &running, "leave", "too little memory");
	open_text(fixture, &running, "hang");
	await(fixture, &running, "window/logMessage", "it took too long");
#ifndef __SANITIZE_ADDRESS__
	check_failure(fixture, &running, "waste", "too little memory");
#endif
	open_text(fixture, &running, "print");
	await(fixture, &running, "publishDiagnostics", "checked");
	send_text(&running, "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"shutdown\"}");
	send_text(&running, "{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}");
	await(fixture, &running, "\"id\":2", "null");
	assert_int_equal(waitpid(running.pid, &status, 0), running.pid);
	assert_int_equal(status, 0);
	close(running.input);
	close(running.output);
	buffer_release(&running.frames.input);
}

/* A client that has gone does not keep the server. */
static void test_gone(void **state)
{
	struct fixture *fixture = *state;
	struct running running;
	int status;

	start(fixture, &running);
	close(running.output);
	send_text(&running,
		  "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}");
	assert_int_equal(waitpid(running.pid, &status, 0), running.pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	close(running.input);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_failures),
		TEST(test_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
