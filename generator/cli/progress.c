/* SPDX-License-Identifier: BSD-3-Clause
 * progress.c: the line on a terminal that says how far a run over many files is. */
#include "cli/progress.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "diag/diag.h"

/* In milliseconds: no line before, and how long one stays as it is. */
#define DELAY	 500
#define INTERVAL 100

/* The cells of the bar, and the least columns of a terminal that has room for it. */
#define BAR	    20u
#define BAR_COLUMNS 60u

/* The beginning of the line, and from there to its end nothing. */
#define ERASE "\r\033[K"

/* What ends the program from outside while a line may be visible. */
static const int signals[] = { SIGHUP, SIGINT, SIGTERM };

#define SIGNAL_COUNT (sizeof(signals) / sizeof(signals[0]))

struct progress {
	const char *what;
	size_t done, total;
	int64_t start; /* when it was made, in milliseconds */
	int64_t drawn; /* when the line was drawn; 0 where there is none */
	bool has_handlers;
};

DEFINE_CLEANUP(char *, free)

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static bool has_terminal(void)
{
	const char *terminal = getenv("TERM");

	return isatty(STDERR_FILENO) && !(terminal && strcmp(terminal, "dumb") == 0);
}

/* In the background the terminal belongs to another program. */
static bool is_in_foreground(void)
{
	pid_t group = tcgetpgrp(STDERR_FILENO);

	return group < 0 || group == getpgrp();
}

struct progress *progress_new(struct arena *arena)
{
	struct progress *progress;

	if (!has_terminal())
		return NULL;
	progress = arena_alloc(arena, sizeof(*progress));
	progress->start = now();
	return progress;
}

void progress_begin(struct progress *progress, const char *what, size_t total)
{
	if (!progress)
		return;
	progress->what = what;
	progress->done = 0;
	progress->total = total;
}

static void erase_and_end(int number)
{
	ssize_t written = write(STDERR_FILENO, ERASE, strlen(ERASE));

	(void)written;
	raise(number); /* which is handled by the system again: SA_RESETHAND */
}

/* A signal that is ignored stays so. */
static void set_handler(int number, void (*former)(int), void (*next)(int))
{
	struct sigaction action;

	if (sigaction(number, NULL, &action) != 0 || action.sa_handler != former)
		return;
	action = (struct sigaction) { .sa_handler = next, .sa_flags = (int)SA_RESETHAND };
	sigaction(number, &action, NULL);
}

static void set_handlers(struct progress *progress)
{
	for (size_t i = 0; i < SIGNAL_COUNT && !progress->has_handlers; i++)
		set_handler(signals[i], SIG_DFL, erase_and_end);
	progress->has_handlers = true;
}

/* How many columns the line may have: in the last one, some terminals begin the next line. */
static size_t count_columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return 79;
	return size.ws_col - 1u;
}

/* A name without what would act on the terminal; free() it. NULL for a lack of memory. */
static char *safe_name(const char *name)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return NULL;
	diag_print_safely(stream, name, strlen(name));
	fclose(stream);
	return text;
}

/* Prints as much of a name as there is room for: its end says more than its beginning. No character
 * has more columns than bytes. */
static void print_name(const char *name, size_t room)
{
	size_t length = strlen(name);

	if (length > room && room < 8)
		return;
	if (length > room) {
		name += length - room + strlen("...");
		while (((unsigned char)*name & 0xC0) == 0x80)
			name++;
		fputs("...", stderr);
	}
	fputs(name, stderr);
}

static void print_bar(const struct progress *progress)
{
	size_t full = (progress->done - 1) * BAR / progress->total;

	fputc('[', stderr);
	for (size_t i = 0; i < BAR; i++)
		fputc(i < full ? '#' : ' ', stderr);
	fputs("] ", stderr);
}

static void draw(struct progress *progress, const char *name)
{
	CLEANUP(free) char *safe = safe_name(name);
	size_t columns = count_columns(), taken = columns;
	char count[64];
	int length = snprintf(count, sizeof(count), "%s %zu/%zu ", progress->what, progress->done,
			      progress->total);

	set_handlers(progress);
	fprintf(stderr, ERASE "%.*s", (int)columns, count);
	if (length > 0 && (size_t)length < columns)
		taken = (size_t)length;
	if (columns >= BAR_COLUMNS) {
		print_bar(progress);
		taken += BAR + strlen("[] ");
	}
	if (safe)
		print_name(safe, columns - taken);
	fflush(stderr);
}

void progress_step(struct progress *progress, const char *name)
{
	int64_t time;

	if (!progress)
		return;
	progress->done++;
	time = now();
	if (progress->total < 2 || time - progress->start < DELAY ||
	    time - progress->drawn < INTERVAL || !is_in_foreground())
		return;
	draw(progress, name);
	progress->drawn = time;
}

void progress_erase(struct progress *progress)
{
	if (!progress || !progress->drawn)
		return;
	fputs(ERASE, stderr);
	fflush(stderr);
	progress->drawn = 0;
}

void progress_end(struct progress *progress)
{
	if (!progress)
		return;
	progress_erase(progress);
	for (size_t i = 0; i < SIGNAL_COUNT && progress->has_handlers; i++)
		set_handler(signals[i], erase_and_end, SIG_DFL);
	progress->has_handlers = false;
}
