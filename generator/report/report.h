/* SPDX-License-Identifier: BSD-3-Clause
 * report.h: all that is known of a scenario, as a document that templates make a page of.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <libxml/tree.h>

struct arena;
struct audit;
struct diags;
struct model;
struct output_files;
struct plan;

struct report_request {
	const struct model *model;
	const char *path;	   /* of the scenario, as the user wrote it */
	const struct diags *diags; /* all messages of check, sorted */
	const struct plan *plan;   /* these are NULL where the model has errors */
	const struct audit *audit;
	const struct output_files *files; /* that gen writes */
};

/* A document by schema/report.xsd. It lives as long as the arena. */
xmlDoc *report_document(struct arena *arena, const struct report_request *request);

#endif
