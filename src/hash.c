#include "hash.h"

#define PRIME UINT64_C(1099511628211)

uint64_t
hash_bytes(uint64_t hash, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * PRIME;
	return hash;
}

uint64_t
hash_string(uint64_t hash, const char *s)
{
	for (; *s != '\0'; s++)
		hash = (hash ^ (unsigned char)*s) * PRIME;
	return hash;
}
