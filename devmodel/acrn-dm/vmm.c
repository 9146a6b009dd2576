/* SPDX-License-Identifier: BSD-3-Clause
 * vmm.c: finds QEMU, and asks it for its devices. */
#include "acrn-dm/vmm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/child.h"

#define NAME "qemu-system-x86_64"

/* A QEMU behind a wrapper on a loaded machine takes seconds to start. */
#define ANSWER_MS 30000

static bool is_program(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

/* The program `name` in the directories of PATH, in a new string; NULL if none has it. */
static char *find_in_path(const char *name)
{
	const char *list = getenv("PATH");

	while (list && *list) {
		size_t length = strcspn(list, ":");
		char *path = NULL;

		if (asprintf(&path, "%.*s%s%s", (int)length, list, length ? "/" : "./", name) < 0)
			return NULL;
		if (is_program(path))
			return path;
		free(path);
		list += length + (list[length] == ':');
	}
	return NULL;
}

static char *find_named(const char *option, const char *name, struct error *error)
{
	char *path = strchr(name, '/') ? strdup(name) : find_in_path(name);

	if (path && is_program(path))
		return path;
	free(path);
	error_set(error, "%s %.300s: program not found", option, name);
	return NULL;
}

char *vmm_find(const struct arguments *arguments, struct error *error)
{
	const char *variable = getenv("ACRN_DM_ENGINE");
	char *path;

	if (arguments->vmm)
		return find_named("--engine", arguments->vmm, error);
	if (variable && *variable)
		return find_named("ACRN_DM_ENGINE", variable, error);
	path = find_in_path(NAME);
	if (!path)
		error_set(error, NAME
			  " not found in PATH: install QEMU (10.1 or later for all of ivshmem), "
			  "or set --engine or ACRN_DM_ENGINE");
	return path;
}

bool vmm_has_vfio_user(const char *path, bool *has_it, struct error *error)
{
	char *argv[] = { (char *)path, (char *)"-device", (char *)"help", NULL };
	int status;
	char *text = child_run(argv, ANSWER_MS, &status, error);

	if (!text)
		return false;
	if (status != 0) {
		free(text);
		return error_set(error,
				 "%.300s -device help ended with status %d: is it a working QEMU?",
				 path, status);
	}
	*has_it = strstr(text, "\"vfio-user-pci\"") != NULL;
	free(text);
	return true;
}
