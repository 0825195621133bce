//! Limits and secrets of the validation errors; their forms are rows of `fixtures/accounts/answers.table`.
//!
//! The answers are literal JSON, as services of this kind give them. An ambiguous one stays one plain refusal.

use super::*;
use airtill_domain::text::SHOWN_CHARACTERS;
use proptest::prelude::*;

const CANARY: &str = "hunter2-canary";

fn errors(body: &str) -> Vec<FieldError> {
    read(body.as_bytes(), &Secret::new(CANARY.to_owned()))
}

/// JSON as services write it, with the words that mean something here, and the password, at any position.
fn json() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "email",
        "password",
        "errors",
        "error",
        "message",
        "messages",
        "field",
        "source",
        "pointer",
        "user",
        "base",
        "user.email",
        "user[password]",
        "hunter2-canary",
        "HUNTER2-CANARY",
        "Email hunter2-canary",
        "hunter2\\u200b-canary is too common",
        "x\\ud800",
        "\\\"hunter2-canary\\\"",
        "",
    ]);
    let leaf = prop_oneof![
        word.clone().prop_map(|word| format!("\"{word}\"")),
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("-1e999".to_owned())
    ];
    leaf.prop_recursive(8, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(|list| format!("[{}]", list.join(","))),
            prop::collection::vec((word.clone(), inner), 0..6).prop_map(|fields| format!(
                "{{{}}}",
                fields.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect::<Vec<_>>().join(",")
            )),
        ]
    })
}

fn harmless(errors: &[FieldError]) -> bool {
    let name = |error: &FieldError| if let UserField::Other(name) = &error.field { name.chars().count() } else { 0 };
    errors.len() <= MOST_ERRORS
        && errors.iter().all(|error| error.message.chars().count() <= SHOWN_CHARACTERS && name(error) <= MOST_NAME)
        && !format!("{errors:?}").to_lowercase().contains(CANARY)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn t23_no_json_brings_the_password_back(body in json()) {
        let found = errors(&body);
        prop_assert!(harmless(&found), "{body}: {found:?}");
    }

    #[test]
    fn no_bytes_are_too_much(body in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(harmless(&read(&body, &Secret::new(CANARY.to_owned()))));
    }
}

#[test]
fn number_length_and_depth_have_limits() {
    let many =
        format!("{{\"errors\":[{}]}}", (0..5000).map(|n| format!("\"error {n}\"")).collect::<Vec<_>>().join(","));
    assert_eq!(errors(&many).len(), MOST_ERRORS);
    let long = errors(&format!(r#"{{"errors":{{"{}":["{}"]}}}}"#, "n".repeat(1000), "m".repeat(1000)));
    assert!(harmless(&long) && long.len() == 1, "{long:?}");
    for (open, close) in [("[", "]"), ("{\"email\":", "}"), ("[{\"errors\":", "}]")] {
        let deep = |levels: usize| errors(&format!("{}\"taken\"{}", open.repeat(levels), close.repeat(levels)));
        assert_eq!(deep(2).len(), 1, "{open}");
        assert_eq!(deep(3000), [], "{open} 3000 deep is read no further, and the stack holds");
    }
}

#[test]
fn a_password_of_common_letters_withholds_more_and_never_less() {
    let found = read(br#"{"errors":{"email":["is taken"],"password":["is weak"]}}"#, &Secret::new("a".to_owned()));
    assert_eq!(found.iter().map(|error| error.message.as_str()).collect::<Vec<_>>(), ["", ""]);
    assert_eq!(
        found.iter().map(|error| error.field.clone()).collect::<Vec<_>>(),
        [UserField::Email, UserField::Password],
        "where it is wrong stays known"
    );
}
