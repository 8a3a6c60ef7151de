/*
 * What sock_diag and /proc/PID/net say of sockets: pure functions over a message or a line, as
 * decode.h's.  Numbers are in the byte order of this machine.
 */
#ifndef CTOP_OS_LINUX_DECODE_SOCK_H
#define CTOP_OS_LINUX_DECODE_SOCK_H

#include "../facts.h"
#include "scan.h"

struct arena;

/* The tables of sockets there are, each named as its file in /proc/PID/net. */
enum socket_table {
	SOCKETS_UNIX,
	SOCKETS_TCP,
	SOCKETS_TCP6,
	SOCKETS_UDP,
	SOCKETS_UDP6,
	SOCKETS_NETLINK,
	SOCKETS_PACKET,
	SOCKETS_RAW,
	SOCKETS_RAW6,
	SOCKETS_UDPLITE,
	SOCKETS_UDPLITE6,
	SOCKETS_ICMP,
	SOCKETS_ICMP6,
	SOCKETS_TABLES
};
extern const char *const socket_tables[]; /* by enum socket_table */
/* Two tables that differ in the length of addresses only: is it the longer one? */
bool socket_table_is_v6(enum socket_table);

struct socket_end {
	uint8_t address[16]; /* the first four of IPv4; in network order */
	uint16_t port;
};

/* One socket; not yet text, for most are of no interest to whoever asks. */
struct socket_record {
	uint64_t inode;
	uint8_t table;			 /* enum socket_table */
	uint8_t state;			 /* TCP_ESTABLISHED and so on, also of what is not TCP */
	uint8_t type;			 /* SOCK_STREAM ...; of unix and packet sockets */
	struct socket_end local, remote; /* of tables of the internet */
	bool has_path;
	struct span path; /* unix: in the message; a first NUL: abstract, "" none */
	uint64_t peer;	  /* unix: the inode of the other end; 0: none, or not told */
	uint32_t protocol, port,
	    index; /* netlink: family and port; packet: protocol and interface */
};

/* Messages of a sock_diag dump.  The table's file says which family it was of. */
bool decode_inet_diag(const char *, size_t, enum socket_table, struct socket_record *);
bool decode_unix_diag(const char *, size_t, struct socket_record *);
/* A line of /proc/PID/net/TABLE; false: the heading, or no such line. */
bool decode_socket_line(struct span line, enum socket_table, struct socket_record *);

/*
 * Fills protocol, state, local and remote.  Of a unix socket's other end only what it knows itself.
 */
void socket_texts(const struct socket_record *, struct open_file *, struct arena *);
/* The path of a unix socket as text: an abstract one begins with @; NULL: it has none. */
const char *socket_path_text(const struct socket_record *, struct arena *);
/* psutil's word for a state in small letters; NULL: means nothing. */
const char *socket_state(uint8_t);
/* The kernel's name of a protocol ("TCPv6", "UNIX-STREAM") as the tables here have it. */
const char *socket_protocol_text(struct span, struct arena *);

#endif
