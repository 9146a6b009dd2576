/* SPDX-License-Identifier: BSD-3-Clause
 * verbs.h: the verbs of acrn-cfg: verb_x() is in cli/x.c, and returns the exit status.
 */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

struct arena;
struct options;

/* Exit statuses: the input is clean; the input has errors; usage, I/O or another failure. */
enum { STATUS_CLEAN = 0, STATUS_FINDINGS = 1, STATUS_FAILED = 2 };

int verb_gen(struct arena *arena, const struct options *options);
int verb_check(struct arena *arena, const struct options *options);
int verb_audit(struct arena *arena, const struct options *options);
int verb_diff(struct arena *arena, const struct options *options);
int verb_graph(struct arena *arena, const struct options *options);
int verb_report(struct arena *arena, const struct options *options);
int verb_plan(struct arena *arena, const struct options *options);
int verb_keygen(struct arena *arena, const struct options *options);
int verb_convert(struct arena *arena, const struct options *options);
int verb_fmt(struct arena *arena, const struct options *options);
int verb_upgrade(struct arena *arena, const struct options *options);
int verb_import(struct arena *arena, const struct options *options);
int verb_doctor(struct arena *arena, const struct options *options);
int verb_completion(struct arena *arena, const struct options *options);
int verb_lsp(struct arena *arena, const struct options *options);
int verb_config(struct arena *arena, const struct options *options);
int verb_explain(struct arena *arena, const struct options *options);
int verb_help(struct arena *arena, const struct options *options);

#endif
