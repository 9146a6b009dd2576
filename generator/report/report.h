/* SPDX-License-Identifier: BSD-3-Clause
 * report.h: all that is known of a scenario, as a document of which templates make a page.
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
	const struct diags *diags; /* all messages of check, sorted */
	/* NULL where the model has errors: then the parts that need one of these have a reason. */
	const struct plan *plan;
	const struct audit *audit;
	const struct output_files *files; /* that gen writes; NULL where they cannot be made */
};

/* A document by schema/report.xsd. It is the same whenever and wherever it is made, and lives as
 * long as the arena. */
xmlDoc *report_document(struct arena *arena, const struct report_request *request);

#endif
