/* SPDX-License-Identifier: BSD-3-Clause
 * outputs.c: the files that gen writes. */
#include "base/arena.h"
#include "base/digest.h"
#include "render/files.h"
#include "report/internal.h"

static const char *reason_of(const struct report_request *request)
{
	if (!request->plan)
		return report_has_errors;
	return request->files ? NULL : "They cannot be made: see the messages.";
}

void report_add_outputs(const struct report *report, xmlNode *root)
{
	const struct output_files *files = report->request->files;
	xmlNode *outputs = report_add(report, root, "outputs");

	report_text(report, outputs, "reason", reason_of(report->request));
	if (!files)
		return;
	report_number(report, outputs, "count", files->count);
	for (size_t i = 0; i < files->count; i++) {
		const struct output_file *file = &files->files[i];
		xmlNode *output = report_add(report, outputs, "output");

		report_text(report, output, "path", file->path);
		report_number(report, output, "bytes", file->size);
		report_flag(report, output, "executable", file->is_executable);
		report_text(report, output, "sha256",
			    digest_bytes(report->arena, file->text, file->size));
	}
}
