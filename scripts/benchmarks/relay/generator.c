/* Sends packets that are ready, at given times, and notes what comes back and when.
 *
 * One thread paces, one receives. Nothing is encrypted, parsed or allocated here, so that the load is not what
 * is measured. Times of sending are taken before the system call, times of arrival are the kernel's, both of the
 * real-time clock: the receiver may sleep between looks without making anybody look slow.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_BURST = 64, BATCH = 64, SLOT = 2048, STREAMS_PER_LEG = 32, NAP_NS = 500000 };

struct leg { int32_t fd; uint16_t port; uint16_t unused; uint32_t address; };
struct burst { int64_t at_ns; uint32_t leg; uint32_t first; uint32_t count; uint32_t unused; };
struct arrival { int64_t at_ns; uint32_t ssrc; uint16_t sequence; uint16_t leg; };
struct sample { uint16_t leg; uint16_t size; uint8_t packet[SLOT - 4]; };
struct stream { uint32_t ssrc; uint32_t count; uint16_t latest; uint16_t unused; };

struct run {
    const struct leg *legs;
    int64_t leg_count;
    const struct burst *bursts;
    int64_t burst_count;
    const uint8_t *packets;
    const int64_t *offsets; /* one more than packets: the last is the end */
    int64_t *sent_ns;       /* one for each packet; 0: the socket refused it */
    struct arrival *arrivals;
    int64_t arrival_capacity;
    int64_t arrival_count;
    struct sample *samples;
    int64_t sample_capacity;
    int64_t sample_count;
    struct stream *streams; /* STREAMS_PER_LEG for each leg: what it hears, its latest number */
    int64_t rtcp_count;
    int64_t drain_ns;
    int64_t late_ns;        /* the furthest the pacing fell behind */
    int32_t others_fd;      /* where datagrams that are not media go, behind two bytes with the leg's number */
    volatile int32_t over;
};

static int64_t now_ns(clockid_t clock) {
    struct timespec at;
    clock_gettime(clock, &at);
    return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

static void sleep_until(int64_t at_ns) {
    struct timespec at = {at_ns / 1000000000, at_ns % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR) { }
}

static struct stream *stream_of(struct run *run, int leg, uint32_t ssrc) {
    struct stream *streams = run->streams + leg * STREAMS_PER_LEG;
    for (int n = 0; n < STREAMS_PER_LEG; n++) {
        if (streams[n].ssrc == ssrc) return streams + n;
        if (!streams[n].ssrc) { streams[n].ssrc = ssrc; return streams + n; }
    }
    return NULL;
}

static void take(struct run *run, int leg, const uint8_t *packet, int size, int64_t at_ns) {
    if (size < 12) return;
    if (packet[0] < 128 || packet[0] > 191) {
        uint8_t told[SLOT + 2];
        memcpy(told, &(uint16_t){(uint16_t)leg}, 2);
        memcpy(told + 2, packet, size);
        if (send(run->others_fd, told, size + 2, MSG_DONTWAIT) < 0) return;
        return;
    }
    if (packet[1] >= 192 && packet[1] <= 223) { run->rtcp_count++; return; }
    uint32_t ssrc;
    uint16_t sequence;
    memcpy(&ssrc, packet + 8, 4);
    memcpy(&sequence, packet + 2, 2);
    ssrc = ntohl(ssrc);
    sequence = ntohs(sequence);
    struct stream *stream = stream_of(run, leg, ssrc);
    if (stream && (stream->count < 3 || stream->count % 1024 == 0) && run->sample_count < run->sample_capacity) {
        struct sample *sample = run->samples + run->sample_count++;
        sample->leg = (uint16_t)leg;
        sample->size = (uint16_t)size;
        memcpy(sample->packet, packet, size);
    }
    if (stream) { stream->count++; stream->latest = sequence; }
    if (run->arrival_count < run->arrival_capacity)
        run->arrivals[run->arrival_count++] = (struct arrival){at_ns, ssrc, sequence, (uint16_t)leg};
}

static int64_t stamp(struct msghdr *message) {
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_TIMESTAMPNS) {
            struct timespec at;
            memcpy(&at, CMSG_DATA(c), sizeof at);
            return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
        }
    return now_ns(CLOCK_REALTIME);
}

static void drain(struct run *run, int leg) {
    static __thread uint8_t data[BATCH][SLOT];
    static __thread uint8_t control[BATCH][64];
    struct mmsghdr messages[BATCH];
    struct iovec vectors[BATCH];
    for (;;) {
        for (int n = 0; n < BATCH; n++) {
            vectors[n] = (struct iovec){data[n], SLOT - 4};
            messages[n].msg_hdr = (struct msghdr){
                .msg_iov = vectors + n, .msg_iovlen = 1, .msg_control = control[n], .msg_controllen = 64};
        }
        int got = recvmmsg(run->legs[leg].fd, messages, BATCH, MSG_DONTWAIT, NULL);
        for (int n = 0; n < got; n++)
            take(run, leg, data[n], (int)messages[n].msg_len, stamp(&messages[n].msg_hdr));
        if (got < BATCH) return;
    }
}

static void *receive(void *argument) {
    struct run *run = argument;
    struct epoll_event ready[BATCH];
    int poll = epoll_create1(0);
    prctl(PR_SET_TIMERSLACK, 1);
    for (int64_t leg = 0; leg < run->leg_count; leg++) {
        int on = 1;
        setsockopt(run->legs[leg].fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)leg};
        epoll_ctl(poll, EPOLL_CTL_ADD, run->legs[leg].fd, &event);
    }
    while (!run->over) {
        int count = epoll_wait(poll, ready, BATCH, 5);
        for (int n = 0; n < count; n++) drain(run, (int)ready[n].data.u32);
        struct timespec nap = {0, NAP_NS};
        nanosleep(&nap, NULL);
    }
    close(poll);
    return NULL;
}

static void send_burst(struct run *run, const struct burst *burst) {
    const struct leg *leg = run->legs + burst->leg;
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = leg->port, .sin_addr.s_addr = leg->address};
    struct mmsghdr messages[MAX_BURST];
    struct iovec vectors[MAX_BURST];
    memset(messages, 0, sizeof messages[0] * burst->count);
    for (uint32_t n = 0; n < burst->count; n++) {
        int64_t at = run->offsets[burst->first + n], end = run->offsets[burst->first + n + 1];
        vectors[n] = (struct iovec){(void *)(run->packets + at), (size_t)(end - at)};
        messages[n].msg_hdr.msg_iov = vectors + n;
        messages[n].msg_hdr.msg_iovlen = 1;
        messages[n].msg_hdr.msg_name = &to;
        messages[n].msg_hdr.msg_namelen = sizeof to;
    }
    int64_t at_ns = now_ns(CLOCK_REALTIME);
    int sent = sendmmsg(leg->fd, messages, burst->count, 0);
    for (int n = 0; n < sent; n++) run->sent_ns[burst->first + n] = at_ns;
}

/* Do one run; returns 0, or an errno. */
int generate(struct run *run) {
    pthread_t receiver;
    int failed = pthread_create(&receiver, NULL, receive, run);
    if (failed) return failed;
    prctl(PR_SET_TIMERSLACK, 1);
    int64_t start = now_ns(CLOCK_MONOTONIC) + 5000000;
    for (int64_t n = 0; n < run->burst_count; n++) {
        int64_t at = start + run->bursts[n].at_ns;
        int64_t late = now_ns(CLOCK_MONOTONIC) - at;
        if (late < 0) sleep_until(at);
        else if (late > run->late_ns) run->late_ns = late;
        struct burst part = run->bursts[n];
        for (uint32_t left = part.count; left; left -= part.count, part.first += part.count) {
            part.count = left < MAX_BURST ? left : MAX_BURST;
            send_burst(run, &part);
        }
    }
    sleep_until(now_ns(CLOCK_MONOTONIC) + run->drain_ns);
    run->over = 1;
    return pthread_join(receiver, NULL);
}
