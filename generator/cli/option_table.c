/* SPDX-License-Identifier: BSD-3-Clause
 * option_table.c: the table of all options, with their help, and which verb accepts which. */
#include <string.h>

#include "cli/options.h"

#define HEADING(text)                                                  \
	{                                                              \
		{ NULL, no_argument, NULL, 0 }, VALUE_NONE, text, NULL \
	}

/* All options; a verb names the short forms of those that it accepts. */
static const struct option_row all_options[] = {
	HEADING("Input:"),
	{ { "acrn-release", required_argument, NULL, 'r' },
	  VALUE_RELEASE,
	  "-r, --acrn-release NAME    for ACRN 2.0 to 2.7, 3.0, 3.0.1, 3.0.2, 3.1 to\n"
	  "                             3.3 (default) or master",
	  NULL },
	{ { "target", required_argument, NULL, 'T' },
	  VALUE_TARGET,
	  "-T, --target acrn|lab      for an ACRN machine (default), or for the lab here",
	  NULL },
	{ { "board", required_argument, NULL, 'b' },
	  VALUE_BOARD,
	  "-b, --board FILE           the board description, or the name of a built-in\n"
	  "                             one",
	  NULL },
	{ { "board-path", required_argument, NULL, 'B' },
	  VALUE_DIRECTORY,
	  "-B, --board-path DIR       also look for the board in DIR (may be repeated)",
	  NULL },
	{ { "root", required_argument, NULL, 'R' },
	  VALUE_DIRECTORY,
	  "-R, --root DIR             the host that is installed or recorded below DIR;\n"
	  "                             / for this one",
	  NULL },
	{ { "skip-others", no_argument, NULL, 'k' },
	  VALUE_NONE,
	  "-k, --skip-others          skip files that are no scenarios, launch XML or\n"
	  "                             scripts",
	  NULL },
	{ { "config", required_argument, NULL, 'C' },
	  VALUE_FILE,
	  "-C, --config FILE          the configuration file (default: .acrn-cfg.yaml of\n"
	  "                             the input's directory, or of one above it)",
	  NULL },
	{ { "no-config", no_argument, NULL, 'I' },
	  VALUE_NONE,
	  "-I, --no-config            use no configuration file",
	  NULL },
	{ { "vm", required_argument, NULL, 'm' },
	  VALUE_TEXT,
	  "-m, --vm NAME              draw only this VM and what it is connected with\n"
	  "                             (may be repeated)",
	  NULL },
	{ { "region", required_argument, NULL, 'e' },
	  VALUE_TEXT,
	  "-e, --region NAME          draw only this region and its peers (may be\n"
	  "                             repeated)",
	  NULL },
	HEADING("Output:"),
	{ { "output", required_argument, NULL, 'o' },
	  VALUE_FILE,
	  "-o, --output DIR           write below the directory DIR (default: output)",
	  "gen" },
	{ { "output", required_argument, NULL, 'o' },
	  VALUE_FILE,
	  "-o, --output DIR           the directory of keys\n"
	  "                             (default: /etc/acrn-cfg/scenarios/NAME/keys)",
	  "keygen" },
	{ { "output", required_argument, NULL, 'o' },
	  VALUE_FILE,
	  "-o, --output FILE          write what is formatted to FILE (default: in place)",
	  "fmt" },
	{ { "output", required_argument, NULL, 'o' },
	  VALUE_FILE,
	  "-o, --output FILE          write the messages of --format to FILE (default:\n"
	  "                             standard output)",
	  "check" },
	{ { "output", required_argument, NULL, 'o' },
	  VALUE_FILE,
	  "-o, --output FILE          write FILE (default: standard output)",
	  NULL },
	{ { "format", required_argument, NULL, 'f' },
	  VALUE_GRAPH_FORMAT,
	  "-f, --format FORMAT        svg (default), dot for Graphviz, or mermaid",
	  "graph" },
	{ { "format", required_argument, NULL, 'f' },
	  VALUE_PAGE_FORMAT,
	  "-f, --format FORMAT        html (default), or md: Markdown for merge requests",
	  "report" },
	{ { "format", required_argument, NULL, 'f' },
	  VALUE_DIFF_FORMAT,
	  "-f, --format FORMAT        text (default), json, md: Markdown, or svg: a\n"
	  "                             picture with the differences marked",
	  "diff" },
	{ { "check", no_argument, NULL, 'n' },
	  VALUE_NONE,
	  "-n, --check                write nothing; show what would change as a diff\n"
	  "                             (status 1)",
	  NULL },
	{ { "hypervisor", no_argument, NULL, 'H' },
	  VALUE_NONE,
	  "-H, --hypervisor           also compare what ACRN's hypervisor is compiled\n"
	  "                             with (ACRN 3.3 and master)",
	  "diff" },
	{ { "hypervisor", no_argument, NULL, 'H' },
	  VALUE_NONE,
	  "-H, --hypervisor           also all files that ACRN's hypervisor is compiled\n"
	  "                             with (ACRN 3.3 and master)",
	  NULL },
	{ { "harden", optional_argument, NULL, 'D' },
	  VALUE_HARDENING,
	  "-D, --harden[=LIST]        also files that separate the VMs and guard what\n"
	  "                             they share: groups, acl, apparmor, selinux,\n"
	  "                             fapolicyd, verity, systemd (all of these without\n"
	  "                             LIST), keys, all",
	  NULL },
	{ { "templates", required_argument, NULL, 't' },
	  VALUE_DIRECTORY,
	  "-t, --templates DIR        override and add templates by those in DIR",
	  NULL },
	{ { "sync", no_argument, NULL, 's' },
	  VALUE_NONE,
	  "-s, --sync                 write files to the disk before returning",
	  NULL },
	{ { NULL, required_argument, NULL, 'M' },
	  VALUE_DEPENDENCIES,
	  "-MD, -MF FILE, -MT TARGET  write dependencies for make or ninja to FILE, for\n"
	  "                             TARGET",
	  NULL },
	{ { "threshold", required_argument, NULL, 'N' },
	  VALUE_TEXT,
	  "-N, --threshold SCORE      status 1 for a score above SCORE, from 0 to 10",
	  NULL },
	{ { "budget", no_argument, NULL, 'u' },
	  VALUE_NONE,
	  "-u, --budget               print what is used and free of RAM, slots etc.",
	  NULL },
	{ { "fix", no_argument, NULL, 'x' },
	  VALUE_NONE,
	  "-x, --fix                  fix what has one right fix, then check the result",
	  NULL },
	{ { "dry-run", no_argument, NULL, 'd' },
	  VALUE_NONE,
	  "-d, --dry-run              with --fix: print a patch, and write nothing\n"
	  "                             (status 1)",
	  NULL },
	HEADING("Keys:"),
	{ { "rotate", optional_argument, NULL, 'g' },
	  VALUE_TEXT,
	  "-g, --rotate[=REGION]      make the next generation of the key of REGION, or\n"
	  "                             of all; images have the former one, too",
	  NULL },
	{ { "revoke", required_argument, NULL, 'K' },
	  VALUE_TEXT,
	  "-K, --revoke [REGION:]GENERATION\n"
	  "                             remove a generation that is not the newest",
	  NULL },
	{ { "list", no_argument, NULL, 'l' },
	  VALUE_NONE,
	  "-l, --list                 print regions, generations, fingerprints and VMs;\n"
	  "                             change nothing",
	  NULL },
	HEADING("Messages:"),
	{ { "baseline", required_argument, NULL, 'L' },
	  VALUE_FILE,
	  "-L, --baseline FILE        leave the findings out that FILE has",
	  NULL },
	{ { "write-baseline", required_argument, NULL, 'w' },
	  VALUE_FILE,
	  "-w, --write-baseline FILE  write all findings to FILE, and report none",
	  NULL },
	{ { "format", required_argument, NULL, 'f' },
	  VALUE_FORMAT,
	  "-f, --format FORMAT        how messages look:"
#define FORMAT(id, name, function, summary) "\n        " name ": " summary
#include "diag/formats.def"
#undef FORMAT
	  "\n      plan: the plan as xml (default), or it and messages as json;\n"
	  "      check --budget, audit, doctor: these, too, as json",
	  NULL },
	{ { "report", required_argument, NULL, 'p' },
	  VALUE_REPORT,
	  "-p, --report FORMAT=FILE   also write all messages to FILE ('-': standard\n"
	  "                             output), in a format of check's --format (may be\n"
	  "                             repeated)",
	  "graph report diff" },
	{ { "report", required_argument, NULL, 'p' },
	  VALUE_REPORT,
	  "-p, --report FORMAT=FILE   also write all messages to FILE ('-': standard\n"
	  "                             output), in a format of --format (may be repeated)",
	  NULL },
	{ { "fail-on", required_argument, NULL, 'F' },
	  VALUE_LEVEL,
	  "-F, --fail-on LEVEL        status 1 for error (default), warning (both), or\n"
	  "                             never",
	  NULL },
	{ { "verbose", no_argument, NULL, 'v' },
	  VALUE_NONE,
	  "-v, --verbose              say why files are skipped",
	  "check" },
	{ { "verbose", no_argument, NULL, 'v' },
	  VALUE_NONE,
	  "-v, --verbose              print the names of written files",
	  NULL },
	{ { "quiet", no_argument, NULL, 'q' },
	  VALUE_NONE,
	  "-q, --quiet                print no summary of what was written; only the\n"
	  "                             format text has one",
	  NULL },
	{ { "color", required_argument, NULL, 'c' },
	  VALUE_COLOR,
	  "-c, --color WHEN           auto (default; heeds NO_COLOR), always or never",
	  NULL },
	{ { "warning", required_argument, NULL, 'W' },
	  VALUE_WARNING,
	  "-W[no-]SLUG, -Werror[=SLUG]\n"
	  "                             turn a warning on, off, or into an error",
	  NULL },
	HEADING("Other:"),
	{ { "help", no_argument, NULL, 'h' },
	  VALUE_NONE,
	  "-h, --help                 show this help",
	  NULL },
	{ { "version", no_argument, NULL, 'V' },
	  VALUE_NONE,
	  "-V, --version              show the version",
	  NULL },
};

_Static_assert(sizeof(all_options) / sizeof(all_options[0]) <= OPTIONS_MAX, "all rows have room");

/* The options that every verb accepts. */
static const char common_options[] = "fpcWhV";

const struct option_row *options_table(size_t *count)
{
	*count = sizeof(all_options) / sizeof(all_options[0]);
	return all_options;
}

bool options_is_heading(const struct option_row *row)
{
	return row->option.val == 0;
}

bool options_is_common(const struct option_row *row)
{
	return !options_is_heading(row) && strchr(common_options, row->option.val);
}

/* Whether a list of words with blanks between them has a word. */
static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (; *list; list += strspn(list, " ")) {
		size_t end = strcspn(list, " ");

		if (end == length && strncmp(list, word, length) == 0)
			return true;
		list += end;
	}
	return false;
}

/* Where rows have the same option, the first that names the verb is for it, or that without names,
 * which is the last. */
bool options_accepts(const struct verb *verb, const struct option_row *row)
{
	const struct option_row *own = all_options;

	if (options_is_heading(row) ||
	    (!options_is_common(row) && !strchr(verb->options, row->option.val)))
		return false;
	while (own->option.val != row->option.val ||
	       (own->verbs && !has_word(own->verbs, verb->name)))
		own++;
	return own == row;
}
