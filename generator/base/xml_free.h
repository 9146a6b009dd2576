/* SPDX-License-Identifier: BSD-3-Clause
 * xml_free.h: frees libxml2's objects, for arena_adopt() and CLEANUP.
 */
#ifndef BASE_XML_FREE_H
#define BASE_XML_FREE_H

#include <libxml/hash.h>
#include <libxml/tree.h>

static inline void xml_free_doc(void *doc)
{
	xmlFreeDoc(doc);
}

/* The values of the entries are not freed. */
static inline void xml_free_hash(void *hash)
{
	xmlHashFree(hash, NULL);
}

static inline void xml_free_buffer(void *buffer)
{
	xmlBufferFree(buffer);
}

#endif
