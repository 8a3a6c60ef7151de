#include "../../arena.h"
#include "windows.h"

static enum fact
read_cmdline(struct held *h, struct proc *p, struct arena *a)
{
	struct blob line;
	enum fact fact = peb_command_line(h, &line, a);

	if (fact != FACT_OK)
		return fact;
	p->cmdline = decode_arguments(line, a);
	p->known[PG_CMDLINE] = FACT_OK;
	return FACT_OK;
}

/* Nearly every path, and the longest that Windows knows. */
#define PATH_USUAL   1024
#define PATH_LONGEST 32768

static enum fact
read_exe(struct held *h, struct proc *p, struct arena *a)
{
	WCHAR usual[PATH_USUAL], *path = usual;
	DWORD units = PATH_USUAL;
	enum fact fact = held_pin(h);

	if (fact != FACT_OK)
		return fact;
	if (!QueryFullProcessImageNameW(held_handle(h), 0, path, &units)) {
		fact = held_error(h, windows_fact(GetLastError()));
		if (GetLastError() == ERROR_INSUFFICIENT_BUFFER) {
			units = PATH_LONGEST;
			path = arena_array(a, units, sizeof(*path));
			if (QueryFullProcessImageNameW(held_handle(h), 0, path, &units))
				fact = FACT_OK;
		}
	}
	if (fact != FACT_OK)
		return fact;
	p->more->exe = decode_wide(windows_wide(path, units), a).data;
	p->known[PG_EXE] = FACT_OK;
	return FACT_OK;
}

static enum fact
read_cwd(struct held *h, struct proc *p, struct arena *a)
{
	enum fact fact = peb_cwd(h, &p->more->cwd, a);

	if (fact == FACT_OK)
		p->known[PG_CWD] = FACT_OK;
	return fact;
}

static enum fact
read_environ(struct held *h, struct proc *p, struct arena *a)
{
	enum fact fact = peb_environment(h, &p->more->environ, a);

	if (fact == FACT_OK)
		p->known[PG_ENVIRON] = FACT_OK;
	return fact;
}

/* Where a user's identifier is put, with room for the longest. */
struct owner {
	_Alignas(16) unsigned char buf[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
	PSID sid;
};

static enum fact
read_owner(struct held *h, const struct proc *p, struct owner *owner)
{
	DWORD len = sizeof(owner->buf);
	HANDLE token;
	enum fact fact;

	/* Nobody may open the kernel's own, and whose they are is known. */
	if (p->kernel) {
		owner->sid = owner->buf;
		return CreateWellKnownSid(WinLocalSystemSid, NULL, owner->sid, &len) ? FACT_OK
										     : FACT_NONE;
	}
	fact = held_pin(h);
	if (fact != FACT_OK)
		return fact;
	if (!OpenProcessToken(held_handle(h), TOKEN_QUERY, &token))
		return held_error(h, windows_fact(GetLastError()));
	if (GetTokenInformation(token, TokenUser, owner->buf, len, &len))
		owner->sid = ((TOKEN_USER *)(void *)owner->buf)->User.Sid;
	else
		fact = windows_fact(GetLastError());
	CloseHandle(token);
	return fact;
}

static enum fact
read_token(struct held *h, struct proc *p, struct arena *a)
{
	struct owner owner;
	enum fact fact = read_owner(h, p, &owner);

	if (fact != FACT_OK)
		return fact;
	p->username = accounts_name(h->machine->accounts, owner.sid, a);
	if (p->username != NULL)
		p->known[PG_USERNAME] = FACT_OK;
	return FACT_OK;
}

/* A name that has not been asked for yet. */
static enum fact
read_account(struct held *h, struct proc *p, struct arena *a)
{
	struct owner owner;
	enum fact fact = read_owner(h, p, &owner);

	if (fact != FACT_OK)
		return fact;
	p->username = accounts_ask(h->machine->accounts, owner.sid, a);
	p->known[PG_USERNAME] = FACT_OK;
	return FACT_OK;
}

/* A process that may not be opened tells its class by the base priority that comes of it. */
static enum fact
read_class(struct held *h, struct proc *p, struct arena *a)
{
	enum priority_class class = CLASS_COUNT;
	enum fact fact = held_pin(h);

	(void)a;
	if (fact == FACT_OK)
		class = class_of_number(GetPriorityClass(held_handle(h)));
	else if (fact == FACT_DENIED && !p->thread && p->known[PG_PRIORITY] == FACT_OK)
		class = class_of_base(p->priority);
	if (class == CLASS_COUNT)
		return fact == FACT_OK ? FACT_NONE : fact;
	p->nice = class_nice(class);
	p->known[PG_NICE] = FACT_OK;
	return FACT_OK;
}

/*
 * Everything else came with the list.  What is read here waits for nobody: no lock of the other
 * process is taken, its memory is there or it is not.
 */
const struct source windows_sources[] = {
    {"list", COUNTER_GROUPS, SOURCE_THREAD | SOURCE_KERNEL, read_listed},
    {"token", PG_BIT(PG_USERNAME), SOURCE_THREAD | SOURCE_KERNEL, read_token},
    {"account", PG_BIT(PG_USERNAME), SOURCE_THREAD | SOURCE_KERNEL | SOURCE_BLOCKS, read_account},
    {"class", PG_BIT(PG_NICE), SOURCE_THREAD, read_class},
    {"command_line", PG_BIT(PG_CMDLINE), SOURCE_THREAD | SOURCE_STATIC, read_cmdline},
    {"image", PG_BIT(PG_EXE), SOURCE_THREAD | SOURCE_STATIC, read_exe},
    {"directory", PG_BIT(PG_CWD), SOURCE_THREAD, read_cwd},
    {"environment", PG_BIT(PG_ENVIRON), SOURCE_THREAD | SOURCE_STATIC, read_environ},
    {"working_set", PG_BIT(PG_USS), SOURCE_BLOCKS | SOURCE_DEAR, read_working_set},
    {"working_set_ex", PG_BIT(PG_USS), SOURCE_BLOCKS | SOURCE_DEAR, read_working_set_ex},
    {NULL, 0, 0, NULL},
};
