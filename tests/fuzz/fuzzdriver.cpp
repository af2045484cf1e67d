// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include <QByteArray>
#include <QDirIterator>
#include <QFile>
#include <QList>
#include <QRandomGenerator>

#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace {

void run(const QByteArray &input)
{
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(input.constData()),
                           static_cast<size_t>(input.size()));
}

/// Some bytes changed, taken out, doubled, or put in from another input.
QByteArray changed(QByteArray input, const QByteArray &other, QRandomGenerator &random)
{
    const int changes = 1 + random.bounded(4);
    for (int i = 0; i < changes && !input.isEmpty(); ++i) {
        const int at = random.bounded(static_cast<int>(input.size()));
        const int bytes = 1 + random.bounded(16);
        switch (random.bounded(5)) {
        case 0:
            input[at] = static_cast<char>(random.bounded(256));
            break;
        case 1:
            input.remove(at, bytes);
            break;
        case 2:
            input.insert(at, input.mid(at, bytes));
            break;
        case 3:
            input[at] = static_cast<char>(input.at(at) ^ (1 << random.bounded(8)));
            break;
        default:
            input.insert(at, other.mid(random.bounded(static_cast<int>(other.size() + 1)), bytes));
        }
    }
    return input;
}

} // namespace

/// FUZZTARGET FOLDER RUNS [SEED]: the corpus, then so many changed inputs. For compilers without
/// libFuzzer, and for the tests: the same inputs each time. The seed is printed.
int main(int argc, char *argv[])
{
    if (argc < 3)
        return 2;
    QList<QByteArray> corpus;
    QDirIterator files(QString::fromLocal8Bit(argv[1]), QDir::Files);
    QStringList names;
    while (files.hasNext())
        names.append(files.next());
    names.sort();
    for (const QString &name : names) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly))
            return 2;
        corpus.append(file.readAll());
        run(corpus.last());
    }
    if (corpus.isEmpty())
        return 2;
    const auto seed = static_cast<quint32>(argc > 3 ? std::atoi(argv[3]) : 1);
    QRandomGenerator random(seed);
    std::printf("seed %u\n", seed);
    const auto pick = [&corpus, &random] {
        return corpus.at(random.bounded(static_cast<int>(corpus.size())));
    };
    const QString lastInput = QString::fromLocal8Bit(argv[0]) + QStringLiteral(".last-input");
    for (int runs = std::atoi(argv[2]); runs > 0; --runs) {
        const QByteArray input = changed(pick(), pick(), random);
        // A crash leaves the input behind.
        QFile last(lastInput);
        if (last.open(QIODevice::WriteOnly))
            last.write(input);
        last.close();
        run(input);
    }
    QFile::remove(lastInput);
    return 0;
}
