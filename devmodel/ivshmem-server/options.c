/* SPDX-License-Identifier: BSD-3-Clause
 * options.c: the table of options, which stand on the command line or in a file. */
#include "ivshmem-server/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* More than any region list has. */
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
	OPTION_HELP,
	OPTION_VERSION,
};

#define BIT(number) (1u << (number))

/* Which verbs have an option; and whether a file may have it. */
#define SERVE BIT(VERB_SERVE)
#define LIST  BIT(VERB_LIST)
#define PRUNE BIT(VERB_PRUNE)
#define FILED BIT(31)

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

static const unsigned places[] = {
	[OPTION_SHM] = SERVE | FILED,
	[OPTION_MEMFD] = SERVE | FILED,
	[OPTION_CONFIG] = SERVE | FILED,
	[OPTION_OPTIONS] = SERVE,
	[OPTION_DIR] = SERVE | LIST | PRUNE | FILED,
	[OPTION_NO_SANDBOX] = SERVE | FILED,
	[OPTION_ALL] = PRUNE,
	[OPTION_DRY_RUN] = PRUNE,
	[OPTION_HELP] = SERVE | LIST | PRUNE,
	[OPTION_VERSION] = SERVE,
};

const char options_help[] =
	"usage: ivshmem-server [OPTION...]\n"
	"       ivshmem-server ls [--dir=DIR] [NAME...]\n"
	"       ivshmem-server prune [--dir=DIR] [--dry-run] {--all | NAME...}\n"
	"\n"
	"Lets VMs that share memory notify each other: serves regions until SIGTERM; shows regions "
	"and\n"
	"sockets (ls); removes what earlier runs have left (prune).\n"
	"\n"
	"  --shm=NAME,size=SIZE[,KEY=VALUE...]    a region of POSIX shared memory\n"
	"  --memfd=NAME,size=SIZE[,KEY=VALUE...]  a region that none but its peers can open\n"
	"  --config=TABLE[,KEY=VALUE...]          the dm-land regions of a table of acrn-cfg's, in "
	"a\n"
	"                                         shared object\n"
	"  --options=FILE   options of a file: one a line, without the dashes; # begins a comment\n"
	"  --dir=DIR        of the sockets NAME and NAME.VM ($IVSHMEM_SERVER_DIR, or "
	"/run/ivshmem-server\n"
	"                   for root and $XDG_RUNTIME_DIR/ivshmem-server for others)\n"
	"  --no-sandbox     keep capabilities, and all system calls\n"
	"  --all            prune: all that is certainly the server's\n"
	"  --dry-run        prune: say what would be removed\n"
	"  --help, --version\n"
	"\n"
	"Of a region:\n"
	"  size=BYTES           or with K, M, G: a power of two from 4K\n"
	"  vectors=N            of each peer (8)\n"
	"  peers=N              at most so many (64)\n"
	"  lifetime=keep        the memory stays without peers; unlink: it goes with the last "
	"one;\n"
	"                       recreate: it stays, and the first one finds it empty\n"
	"  mode=, owner=, group=   of POSIX shared memory (0600, and who runs this)\n"
	"  allow=user:NAME, allow=group:NAME   who may be a peer; again for more\n"
	"  peer=ID:VM           the peer ID of a VM, by a socket of its own, NAME.VM;\n"
	"  peer=ID:VM:USER, peer=ID::USER   of a user; again for more\n"
	"\n"
	"The exit status is 0; or 1 if it could not be done; or 2 for a wrong command line.\n";

static bool take_file(struct options *options, const char *path, struct error *error);

/* An option, from wherever; `value` is written to. */
static bool take(struct options *options, int option, char *value, struct error *error)
{
	switch (option) {
	case OPTION_SHM:
	case OPTION_MEMFD:
		return settings_add_region(&options->settings, value, option == OPTION_MEMFD,
					   error);
	case OPTION_CONFIG:
		return settings_add_table(&options->settings, value, error);
	case OPTION_OPTIONS:
		return take_file(options, value, error);
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
		options->verb = VERB_VERSION;
		return true;
	default:
		options->verb = VERB_HELP;
		return true;
	}
}

static const struct option *find_filed(const char *name, size_t length)
{
	for (const struct option *option = long_options; option->name; option++)
		if ((places[option->val] & FILED) && strlen(option->name) == length &&
		    memcmp(option->name, name, length) == 0)
			return option;
	return NULL;
}

/* One line "NAME=VALUE" or "NAME"; `source` is "FILE:LINE:". */
static bool take_line(struct options *options, char *line, const char *source, struct error *error)
{
	size_t blanks = strspn(line, " \t"), length = strcspn(line + blanks, "= \t");
	const struct option *option = find_filed(line + blanks, length);
	char *value = line + blanks + length;
	bool has_value = *value == '=';
	bool is_good;

	if (!option)
		return error_set(error,
				 "%s%zu: there is no option '%.*s' in a file: see ivshmem-server "
				 "--help",
				 source, blanks + 1, length > 40 ? 40 : (int)length, line + blanks);
	if (option->has_arg != (has_value ? required_argument : no_argument))
		return error_set(error, "%s%zu: %s takes %s value", source, blanks + 1,
				 option->name, has_value ? "no" : "a");
	value += has_value;
	options->settings.source = source;
	options->settings.column = (unsigned)(value - line) + 1;
	is_good = take(options, option->val, value, error);
	options->settings.source = NULL;
	return is_good;
}

/* Cuts off what is blank at the end of a line. Is there anything left, and no comment? */
static bool has_option(char *line)
{
	size_t length = strlen(line);

	while (length && strchr(" \t\r", line[length - 1]))
		line[--length] = '\0';
	line += strspn(line, " \t");
	return *line && *line != '#';
}

static bool take_lines(struct options *options, const char *path, struct error *error)
{
	char *rest = options->file;
	unsigned number = 0;

	while (rest) {
		char *line = strsep(&rest, "\n");
		char source[300];

		snprintf(source, sizeof(source), "%.250s:%u:", path, ++number);
		if (has_option(line) && !take_line(options, line, source, error))
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
		error_set(error, "--options %.200s: no file of 1 MiB or less", path);
	} else {
		text = malloc((size_t)status.st_size + 1);
		size = text ? fread(text, 1, (size_t)status.st_size, stream) : 0;
	}
	if (text)
		text[size] = '\0';
	if (text && strlen(text) != size) {
		error_set(error, "--options %.200s: there is a NUL byte in it", path);
		free(text);
		text = NULL;
	}
	if (stream)
		fclose(stream);
	return text;
}

static bool take_file(struct options *options, const char *path, struct error *error)
{
	if (options->file)
		return error_set(error, "--options %.200s: there can be one file of options", path);
	error_set(error, "out of memory");
	options->file = read_text(path, error);
	return options->file && take_lines(options, path, error);
}

static bool take_arguments(int argc, char *argv[], struct options *options, struct error *error)
{
	enum verb verb = options->verb;
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":", long_options, NULL)) != -1) {
		const char *word = argv[optind - 1];

		if (option == '?')
			return error_set(error, "'%.60s' is no option: see ivshmem-server --help",
					 word);
		if (option == ':')
			return error_set(error, "%.60s needs a value: see ivshmem-server --help",
					 word);
		if (!(places[option] & BIT(verb)))
			return error_set(error,
					 "%.60s is no option of this: see ivshmem-server --help",
					 word);
		if (!take(options, option, optarg, error))
			return false;
		if (options->verb == VERB_HELP || options->verb == VERB_VERSION)
			return true;
	}
	options->names = argv + optind;
	return true;
}

/* Is what was given enough, and no more than that? */
static bool check(const struct options *options, struct error *error)
{
	bool has_names = options->names && *options->names;

	if (options->verb == VERB_SERVE && has_names)
		return error_set(error, "'%.60s' is neither an option, ls nor prune",
				 *options->names);
	if (options->verb == VERB_SERVE && options->settings.region_count == 0)
		return error_set(error,
				 "there is no region to serve: add --shm, --memfd, --config or "
				 "--options");
	if (options->verb == VERB_PRUNE && options->is_all == has_names)
		return error_set(error, "prune either names or --all");
	return true;
}

bool options_read(int argc, char *argv[], struct options *options, struct error *error)
{
	*options = (struct options) { .verb = VERB_SERVE };
	if (argc > 1 && strcmp(argv[1], "ls") == 0)
		options->verb = VERB_LIST;
	if (argc > 1 && strcmp(argv[1], "prune") == 0)
		options->verb = VERB_PRUNE;
	if (options->verb != VERB_SERVE) {
		argv++;
		argc--;
	}
	optind = 0; /* for whoever has read another command line before */
	return take_arguments(argc, argv, options, error) && check(options, error);
}

void options_free(struct options *options)
{
	settings_free(&options->settings);
	free(options->file);
	options->file = NULL;
}
