//! Property tests of the decisions: no bytes make a panic, an account that is not there, or a secret that shows.
//!
//! The table beside the fixtures gives the meaning of each answer; here are bytes that no table lists.

use super::*;
use airtill_http::Reply;
use proptest::prelude::*;

const CANARY: &str = "hunter2-canary";

fn canary() -> Secret {
    Secret::new(CANARY.to_owned())
}

fn create(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Result<User, CreateUserError> {
    created(Ok(Reply::made_up(status, headers, body)), "ayen@example.com", &canary())
}

/// Everything that could be printed of an outcome, its causes included.
fn printed<T: std::fmt::Debug, E: std::error::Error>(end: &Result<T, E>) -> String {
    let causes = end
        .as_ref()
        .err()
        .map(|error| format!("{error} {}", error.source().map(ToString::to_string).unwrap_or_default()));
    format!("{end:?} {}", causes.unwrap_or_default()).to_lowercase()
}

/// A value for a field, good or bad, as JSON text.
fn value() -> impl Strategy<Value = String> {
    let values = vec![
        "7",
        "8",
        "-1",
        "7.0",
        "1e99",
        "99999999999999999999",
        "\"7\"",
        "\"\"",
        "\"ayen@example.com\"",
        "\"admin\"",
        "\"hunter2-canary\"",
        "\"Hunter2-\\u200bCanary, really\"",
        "\"2020-02-19T11:23:21.123Z\"",
        "\"-9999-01-01T00:00:00Z\"",
        "\"\\ud800\"",
        "true",
        "null",
        "{}",
        "[]",
        "{\"id\":7,\"email\":\"hunter2-canary\"}",
        "[{\"code\":\"SS\",\"name\":\"hunter2-canary\"}]",
        "[\"Email is not hunter2-canary\"]",
    ];
    prop::sample::select(values).prop_map(str::to_owned)
}

fn object() -> impl Strategy<Value = String> {
    let keys = [
        "id",
        "email",
        "name",
        "nickname",
        "role",
        "created_at",
        "gold_to_send",
        "user",
        "countries",
        "errors",
        "error",
        "message",
        "password",
        "hunter2-canary",
    ];
    let field = (prop::sample::select(keys.to_vec()), value()).prop_map(|(key, value)| format!("\"{key}\":{value}"));
    prop::collection::vec(field, 0..8).prop_map(|fields| format!("{{{}}}", fields.join(",")))
}

fn status() -> impl Strategy<Value = u16> {
    prop_oneof![
        prop::sample::select(vec![200_u16, 201, 302, 400, 401, 403, 404, 408, 409, 422, 429, 500, 503, 511]),
        100_u16..999
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn arbitrary_bytes_make_no_account_and_no_panic(status in status(), body in prop::collection::vec(any::<u8>(), 0..200)) {
        let answer = Reply::made_up(status, &[], &body);
        prop_assert!(countries(&answer, &canary()).is_err() && user(&answer, 7, &canary()).is_err());
        prop_assert!(create(status, &[], &body).is_err());
    }

    #[test]
    fn t23_no_answer_shows_the_secret_of_its_call(status in status(), kind in prop::sample::select(vec!["application/json", "text/html", "text/plain"]), body in object()) {
        let headers = [("Content-Type", kind), ("Retry-After", "5")];
        let answer = Reply::made_up(status, &headers, body.as_bytes());
        let all = [printed(&countries(&answer, &canary())), printed(&user(&answer, 7, &canary())), printed(&create(status, &headers, body.as_bytes()))];
        for printed in all {
            prop_assert!(!printed.contains(CANARY) && !printed.contains("hunter2-\u{200b}canary"), "{status} {body}: {printed}");
        }
    }

    #[test]
    fn an_account_is_there_not_there_or_in_doubt_by_the_status(status in status(), body in object()) {
        match create(status, &[], body.as_bytes()) {
            Ok(_) => prop_assert!((200..=299).contains(&status)),
            Err(CreateUserError::Unknown { .. }) => prop_assert!(!(400..=499).contains(&status) || status == 408),
            Err(CreateUserError::Invalid { .. }) => prop_assert!(matches!(status, 400 | 409 | 422)),
            Err(CreateUserError::Refused { .. }) => prop_assert!((400..=499).contains(&status) && status != 408 || status == 511),
            Err(CreateUserError::NotSent { .. }) => prop_assert!(false, "an answer came"),
        }
    }

    #[test]
    fn the_asked_user_has_the_asked_id(id in prop_oneof![Just(7_i64), Just(8), any::<i64>()], body in object()) {
        match user(&Reply::made_up(200, &[], body.as_bytes()), id, &canary()) {
            Ok(UserAnswer::Asked(user)) => prop_assert_eq!(user.id, id),
            Ok(UserAnswer::Other(user)) => prop_assert_ne!(user.id, id),
            Err(_) => {}
        }
    }

    #[test]
    fn every_cut_of_a_good_answer_is_none(at in 0_usize..8426) {
        let list = include_bytes!("../../../fixtures/accounts/countries.json").trim_ascii();
        prop_assert!(countries(&Reply::made_up(200, &[], &list[..at.min(list.len() - 1)]), &canary()).is_err());
        let new = include_bytes!("../../../fixtures/accounts/user_new.json").trim_ascii();
        let end = create(201, &[], &new[..at % new.len()]);
        prop_assert!(matches!(end, Err(CreateUserError::Unknown { .. })), "{end:?}");
    }

    #[test]
    fn any_name_of_a_country_stays_plain_text(name in "\\PC{0,80}") {
        let body = format!(r#"{{"countries":[{{"code":"SS","name":{}}}]}}"#, serde_json::to_string(&name).expect("a text"));
        let list = countries(&Reply::made_up(200, &[], body.as_bytes()), &canary()).expect("one country");
        prop_assert_eq!(&list[0].name, &airtill_domain::text::plain(&name, 300));
    }
}

#[test]
fn the_whole_list_is_read_with_each_code_once_and_its_names_unchanged() {
    let list =
        countries(&Reply::made_up(200, &[], include_bytes!("../../../fixtures/accounts/countries.json")), &canary())
            .expect("the list");
    let mut codes: Vec<&str> = list.iter().map(|country| country.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!((list.len(), codes.len()), (249, 249));
    let name = |code: &str| list.iter().find(|country| country.code == code).map(|country| country.name.as_str());
    assert_eq!(
        (name("CI"), name("AX"), name("AG")),
        (Some("Côte d'Ivoire"), Some("Åland Islands"), Some("Antigua & Barbuda"))
    );
}

#[test]
fn t23_an_address_that_holds_the_password_is_all_that_is_shown() {
    let body = br#"{"id":8,"email":"ayen@example.com","name":"Ayen","nickname":"A."}"#;
    let made = created(Ok(Reply::made_up(201, &[], body)), "ayen@example.com", &Secret::new("ayen".to_owned()))
        .expect("the account is made");
    assert_eq!((made.email.as_str(), made.name, made.nickname.as_deref()), ("ayen@example.com", None, Some("A.")));
    let other = created(Ok(Reply::made_up(201, &[], body)), "deng@example.com", &Secret::new("ayen".to_owned()));
    assert_eq!(other, Err(CreateUserError::Unknown { reason: odd(OddError::Field("email")) }));
}

#[test]
fn an_error_of_the_line_after_sending_leaves_the_account_open() {
    for (error, open) in [
        (Failure::NotSent(airtill_http::Unreached::NoName), false),
        (Failure::NoAnswer { timed_out: true }, true),
        (Failure::NoAnswer { timed_out: false }, true),
        (Failure::BrokenAnswer { timed_out: true }, true),
    ] {
        let end = created(Err(error.clone()), "ayen@example.com", &canary());
        assert_eq!(matches!(end, Err(CreateUserError::Unknown { .. })), open, "{error:?}");
    }
}
