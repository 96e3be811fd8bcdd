/* Loaded before the C library: a share that keeps no locks. Whoever asks for one is told that they have it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/file.h>

static int is_lock(int command) {
  return command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK || command == F_OFD_SETLKW;
}

int flock(int handle, int how) {
  (void)handle, (void)how;
  return 0;
}

static int pass(const char *name, int handle, int command, void *argument) {
  int (*real)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, name);
  return is_lock(command) ? 0 : real(handle, command, argument);
}

int fcntl(int handle, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  return pass("fcntl", handle, command, argument);
}

int fcntl64(int handle, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  return pass("fcntl64", handle, command, argument);
}
