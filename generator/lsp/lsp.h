/* SPDX-License-Identifier: BSD-3-Clause
 * lsp.h: the language server: what editors ask about scenarios while they are edited.
 *
 * Messages of the Language Server Protocol 3.17 come on standard input and go to standard output.
 * The server itself keeps only the bytes of open documents; whatever reads them is done in a child,
 * a request each, which cannot harm the server: it may be killed, run out of memory or crash.
 */
#ifndef LSP_LSP_H
#define LSP_LSP_H

#include <stdbool.h>

struct arena;
struct board;
struct diags;
struct doc;
struct model;
struct source;

/* What the server needs of the program that it is part of. The functions are called in a child. */
struct lsp_host {
	void *context;	    /* for the functions */
	const char *manual; /* the URI of docs/diagnostics.md, or NULL where it is not installed */
	unsigned seconds;   /* how long a child may take */

	/* Reports what `acrn-cfg check` does for a file with this content; nothing where it is
	 * neither a scenario, a launch XML nor a launch script. A source that is no file
	 * has no directory. Returns whether it could be parsed. */
	bool (*check)(void *context, struct arena *arena, const struct source *source,
		      struct diags *diags);

	/* The board of a scenario, or NULL. */
	const struct board *(*board)(void *context, struct arena *arena, const struct doc *doc);

	/* The model of a scenario, or of the scenario of a launch XML, with what belongs to it;
	 * NULL where there is none. */
	const struct model *(*model)(void *context, struct arena *arena,
				     const struct source *source);
};

/* Serves until the client ends it. Returns whether that was in order: by `shutdown` and `exit`. */
bool lsp_serve(struct arena *arena, const struct lsp_host *host, int input, int output);

#endif
