/* SPDX-License-Identifier: BSD-3-Clause
 * main.c: ivshmem-server, which lets peers of shared memory notify each other. */
#include <stdio.h>

#include "base/error.h"
#include "host-peer/command.h"
#include "ivshmem-client/server_directory.h"
#include "ivshmem-server/server.h"
#include "ivshmem-server/server_options.h"
#include "ivshmem-server/stale.h"

#define STATUS_FAILED 1
#define STATUS_USAGE  2

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

static int serve(const struct server_options *options, const char *directory)
{
	struct error error;

	if (!directory) {
		error_set(&error, "no directory for the sockets: set one with --dir");
		return fail(&error, STATUS_USAGE);
	}
	if (server_run(&options->settings, directory, !options->has_no_sandbox, &error))
		return 0;
	return fail(&error, STATUS_FAILED);
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

static int run(const struct server_options *options)
{
	struct socket_directory directory;
	const char *path;
	struct error error;

	if (options->verb == SERVER_VERB_HELP)
		return show(server_options_help);
	if (options->verb == SERVER_VERB_VERSION)
		return show("ivshmem-server (acrn-cfg) " VERSION "\n");
	if (!server_directory_choose(options->directory, &directory, &error))
		return fail(&error, STATUS_USAGE);
	path = *directory.path ? directory.path : NULL;
	if (options->verb == SERVER_VERB_LIST)
		return list(options, path);
	return options->verb == SERVER_VERB_PRUNE ? prune(options, path) : serve(options, path);
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
		return fail(&error, STATUS_USAGE);
	if (options.verb == HOST_VERB_HELP)
		return show(host_options_help);
	result = host_command_run(&options, stdout, warn, &error);
	if (result == HOST_FAILED)
		return fail(&error, STATUS_FAILED);
	return result == HOST_NEGATIVE ? STATUS_FAILED : show("");
}

int main(int argc, char *argv[])
{
	struct server_options options;
	struct error error;
	int status;

	if (argc > 1 && host_options_has_verb(argv[1]))
		return be_peer(argc, argv);
	if (server_options_read(argc, argv, &options, &error))
		status = run(&options);
	else
		status = fail(&error, STATUS_USAGE);
	server_options_free(&options);
	return status;
}
