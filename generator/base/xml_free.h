/* SPDX-License-Identifier: BSD-3-Clause
 * xml_free.h: libxml2's objects in the form in which arena_adopt() and CLEANUP end them.
 */
#ifndef BASE_XML_FREE_H
#define BASE_XML_FREE_H

#include <libxml/hash.h>
#include <libxml/tree.h>

static inline void xml_free_doc(void *doc)
{
	xmlFreeDoc(doc);
}

/* What the entries point to is somebody else's. */
static inline void xml_free_hash(void *hash)
{
	xmlHashFree(hash, NULL);
}

static inline void xml_free_buffer(void *buffer)
{
	xmlBufferFree(buffer);
}

#endif
