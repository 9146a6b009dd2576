/* SPDX-License-Identifier: BSD-3-Clause
 * messages.h: where the messages of a run go.
 *
 * People read them on standard error, a list at a time. Programs read them on standard output, or
 * in the files of --output and --report, most of which are written at the end, because they have
 * one document for all of a run.
 */
#ifndef CLI_MESSAGES_H
#define CLI_MESSAGES_H

#include "cli/options.h"

struct messages;
struct progress;

/* Nothing is reported yet. Messages in --format are on standard error; those of check are on
 * standard output or in the file of --output where that format is for programs, and on standard
 * error as text. Besides a budget they stay on standard error. */
struct messages *messages_new(struct arena *arena, const struct options *options);

/* Prints nothing: all messages go to `diags`. */
struct messages *messages_new_list(struct arena *arena, const struct options *options,
				   struct diags *diags);

/* The progress of the run (cli/progress.h), for people who read the messages on standard error:
 * NULL where these are for programs. What is printed here takes its line away first. */
struct progress *messages_show_progress(struct messages *messages);

/* Whether what is reported is needed until messages_end(): then the arena of each list and the
 * sources that it refers to have to last until then, or else until messages_add() has returned. */
bool messages_keeps(const struct messages *messages);

/* Reports a list, the messages of which are complete: all about a scenario with its launch XML, or
 * about scripts. */
void messages_add(struct messages *messages, struct diags *diags);

/* The same with the options of an input, by whose --fail-on its messages count. */
void messages_add_of(struct messages *messages, const struct options *options, struct diags *diags);

/* The same for what the verb itself has printed: only --report has the messages, and the exit
 * status does not depend on them. */
void messages_include(struct messages *messages, struct diags *diags);

/* Prints a line about the run itself on standard error. */
void messages_remark(const struct messages *messages, const char *text);

/* How many errors, with failures, and how many warnings were reported by messages_add(). */
size_t messages_error_count(const struct messages *messages);
size_t messages_warning_count(const struct messages *messages);

/* Prints what is to be printed at the end, and writes the files. Returns the worst exit status that
 * follows from the lists of messages by --fail-on; where anything cannot be written, that of a
 * failure. */
int messages_end(struct messages *messages);

/* Whether each report has a place of its own; if not, that is reported as an error of the command
 * line. */
bool messages_is_possible(const struct options *options);

#endif
