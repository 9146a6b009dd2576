/* SPDX-License-Identifier: BSD-3-Clause
 * arena.h: one run's memory, and the cleanup attributes for what cannot live in it.
 *
 * The source, the model, the messages and their spans live and die together, so they share one
 * arena, and few objects in the generator have a free function of their own.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* A new, empty arena; the caller owns it and ends it with arena_free(). When the system has no more
 * memory `out_of_memory` is called and must not return, so that no allocation below is ever NULL.
 */
struct arena *arena_new(void (*out_of_memory)(void));
void arena_free(struct arena *arena);

/* A new arena that handles being out of memory as `like` does; the caller owns it. */
struct arena *arena_new_like(const struct arena *like);

/* Ends the run as if the arena itself were out of memory: for foreign allocations that fail. */
void arena_exhausted(const struct arena *arena) __attribute__((noreturn));

/* `size` zeroed bytes, aligned for any type. They stay where they are until arena_free(). */
void *arena_alloc(struct arena *arena, size_t size);

/* `count` zeroed elements of `size` bytes each; counts that overflow are out of memory. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* Room for one more element at the end of an array that has `count` of them: returns the array,
 * moved if it had to grow, with a zeroed element at [count]. Growth doubles, so that n calls cost
 * O(n). Pass the array that the previous call returned, NULL at first. */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t size);

/* A NUL-terminated copy of `length` bytes. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);

char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

/* Calls `release(object)` when the arena is freed, the last one first: for the foreign objects,
 * such as an xmlDoc, that live as long as the run. Returns `object`. */
void *arena_adopt(struct arena *arena, void *object, void (*release)(void *object));

/* The same for another arena: `inner` is freed when `arena` is. */
void arena_adopt_arena(struct arena *arena, struct arena *inner);

/* Releases an object that the arena has adopted, before the arena is freed: one that is large and
 * no longer needed. Does nothing for an object that it has not adopted, or has released already. */
void arena_release(struct arena *arena, const void *object);

/* For the foreign objects that a function keeps to itself: DEFINE_CLEANUP(xmlDoc *, xmlFreeDoc)
 * once in a file, then `CLEANUP(xmlFreeDoc) xmlDoc *doc = …;` frees it when `doc` goes out of
 * scope. */
#define DEFINE_CLEANUP(type, function)                        \
	static inline void cleanup_##function(type *variable) \
	{                                                     \
		if (*variable)                                \
			function(*variable);                  \
	}
#define CLEANUP(function) __attribute__((cleanup(cleanup_##function)))

DEFINE_CLEANUP(struct arena *, arena_free)

/* Hands on what a CLEANUP variable holds, and leaves it empty: the one way out of a function. */
#define STEAL(variable)                                 \
	({                                              \
		__typeof__(variable) stolen = variable; \
		(variable) = NULL;                      \
		stolen;                                 \
	})

#endif
