/* SPDX-License-Identifier: BSD-3-Clause
 * probe.c: finds QEMU, and asks and tries it. */
#include "acrn-dm/probe.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acrn-dm/probe_image.h"
#include "base/child.h"

#define NAME	   "qemu-system-x86_64"
#define LAB	   "../lab/qemu/run-qemu"
#define IMAGE_NAME "probe.bin"

/* A QEMU behind a wrapper on a loaded machine takes seconds to start. */
#define ANSWER_MS 30000
#define BOOT_MS	  5000

static bool is_program(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

/* The program `name` in a list of directories like PATH; NULL if none has it. */
static char *find_in(const char *list, const char *name)
{
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

/* The QEMU that was built with this program, if this one is still where it was built. */
static char *find_built(void)
{
	char self[PATH_MAX], *slash;
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (length <= 0)
		return NULL;
	self[length] = '\0';
	slash = strrchr(self, '/');
	if (!slash)
		return NULL;
	*slash = '\0';
	return find_in(self, LAB);
}

static char *find_named(const char *option, const char *name, struct error *error)
{
	char *path = strchr(name, '/') ? strdup(name) : find_in(getenv("PATH"), name);

	if (path && is_program(path))
		return path;
	free(path);
	error_set(error, "%s %.300s: there is no such program", option, name);
	return NULL;
}

char *probe_engine(const struct arguments *arguments, struct error *error)
{
	const char *variable = getenv("ACRN_DM_ENGINE");
	char *path;

	if (arguments->engine)
		return find_named("--engine", arguments->engine, error);
	if (variable && *variable)
		return find_named("ACRN_DM_ENGINE", variable, error);
	path = find_built();
	if (!path)
		path = find_in(getenv("PATH"), NAME);
	if (!path)
		error_set(error, "there is no " NAME " in PATH: install QEMU (10.1 or later serves "
				 "ivshmem best), or name one with --engine");
	return path;
}

bool probe_vfio_user(const char *engine, bool *has_it, struct error *error)
{
	char *argv[] = { (char *)engine, (char *)"-device", (char *)"help", NULL };
	int status;
	char *text = child_run(argv, ANSWER_MS, &status, error);

	if (!text)
		return false;
	if (status != 0) {
		free(text);
		return error_set(error,
				 "%.300s -device help ended with status %d: is it a working QEMU?",
				 engine, status);
	}
	*has_it = strstr(text, "\"vfio-user-pci\"") != NULL;
	free(text);
	return true;
}

/* Without virtualisation of the CPU's own no KVM is a real one, whatever device file there is. */
static bool has_virtualisation(void)
{
	FILE *file = fopen("/proc/cpuinfo", "re");
	char *line = NULL;
	bool has_it = false;
	size_t room = 0;

	while (file && !has_it && getline(&line, &room, file) > 0)
		has_it = strncmp(line, "flags", 5) == 0 &&
			 (strstr(line, " vmx ") || strstr(line, " svm "));
	free(line);
	if (file)
		fclose(file);
	return has_it;
}

bool probe_kvm(const char *engine, const struct rundir *directory)
{
	unsigned char image[PROBE_IMAGE_SIZE];
	char path[sizeof(directory->path) + RUNDIR_NAME_MAX + 1];
	const char *const argv[] = { engine,	    "-no-user-config",
				     "-nodefaults", "-display",
				     "none",	    "-machine",
				     "pc",	    "-accel",
				     "kvm",	    "-cpu",
				     "max",	    "-m",
				     "16",	    "-no-reboot",
				     "-bios",	    path,
				     "-device",	    "isa-debug-exit,iobase=0xf4,iosize=4",
				     NULL };
	struct error ignored;
	int status = 0;
	char *text;

	if (!has_virtualisation() || access("/dev/kvm", R_OK | W_OK) != 0)
		return false;
	probe_image_fill(image);
	if (!rundir_write(directory, IMAGE_NAME, image, sizeof(image), &ignored))
		return false;
	snprintf(path, sizeof(path), "%s/" IMAGE_NAME, directory->path);
	text = child_run((char *const *)argv, BOOT_MS, &status, &ignored);
	unlink(path);
	free(text);
	return text && status == PROBE_IMAGE_STATUS;
}
