/* SPDX-License-Identifier: BSD-3-Clause
 * describe.h: what the schemas and the model say, as text for people, in Markdown or plain.
 */
#ifndef LSP_DESCRIBE_H
#define LSP_DESCRIBE_H

#include "lsp/names.h"
#include "validate/annotation.h"

struct board_cpu;
struct outline_node;

/* Texts for people. */
struct describe {
	struct arena *arena;
	bool is_markdown;
};

/* What the schema says about an element or attribute: its documentation, the values that it may
 * have, its default and its releases. */
const char *describe_annotation(const struct describe *describe,
				const struct annotation *annotation);

/* What a name refers to, on one line or more; "" where nothing is known. */
const char *describe_name(const struct describe *describe, const struct lsp_names *names,
			  const struct lsp_name *name);

/* A VM on one line, without its name: "VM 1, POST_LAUNCHED_VM". */
const char *describe_vm(struct arena *arena, const struct vm *vm);

/* A CPU of the board: "APIC ID 4, performance core". */
const char *describe_cpu(struct arena *arena, const struct board_cpu *cpu);

/* A text that is shown as it is; as code, such as a value. */
const char *describe_text(const struct describe *describe, const char *text);
const char *describe_code(const struct describe *describe, const char *text);

/* "MarkupContent" for the client. */
json_t *describe_markup(const struct describe *describe, const char *text);

/* The element of a node, by the schema of scenarios or of boards; false where that does not have
 * it.
 */
bool describe_find(struct arena *arena, const struct outline_node *node,
		   struct annotation *annotation);

#endif
