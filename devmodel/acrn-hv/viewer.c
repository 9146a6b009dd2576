/* SPDX-License-Identifier: BSD-3-Clause
 * viewer.c: finds a VM's console, and connects a terminal with it. */
#include "acrn-hv/viewer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acrn-hv/status.h"
#include "base/terminal.h"
#include "hv-control/protocol.h"
#include "schema/name.h"

/* The VM's line of the list, if it is in there, and the names of all VMs. */
struct found {
	bool is_known;
	bool is_post_launched;
	char console[UNIX_SOCKET_PATH_MAX + 1]; /* "-": none */
	char names[512];			/* "SAFETY, LEFT"; the rest is cut off */
};

static void take_vm(const struct status_line *line, const char *vm, struct found *found)
{
	size_t length = strlen(found->names);

	snprintf(found->names + length, sizeof(found->names) - length, "%s%s", length ? ", " : "",
		 line->fields[2]);
	if (strcmp(line->fields[2], vm) != 0)
		return;
	found->is_known = true;
	found->is_post_launched = strcmp(line->fields[3], "post") == 0;
	snprintf(found->console, sizeof(found->console), "%s", line->fields[7]);
}

static bool find(const struct socket_directory *directory, const char *vm, struct found *found,
		 struct error *error)
{
	int socket = status_request(directory, error);
	struct status_line line = { .fields = { "" } };
	bool is_good = socket >= 0;

	*found = (struct found) { .is_known = false };
	while (is_good && !line.is_end) {
		is_good = status_receive(socket, &line, error);
		if (is_good && line.is_vm)
			take_vm(&line, vm, found);
	}
	if (socket >= 0)
		close(socket);
	return is_good;
}

/* Whether acrn-hv has a console of the VM that can be connected to. */
static bool check(const struct found *found, const char *path, const char *vm, struct error *error)
{
	struct stat status;

	if (!found->is_known)
		return error_set(error, "VM '%s' not found: acrn-hv has %s", vm,
				 *found->names ? found->names : "no VMs");
	if (found->is_post_launched)
		return error_set(
			error,
			"VM '%s' is post-launched: its console is the terminal in which its "
			"launch script runs",
			vm);
	if (strcmp(found->console, "-") == 0)
		return error_set(error,
				 "VM '%s' has no console: acrn-hv does not start it (run "
				 "--launch=%s=SCRIPT)",
				 vm, vm);
	if (stat(path, &status) < 0 && errno == ENOENT)
		return error_set(error, "the console of VM '%s' is the file %s", vm,
				 found->console);
	return true;
}

/* A socket, or a link to a pseudo-terminal. */
static int open_console(const char *path, struct error *error)
{
	int fd;

	if (socket_directory_has(path))
		return unix_socket_connect(path, SOCK_STREAM, error);
	fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		error_set_errno(error, "%s", path);
	return fd;
}

static bool leave(void *data)
{
	(void)data;
	return false;
}

bool viewer_run(const struct socket_directory *directory, const char *vm, struct error *error)
{
	struct terminal_setup setup = { .hint = "Ctrl-] leaves the console.", .on_escape = leave };
	char path[UNIX_SOCKET_PATH_MAX + 1];
	struct found found;

	if (!vm_name_is_valid(vm))
		return error_set(error, "invalid VM name '%.60s'", vm);
	snprintf(path, sizeof(path), "%.*s/%.*s/console", HV_CONTROL_DIRECTORY_MAX, directory->path,
		 CFG_VM_NAME_MAX, vm);
	if (!find(directory, vm, &found, error) || !check(&found, path, vm, error))
		return false;
	setup.console = open_console(path, error);
	if (setup.console < 0)
		return false;
	terminal_run(&setup);
	close(setup.console);
	return true;
}
