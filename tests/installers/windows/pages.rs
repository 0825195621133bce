//! The pages of the installer in each language: for whom, where, the progress and the end.
//!
//! Arabic is read from right to left. The words of each page are read from its window, as a screen reader would; what
//! they look like is not judged here.

use super::installing::{names_in, names_of};
use super::stand_in::{Person, StandIn};
use super::wine::Prefix;
use super::{ENTRY, FOLDER, WEBVIEW2, code};

/// The texts of one language on its pages, and on the buttons that lead through them.
struct Language {
    switch: &'static str,
    next: &'static str,
    install: &'static str,
    finish: &'static str,
    /// Words of the greeting, the question for whom, the end and the tick to start the till.
    words: [&'static str; 4],
    right_to_left: bool,
}

const LANGUAGES: [Language; 3] = [
    Language {
        switch: "/LANG=en",
        next: "&Next",
        install: "&Install",
        finish: "&Finish",
        words: [
            "This installs the till for airtime",
            "For me alone",
            "You find it in the start menu",
            "Open Airtill now",
        ],
        right_to_left: false,
    },
    Language {
        switch: "/LANG=fr",
        next: "&Suivant",
        install: "&Installer",
        finish: "&Fermer",
        words: [
            "Ceci installe la caisse",
            "Pour moi seul",
            "Vous le trouvez dans le menu",
            "Ouvrir Airtill maintenant",
        ],
        right_to_left: false,
    },
    Language {
        switch: "/LANG=ar",
        next: "ال&تالي",
        install: "&تنصيب",
        finish: "&إنهاء",
        words: ["صندوق بيع الرصيد", "لي وحدي", "تجده في قائمة ابدأ", "فتح Airtill الآن"],
        right_to_left: true,
    },
];

#[test]
fn each_language_leads_a_person_through_all_pages() {
    for language in LANGUAGES {
        let prefix = Prefix::new();
        prefix.set(&format!(r"HKCU\{WEBVIEW2}"), "pv", "120.0.2210.91");
        let person = Person(&prefix);
        let shown = prefix.start(&StandIn::old().setup, &[language.switch]);
        let [greeting, whom, end, start] = language.words;
        let mut seen = vec![person.waits_for(greeting)];
        person.presses(language.next);
        seen.push(person.waits_for(whom));
        person.presses(language.next);
        seen.push(person.waits_for(r"\AppData\Local\Programs\Airtill"));
        person.presses(language.install);
        seen.push(person.waits_for(end));
        person.presses(start);
        person.presses(language.finish);
        assert_eq!(shown.ended().code, code::DONE);
        for page in seen {
            let own = page.lines().filter(|line| line.starts_with(' ')).collect::<Vec<_>>();
            assert!(!own.is_empty());
            assert_eq!(page.contains("(right to left)"), language.right_to_left, "{page}");
        }
        assert_eq!(names_in(&prefix.home().join(FOLDER)), names_of(StandIn::old()), "and the till was not started");
    }
}

#[test]
fn a_person_chooses_all_users_and_a_folder_is_named_after_the_till() {
    let prefix = Prefix::new();
    prefix.set(&format!(r"HKCU\{WEBVIEW2}"), "pv", "120.0.2210.91");
    let person = Person(&prefix);
    let shown = prefix.start(&StandIn::old().setup, &["/LANG=en"]);
    person.presses("&Next");
    person.waits_for("Windows asks for an administrator");
    person.presses("For all users");
    person.presses("&Next");
    person.waits_for(r"C:\Program Files\Airtill");
    person.presses("&Install");
    person.presses("Open Airtill now");
    person.presses("&Finish");
    assert_eq!(shown.ended().code, code::DONE);
    assert_eq!(names_in(&prefix.drive().join("Program Files/Airtill")), names_of(StandIn::old()));

    // The next one asks for nothing that is known.
    let shown = prefix.start(&StandIn::new().setup, &["/LANG=en"]);
    person.waits_for("your records, connections and sign-ins stay");
    person.presses("&Next");
    person.presses("Open Airtill now");
    person.presses("&Finish");
    assert_eq!(shown.ended().code, code::DONE);
    assert_eq!(prefix.value(&format!(r"HKLM\{ENTRY}"), "DisplayVersion").unwrap(), "1.0.10 (test build)");
}
