/* SPDX-License-Identifier: BSD-3-Clause
 * documents.h: the documents that the client has open, as bytes.
 */
#ifndef LSP_DOCUMENTS_H
#define LSP_DOCUMENTS_H

#include "lsp/internal.h"
#include "lsp/position.h"

/* How many documents may be open, and how many bytes all of their texts may have. */
#define DOCUMENTS_MAX	   1000u
#define DOCUMENTS_SIZE_MAX ((size_t)512 * 1024 * 1024)

/* A version of a document, which never changes; several may keep it. */
struct lsp_text {
	struct arena *arena; /* its own */
	unsigned keepers;
	const char *bytes;
	size_t size;
	size_t *total; /* the size of all texts, which this one is part of */
};

/* The bytes are copied; the caller is the first that keeps it. */
struct lsp_text *text_new(const struct arena *like, const char *bytes, size_t size, size_t *total);
struct lsp_text *text_keep(struct lsp_text *text);
void text_release(struct lsp_text *text); /* may be NULL */

struct document {
	struct document *next;
	struct arena *arena; /* its own, which it lives in */
	const char *uri;
	const char *path;      /* NULL for what is no file */
	const char *real_path; /* as from overlay_path(), or NULL */
	unsigned number;       /* its own as long as it is open, below DOCUMENTS_MAX */
	long long version;
	bool has_version;
	struct lsp_text *text;
	struct lsp_text
		*parsed; /* the last one that could be parsed, as far as is known, or NULL */
	bool is_stale;	 /* its diagnostics are not those of `text` */

	/* Which other documents have been read to check it: a flag for each number. */
	bool uses[DOCUMENTS_MAX];
};

struct documents {
	const struct arena *arena; /* whose out_of_memory() is used */
	struct document *first;
	size_t count, size;
};

/* NULL where it is not open. */
struct document *documents_find(const struct documents *documents, const char *uri);

/* Opens a document, or replaces the text of one that is open. NULL where there are too many, or
 * they are too large. */
struct document *documents_open(struct documents *documents, const char *uri, const char *bytes,
				size_t size);

void documents_close(struct documents *documents, struct document *document);

/* Replaces the text of a document, or what is from one position to the other. False where it would
 * be too large. */
bool documents_set(struct documents *documents, struct document *document, const char *bytes,
		   size_t size);
bool documents_replace(struct documents *documents, struct document *document,
		       const struct lsp_position range[2], enum lsp_encoding encoding,
		       const char *bytes, size_t size);

#endif
