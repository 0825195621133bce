//! The answer by hand, and a registered localhost address: whole sign-ins against the practice accounts.
//!
//! The meaning of a pasted text is tried in `oauth`, word by word; here one of each form leads to a stored sign-in.

use airtill_contract::{BrowserSignInStage, ErrorCode, InwardSecret, PasteOnlyView, PasteSignInAnswer};
use airtill_practice::accounts::{OUT_OF_BAND, Options};
use airtill_tests::browser::{Browser, Consent};
use airtill_tests::port::Port;
use airtill_tests::world::{ACCOUNTS_FILE, Company, World};
use url::Url;

/// The connection file with other lines about the redirect.
fn file(lines: &str) -> String {
    ACCOUNTS_FILE.replace("redirect_uri = \"http://127.0.0.1/oauth/callback\"\n", lines)
}

fn knowing(redirect_uri: &str) -> Options {
    Options { redirect_uris: vec![redirect_uri.to_owned()], ..Options::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn l23_out_of_band_each_form_of_the_code_signs_in() {
    let forms: [fn(&Url, &str) -> String; 4] = [
        |_, code| code.to_owned(),
        |_, code| format!("Authorization code:\n\n{code}\n"),
        |page, _| page.to_string(),
        |page, _| format!("\u{200B}<{page}>\u{A0}"),
    ];
    for (turn, form) in forms.into_iter().enumerate() {
        let world = World::test().await;
        // With the line in the file or without it.
        let named = if turn % 2 == 0 { "redirect_uri = \"urn:ietf:wg:oauth:2.0:oob\"\n" } else { "" };
        let company =
            Company::with(&world, knowing(OUT_OF_BAND), &file(&format!("redirect = \"paste\"\n{named}"))).await;
        let begun = company.click(&world).await.unwrap();
        assert!(matches!(
            begun.stage,
            BrowserSignInStage::Waiting { paste_only: Some(PasteOnlyView::Connection), shows_code: true, .. }
        ));
        let address = world.opened.lock().await.recv().await.expect("the till opens the browser by itself");
        let page = Browser::new(None).unwrap().walk(&address, Consent::Allow).await.unwrap();
        let code = page.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();
        let paste = |text: String| {
            world
                .till()
                .paste_sign_in_answer(PasteSignInAnswer { connection: company.key.clone(), text: InwardSecret(text) })
        };
        for (text, why) in [
            ("I cannot find it".to_owned(), ErrorCode::PastedNoCode),
            (format!("https://evil.example/oauth/authorize/native?code={code}"), ErrorCode::PastedOtherAddress),
            (format!("{page}&state=x.y"), ErrorCode::PastedOtherSignIn),
        ] {
            assert_eq!(paste(text).unwrap_err().code, why);
        }
        paste(form(&page, &code)).unwrap();
        company
            .reaches(&world, 0, |stage| {
                matches!(stage, BrowserSignInStage::SignedIn | BrowserSignInStage::IsThisYou { .. })
            })
            .await;
        company.close(world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn l26_a_registered_localhost_port_is_listened_at_and_can_be_pasted() {
    for by_paste in [false, true] {
        let world = World::test().await;
        let port = Port::free();
        let uri = format!("http://localhost:{}/oauth/callback", port.as_u16());
        let company = Company::with(&world, knowing(&uri), &file(&format!("redirect_uri = \"{uri}\"\n"))).await;
        let begun = company.click(&world).await.unwrap();
        assert!(matches!(begun.stage, BrowserSignInStage::Waiting { paste_only: None, shows_code: false, .. }));
        let address = world.opened.lock().await.recv().await.expect("the till opens the browser");
        let mut browser = Browser::new(None).unwrap();
        let back = browser.walk(&address, Consent::Allow).await.unwrap();
        assert!(back.as_str().starts_with(&uri), "{}", back.path());
        if by_paste {
            let text = InwardSecret(format!("\"{back}\""));
            world.till().paste_sign_in_answer(PasteSignInAnswer { connection: company.key.clone(), text }).unwrap();
        } else {
            assert_eq!(browser.go(&back).await.unwrap().status, 303);
        }
        company
            .reaches(&world, 0, |stage| {
                matches!(stage, BrowserSignInStage::SignedIn | BrowserSignInStage::IsThisYou { .. })
            })
            .await;
        company.close(world).await;
    }
}
