/* SPDX-License-Identifier: BSD-3-Clause
 * generate.h: runs acrn-cfg, and other programs.
 */
#ifndef GENERATE_H
#define GENERATE_H

#include "tests/generator/helpers.h"

#include <spawn.h>
#include <sys/wait.h>

#include "board_facts.h"

extern char **environ;

/* Runs a program, whose messages go to the file `messages`: its exit status, or 128 for a signal.
 */
static inline int run(char *const argv[], const char *messages)
{
	posix_spawn_file_actions_t actions;
	int status = 0;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, messages, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	posix_spawn_file_actions_adddup2(&actions, 1, 2);
	assert_int_equal(posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ), 0);
	posix_spawn_file_actions_destroy(&actions);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* Runs `acrn-cfg gen --hypervisor` for a release of ACRN. */
static inline int generate(struct fixture *fixture, const struct board_facts *facts,
			   const char *scenario, const char *release, const char *out,
			   const char *messages)
{
	const char *build = getenv("B");
	char *const argv[] = {
		arena_printf(fixture->arena, "%s/bin/acrn-cfg", build ? build : "build"),
		"gen",
		"--hypervisor",
		"--acrn-release",
		(char *)release,
		"--board",
		(char *)facts->path,
		"-o",
		(char *)out,
		(char *)scenario,
		NULL,
	};

	return run(argv, messages);
}

#endif
