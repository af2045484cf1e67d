// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QObject>

#include <memory>

namespace mmigrate {

class SleepBlock;

/// Keeps the computer from going to sleep by itself between hold() and release(), and asks the
/// system to refuse others' wish for sleep, too. A lid that is closed stays the person's decision.
/// The screen may go dark where the system tells the two apart.
///
/// Nothing waits for the system: it answers when it does, or never. Ends with this object, and by
/// the system's own doing with the process, however that ends.
class SleepInhibitor : public QObject
{
    Q_OBJECT
public:
    /// @param why for the person, as the system shows it: "A migration is running"
    explicit SleepInhibitor(const QString &why, QObject *parent = nullptr);
    ~SleepInhibitor() override;

    void hold(); ///< once more does nothing
    void release();
    bool isWanted() const { return m_block != nullptr; }

Q_SIGNALS:
    /// Nothing can keep this computer awake; it is in the log. Told once.
    void unavailable();

private:
    void refused(const QString &reasons);

    const QString m_why;
    std::unique_ptr<SleepBlock> m_block;
    bool m_isTold = false;
};

} // namespace mmigrate
