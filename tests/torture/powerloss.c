/* Loaded before the C library: writes down every change of a file or folder under POWERLOSS_ROOT, and every sync.
 *
 * The changes are carried out as always. From the list, tests/torture/power.py makes the disk as it might be after
 * the power went at any moment: what was not synced may be there, or not. What is written to descriptor 1 is listed,
 * too, so that it is known what had been acknowledged by then.
 *
 * A line of the list: kind (1 byte), inode (8), a number (8), length of the first text (4), of the second (4), both
 * texts. Little endian, as the machine is.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static int list = -1;
static char root[PATH_MAX];
static size_t root_length;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_rename)(const char *, const char *);
static int (*real_renameat)(int, const char *, int, const char *);
static int (*real_unlink)(const char *);
static int (*real_unlinkat)(int, const char *, int);
static int (*real_link)(const char *, const char *);
static int (*real_linkat)(int, const char *, int, const char *, int);
static int (*real_mkdir)(const char *, mode_t);
static int (*real_mkdirat)(int, const char *, mode_t);
static int (*real_rmdir)(const char *);

__attribute__((constructor)) static void begin(void) {
  real_open = REAL(open), real_openat = REAL(openat), real_write = REAL(write), real_writev = REAL(writev);
  real_pwrite = REAL(pwrite), real_ftruncate = REAL(ftruncate), real_fsync = REAL(fsync);
  real_fdatasync = REAL(fdatasync), real_rename = REAL(rename), real_renameat = REAL(renameat);
  real_unlink = REAL(unlink), real_unlinkat = REAL(unlinkat), real_link = REAL(link), real_linkat = REAL(linkat);
  real_mkdir = REAL(mkdir), real_mkdirat = REAL(mkdirat), real_rmdir = REAL(rmdir);
  const char *where = getenv("POWERLOSS_ROOT"), *to = getenv("POWERLOSS_LIST");
  if (!where || !to || !realpath(where, root)) abort();
  root_length = strlen(root);
  list = real_open(to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (list < 0) abort();
}

static void note(char kind, uint64_t inode, uint64_t number, const void *first, size_t n, const void *second, size_t m) {
  char head[25];
  uint32_t a = (uint32_t)n, b = (uint32_t)m;
  head[0] = kind;
  memcpy(head + 1, &inode, 8), memcpy(head + 9, &number, 8), memcpy(head + 17, &a, 4), memcpy(head + 21, &b, 4);
  struct iovec parts[3] = {{head, 25}, {(void *)first, n}, {(void *)second, m}};
  if (real_writev(list, parts, 3) != (ssize_t)(25 + n + m)) abort();
}

/* The absolute path of *path*, seen from the folder *at*, if it lies under the root; its folder's links are resolved. */
static int inside(int at, const char *path, char *out) {
  char joined[PATH_MAX], folder[PATH_MAX], link[64];
  if (path[0] == '/') {
    if (strlen(path) >= PATH_MAX) return 0;
    strcpy(joined, path);
  } else {
    if (at == AT_FDCWD) {
      if (!getcwd(folder, sizeof folder)) return 0;
    } else {
      snprintf(link, sizeof link, "/proc/self/fd/%d", at);
      ssize_t n = readlink(link, folder, sizeof folder - 1);
      if (n < 0) return 0;
      folder[n] = 0;
    }
    if ((size_t)snprintf(joined, sizeof joined, "%s/%s", folder, path) >= sizeof joined) return 0;
  }
  char *slash = strrchr(joined, '/');
  char name[NAME_MAX + 1];
  if (strlen(slash + 1) > NAME_MAX) return 0;
  strcpy(name, slash + 1);
  *slash = 0;
  if (!realpath(joined[0] ? joined : "/", out)) return 0;
  if (strlen(out) + strlen(name) + 2 > PATH_MAX) return 0;
  strcat(strcat(out, "/"), name);
  return strncmp(out, root, root_length) == 0 && out[root_length] == '/';
}

/* The inode behind a descriptor, if it is of a file or folder under the root; 0 = it is not. */
static uint64_t ours(int handle) {
  char link[64], path[PATH_MAX];
  struct stat found;
  snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n < 0) return 0;
  path[n] = 0;
  if (strncmp(path, root, root_length) != 0 || (path[root_length] != '/' && path[root_length] != 0)) return 0;
  return fstat(handle, &found) == 0 ? found.st_ino : 0;
}

#define LOCKED(result, work)                     \
  do {                                           \
    pthread_mutex_lock(&one_at_a_time);          \
    result = work;                               \
    int kept = errno;                            \
    pthread_mutex_unlock(&one_at_a_time);        \
    errno = kept;                                \
  } while (0)

static int opened(int at, const char *path, int flags, mode_t mode) {
  char full[PATH_MAX];
  struct stat found;
  int changes = (flags & (O_CREAT | O_TRUNC)) && inside(at, path, full);
  int existed = changes && lstat(full, &found) == 0;
  int handle = real_openat(at, path, flags, mode);
  if (handle >= 0 && changes && fstat(handle, &found) == 0) {
    if (!existed) note('C', found.st_ino, 0, full, strlen(full), "", 0);
    else if (flags & O_TRUNC) note('T', found.st_ino, 0, "", 0, "", 0);
  }
  return handle;
}

#define MODE_OF(flags)                                     \
  mode_t mode = 0;                                         \
  if ((flags) & (O_CREAT | __O_TMPFILE)) {                 \
    va_list rest;                                          \
    va_start(rest, flags);                                 \
    mode = va_arg(rest, mode_t);                           \
    va_end(rest);                                          \
  }

int open(const char *path, int flags, ...) {
  MODE_OF(flags)
  int result;
  LOCKED(result, opened(AT_FDCWD, path, flags, mode));
  return result;
}

int open64(const char *path, int flags, ...) {
  MODE_OF(flags)
  int result;
  LOCKED(result, opened(AT_FDCWD, path, flags | O_LARGEFILE, mode));
  return result;
}

int openat(int at, const char *path, int flags, ...) {
  MODE_OF(flags)
  int result;
  LOCKED(result, opened(at, path, flags, mode));
  return result;
}

int openat64(int at, const char *path, int flags, ...) {
  MODE_OF(flags)
  int result;
  LOCKED(result, opened(at, path, flags | O_LARGEFILE, mode));
  return result;
}

static ssize_t written(int handle, const void *data, size_t size, off_t at, int here) {
  uint64_t inode = handle == 1 ? 0 : ours(handle);
  struct stat found;
  if (inode && here) {
    at = fcntl(handle, F_GETFL) & O_APPEND && fstat(handle, &found) == 0 ? found.st_size : lseek(handle, 0, SEEK_CUR);
  }
  ssize_t n = here ? real_write(handle, data, size) : real_pwrite(handle, data, size, at);
  if (n > 0 && inode) note('W', inode, (uint64_t)at, data, (size_t)n, "", 0);
  if (n > 0 && handle == 1) note('A', 0, 0, data, (size_t)n, "", 0);
  return n;
}

ssize_t write(int handle, const void *data, size_t size) {
  ssize_t result;
  LOCKED(result, written(handle, data, size, 0, 1));
  return result;
}

ssize_t pwrite(int handle, const void *data, size_t size, off_t at) {
  ssize_t result;
  LOCKED(result, written(handle, data, size, at, 0));
  return result;
}

ssize_t pwrite64(int handle, const void *data, size_t size, off64_t at) { return pwrite(handle, data, size, at); }

ssize_t writev(int handle, const struct iovec *parts, int count) {
  if (handle != list && ours(handle)) abort(); /* nobody here writes so; if somebody begins to, it must be listed */
  return real_writev(handle, parts, count);
}

static int cut(int handle, off_t size) {
  int result = real_ftruncate(handle, size);
  uint64_t inode = ours(handle);
  if (result == 0 && inode) note('T', inode, (uint64_t)size, "", 0, "", 0);
  return result;
}

int ftruncate(int handle, off_t size) {
  int result;
  LOCKED(result, cut(handle, size));
  return result;
}

int ftruncate64(int handle, off64_t size) { return ftruncate(handle, size); }

static int synced(int handle, int (*how)(int)) {
  uint64_t inode = ours(handle);
  int result = how(handle);
  if (result == 0 && inode) note('S', inode, 0, "", 0, "", 0);
  return result;
}

int fsync(int handle) {
  int result;
  LOCKED(result, synced(handle, real_fsync));
  return result;
}

int fdatasync(int handle) {
  int result;
  LOCKED(result, synced(handle, real_fdatasync));
  return result;
}

static int named(char kind, int from_at, const char *from, int to_at, const char *to, int result) {
  char a[PATH_MAX] = "", b[PATH_MAX] = "";
  int known = (!from || inside(from_at, from, a)) & (!to || inside(to_at, to, b));
  struct stat found = {0};
  if (result == 0 && known) {
    if (kind == 'M' && lstat(a, &found) != 0) abort();
    note(kind, found.st_ino, 0, a, strlen(a), b, strlen(b));
  }
  return result;
}

#define NAMED(declared, kind, from_at, from, to_at, to, call)         \
  int declared {                                                      \
    int result;                                                       \
    LOCKED(result, named(kind, from_at, from, to_at, to, call));      \
    return result;                                                    \
  }

NAMED(rename(const char *a, const char *b), 'R', AT_FDCWD, a, AT_FDCWD, b, real_rename(a, b))
NAMED(renameat(int f, const char *a, int t, const char *b), 'R', f, a, t, b, real_renameat(f, a, t, b))
NAMED(unlink(const char *a), 'U', AT_FDCWD, a, 0, NULL, real_unlink(a))
NAMED(unlinkat(int f, const char *a, int how), 'U', f, a, 0, NULL, real_unlinkat(f, a, how))
NAMED(link(const char *a, const char *b), 'L', AT_FDCWD, a, AT_FDCWD, b, real_link(a, b))
NAMED(linkat(int f, const char *a, int t, const char *b, int how), 'L', f, a, t, b, real_linkat(f, a, t, b, how))
NAMED(mkdir(const char *a, mode_t mode), 'M', AT_FDCWD, a, 0, NULL, real_mkdir(a, mode))
NAMED(mkdirat(int f, const char *a, mode_t mode), 'M', f, a, 0, NULL, real_mkdirat(f, a, mode))
NAMED(rmdir(const char *a), 'U', AT_FDCWD, a, 0, NULL, real_rmdir(a))
