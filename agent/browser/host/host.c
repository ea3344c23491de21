/*
 * The native messaging host: passes frames between a browser, which starts it with pipes on standard input and output, and the agent's socket of
 * this user. Who it is, and which browser started it, the agent asks the kernel.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "frame-lengths.h"

struct direction {
  int from;
  int to;
  struct frame_lengths frames;
};

static int write_all(int to, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(to, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return -1;
    bytes += written;
    count -= (size_t)written;
  }
  return 0;
}

static int pass(struct direction *way) {
  static char buffer[16384];
  ssize_t got = read(way->from, buffer, sizeof buffer);
  if (got < 0) return errno == EINTR ? 0 : -1;
  if (got == 0 || !are_bounded(&way->frames, buffer, (size_t)got)) return -1;
  return write_all(way->to, buffer, (size_t)got);
}

/* The set-up leads `run` beside this program to the agent's folder of sockets. */
static int connect_to_agent(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  char folder[4096];
  ssize_t length = readlink("/proc/self/exe", folder, sizeof folder - 1);
  if (length <= 0) return -1;
  folder[length] = '\0';
  char *slash = strrchr(folder, '/');
  if (slash == NULL) return -1;
  slash[1] = '\0';
  if (chdir(folder) != 0) return -1;
  snprintf(address.sun_path, sizeof address.sun_path, "run/%u.sock", (unsigned)getuid());
  int agent = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (agent < 0 || connect(agent, (struct sockaddr *)&address, sizeof address) != 0) return -1;
  return agent;
}

int main(int count, char **arguments) {
  /* The set-up asks whether this program runs here. */
  if (count == 2 && strcmp(arguments[1], "--check") == 0) return 0;
  /* No program of the same user may look into this one or speak through it. */
  prctl(PR_SET_DUMPABLE, 0);
  int agent = connect_to_agent();
  if (agent < 0) return 1;
  struct direction up = {.from = STDIN_FILENO, .to = agent, .frames.most = MOST_UP};
  struct direction down = {.from = agent, .to = STDOUT_FILENO, .frames.most = MOST_DOWN};
  struct pollfd ends[2] = {{.fd = up.from, .events = POLLIN}, {.fd = down.from, .events = POLLIN}};
  for (;;) {
    if (poll(ends, 2, -1) < 0 && errno != EINTR) return 1;
    if (ends[0].revents != 0 && pass(&up) != 0) return 0;
    if (ends[1].revents != 0 && pass(&down) != 0) return 0;
  }
}
