// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

// A slow and far link between two network namespaces, for kernels without netem (Linux only):
//   mmigrate_benchlink --left NAMESPACE:DEVICE --right NAMESPACE:DEVICE [--mtu 1500]
//       [--delay-us N] [--rate-mbit N] [--queue-bytes N] [--loss-percent P] [--seed N]
// Makes a TUN device in each namespace and carries packets between them. Each direction has a rate
// with a burst of 2 ms, a queue that drops what does not fit, a delay one way, and random loss of
// single packets behind the queue. Real TCP stacks on both sides meet all of it; without offloads,
// so that a packet here is a packet of the wire.
//
// Prints "ready", works until its standard input closes, then prints what it counted as JSON.
// Needs CAP_NET_ADMIN for both namespaces.

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <map>
#include <poll.h>
#include <random>
#include <sched.h>
#include <string>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

/// So often packets are moved: a delay more, and some 17 packets a turn at 1 Gbit/s.
constexpr std::chrono::microseconds turn{200};
/// What the scheduler took from this program is made good up to here (the bucket's depth).
constexpr std::chrono::milliseconds burst{2};
constexpr int packetsATurn = 512;

struct LinkOptions
{
    int mtu = 1500;
    std::chrono::microseconds delay{0};
    double megabitsPerSecond = 1000;
    std::size_t queueBytes = 1'000'000;
    double lossPercent = 0;
    std::uint64_t seed = 1;
};

struct Counts
{
    std::uint64_t packets = 0; ///< that came to this side of the link
    std::uint64_t bytes = 0;
    std::uint64_t lost = 0;      ///< by the wanted loss
    std::uint64_t overflown = 0; ///< did not fit into the queue
    std::uint64_t longestQueueBytes = 0;
};

[[noreturn]] void fail(const std::string &what)
{
    std::fprintf(stderr, "%s: %s\n", what.c_str(), std::strerror(errno));
    std::exit(1);
}

/// Packets that wait, in buffers that are used again.
class PacketStore
{
public:
    explicit PacketStore(int mtu)
        : m_slotBytes(static_cast<std::size_t>(mtu))
    {
    }
    char *free()
    {
        if (m_free.empty()) {
            m_slots.emplace_back(m_slotBytes);
            return m_slots.back().data();
        }
        char *slot = m_free.back();
        m_free.pop_back();
        return slot;
    }
    void giveBack(char *slot) { m_free.push_back(slot); }

private:
    std::size_t m_slotBytes;
    std::deque<std::vector<char>> m_slots; // its elements stay where they are
    std::vector<char *> m_free;
};

/// One direction of the link, moved by a thread of its own.
class Direction
{
public:
    Direction(int from, int to, const LinkOptions &options, std::uint64_t seed)
        : m_from(from)
        , m_to(to)
        , m_options(options)
        , m_store(options.mtu)
        , m_random(seed)
        , m_isLost(std::clamp(options.lossPercent / 100, 0.0, 1.0))
    {
    }

    void run(const std::atomic<bool> &mustEnd)
    {
        prctl(PR_SET_TIMERSLACK, 1000UL);
        while (!mustEnd) {
            const bool got = take();
            deliver();
            if (got || !m_waiting.empty()) {
                std::this_thread::sleep_for(turn);
                continue;
            }
            pollfd ready{m_from, POLLIN, 0};
            poll(&ready, 1, 100);
        }
    }

    const Counts &counts() const { return m_counts; }

private:
    struct Packet
    {
        Clock::time_point due;
        char *data = nullptr;
        std::size_t size = 0;
    };

    bool take()
    {
        for (int i = 0; i < packetsATurn; ++i) {
            char *slot = m_store.free();
            const ssize_t got = read(m_from, slot, static_cast<std::size_t>(m_options.mtu));
            if (got <= 0) {
                m_store.giveBack(slot);
                return i > 0;
            }
            if (!admit(slot, static_cast<std::size_t>(got)))
                m_store.giveBack(slot);
        }
        return true;
    }

    /// Gives the packet its time to arrive, unless the queue is full or the link loses it.
    bool admit(char *data, std::size_t size)
    {
        const Clock::time_point now = Clock::now();
        ++m_counts.packets;
        m_counts.bytes += size;
        const double nanosecondsPerByte = 8000.0 / m_options.megabitsPerSecond;
        const double queued =
            m_isFreeAt > now ? std::chrono::duration<double, std::nano>(m_isFreeAt - now).count()
                                   / nanosecondsPerByte
                             : 0.0;
        const auto queuedBytes = static_cast<std::uint64_t>(queued);
        m_counts.longestQueueBytes = std::max(m_counts.longestQueueBytes, queuedBytes);
        if (queuedBytes + size > m_options.queueBytes) {
            ++m_counts.overflown;
            return false;
        }
        const auto sending = std::chrono::nanoseconds(
            static_cast<std::int64_t>(static_cast<double>(size) * nanosecondsPerByte));
        m_isFreeAt = std::max<Clock::time_point>(m_isFreeAt, now - burst) + sending;
        if (m_isLost(m_random)) {
            ++m_counts.lost;
            return false;
        }
        m_waiting.push_back({std::max(m_isFreeAt, now) + m_options.delay, data, size});
        return true;
    }

    void deliver()
    {
        const Clock::time_point now = Clock::now();
        while (!m_waiting.empty() && m_waiting.front().due <= now) {
            const Packet &packet = m_waiting.front();
            if (write(m_to, packet.data, packet.size) < 0 && errno != EIO && errno != EINVAL)
                fail("write"); // EIO: the device is not up yet
            m_store.giveBack(packet.data);
            m_waiting.pop_front();
        }
    }

    int m_from;
    int m_to;
    LinkOptions m_options;
    PacketStore m_store;
    std::mt19937_64 m_random;
    std::bernoulli_distribution m_isLost;
    std::deque<Packet> m_waiting;
    Clock::time_point m_isFreeAt{}; ///< when the last packet will have left the queue
    Counts m_counts;
};

/// A TUN device in that namespace; the descriptor works from everywhere.
int makeDevice(const std::string &place)
{
    const std::size_t colon = place.find(':');
    if (colon == std::string::npos)
        fail("NAMESPACE:DEVICE expected, not " + place);
    const std::string path = "/run/netns/" + place.substr(0, colon);
    const int space = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (space < 0 || setns(space, CLONE_NEWNET) != 0)
        fail(path);
    close(space);
    const int device = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (device < 0)
        fail("/dev/net/tun");
    ifreq request{};
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    place.copy(request.ifr_name, IFNAMSIZ - 1, colon + 1);
    if (ioctl(device, TUNSETIFF, &request) != 0)
        fail(place);
    return device;
}

void print(const char *name, const Counts &counts, const char *end)
{
    std::printf("\"%s\": {\"packets\": %llu, \"bytes\": %llu, \"lost\": %llu, \"overflown\": %llu, "
                "\"longest_queue_bytes\": %llu}%s",
                name, static_cast<unsigned long long>(counts.packets),
                static_cast<unsigned long long>(counts.bytes),
                static_cast<unsigned long long>(counts.lost),
                static_cast<unsigned long long>(counts.overflown),
                static_cast<unsigned long long>(counts.longestQueueBytes), end);
}

LinkOptions linkOptions(std::map<std::string, std::string> words)
{
    LinkOptions options;
    const auto number = [&words](const char *name, double otherwise) {
        return words.count(name) > 0 ? std::atof(words[name].c_str()) : otherwise;
    };
    options.mtu = static_cast<int>(number("--mtu", options.mtu));
    options.delay = std::chrono::microseconds(static_cast<std::int64_t>(number("--delay-us", 0)));
    options.megabitsPerSecond = number("--rate-mbit", options.megabitsPerSecond);
    options.queueBytes =
        static_cast<std::size_t>(number("--queue-bytes", static_cast<double>(options.queueBytes)));
    options.lossPercent = number("--loss-percent", 0);
    options.seed = static_cast<std::uint64_t>(number("--seed", 1));
    return options;
}

} // namespace

int main(int argc, char **argv)
{
    std::map<std::string, std::string> words;
    for (int i = 1; i + 1 < argc; i += 2)
        words[argv[i]] = argv[i + 1];
    const LinkOptions options = linkOptions(words);
    const int left = makeDevice(words["--left"]);
    const int right = makeDevice(words["--right"]);
    setpriority(PRIO_PROCESS, 0, -10); // a link does not wait for computers; not granted: all right

    Direction toRight(left, right, options, 2 * options.seed);
    Direction toLeft(right, left, options, 2 * options.seed + 1);
    std::atomic<bool> mustEnd = false;
    std::thread first([&] { toRight.run(mustEnd); });
    std::thread second([&] { toLeft.run(mustEnd); });
    std::puts("ready");
    std::fflush(stdout);
    char byte = 0;
    while (read(STDIN_FILENO, &byte, 1) > 0) { }
    mustEnd = true;
    first.join();
    second.join();
    std::printf("{");
    print("left_to_right", toRight.counts(), ", ");
    print("right_to_left", toLeft.counts(), "}\n");
    return 0;
}
