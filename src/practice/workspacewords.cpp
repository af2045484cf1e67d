// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/workspacewords.h"

namespace mmigrate::practice {

namespace {

QStringList words(const char *utf8, char separator = ' ')
{
    return QString::fromUtf8(utf8).split(QLatin1Char(separator), Qt::SkipEmptyParts);
}

} // namespace

const QStringList &firstNames()
{
    static const QStringList list = words("Anna Ben Clara David Elena Felix Greta Henrik Ines "
                                          "Jonas Karla Lukas Mara Nils Olivia Paul Rania Samuel "
                                          "Tessa Umut Vera Willem Xenia Yusuf Zoe Amélie Björn "
                                          "Chiara Dimitri Esra Franz Giulia Hugo Irina Jakub "
                                          "Katarzyna Léo Matteo Nora Oskar");
    return list;
}

const QStringList &lastNames()
{
    static const QStringList list = words("Ahlers Becker Castillo Dvořák Eriksen Fischer García "
                                          "Hofmann Ivanova Jansen Kowalski Lindqvist Moreau "
                                          "Nguyen Okafor Petrov Quist Rossi Schneider Tanaka Ural "
                                          "Vogel Weiß Yilmaz Zimmermann Ångström Brunner "
                                          "Costa Dubois Engel");
    return list;
}

const QStringList &positions()
{
    static const QStringList list = words(
        "Engineer|Designer|Support lead|Team lead|Accountant|Sales|Operations|Writer|Tester|Office",
        '|');
    return list;
}

const QStringList &openings()
{
    static const QStringList list = words("Does anybody know|Quick question about|I have "
                                          "finished|Please have a look at|Reminder:|Good news on|"
                                          "We should talk about|Who can help with|I am stuck "
                                          "with|Here are my notes on|Tomorrow we go through|"
                                          "Thanks for your work on|Has somebody tried|Update on",
                                          '|');
    return list;
}

const QStringList &subjects()
{
    static const QStringList list = words(
        "the release plan|the customer in Zürich|the new **pricing page**|the printer on the 2nd "
        "floor|"
        "the `deploy.sh` script|the workshop next week|the quarterly numbers|our coffee machine|"
        "the accessibility review|the <b>legacy</b> importer & its tests|the on-call rota|the "
        "trade fair|"
        "ticket #4711|the backup of last night|the translation into 日本語|the budget for 2026",
        '|');
    return list;
}

const QStringList &endings()
{
    static const QStringList list = words("?|. What do you think?|, see the thread.|. :tada:|, it "
                                          "is due on Friday.|. I will be in the office at 10.|"
                                          ".\n\n- first the easy part\n- then the rest|. No "
                                          "hurry.|, cc @anna.ahlers|!|. More in \"the\" wiki.|. 👍",
                                          '|');
    return list;
}

const QStringList &replies()
{
    static const QStringList list = words(
        "Sounds good to me.|I will take it.|Can we move this to Thursday?|Done :white_check_mark:|"
        "Let me check and come back to you.|+1|Not yet, I am waiting for an answer.|Great, thank "
        "you!|"
        "See also <https://example.com/wiki/plans>|Could you send me the file?|That was quick 🚀|"
        "I do not agree, but let us try it.",
        '|');
    return list;
}

const QStringList &reactionNames()
{
    static const QStringList list =
        words("+1 heart tada rocket eyes smile party_parrot office_cat");
    return list;
}

const QStringList &fileNames()
{
    static const QStringList list = words("minutes.txt|offer.pdf|screenshot.png|numbers.csv|logo."
                                          "png|contract.pdf|notes.md|recording.bin|"
                                          "Büroplan.pdf|photo 1.png|release-notes.txt|export.zip",
                                          '|');
    return list;
}

} // namespace mmigrate::practice
