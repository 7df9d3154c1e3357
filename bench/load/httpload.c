// Concurrent HTTP/1.1 downloads over kept connections, whose receive side costs almost nothing: the kernel drops
// the bodies (recv with MSG_TRUNC). Prints one line of JSON.
// usage: httpload ADDRESS PORT PATH CLIENTS REQUESTS [RANGE FILESIZE]     RANGE: bytes of each request, anywhere
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 1 << 20, HEAD = 8192 };

struct client {
  int fd, length;  // length: of the head that has arrived so far
  char head[HEAD];
  long long left;  // of the body; -1 while the head is read
};

static const char *path;
static long long requests, asked, range, size, bytes;
static int failed;
static char sink[PIECE];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static void ask(struct client *c) {
  char request[1024], line[64] = "";
  if (range > 0) {
    long long from = (long long)(drand48() * (size - range));
    snprintf(line, sizeof line, "Range: bytes=%lld-%lld\r\n", from, from + range - 1);
  }
  int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: bench\r\n%s\r\n", path, line);
  c->length = 0;
  c->left = -1;
  asked++;
  if (send(c->fd, request, length, 0) != length) failed++;
}

/** Whether the connection is still good. Takes the head from the socket, and not a byte of the body. */
static int readHead(struct client *c) {
  int got = recv(c->fd, c->head + c->length, HEAD - 1 - c->length, MSG_PEEK | MSG_DONTWAIT);
  if (got <= 0) return got < 0 && errno == EAGAIN;
  c->head[c->length + got] = 0;
  char *end = strstr(c->head, "\r\n\r\n");
  int ours = end ? (int)(end + 4 - c->head) - c->length : got;
  recv(c->fd, c->head + c->length, ours, 0);
  c->length += ours;
  if (!end) return c->length < HEAD - 1;
  char *length = strcasestr(c->head, "content-length:");
  int status = atoi(c->head + 9), wanted = range > 0 ? 206 : 200;
  if (status != wanted || !length) return fprintf(stderr, "answered %.40s\n", c->head), 0;
  c->left = atoll(length + 15);
  return 1;
}

static int readBody(struct client *c) {
  int got = recv(c->fd, sink, c->left < PIECE ? c->left : PIECE, MSG_DONTWAIT | MSG_TRUNC);
  if (got <= 0) return got < 0 && errno == EAGAIN;
  c->left -= got;
  bytes += got;
  return 1;
}

int main(int count, char **argument) {
  if (count != 6 && count != 8) return fprintf(stderr, "see the first lines of httpload.c\n"), 2;
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(atoi(argument[2]))};
  inet_pton(AF_INET, argument[1], &server.sin_addr);
  path = argument[3];
  int open = atoi(argument[4]), poll = epoll_create1(0), one = 1;
  requests = atoll(argument[5]);
  if (count == 8) range = atoll(argument[6]), size = atoll(argument[7]);
  struct client *clients = calloc(open, sizeof *clients);
  double began = now();
  for (int i = 0; i < open; i++) {
    struct client *c = &clients[i];
    struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = c};
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(c->fd, (struct sockaddr *)&server, sizeof server)) return perror("connect"), 2;
    epoll_ctl(poll, EPOLL_CTL_ADD, c->fd, &wanted);
    ask(c);
  }
  while (open > 0) {
    struct epoll_event events[128];
    int ready = epoll_wait(poll, events, 128, 30000);
    if (ready == 0) return fprintf(stderr, "nothing for 30 s\n"), 1;
    for (int i = 0; i < ready; i++) {
      struct client *c = events[i].data.ptr;
      int good = c->left < 0 ? readHead(c) : readBody(c);
      if (good && c->left != 0) continue;
      if (good && asked < requests) { ask(c); continue; }
      failed += !good;
      close(c->fd);
      open--;
    }
  }
  printf("{\"seconds\":%.4f,\"bytes\":%lld,\"failed\":%d,\"requests\":%lld}\n", now() - began, bytes, failed, asked);
  return failed > 0;
}
