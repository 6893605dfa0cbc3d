/* Many WebSocket clients in one process, cheap enough not to be what is measured.
 *
 *   sink HOST PORT PATH COUNT HELLO [SUBPROTOCOL] [MARK]
 *
 * Opens COUNT connections one after the other. HELLO is a file: connection i takes line i (modulo the number of lines),
 * whose tab-separated parts are sent as text frames, each after an answer to the one before it; \n, \0 and \\ are escapes.
 * MARK: only messages that begin with it are counted. A message that holds "at": and nanoseconds of CLOCK_MONOTONIC gives a
 * delay. Prints "ready" when all are connected, then obeys standard input, a line each:
 *   stats    prints a line of JSON             reset   begins to count anew
 *   await N  prints {} when N have come        stall   stops reading the first connection
 * Pings are answered: those of RFC 6455, the gateway's {"ping"} and Engine.IO's "2".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define KEPT 2048          /* of a message: enough for the marks in it */
#define DELAYS (1 << 22)   /* delays that are remembered */
#define STDIN 0xffffffff   /* what is no client's number */

struct client {
    int fd;
    unsigned char head[14];
    int head_size, head_need;
    unsigned long long left;
    int opcode;
    char kept[KEPT + 1];
    int kept_size;
    long messages;
    int closed;
};

static struct client *clients;
static int count;
static const char *mark = "";
static long messages, closed, stray, awaited;
static unsigned long long bytes;
static float *delays;
static long delay_count;

static void die(const char *what) { perror(what); exit(1); }

static long long now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void send_frame(int fd, int opcode, const char *data, size_t size) {
    unsigned char frame[16 + 16384];
    size_t at = 0;
    if (size > 16384) { fprintf(stderr, "frame too long\n"); exit(1); }
    frame[at++] = 0x80 | opcode;
    if (size < 126) frame[at++] = 0x80 | size;
    else { frame[at++] = 0x80 | 126; frame[at++] = size >> 8; frame[at++] = size & 255; }
    memset(frame + at, 0, 4); /* a mask of zeros leaves the payload as it is */
    at += 4;
    memcpy(frame + at, data, size);
    if (send(fd, frame, at + size, MSG_NOSIGNAL) < 0) stray++;
}

static void whole_message(struct client *c) {
    c->kept[c->kept_size] = 0;
    if (c->opcode == 9) { send_frame(c->fd, 10, c->kept, c->kept_size); return; }
    if (c->opcode == 8) return;
    if (!strncmp(c->kept, "{\"ping\"", 7)) { send_frame(c->fd, 1, "{\"pong\":{}}", 11); return; }
    if (c->kept_size == 1 && c->kept[0] == '2') { send_frame(c->fd, 1, "3", 1); return; }
    if (strncmp(c->kept, mark, strlen(mark))) { stray++; return; }
    c->messages++;
    messages++;
    char *at = strstr(c->kept, "\"at\":");
    if (at && delay_count < DELAYS) delays[delay_count++] = (now_ns() - atoll(at + 5)) / 1e6f;
}

static void take(struct client *c, const unsigned char *data, long size) {
    while (size > 0) {
        if (!c->left && c->head_size < c->head_need) {
            c->head[c->head_size++] = *data++;
            size--;
            if (c->head_size == 2) {
                int length = c->head[1] & 127;
                c->head_need = 2 + (length == 126 ? 2 : length == 127 ? 8 : 0);
            }
            if (c->head_size < c->head_need) continue;
            c->opcode = c->head[0] & 15;
            unsigned long long length = c->head[1] & 127;
            if (length >= 126) {
                length = 0;
                for (int i = 2; i < c->head_need; i++) length = length << 8 | c->head[i];
            }
            c->left = length;
            c->kept_size = 0;
            if (length) continue;
        }
        long part = (unsigned long long)size < c->left ? size : (long)c->left;
        int room = KEPT - c->kept_size, keep = part < room ? part : room;
        memcpy(c->kept + c->kept_size, data, keep);
        c->kept_size += keep;
        data += part;
        size -= part;
        c->left -= part;
        if (!c->left) {
            whole_message(c);
            c->head_size = 0;
            c->head_need = 2;
        }
    }
}

static int receive(struct client *c, int flags) {
    unsigned char buffer[65536];
    long size = recv(c->fd, buffer, sizeof buffer, flags);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (size <= 0) return -1;
    bytes += size;
    take(c, buffer, size);
    return 0;
}

static size_t unescape(char *text) {
    char *to = text;
    for (char *from = text; *from; from++)
        if (*from == '\\' && from[1]) { from++; *to++ = *from == 'n' ? '\n' : *from == '0' ? 0 : *from; }
        else *to++ = *from;
    *to = 0;
    return to - text;
}

static void open_client(struct client *c, struct sockaddr_in *to, const char *request, const char *hello) {
    c->head_need = 2;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    int yes = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    struct timeval patience = {60, 0};
    setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(c->fd, (struct sockaddr *)to, sizeof *to)) die("connect");
    if (send(c->fd, request, strlen(request), 0) < 0) die("send");
    char answer[4096];
    int size = 0;
    while (size < 4 || memcmp(answer + size - 4, "\r\n\r\n", 4)) {
        if (size == sizeof answer - 1 || recv(c->fd, answer + size, 1, 0) != 1) die("handshake");
        size++;
    }
    answer[size] = 0;
    if (strncmp(answer, "HTTP/1.1 101", 12)) { fprintf(stderr, "refused: %s\n", answer); exit(1); }
    char *copy = strdup(hello), *rest = copy, *part;
    while ((part = strsep(&rest, "\t"))) {
        if (!*part) continue;
        long before = messages + stray;
        send_frame(c->fd, 1, part, unescape(part));
        while (rest && messages + stray == before)
            if (receive(c, 0)) die("hello");
    }
    free(copy);
}

static int by_size(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static double quantile(double q) { return delay_count ? delays[(long)(q * (delay_count - 1))] : 0; }

static void stats(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    double cpu = used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    long least = -1, most = 0;
    for (int i = 0; i < count; i++) {
        long n = clients[i].messages;
        if (least < 0 || n < least) least = n;
        if (n > most) most = n;
    }
    qsort(delays, delay_count, sizeof *delays, by_size);
    printf("{\"messages\":%ld,\"bytes\":%llu,\"cpu\":%.4f,\"least\":%ld,\"most\":%ld,\"closed\":%ld,\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f}\n",
           messages, bytes, cpu, least, most, closed, quantile(0.5), quantile(0.99), quantile(1));
    fflush(stdout);
}

static void obey(int poll) {
    char asked[64];
    long size = read(0, asked, sizeof asked - 1);
    if (size <= 0) exit(0);
    asked[size] = 0;
    if (strstr(asked, "stall")) epoll_ctl(poll, EPOLL_CTL_DEL, clients[0].fd, NULL);
    if (strstr(asked, "stats")) stats();
    if (!strncmp(asked, "await ", 6)) awaited = atol(asked + 6);
    if (strstr(asked, "reset")) {
        messages = bytes = delay_count = stray = 0;
        for (int k = 0; k < count; k++) clients[k].messages = 0;
        printf("{}\n");
        fflush(stdout);
    }
}

/* What waits on the connections and on standard input; a client must answer pings while others are still connecting. */
static void serve(int poll, int patience) {
    struct epoll_event events[512];
    int n = epoll_wait(poll, events, 512, patience);
    for (int i = 0; i < n; i++) {
        if (events[i].data.u32 == STDIN) {
            obey(poll);
            continue;
        }
        struct client *c = &clients[events[i].data.u32];
        if (receive(c, MSG_DONTWAIT)) {
            epoll_ctl(poll, EPOLL_CTL_DEL, c->fd, NULL);
            close(c->fd);
            c->closed = 1;
            closed++;
        }
    }
    if (awaited && messages >= awaited) {
        awaited = 0;
        printf("{}\n");
        fflush(stdout);
    }
}

int main(int argc, char **argv) {
    if (argc < 6) { fprintf(stderr, "usage: see the head of sink.c\n"); return 2; }
    count = atoi(argv[4]);
    const char *protocol = argc > 6 && *argv[6] ? argv[6] : NULL;
    if (argc > 7) mark = argv[7];
    FILE *file = fopen(argv[5], "r");
    if (!file) die(argv[5]);
    char **lines = NULL, *line = NULL;
    size_t room = 0;
    int line_count = 0;
    while (getline(&line, &room, file) > 0) {
        line[strcspn(line, "\n")] = 0;
        lines = realloc(lines, (line_count + 1) * sizeof *lines);
        lines[line_count++] = strdup(line);
    }
    if (!line_count) { fprintf(stderr, "%s is empty\n", argv[5]); return 2; }
    char request[2048];
    snprintf(request, sizeof request,
             "GET %s HTTP/1.1\r\nHost: %s:%s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s%s%s\r\n",
             argv[3], argv[1], argv[2], protocol ? "Sec-WebSocket-Protocol: " : "", protocol ? protocol : "",
             protocol ? "\r\n" : "");
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
    inet_pton(AF_INET, argv[1], &to.sin_addr);
    clients = calloc(count, sizeof *clients);
    delays = malloc(DELAYS * sizeof *delays);
    int poll = epoll_create1(0);
    for (int i = 0; i < count; i++) {
        open_client(&clients[i], &to, request, lines[i % line_count]);
        struct epoll_event wanted = {.events = EPOLLIN, .data.u32 = i};
        epoll_ctl(poll, EPOLL_CTL_ADD, clients[i].fd, &wanted);
        if (i % 16 == 0) serve(poll, 0);
    }
    struct epoll_event wanted = {.events = EPOLLIN, .data.u32 = STDIN};
    epoll_ctl(poll, EPOLL_CTL_ADD, 0, &wanted);
    printf("ready\n");
    fflush(stdout);
    for (;;) serve(poll, -1);
}
