// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/connectionsettingsdialog.h"
#include "wizard/errorpanel.h"
#include "wizard/speedgraph.h"
#include "wizard/wizarddriver.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QToolButton>

using namespace mmigrate;
using namespace mmigrate::test;

using Stage = RunPage::Stage;

namespace {

/// Where something needs more room than it has.
QStringList clippedOn(const QWidget &page)
{
    QStringList clipped;
    const QList<QWidget *> widgets = page.findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        if (!widget->isVisible() || widget->objectName().startsWith(QLatin1String("qt_")))
            continue;
        const auto *label = qobject_cast<const QLabel *>(widget);
        const bool isButton = qobject_cast<const QAbstractButton *>(widget) != nullptr;
        int needed = 0;
        if (label && !label->text().isEmpty() && label->wordWrap())
            needed = label->heightForWidth(label->width());
        else if (label || isButton)
            needed = widget->minimumSizeHint().height();
        const bool isNarrow = isButton && widget->width() < widget->minimumSizeHint().width();
        if (widget->height() < needed || isNarrow)
            clipped.append(QStringLiteral("%1: %2x%3, needs height %4")
                               .arg(widget->objectName())
                               .arg(widget->width())
                               .arg(widget->height())
                               .arg(needed));
    }
    return clipped;
}

bool isControl(const QWidget *widget)
{
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QLineEdit *>(widget)
           || qobject_cast<const QComboBox *>(widget) || qobject_cast<const QListWidget *>(widget)
           || qobject_cast<const QProgressBar *>(widget);
}

/// Controls that a screen reader would read out without a name.
QStringList namelessOn(const QWidget &window)
{
    QStringList nameless;
    const QList<QWidget *> widgets = window.findChildren<QWidget *>();
    for (QWidget *widget : widgets) {
        if (!isControl(widget) || !widget->isVisible()
            || widget->objectName().startsWith(QLatin1String("qt_")))
            continue;
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
        if (!face || face->text(QAccessible::Name).isEmpty())
            nameless.append(widget->objectName());
    }
    return nameless;
}

/// Two buttons or fields of one window that listen to the same Alt key.
QStringList clashesOn(const QWidget &window)
{
    QMap<QKeySequence, QString> owners;
    QStringList clashes;
    const QList<QWidget *> widgets = window.findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        if (!widget->isVisible() || !widget->isEnabled())
            continue;
        QKeySequence key;
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
            key = QKeySequence::mnemonic(button->text());
        else if (const auto *label = qobject_cast<const QLabel *>(widget); label && label->buddy())
            key = QKeySequence::mnemonic(label->text());
        if (key.isEmpty())
            continue;
        if (owners.contains(key))
            clashes.append(key.toString() + QStringLiteral(": ") + owners.value(key)
                           + QStringLiteral(", ") + widget->objectName());
        owners.insert(key, widget->objectName());
    }
    return clashes;
}

/// From the page's first widget on by Tab, all that it reaches.
QSet<QWidget *> reachedByTab(QWidget &window)
{
    QSet<QWidget *> reached;
    for (int i = 0; i < 60; ++i) {
        QWidget *focus = window.focusWidget();
        if (focus)
            reached.insert(focus);
        QTest::keyClick(focus ? focus : &window, Qt::Key_Tab);
    }
    return reached;
}

QStringList unreachableOn(QWidget &window)
{
    const QSet<QWidget *> reached = reachedByTab(window);
    QStringList unreachable;
    const QList<QAbstractButton *> buttons = window.findChildren<QAbstractButton *>();
    for (QAbstractButton *button : buttons) {
        // Of a group of radio buttons Tab reaches the chosen one, the arrows the others.
        const bool isOther = qobject_cast<QRadioButton *>(button) && !button->isChecked();
        const bool isExpected = button->isVisible() && button->isEnabled() && !isOther
                                && !button->objectName().startsWith(QLatin1String("qt_"));
        if (isExpected && !reached.contains(button))
            unreachable.append(button->objectName() + QLatin1Char(' ') + button->text());
    }
    return unreachable;
}

} // namespace

/// Every page in both palettes and at both text sizes: nothing clipped, everything named and
/// reachable.
class WizardLookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void everyPage_data();
    void everyPage();
    void longestErrors();

private:
    void lookAt(QWidget &window, const QByteArray &where);
    void lookAtConnectionSettings(WizardDriver &driver, const QByteArray &tag);
    void lookAtTheBeginning(WizardDriver &driver, const PracticeServer &source,
                            const QByteArray &tag);
    void lookAtATransfer(WizardDriver &driver, const QByteArray &tag);
    void lookAtTheWork(WizardDriver &driver, PracticeServer &source,
                       const PracticeServer &destination, const QByteArray &tag);

    QFont m_font;
    QPalette m_palette;
};

void WizardLookTest::initTestCase()
{
    m_font = QApplication::font();
    m_palette = QApplication::palette();
}

void WizardLookTest::cleanup()
{
    QApplication::setFont(m_font);
    QApplication::setPalette(m_palette);
}

void WizardLookTest::lookAt(QWidget &window, const QByteArray &where)
{
    QTest::qWait(0); // layouts settle
    const auto none = [&where](const QStringList &list, const char *what) {
        if (!list.isEmpty())
            qWarning("%s, %s: %s", where.constData(), what,
                     qPrintable(list.join(QStringLiteral("; "))));
        return list.isEmpty();
    };
    QVERIFY(none(clippedOn(window), "clipped"));
    QVERIFY(none(namelessOn(window), "without a name"));
    QVERIFY(none(clashesOn(window), "same Alt key"));
    QVERIFY(none(unreachableOn(window), "not reached by Tab"));
    const QString folder = qEnvironmentVariable("MMIGRATE_SCREENSHOTS");
    if (!folder.isEmpty())
        window.grab().save(folder + QLatin1Char('/') + QString::fromUtf8(where)
                           + QStringLiteral(".png"));
}

void WizardLookTest::lookAtConnectionSettings(WizardDriver &driver, const QByteArray &tag)
{
    driver.click("connectionButton");
    auto *dialog = driver.wizard().findChild<ConnectionSettingsDialog *>();
    QVERIFY(dialog);
    QVERIFY(QTest::qWaitForWindowExposed(dialog));
    lookAt(*dialog, tag + "-connection");
    auto *own = dialog->findChild<QRadioButton *>(QStringLiteral("ownRadioButton"));
    QTest::mouseClick(own, Qt::LeftButton, {}, QPoint(8, own->height() / 2));
    dialog->findChild<QLineEdit *>(QStringLiteral("hostLineEdit"))
        ->setText(QStringLiteral("http://me:secret@proxy.example.com:3128"));
    dialog->findChild<QLineEdit *>(QStringLiteral("passwordLineEdit"))
        ->setText(QStringLiteral("secret"));
    lookAt(*dialog, tag + "-connection-wrong");
    dialog->reject();
    QTRY_VERIFY(!driver.wizard().findChild<ConnectionSettingsDialog *>());
    driver.wizard().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&driver.wizard()));
}

void WizardLookTest::lookAtTheBeginning(WizardDriver &driver, const PracticeServer &source,
                                        const QByteArray &tag)
{
    lookAt(driver.wizard(), tag + "-welcome");
    driver.click("archiveRadioButton");
    lookAt(driver.wizard(), tag + "-welcome-archive");
    driver.click("newRadioButton");
    driver.clickNext();
    lookAt(driver.wizard(), tag + "-source");
    driver.click("moreButton");
    driver.click("tokenRadioButton");
    lookAt(driver.wizard(), tag + "-source-token");
    lookAtConnectionSettings(driver, tag);
    if (QTest::currentTestFailed())
        return;
    driver.click("passwordRadioButton");
    driver.fillSignIn(source, QStringLiteral("wrong"));
    driver.clickNext();
    QVERIFY(driver.waitForError());
    lookAt(driver.wizard(), tag + "-source-wrong");
    driver.fillSignIn(source);
    driver.clickNext();
    QVERIFY(driver.waitForPage(PageId::Export));
    lookAt(driver.wizard(), tag + "-export");
}

void WizardLookTest::lookAtATransfer(WizardDriver &driver, const QByteArray &tag)
{
    // Slow enough to be looked at, and then let go by the person.
    driver.session().setSpeedLimit(100'000);
    driver.clickNext();
    auto *graph = driver.find<SpeedGraph>("speedGraph");
    QVERIFY(QTest::qWaitFor([&] { return graph->speeds().size() >= 3; }, 30'000));
    QVERIFY(graph->isVisible());
    auto *limit = driver.find<QCheckBox>("speedLimitCheckBox");
    QVERIFY(limit->isChecked());
    lookAt(driver.wizard(), tag + "-downloading");
    limit->click();
    QCOMPARE(driver.session().state().options.bytesPerSecond, 0);
}

void WizardLookTest::lookAtTheWork(WizardDriver &driver, PracticeServer &source,
                                   const PracticeServer &destination, const QByteArray &tag)
{
    source.holdJobs(QStringLiteral("export_process"));
    driver.find<QCheckBox>("goOnCheckBox")->setChecked(false);
    driver.clickNext();
    lookAt(driver.wizard(), tag + "-exporting");
    source.releaseJobs(QStringLiteral("export_process"));
    QVERIFY(driver.waitForStage(Stage::Done));
    lookAt(driver.wizard(), tag + "-exported");
    driver.clickNext();
    lookAt(driver.wizard(), tag + "-download");
    lookAtATransfer(driver, tag);
    QVERIFY(driver.waitForStage(Stage::Done));
    lookAt(driver.wizard(), tag + "-downloaded");
    driver.clickNext();
    lookAt(driver.wizard(), tag + "-destination");
    driver.fillSignIn(destination);
    driver.clickNext();
    QVERIFY(driver.waitForPage(PageId::Check));
    QVERIFY(driver.waitForStage(Stage::Done));
    lookAt(driver.wizard(), tag + "-checked");
    driver.click("adjustCheckBox");
    driver.clickNext();
    QVERIFY(driver.waitForPage(PageId::Upload));
    lookAt(driver.wizard(), tag + "-upload");
    driver.clickNext();
    QVERIFY(driver.waitForStage(Stage::Done));
    lookAt(driver.wizard(), tag + "-uploaded");
}

void WizardLookTest::everyPage_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("percent");
    QTest::newRow("light 100") << false << 100;
    QTest::newRow("dark 100") << true << 100;
    QTest::newRow("light 200") << false << 200;
    QTest::newRow("dark 200") << true << 200;
}

void WizardLookTest::everyPage()
{
    QFETCH(bool, dark);
    QFETCH(int, percent);
    if (dark)
        QApplication::setPalette(QPalette(QColor(0x2b, 0x2b, 0x2b)));
    QFont font = m_font;
    font.setPointSizeF(font.pointSizeF() * percent / 100);
    QApplication::setFont(font);
    QTemporaryDir folder;
    const auto source = startedServer({}, PracticeRole::Source, 2'000'000);
    const auto destination = startedServer({}, PracticeRole::Empty);
    destination->setConfigValue(QStringLiteral("TeamSettings.MaxUsersPerTeam"), 5);
    const QByteArray tag = QByteArray(QTest::currentDataTag()).replace(' ', '-');
    {
        WizardDriver driver(folder.path());
        lookAtTheBeginning(driver, *source, tag);
        if (QTest::currentTestFailed())
            return;
        lookAtTheWork(driver, *source, *destination, tag);
        if (QTest::currentTestFailed())
            return;
    }
    WizardDriver driver(folder.path());
    lookAt(driver.wizard(), tag + "-welcome-continue");
    driver.clickNext();
    driver.type("passwordLineEdit", destination->adminPassword());
    driver.clickNext();
    QVERIFY(driver.waitForPage(PageId::Import));
    lookAt(driver.wizard(), tag + "-import");
    driver.clickNext();
    QVERIFY(driver.waitForPage(PageId::Finish));
    lookAt(driver.wizard(), tag + "-finish");
}

/// The panel grows with what it has to say.
void WizardLookTest::longestErrors()
{
    ErrorPanel panel;
    panel.resize(300, 100);
    for (const ErrorKind kind : {ErrorKind::JobFailed, ErrorKind::Tls, ErrorKind::DiskFull,
                                 ErrorKind::ExportAmbiguous, ErrorKind::Collision}) {
        Error error = makeError(kind);
        error.facts = {{QStringLiteral("job"), QStringLiteral("import")},
                       {QStringLiteral("line"), 812345},
                       {QStringLiteral("lineText"), QString(400, QLatin1Char('x'))},
                       {QStringLiteral("path"), QString(200, QLatin1Char('p'))}};
        panel.showError(error);
        QTest::qWait(0);
        panel.resize(panel.width(), panel.heightForWidth(panel.width()));
        QTest::qWait(0);
        QVERIFY2(clippedOn(panel).isEmpty(), qPrintable(clippedOn(panel).join(QLatin1Char(';'))));
    }
}

QTEST_MAIN(WizardLookTest)
#include "tst_wizardlook.moc"
