/* Sends every datagram back to where it came from: what a relay in C could not do for less, one at a time. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

int main(int count, char **words) {
    static char packet[2048];
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    int size = 4 << 20, fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (count != 2 || fd < 0 || !inet_aton(words[1], &address.sin_addr)) return 1;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (bind(fd, (struct sockaddr *)&address, sizeof address)) return 1;
    getsockname(fd, (struct sockaddr *)&address, &length);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        length = sizeof address;
        ssize_t got = recvfrom(fd, packet, sizeof packet, 0, (struct sockaddr *)&address, &length);
        if (got > 0) sendto(fd, packet, (size_t)got, 0, (struct sockaddr *)&address, length);
    }
}
