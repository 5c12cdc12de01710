// A library for LD_PRELOAD under which one file operation goes wrong: what `tools/attack` breaks
// disks with.
//
//   FAIL_AT_FOLDER   operations on files below this folder count, all others pass
//   FAIL_AT_PROGRAM  only in a program of this name (/proc/PID/comm)
//   FAIL_AT_NUMBER   the operation that goes wrong, from 1 on; 0 or unset: none
//   FAIL_AT_ACTION   kill: SIGKILL before it; torn: SIGKILL when half of it is written; short: half
//   is written, and said so;
//                    ENOSPC: this one and all later ones that need room fail; EIO: this one fails
//   FAIL_AT_LOG      a file that gets a line per operation: program, class, function, path
//
// What the C library does inside itself, such as the writes of fwrite(), cannot be seen from here,
// so the functions that a program calls are replaced.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#undef fwrite  // some of these are macros where the compiler optimises

namespace {

/// What an operation does to the disk decides how it can fail.
enum class Class { makes, writes, flushes, removes, reads };
constexpr const char* kClassNames[] = {"makes", "writes", "flushes", "removes", "reads"};

enum class Blow { none, fails, half };

std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

struct Settings {
  std::string folder = setting("FAIL_AT_FOLDER"), program = setting("FAIL_AT_PROGRAM"),
              action = setting("FAIL_AT_ACTION");
  long number = std::atol(setting("FAIL_AT_NUMBER").c_str());
  int log = -1;
  bool active = false;

  Settings() {
    active = !folder.empty() && (program.empty() || program == program_invocation_short_name);
    const std::string file = setting("FAIL_AT_LOG");
    // The bare system call: the functions are replaced below.
    if (active && !file.empty()) {
      log = static_cast<int>(syscall(SYS_openat, AT_FDCWD, file.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
    }
  }
};

const Settings& settings() {
  static const Settings* const kept = new Settings;  // files are closed until the very end
  return *kept;
}

std::atomic<long> operations{0};

bool below_folder(const std::string& path) {
  const std::string& folder = settings().folder;
  return path.compare(0, folder.size(), folder) == 0 &&
         (path.size() == folder.size() || path[folder.size()] == '/');
}

std::string full(const char* path) {
  if (!path) return "";
  if (*path == '/') return path;
  char here[PATH_MAX];
  return getcwd(here, sizeof(here)) ? std::string(here) + '/' + path : path;
}

std::string path_of(int descriptor) {
  char target[PATH_MAX];
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  const ssize_t size = readlink(link.c_str(), target, sizeof(target));
  return size > 0 ? std::string(target, static_cast<std::size_t>(size)) : "";
}

void log(Class kind, const char* function, const std::string& path) {
  const std::string line = std::string(program_invocation_short_name) + '\t' +
                           kClassNames[static_cast<int>(kind)] + '\t' + function + '\t' + path +
                           '\n';
  syscall(SYS_write, settings().log, line.data(), line.size());
}

void die() {
  syscall(SYS_kill, getpid(), SIGKILL);
  pause();
}

bool needs_room(Class kind) { return kind != Class::reads && kind != Class::removes; }

/// Counts an operation on `path` and says what becomes of it; sets errno where it fails.
Blow at(Class kind, const char* function, const std::string& path) {
  // A program may begin before the C library does: there are no settings to be read yet.
  if (!environ) return Blow::none;
  const Settings& set = settings();
  if (!set.active || !below_folder(path)) return Blow::none;
  const long now = ++operations;
  if (set.log >= 0) log(kind, function, path);
  if (set.number <= 0 || now < set.number) return Blow::none;
  if (set.action == "ENOSPC" && needs_room(kind)) return errno = ENOSPC, Blow::fails;
  if (now != set.number) return Blow::none;
  if (set.action == "kill") die();
  if (set.action == "EIO") return errno = EIO, Blow::fails;
  return kind == Class::writes ? Blow::half : Blow::none;
}

/// After half was written: `torn` ends the program here.
template <typename Size>
Size half_written(Size written) {
  if (settings().action == "torn") die();
  return written;
}

template <typename Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

Class class_of(int flags) { return flags & O_CREAT ? Class::makes : Class::reads; }
Class class_of(const char* mode) { return std::strchr(mode, 'r') ? Class::reads : Class::makes; }

mode_t mode_of(int flags, va_list more) {
  return flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
}

}  // namespace

#define EXPORTED extern "C" __attribute__((visibility("default")))
// `real`: what would be called without this library.
#define REAL(name) static auto* const real = next<decltype(name)>(#name)

// A function about a path: the first of its parameters that names one is `path`.
#define ON_PATH(kind, result, name, parameters, path, arguments)     \
  EXPORTED result name parameters {                                  \
    REAL(name);                                                      \
    if (at(Class::kind, #name, full(path)) != Blow::none) return -1; \
    return real arguments;                                           \
  }

// A function about an open file.
#define ON_FILE(kind, result, name, parameters, descriptor, arguments, failed)    \
  EXPORTED result name parameters {                                               \
    REAL(name);                                                                   \
    if (at(Class::kind, #name, path_of(descriptor)) != Blow::none) return failed; \
    return real arguments;                                                        \
  }

#define OPEN(name)                                                       \
  EXPORTED int name(const char* path, int flags, ...) {                  \
    REAL(name);                                                          \
    va_list more;                                                        \
    va_start(more, flags);                                               \
    const mode_t mode = mode_of(flags, more);                            \
    va_end(more);                                                        \
    if (at(class_of(flags), #name, full(path)) != Blow::none) return -1; \
    return real(path, flags, mode);                                      \
  }
OPEN(open)
OPEN(open64)

#define OPEN_AT(name)                                                             \
  EXPORTED int name(int folder, const char* path, int flags, ...) {               \
    REAL(name);                                                                   \
    va_list more;                                                                 \
    va_start(more, flags);                                                        \
    const mode_t mode = mode_of(flags, more);                                     \
    va_end(more);                                                                 \
    const bool joined = folder != AT_FDCWD && *path != '/';                       \
    const std::string whole = joined ? path_of(folder) + '/' + path : full(path); \
    if (at(class_of(flags), #name, whole) != Blow::none) return -1;               \
    return real(folder, path, flags, mode);                                       \
  }
OPEN_AT(openat)
OPEN_AT(openat64)

// What `open` becomes where the compiler checks its flags.
extern "C" int __open_2(const char*, int);
extern "C" int __open64_2(const char*, int);
EXPORTED int __open_2(const char* path, int flags) { return open(path, flags); }
EXPORTED int __open64_2(const char* path, int flags) { return open64(path, flags); }

#define FOPEN(name)                                                          \
  EXPORTED FILE* name(const char* path, const char* mode) {                  \
    REAL(name);                                                              \
    if (at(class_of(mode), #name, full(path)) != Blow::none) return nullptr; \
    return real(path, mode);                                                 \
  }
FOPEN(fopen)
FOPEN(fopen64)

ON_PATH(makes, int, creat, (const char* path, mode_t mode), path, (path, mode))
ON_PATH(makes, int, creat64, (const char* path, mode_t mode), path, (path, mode))
ON_PATH(makes, int, mkstemp, (char* path), path, (path))
ON_PATH(makes, int, mkstemp64, (char* path), path, (path))
ON_PATH(makes, int, mkostemp, (char* path, int flags), path, (path, flags))
ON_PATH(makes, int, mkostemp64, (char* path, int flags), path, (path, flags))
ON_PATH(makes, int, mkdir, (const char* path, mode_t mode), path, (path, mode))
ON_PATH(makes, int, rename, (const char* from, const char* to), to, (from, to))
ON_PATH(makes, int, link, (const char* from, const char* to), to, (from, to))
ON_PATH(removes, int, unlink, (const char* path), path, (path))
ON_PATH(removes, int, remove, (const char* path), path, (path))
ON_PATH(removes, int, rmdir, (const char* path), path, (path))
ON_PATH(removes, int, truncate, (const char* path, off_t size), path, (path, size))
ON_PATH(removes, int, truncate64, (const char* path, off64_t size), path, (path, size))

EXPORTED int unlinkat(int folder, const char* path, int flags) {
  REAL(unlinkat);
  const bool joined = folder != AT_FDCWD && *path != '/';
  const std::string whole = joined ? path_of(folder) + '/' + path : full(path);
  if (at(Class::removes, "unlinkat", whole) != Blow::none) return -1;
  return real(folder, path, flags);
}

ON_FILE(removes, int, ftruncate, (int file, off_t size), file, (file, size), -1)
ON_FILE(removes, int, ftruncate64, (int file, off64_t size), file, (file, size), -1)
ON_FILE(flushes, int, fsync, (int file), file, (file), -1)
ON_FILE(flushes, int, fdatasync, (int file), file, (file), -1)
ON_FILE(flushes, int, flock, (int file, int operation), file, (file, operation), -1)
ON_FILE(flushes, int, fchmod, (int file, mode_t mode), file, (file, mode), -1)
ON_FILE(flushes, int, fflush, (FILE * file), file ? fileno(file) : -1, (file), EOF)
ON_FILE(reads, ssize_t, read, (int file, void* data, size_t size), file, (file, data, size), -1)
ON_FILE(reads, ssize_t, pread, (int file, void* data, size_t size, off_t place), file,
        (file, data, size, place), -1)
ON_FILE(reads, ssize_t, pread64, (int file, void* data, size_t size, off64_t place), file,
        (file, data, size, place), -1)
ON_FILE(reads, void*, mmap,
        (void* where, size_t size, int protection, int flags, int file, off_t place), file,
        (where, size, protection, flags, file, place), MAP_FAILED)
ON_FILE(reads, void*, mmap64,
        (void* where, size_t size, int protection, int flags, int file, off64_t place), file,
        (where, size, protection, flags, file, place), MAP_FAILED)

// Closing fails late: the descriptor is gone all the same.
EXPORTED int close(int file) {
  REAL(close);
  const bool fails = at(Class::flushes, "close", path_of(file)) != Blow::none;
  const int error = errno;
  const int result = real(file);
  return fails ? errno = error, -1 : result;
}

EXPORTED int fclose(FILE* file) {
  REAL(fclose);
  const bool fails = at(Class::flushes, "fclose", path_of(fileno(file))) != Blow::none;
  const int error = errno;
  const int result = real(file);
  return fails ? errno = error, EOF : result;
}

EXPORTED ssize_t write(int file, const void* data, size_t size) {
  REAL(write);
  const Blow blow = at(Class::writes, "write", path_of(file));
  if (blow == Blow::fails) return -1;
  return blow == Blow::half ? half_written(real(file, data, (size + 1) / 2))
                            : real(file, data, size);
}

#define PWRITE(name, Place)                                                     \
  EXPORTED ssize_t name(int file, const void* data, size_t size, Place place) { \
    REAL(name);                                                                 \
    const Blow blow = at(Class::writes, #name, path_of(file));                  \
    if (blow == Blow::fails) return -1;                                         \
    if (blow == Blow::none) return real(file, data, size, place);               \
    return half_written(real(file, data, (size + 1) / 2, place));               \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

EXPORTED ssize_t writev(int file, const iovec* parts, int count) {
  REAL(writev);
  const Blow blow = at(Class::writes, "writev", path_of(file));
  if (blow == Blow::fails) return -1;
  return blow == Blow::half ? half_written(real(file, parts, (count + 1) / 2))
                            : real(file, parts, count);
}

EXPORTED size_t fwrite(const void* data, size_t size, size_t count, FILE* file) {
  REAL(fwrite);
  const Blow blow = at(Class::writes, "fwrite", path_of(fileno(file)));
  if (blow == Blow::fails) return 0;
  if (blow == Blow::none) return real(data, size, count, file);
  const size_t written = real(data, size, (count + 1) / 2, file);
  static auto* const flush = next<decltype(fflush)>("fflush");
  flush(file);
  return half_written(written);
}
