// Many concurrent TFTP reads (RFC 1350, 2347, 2348, 7440), with a receive side that costs little: one thread,
// one socket a transfer, recvmmsg. Prints one line of JSON.
// usage: tftpload ADDRESS PORT FILE CLIENTS BLKSIZE WINDOWSIZE
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, LARGEST = 65536 };
enum { DATA = 3, ACK = 4, ERROR = 5, OACK = 6 };
static const double RETRY = 1.0, PATIENCE = 60.0;

struct transfer {
  int fd, connected, done;
  int blksize, windowsize, unacknowledged, complained;
  unsigned long long next, bytes;  // next: the block expected, counted without rolling over
  double started, heard, first;
};

static struct sockaddr_in server;
static const char *file;
static int blksize, windowsize;
static int failed;
static unsigned long long repeated;
static unsigned char buffers[BATCH][LARGEST];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static void ask(struct transfer *t) {
  char rrq[1024];
  int length = 2;
  rrq[0] = 0;
  rrq[1] = 1;
  length += sprintf(rrq + length, "%s", file) + 1;
  length += sprintf(rrq + length, "octet") + 1;
  length += sprintf(rrq + length, "blksize") + 1;
  length += sprintf(rrq + length, "%d", blksize) + 1;
  if (windowsize > 1) {
    length += sprintf(rrq + length, "windowsize") + 1;
    length += sprintf(rrq + length, "%d", windowsize) + 1;
  }
  sendto(t->fd, rrq, length, 0, (struct sockaddr *)&server, sizeof server);
}

static void acknowledge(struct transfer *t) {
  unsigned block = (t->next - 1) & 0xffff;
  unsigned char ack[4] = {0, ACK, block >> 8, block & 255};
  send(t->fd, ack, sizeof ack, 0);
  t->unacknowledged = 0;
}

static void agree(struct transfer *t, char *options, char *end) {
  while (options < end) {
    char *name = options, *value = name + strlen(name) + 1;
    if (value >= end) break;
    if (!strcasecmp(name, "blksize")) t->blksize = atoi(value);
    if (!strcasecmp(name, "windowsize")) t->windowsize = atoi(value);
    options = value + strlen(value) + 1;
  }
  if (t->next == 1) acknowledge(t);
}

static void end(struct transfer *t, int bad) {
  close(t->fd);
  t->done = 1;
  failed += bad;
}

static void take(struct transfer *t, unsigned char *packet, int length) {
  int opcode = packet[0] << 8 | packet[1];
  unsigned block = packet[2] << 8 | packet[3];
  t->heard = now();
  if (!t->first) t->first = t->heard;
  if (opcode == OACK) return packet[length] = 0, agree(t, (char *)packet + 2, (char *)packet + length);
  if (opcode == ERROR) return fprintf(stderr, "refused: %.*s\n", length - 4, packet + 4), end(t, 1);
  if (opcode != DATA) return;
  if (block != (t->next & 0xffff)) {
    // Behind: a duplicate. Ahead: one was lost, and the server goes back once it is told so, once.
    repeated++;
    if (((block - t->next) & 0xffff) < 0x8000 && !t->complained++) acknowledge(t);
    return;
  }
  t->next++;
  t->bytes += length - 4;
  t->complained = 0;
  t->unacknowledged++;
  if (length - 4 < t->blksize) return acknowledge(t), end(t, 0);
  if (t->unacknowledged >= t->windowsize) acknowledge(t);
}

static void hear(struct transfer *t) {
  static struct mmsghdr messages[BATCH];
  static struct iovec vectors[BATCH];
  static struct sockaddr_in from[BATCH];
  for (int i = 0; i < BATCH; i++) {
    vectors[i] = (struct iovec){buffers[i], LARGEST - 1};
    messages[i].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_namelen = sizeof from[i],
                                          .msg_iov = &vectors[i], .msg_iovlen = 1};
  }
  int heard = recvmmsg(t->fd, messages, BATCH, MSG_DONTWAIT, NULL);
  for (int i = 0; i < heard && !t->done; i++) {
    // The first answer names the server's port for this transfer (RFC 1350 §4).
    if (!t->connected) t->connected = !connect(t->fd, (struct sockaddr *)&from[i], sizeof from[i]);
    if (messages[i].msg_len >= 4) take(t, buffers[i], messages[i].msg_len);
  }
}

static void start(struct transfer *t, int poll) {
  struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = t};
  *t = (struct transfer){.fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0),
                         .blksize = 512, .windowsize = 1, .next = 1, .started = now()};
  t->heard = t->started;
  epoll_ctl(poll, EPOLL_CTL_ADD, t->fd, &wanted);
  ask(t);
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

int main(int count, char **argument) {
  if (count != 7) return fprintf(stderr, "usage: tftpload ADDRESS PORT FILE CLIENTS BLKSIZE WINDOWSIZE\n"), 2;
  server.sin_family = AF_INET;
  inet_pton(AF_INET, argument[1], &server.sin_addr);
  server.sin_port = htons(atoi(argument[2]));
  file = argument[3];
  int clients = atoi(argument[4]), poll = epoll_create1(0);
  blksize = atoi(argument[5]);
  windowsize = atoi(argument[6]);
  struct transfer *transfers = calloc(clients, sizeof *transfers);
  double began = now();
  for (int i = 0; i < clients; i++) start(&transfers[i], poll);
  for (int open = clients; open > 0;) {
    struct epoll_event events[256];
    int ready = epoll_wait(poll, events, 256, 100);
    for (int i = 0; i < ready; i++) hear(events[i].data.ptr);
    open = 0;
    for (int i = 0; i < clients; i++) {
      struct transfer *t = &transfers[i];
      if (t->done) continue;
      open++;
      if (ready > 0 || now() - t->heard < RETRY) continue;
      if (now() - t->started > PATIENCE) { end(t, 1); continue; }
      t->heard = now();
      if (t->connected) acknowledge(t); else ask(t);
    }
  }
  double seconds = now() - began, *first = calloc(clients, sizeof *first);
  unsigned long long bytes = 0;
  for (int i = 0; i < clients; i++) {
    bytes += transfers[i].bytes;
    first[i] = (transfers[i].first - transfers[i].started) * 1e3;
  }
  qsort(first, clients, sizeof *first, ascending);
  printf("{\"seconds\":%.4f,\"bytes\":%llu,\"failed\":%d,\"repeated\":%llu,\"firstMs\":%.3f,\"firstWorstMs\":%.3f}\n",
         seconds, bytes, failed, repeated, first[clients / 2], first[clients - 1]);
  return failed > 0;
}
