/* SPDX-License-Identifier: BSD-3-Clause
 * server_options.c: reads options from the command line and the options file. */
#include "ivshmem-server/server_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/usage.h"

/* More than any list of regions needs. */
#define FILE_SIZE_MAX 0x100000L

enum option_id {
	OPTION_SHM = 1,
	OPTION_MEMFD,
	OPTION_CONFIG,
	OPTION_OPTIONS,
	OPTION_DIR,
	OPTION_NO_SANDBOX,
	OPTION_ALL,
	OPTION_DRY_RUN,
	OPTION_HELP = 'h',
	OPTION_VERSION = 'V',
};

#define BIT(number) (1u << (number))

/* The verbs that have an option, and whether the options file may have it. */
#define SERVE	BIT(SERVER_VERB_SERVE)
#define LIST	BIT(SERVER_VERB_LIST)
#define PRUNE	BIT(SERVER_VERB_PRUNE)
#define IN_FILE BIT(31)

static const struct option long_options[] = {
	{ "shm", required_argument, NULL, OPTION_SHM },
	{ "memfd", required_argument, NULL, OPTION_MEMFD },
	{ "config", required_argument, NULL, OPTION_CONFIG },
	{ "options", required_argument, NULL, OPTION_OPTIONS },
	{ "dir", required_argument, NULL, OPTION_DIR },
	{ "no-sandbox", no_argument, NULL, OPTION_NO_SANDBOX },
	{ "all", no_argument, NULL, OPTION_ALL },
	{ "dry-run", no_argument, NULL, OPTION_DRY_RUN },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 },
};

static const unsigned contexts[] = {
	[OPTION_SHM] = SERVE | IN_FILE,
	[OPTION_MEMFD] = SERVE | IN_FILE,
	[OPTION_CONFIG] = SERVE | IN_FILE,
	[OPTION_OPTIONS] = SERVE,
	[OPTION_DIR] = SERVE | LIST | PRUNE | IN_FILE,
	[OPTION_NO_SANDBOX] = SERVE | IN_FILE,
	[OPTION_ALL] = PRUNE,
	[OPTION_DRY_RUN] = PRUNE,
	[OPTION_HELP] = SERVE | LIST | PRUNE,
	[OPTION_VERSION] = SERVE | LIST | PRUNE,
};

const char server_options_help[] =
	"Usage: ivshmem-server [OPTION]...\n"
	"       ivshmem-server ls [--dir=DIR] [NAME...]\n"
	"       ivshmem-server prune [--dir=DIR] [--dry-run] {--all | NAME...}\n"
	"       ivshmem-server {peers | ring | wait | echo} REGION [OPTION]...\n"
	"\n"
	"Lets VMs that share memory notify each other: serves regions until SIGTERM; lists\n"
	"regions and sockets (ls); removes stale objects of earlier runs (prune); is a peer\n"
	"itself (see ivshmem-server peers --help).\n"
	"\n"
	"  --shm=NAME,size=SIZE[,KEY=VALUE...]    a region of POSIX shared memory\n"
	"  --memfd=NAME,size=SIZE[,KEY=VALUE...]  a region that only its peers can open\n"
	"  --config=TABLE[,KEY=VALUE...]          the dm-land regions of a table from acrn-cfg,\n"
	"                                         as a shared object\n"
	"  --options=FILE   read options from a file: one a line, without the dashes; # begins\n"
	"                   a comment\n"
	"  --dir=DIR        of the sockets NAME and NAME.VM ($IVSHMEM_SERVER_DIR, or\n"
	"                   /run/ivshmem-server for root and $XDG_RUNTIME_DIR/ivshmem-server\n"
	"                   for others)\n"
	"  --no-sandbox     keep capabilities, and allow all system calls\n"
	"  --all            prune: everything that is certainly of the server\n"
	"  --dry-run        prune: print what would be removed\n"
	"  -h, --help, -V, --version\n"
	"\n"
	"Keys of a region:\n"
	"  size=BYTES           or with K, M, G: a power of two from 4K\n"
	"  vectors=N            of each peer (8)\n"
	"  peers=N              limit of peers (128)\n"
	"  hugepages=2M|1G      of a memfd: huge pages of this size\n"
	"  lifetime=keep        the memory stays without peers; unlink: it is removed with the\n"
	"                       last peer; recreate: it stays, and the next first peer gets new\n"
	"                       memory, all zeros\n"
	"  mode=, owner=, group=   of POSIX shared memory (0600, and the user's)\n"
	"  socket=PATH          another socket of the region, such as libvirt's\n"
	"  allow=user:NAME, allow=group:NAME   who may be a peer; repeatable\n"
	"  peer=ID:VM           binds a peer ID to a VM, by a socket of its own, NAME.VM\n"
	"  peer=ID:VM:USER, peer=ID::USER   binds it to a user; repeatable\n"
	"\n"
	"Exit status: 0; 1 on failure; 2 for an invalid command line.\n";

static bool read_options_file(struct server_options *options, const char *path,
			      struct error *error);

/* Applies an option; `value` is modified. */
static bool apply_option(struct server_options *options, int option, char *value,
			 struct error *error)
{
	switch (option) {
	case OPTION_SHM:
	case OPTION_MEMFD:
		return settings_add_region(&options->settings, value, option == OPTION_MEMFD,
					   error);
	case OPTION_CONFIG:
		return settings_add_table(&options->settings, value, error);
	case OPTION_OPTIONS:
		return read_options_file(options, value, error);
	case OPTION_DIR:
		options->directory = value;
		return true;
	case OPTION_NO_SANDBOX:
		return options->has_no_sandbox = true;
	case OPTION_ALL:
		return options->is_all = true;
	case OPTION_DRY_RUN:
		return options->is_dry = true;
	case OPTION_VERSION:
		options->verb = SERVER_VERB_VERSION;
		return true;
	default:
		options->verb = SERVER_VERB_HELP;
		return true;
	}
}

static const struct option *find_file_option(const char *name, size_t length)
{
	for (const struct option *option = long_options; option->name; option++)
		if ((contexts[option->val] & IN_FILE) && strlen(option->name) == length &&
		    memcmp(option->name, name, length) == 0)
			return option;
	return NULL;
}

/* One line "NAME=VALUE" or "NAME"; `source` is "FILE:LINE:". */
static bool read_line(struct server_options *options, char *line, const char *source,
		      struct error *error)
{
	size_t blanks = strspn(line, " \t"), length = strcspn(line + blanks, "= \t");
	const struct option *option = find_file_option(line + blanks, length);
	char *value = line + blanks + length;
	bool has_value = *value == '=';
	bool is_good;

	if (!option)
		return error_set(error, "%s%zu: unknown option '%.*s' in an options file", source,
				 blanks + 1, length > 40 ? 40 : (int)length, line + blanks);
	if (option->has_arg != (has_value ? required_argument : no_argument))
		return error_set(error, "%s%zu: %s value for %s", source, blanks + 1,
				 has_value ? "unexpected" : "missing", option->name);
	value += has_value;
	options->settings.source = source;
	options->settings.column = (unsigned)(value - line) + 1;
	is_good = apply_option(options, option->val, value, error);
	options->settings.source = NULL;
	return is_good;
}

/* Trims a line at its end. Whether it is an option: not empty, and not a comment. */
static bool has_option(char *line)
{
	size_t length = strlen(line);

	while (length && strchr(" \t\r", line[length - 1]))
		line[--length] = '\0';
	line += strspn(line, " \t");
	return *line && *line != '#';
}

static bool read_lines(struct server_options *options, const char *path, struct error *error)
{
	char *rest = options->file;
	unsigned number = 0;

	while (rest) {
		char *line = strsep(&rest, "\n");
		char source[300];

		snprintf(source, sizeof(source), "%.250s:%u:", path, ++number);
		if (has_option(line) && !read_line(options, line, source, error))
			return false;
	}
	return true;
}

/* The whole file as a string. NULL with an error. */
static char *read_text(const char *path, struct error *error)
{
	FILE *stream = fopen(path, "re");
	struct stat status;
	char *text = NULL;
	size_t size = 0;

	if (!stream || fstat(fileno(stream), &status) < 0) {
		error_set_errno(error, "--options %.200s", path);
	} else if (!S_ISREG(status.st_mode) || status.st_size > FILE_SIZE_MAX) {
		error_set(error, "--options %.200s: not a regular file of at most 1 MiB", path);
	} else {
		text = malloc((size_t)status.st_size + 1);
		size = text ? fread(text, 1, (size_t)status.st_size, stream) : 0;
	}
	if (text)
		text[size] = '\0';
	if (text && strlen(text) != size) {
		error_set(error, "--options %.200s: contains a NUL byte", path);
		free(text);
		text = NULL;
	}
	if (stream)
		fclose(stream);
	return text;
}

static bool read_options_file(struct server_options *options, const char *path, struct error *error)
{
	if (options->file)
		return error_set(error, "--options %.200s: only one options file is allowed", path);
	error_set(error, "out of memory");
	options->file = read_text(path, error);
	return options->file && read_lines(options, path, error);
}

static bool read_arguments(int argc, char *argv[], struct server_options *options,
			   struct error *error)
{
	enum server_verb verb = options->verb;
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":hV", long_options, NULL)) != -1) {
		const char *word = argv[optind - 1];

		if (option == '?')
			return usage_reject_option(error, word, long_options);
		if (option == ':')
			return error_set(error, "missing value for %.60s", word);
		if (!(contexts[option] & BIT(verb)))
			return error_set(error, "option %.60s not allowed with this command", word);
		if (!apply_option(options, option, optarg, error))
			return false;
		if (options->verb == SERVER_VERB_HELP || options->verb == SERVER_VERB_VERSION)
			return true;
	}
	options->names = argv + optind;
	return true;
}

static bool reject_argument(const char *word, struct error *error)
{
	static const char *const commands[] = { "ls", "prune", "peers", "ring", "wait", "echo" };
	struct nearest nearest = { .word = word };

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		nearest_try(&nearest, commands[i]);
	return usage_reject(error, "unexpected argument", word, &nearest,
			    "expected options, or a command");
}

/* Checks the options against each other. */
static bool check(const struct server_options *options, struct error *error)
{
	bool has_names = options->names && *options->names;

	if (options->verb == SERVER_VERB_SERVE && has_names)
		return reject_argument(*options->names, error);
	if (options->verb == SERVER_VERB_SERVE && options->settings.region_count == 0)
		return error_set(error,
				 "no region to serve: add --shm, --memfd, --config or --options");
	if (options->verb == SERVER_VERB_PRUNE && options->is_all == has_names)
		return error_set(error, "prune: expected either names or --all");
	return true;
}

/* Copies the arguments, which reading reorders and modifies. */
static bool copy_arguments(int argc, char *const argv[], struct server_options *options)
{
	options->arguments = calloc((size_t)argc + 1, sizeof(*options->arguments));
	for (int i = 0; options->arguments && i < argc; i++) {
		options->arguments[i] = strdup(argv[i]);
		if (!options->arguments[i])
			return false;
	}
	return options->arguments != NULL;
}

static enum server_verb read_verb(int argc, char *const argv[])
{
	if (argc > 1 && strcmp(argv[1], "ls") == 0)
		return SERVER_VERB_LIST;
	if (argc > 1 && strcmp(argv[1], "prune") == 0)
		return SERVER_VERB_PRUNE;
	return SERVER_VERB_SERVE;
}

bool server_options_read(int argc, char *const argv[], struct server_options *options,
			 struct error *error)
{
	int skipped;

	*options = (struct server_options) { .verb = read_verb(argc, argv) };
	if (!copy_arguments(argc, argv, options))
		return error_set(error, "out of memory");
	skipped = options->verb != SERVER_VERB_SERVE;
	optind = 0; /* another command line may have been read before */
	return read_arguments(argc - skipped, options->arguments + skipped, options, error) &&
	       check(options, error);
}

void server_options_free(struct server_options *options)
{
	settings_free(&options->settings);
	free(options->file);
	options->file = NULL;
	for (char **argument = options->arguments; argument && *argument; argument++)
		free(*argument);
	free(options->arguments);
	options->arguments = NULL;
}
