/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the files of cli/ share: the parts of the command line, and what the verbs that
 * read scenarios have in common.
 */
#ifndef CLI_INTERNAL_H
#define CLI_INTERNAL_H

#include <libxml/tree.h>

#include "cli/options.h"
#include "cli/pipeline.h"
#include "script/script.h"
#include "settings/settings.h"

struct progress;

/* Reports what is wrong with the command line. Returns false. `hint` may be NULL. */
bool options_report(const char *what, const char *which, const char *hint);

/* Prints where the verb's usage is described, or with NULL that of the program: the last line about
 * an invalid command line. */
void options_hint(const struct verb *verb);

/* options_report() and options_hint(): for a verb that refuses its own command line. */
bool options_refuse(const struct options *options, const char *what, const char *which,
		    const char *hint);

/* A hint with all of `names`, which NULL ends: "use a, b or c". */
const char *options_list(struct arena *arena, const char *const *names);

/* options_report() of a value that is none of `names`, which NULL ends: with the nearest of them,
 * or where none is near with all. */
bool options_report_choice(struct arena *arena, const char *what, const char *which,
			   const char *const *names);

/* The same for the slug of a rule, and for the name of a verb. */
bool options_report_rule(struct arena *arena, const char *slug);
bool options_report_verb(struct arena *arena, const struct verb *verbs, const char *name);

/* The same for what getopt_long() has found in `word`, the last that it has read: `result` is '?'
 * or ':', which it returned, and its optopt is still set. */
bool options_report_getopt(struct arena *arena, const struct options *options, int result,
			   const struct option *long_forms, const char *word);

/* cli/help.c: what --help prints, and that of a verb. */
void help_print(FILE *stream, const struct verb *verbs);
void help_print_verb(FILE *stream, const struct verb *verb);

/* Whether what goes to a file, such as standard error, is in color if nothing is said. */
bool options_wants_color(int fd);

/* Takes an option that getopt has read, with its value in getopt's optarg; `argv` is what getopt
 * reads. False where its value is invalid, which is reported. */
bool options_take(struct arena *arena, struct options *options, int option, char **argv);

/* Reports options that exclude each other, once the settings are known. */
bool options_are_consistent(const struct options *options);

/* Sets the form of a verb with documents, by its name; NULL for the default. False where the verb
 * has none of that name, which is printed. */
bool options_set_document(struct arena *arena, struct options *options, const char *name);

/* Sets what --format takes, and adds what --report takes, FORMAT=FILE; false where it is invalid,
 * which is printed. With the form XML of the plan, messages are text. */
bool options_set_format(struct arena *arena, struct options *options, const char *name);
bool options_add_report(struct arena *arena, struct options *options, const char *text);

/* Sets what --fail-on takes; false where it is invalid, which is printed. */
bool options_set_fail_on(struct arena *arena, struct options *options, const char *level);

/* Gives options the settings, which may be NULL, for all that the verb has an option for and the
 * command line says nothing of. False where the result is inconsistent, which is printed. */
bool options_set_settings(struct arena *arena, struct options *options,
			  const struct settings *settings);

/* Loads the schemas, and applies the options. The context lives as long as the arena. False with a
 * diag where an option names a directory that is none. */
bool verbs_context(struct arena *arena, const struct options *options, struct diags *diags,
		   struct scenario_context *context);

/* Reports the only list of messages of a run (cli/messages.h), and returns the exit status that
 * follows from them. */
int verbs_report(const struct options *options, struct diags *diags);

/* How documents are loaded: load_source() or load_whole(), into `memory`. The files, and so the
 * sources of spans in `diags`, live in `arena`. */
struct input_loader {
	struct arena *arena, *memory;
	const struct doc *(*load)(struct arena *arena, const struct source *source,
				  struct diags *diags);
	struct diags *diags;
};

/* Whether a document is a launch XML, and no template of one. */
bool input_is_launch(const struct doc *doc);

/* Takes a document, of the file `path`, as the scenario or the launch XML of an input, which is
 * empty at first. False with a diag where it has that already. */
bool input_take(const struct input_loader *loader, const char *path, const struct doc *doc,
		struct scenario_input *input);

/* Takes the launch XML that is in the directory of a scenario that came alone, if it is of a
 * release that has any. */
void input_take_launch_beside(const struct input_loader *loader, struct scenario_input *input);

/* Loads the scenario of a launch XML, of the file `path`, that came alone, and compares both. False
 * with a diag. */
bool input_complete(const struct input_loader *loader, const char *path,
		    struct scenario_input *input);

/* Loads the documents of 1 or 2 files, in either order, and completes the input. False with a diag.
 */
bool input_load(const struct input_loader *loader, char *const *paths, size_t count,
		struct scenario_input *input);

/* cli/beside.c: the path of the scenario of a launch XML: the file of the name that it gives to it,
 * or the only scenario of that name and of the same board in its directory, of whose files only the
 * beginnings are read. NULL for none; *places is a list of where it was searched, or NULL. */
const char *beside_scenario(struct arena *arena, const char *path, const char **places);

/* The path of a launch XML of a scenario: the first file in its directory that beside_scenario()
 * says so of; NULL for none. */
const char *beside_launch(struct arena *arena, const char *path);

/* A file that is to be checked, alone or with another one. */
struct beside_file {
	const char *path;
	const char *scenario; /* for a launch XML, or NULL: its own, where it is known */
	bool is_covered;      /* a scenario that is checked with a launch XML: not alone */
};

/* Decides for the files of a directory, or of a command line, which launch XML is checked with
 * which scenario. On a command line a launch XML goes with the only scenario that is there, or with
 * the only one that it names; else, and in a directory, with that of beside_scenario(). */
struct beside_file *beside_pair(struct arena *arena, char *const *paths, size_t count,
				bool is_command_line);

/* The model of the scenario on the command line; NULL, with the reason in `diags`, when
 * anything is wrong with it. This is the gate. It lives in `memory`; the files that were read, and
 * so the sources of spans in `diags`, live in `arena`, but for an invalid board: with NULL `memory`
 * has to last until `diags` are printed. */
const struct model *verbs_model(struct arena *arena, struct arena *memory,
				const struct options *options, struct diags *diags);

/* The same before the gate: a model with errors in `diags` is returned, too; NULL where there is
 * none. */
const struct model *verbs_checked_model(struct arena *arena, struct arena *memory,
					const struct options *options, struct diags *diags);

/* Whether a model that was checked is valid, and so has a plan: at most there are warnings, and
 * warnings that -Werror or the configuration makes errors. */
bool verbs_is_valid(const struct diags *diags);

/* cli/check.c: checks all files of the command line, and reports, first what `diags` has; returns
 * the exit status. */
int check_and_report(struct arena *arena, const struct options *options, struct diags *diags);

/* The same, where all messages go to `diags` and nothing is printed but the progress, which may be
 * NULL. */
void check_collect(struct arena *arena, const struct options *options, struct progress *progress,
		   struct diags *diags);

/* cli/fix.c: check --fix. */
int fix_run(struct arena *arena, const struct options *options);

/* Launch scripts, read for one release. */
struct script_set {
	const struct script **scripts;
	size_t count;
	enum release release; /* of --acrn-release, or the one that the arguments are of */
};

/* A script, read for a release; NULL with a diag where it is none. */
const struct script *scripts_read(struct arena *arena, const struct source *source,
				  enum release release, struct diags *diags);

/* How acrn-dm takes its arguments depends on its release, and the arguments show that: reads
 * scripts for the one that they are for. */
void scripts_choose_release(struct arena *arena, struct script_set *set);

/* Loads the scripts of some files. False with diags where one of them cannot be read, is not a
 * script, or one that bash would refuse; the others are there. Each is a step of the progress,
 * which may be NULL. */
bool scripts_load(struct arena *arena, const struct options *options, char *const *paths,
		  size_t count, struct script_set *set, struct progress *progress,
		  struct diags *diags);

/* Runs the rules for scripts over all of them together, and takes the warnings out that comments
 * allow. */
void scripts_check(struct arena *arena, const struct scenario_context *context,
		   const struct script_set *set, struct diags *diags);

/* Reports where they have drifted apart from a scenario in which no rule has found an error. */
void scripts_compare(struct arena *arena, const struct script_set *set, const struct model *model,
		     struct diags *diags);

/* cli/import.c: the scenario that scripts amount to, in XML of *size bytes. NULL with a diag. */
const char *import_text(struct arena *arena, const struct options *options,
			const struct script_set *set, struct diags *diags, size_t *size);

/* cli/plans.c: the document of the plan of one argument of the verb diff. NULL with a diag. */
xmlDoc *plans_read(struct arena *arena, const struct options *options, const char *path,
		   struct diags *diags);

/* Writes what is left of standard output. Returns false with a diag where any of it was not
 * written. */
bool verbs_flush_stdout(struct diags *diags);

/* Writes a text to the file of --output, which must not be an input, or to standard
 * output without that option, and for "-". Errors are reported to `diags`. */
void verbs_write(struct arena *arena, const struct options *options, const char *text, size_t size,
		 struct diags *diags);

/* The same for what `print` prints. */
void verbs_write_printed(struct arena *arena, const struct options *options,
			 void (*print)(FILE *stream, void *context), void *context,
			 struct diags *diags);

/* verbs_report() for a run with a result: without one it fails even if nothing was reported. */
int verbs_finish(const struct options *options, struct diags *diags, bool is_done);

#endif
