/* What the kernel alone takes: send() of one frame to every connection.
 *
 *   floor COUNT FRAME_BYTES FRAMES_PER_SEND TURNS PAUSE_US
 *
 * Listens on a free port and prints it, takes COUNT connections of a sink that shakes hands as with a WebSocket server, then
 * sends TURNS times to each of them, one write each, with a pause after every turn for the reader to keep up. Prints the
 * processor time per delivered frame in microseconds, of this process alone.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char ACCEPT[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

static double cpu(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv) {
    if (argc < 6) { fprintf(stderr, "usage: see the head of floor.c\n"); return 2; }
    int count = atoi(argv[1]), size = atoi(argv[2]), frames = atoi(argv[3]), turns = atoi(argv[4]);
    long pause_us = atol(argv[5]);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof at;
    if (bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 1024)) { perror("listen"); return 1; }
    getsockname(listener, (struct sockaddr *)&at, &length);
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    int *fds = calloc(count, sizeof *fds);
    for (int i = 0; i < count; i++) {
        char request[4096];
        fds[i] = accept(listener, NULL, NULL);
        int yes = 1;
        setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (recv(fds[i], request, sizeof request, 0) <= 0 || send(fds[i], ACCEPT, sizeof ACCEPT - 1, 0) < 0) return 1;
    }
    int framed = size + (size < 126 ? 2 : 4);
    char *data = malloc((size_t)framed * frames);
    for (int i = 0; i < frames; i++) {
        unsigned char *frame = (unsigned char *)data + (size_t)i * framed;
        frame[0] = 0x81;
        if (size < 126) frame[1] = size;
        else { frame[1] = 126; frame[2] = size >> 8; frame[3] = size & 255; }
        memset(frame + framed - size, 'x', size);
    }
    sleep(1); /* the sink turns from shaking hands to reading */
    double before = cpu();
    struct timespec pause = {pause_us / 1000000, pause_us % 1000000 * 1000};
    for (int turn = 0; turn < turns; turn++) {
        for (int i = 0; i < count; i++)
            if (send(fds[i], data, (size_t)framed * frames, 0) != (ssize_t)framed * frames) { perror("send"); return 1; }
        nanosleep(&pause, NULL);
    }
    printf("%.4f\n", (cpu() - before) * 1e6 / ((double)turns * count * frames));
    fflush(stdout);
    char wait;
    return read(0, &wait, 1) < 0;
}
