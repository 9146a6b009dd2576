/* SPDX-License-Identifier: BSD-3-Clause
 * main.c: ivshmem-server, which lets peers of shared memory notify each other. */
#include <stdio.h>

#include "base/error.h"
#include "base/usage.h"
#include "host-peer/command.h"
#include "ivshmem-server/server_options.h"
#include "ivshmem-server/stale.h"
#include "ivshmem-server/supervisor.h"

/* Starting the server again may help after a failure, and does not after a usage error. */
#define STATUS_FAILED 1
/* Those of the host as a peer are ivshmem's in a guest. */
#define STATUS_PEER_NEGATIVE 1
#define STATUS_PEER_FAILED   2

static int fail(const struct error *error, int status)
{
	fprintf(stderr, "ivshmem-server: %s\n", error->text);
	return status;
}

static int show(const char *text)
{
	fputs(text, stdout);
	return fflush(stdout) == 0 ? 0 : STATUS_FAILED;
}

static int show_version(void)
{
	return show("ivshmem-server (acrn-cfg) " VERSION "\n");
}

static int serve(struct supervisor_setup *setup)
{
	struct error error;

	return supervisor_run(setup, &error) ? 0 : fail(&error, STATUS_FAILED);
}

static int list(const struct server_options *options, const char *directory)
{
	struct error error;

	if (!stale_list(directory, options->names, stdout, &error))
		return fail(&error, STATUS_FAILED);
	return show("");
}

/* Goes on after an error. */
static int prune(const struct server_options *options, const char *directory)
{
	struct error error;
	int status = 0;

	if (options->is_all && !stale_prune_all(directory, options->is_dry, stdout, &error))
		status = fail(&error, STATUS_FAILED);
	for (char **name = options->names; *name; name++)
		if (!stale_prune(directory, *name, options->is_dry, stdout, &error))
			status = fail(&error, STATUS_FAILED);
	return status ? status : show("");
}

static int run(struct supervisor_setup *setup)
{
	const struct server_options *options = &setup->options;
	const char *directory = *setup->directory.path ? setup->directory.path : NULL;

	switch (options->verb) {
	case SERVER_VERB_HELP:
		return show(server_options_help);
	case SERVER_VERB_VERSION:
		return show_version();
	case SERVER_VERB_LIST:
		return list(options, directory);
	case SERVER_VERB_PRUNE:
		return prune(options, directory);
	default:
		return serve(setup);
	}
}

static void warn(const char *line)
{
	fprintf(stderr, "ivshmem-server: %s\n", line);
}

/* The verbs by which the host is a peer, with a command line of their own. */
static int be_peer(int argc, char *argv[])
{
	struct host_options options;
	enum host_result result;
	struct error error;

	if (!host_options_read(argc, argv, &options, &error))
		return usage_fail(&error, "ivshmem-server", argv[1]);
	if (options.verb == HOST_VERB_HELP)
		return show(host_options_help);
	if (options.verb == HOST_VERB_VERSION)
		return show_version();
	result = host_command_run(&options, stdout, warn, &error);
	if (result == HOST_FAILED)
		return fail(&error, STATUS_PEER_FAILED);
	return result == HOST_NEGATIVE ? STATUS_PEER_NEGATIVE : show("");
}

int main(int argc, char *argv[])
{
	struct supervisor_setup setup = { .argc = argc, .argv = argv };
	struct error error;
	int status;

	if (argc > 1 && host_options_has_verb(argv[1]))
		return be_peer(argc, argv);
	if (supervisor_read_options(&setup, &error))
		status = run(&setup);
	else
		status = usage_fail(&error, "ivshmem-server", "");
	server_options_free(&setup.options);
	return status;
}
