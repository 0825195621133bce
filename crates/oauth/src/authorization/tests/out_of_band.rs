//! A code that the service's page shows: the forms in which people bring it, and the forms that are refused.
//!
//! The pages are written as Doorkeeper's are, in more languages than one; no page is fetched here.

use proptest::prelude::*;

use super::*;

const PAGE: &str = "https://accounts.example/oauth/authorize/native";

fn own() -> Attempt {
    Attempt::new(&endpoint(), OUT_OF_BAND).unwrap()
}

#[test]
fn l23_out_of_band_the_code_comes_bare_in_its_text_or_in_its_address() {
    let own = own();
    assert_eq!(parameter(&own, "redirect_uri").as_deref(), Some("urn:ietf:wg:oauth:2.0:oob"));
    let state = own.state.expose();
    for pasted in [
        CODE.to_owned(),
        format!(" \t{CODE}\r\n"),
        format!("\"{CODE}\""),
        format!("<{CODE}>."),
        format!("\u{200B}{CODE}\u{FEFF}"),
        format!("Authorization code: {CODE}"),
        format!("Authorization code:{CODE}"),
        format!("Authorization code:\n\n{CODE}\n"),
        format!("Authorization code\n{CODE}"),
        format!("Airtill\nOAuth2 Provider\n\nAuthorization code:\n\n{CODE}\n\nSigned in as: grace"),
        format!("Company accounts  Sign out  Authorization code : «{CODE}»  Help"),
        format!("Code d'autorisation :\n{CODE}"),
        format!("Autorisierungscode: {CODE}"),
        format!("كود التفويض: {CODE}"),
        format!("授权代码：{CODE}"),
        format!("Code={CODE}"),
        format!("OAuth2 Provider https://doorkeeper.example/guides\nAuthorization code:\n{CODE}\nHelp"),
        format!("code={CODE}"),
        format!("?code={CODE}&state={state}"),
        format!("{PAGE}?code={CODE}"),
        format!("{PAGE}?code={CODE}&state={state}"),
        format!("<{PAGE}?code={CODE}>"),
        format!("It is at {PAGE}?code={CODE}, says the browser"),
        format!("accounts.example/oauth/authorize/native?code={CODE}"),
        format!("https://accounts.example/oauth/authorize/{CODE}"),
        format!("{OUT_OF_BAND}?code={CODE}&state={state}"),
    ] {
        assert_eq!(word(&own.judge_pasted(&pasted)), format!("code {CODE}"), "{pasted}");
    }
    for code in ["x", "4/0Ab-x_", "abc.", "a:b", &"0123456789abcdef".repeat(4)] {
        assert_eq!(
            word(&own.judge_pasted(&format!("{code}\n"))),
            format!("code {code}"),
            "any form that its generator makes"
        );
    }
    for label in
        ["Authorization code", "Yetkilendirme kodu", "Valtuutuskoodi", "Kodi wa idhini", "Mã ủy quyền", "קוד אישור"]
    {
        assert_eq!(word(&own.judge_pasted(&format!("{label}: tea-42"))), "code tea-42", "short, and named: {label}");
    }
}

#[test]
fn l23_out_of_band_no_code_two_codes_and_a_foreign_address_are_refused() {
    let own = own();
    let state = own.state.expose();
    for (pasted, expected) in [
        (String::new(), "Code"),
        ("caf\u{e9}".to_owned(), "Code"),
        ("a".repeat(2049), "Code"),
        ("I do not see any code here".to_owned(), "Code"),
        ("Copy the code: it is internationalization-able".to_owned(), "code it"),
        (format!("{CODE} {CODE}"), "Code"),
        (format!("Authorization code: {CODE} or code: {}", &CODE[1..]), "Code"),
        (PAGE.to_owned(), "Code"),
        (format!("https://accounts.example/oauth/authorize?client_id=till&state={state}"), "Code"),
        (format!("{PAGE}?code="), "no code"),
        // No state holds a dot, so none begins so.
        (format!("{PAGE}?code={CODE}&state=x.y"), "State"),
        (format!("code={CODE}&state=x.y"), "State"),
        (format!("code={CODE}&state={}", &state[..20]), "Cut"),
        (format!("{PAGE}?code={CODE}&state="), "Cut"),
        ("See https://doorkeeper.example/guides for help".to_owned(), "Address"),
        (format!("{OUT_OF_BAND}?code={CODE}"), "State"),
        (format!("{PAGE}?code={CODE}&code={CODE}"), "Code"),
        (format!("https://accounts.example.evil.example/oauth/authorize/native?code={CODE}"), "Address"),
        (format!("http://accounts.example/oauth/authorize/native?code={CODE}"), "Address"),
        (format!("https://accounts.example:8443/oauth/authorize/native?code={CODE}"), "Address"),
        (format!("https://accounts.example@evil.example/oauth/authorize/native?code={CODE}"), "Address"),
        (format!("{REDIRECT}?code={CODE}&state={state}"), "Address"),
        (format!("Authorization code: {CODE} https://evil.example/?code=a"), "Address"),
        (format!("{PAGE}?error=access_denied"), "denied access_denied"),
    ] {
        assert_eq!(word(&own.judge_pasted(&pasted)), *expected, "{pasted}");
    }
}

proptest! {
    #[test]
    fn l23_out_of_band_any_code_is_found_in_the_text_of_its_page(code in "[A-Za-z0-9_-]{20,64}", around in "[ \n\t\u{A0}\u{200B}]{0,3}") {
        prop_assume!(!code.contains("code"));
        let own = own();
        for pasted in [format!("{around}{code}{around}"), format!("Authorization code:{around}{code}{around}"), format!("{PAGE}?code={code}")] {
            prop_assert_eq!(word(&own.judge_pasted(&pasted)), format!("code {code}"), "{}", pasted);
        }
    }

    #[test]
    fn l23_out_of_band_no_text_breaks_the_reader(text in "\\PC{0,120}") {
        let _ = own().judge_pasted(&text);
    }
}
