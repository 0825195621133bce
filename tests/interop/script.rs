//! One long conversation with the accounts, which a real Doorkeeper and the practice accounts are both asked to have.
//!
//! Every answer is reduced to the parts on which a client can act: status, the headers that matter, and the body's
//! shape. Sentences of errors are compared word for word; tokens and codes by their length; pages by their kind.

use std::future::Future;

use airtill_practice::PracticeAccounts;
use airtill_practice::accounts::{CLIENT_ID, CLIENT_SECRET, OUT_OF_BAND};
use airtill_tests::browser::{Browser, Page, Walked};
use serde_json::{Value, json};
use url::Url;

const REDIRECT: &str = "http://127.0.0.1:54321/callback";
/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The acts of a service's owner on its tokens.
pub trait Owner {
    fn expire(&self) -> impl Future<Output = Walked<()>>;
    fn revoke(&self) -> impl Future<Output = Walked<()>>;
}

/// The conversation so far.
struct Talk {
    base: Url,
    browser: Browser,
    said: Vec<String>,
}

/// Has the conversation; returns the answers, one line each.
pub async fn answers(base: &str, scope: &str, owner: &impl Owner) -> Walked<Vec<String>> {
    let mut talk = Talk { base: base.parse()?, browser: Browser::new(None)?, said: Vec::new() };
    talk.without_a_login(scope).await?;
    talk.wrong_requests(scope).await?;
    let code = talk.consents(scope).await?;
    let first = talk.token_errors_and_the_exchange(&code).await?;
    talk.resources(&first).await?;
    talk.out_of_band(scope).await?;
    talk.renewals(&first, owner).await?;
    talk.revocations(owner, scope).await?;
    talk.people().await?;
    Ok(talk.said)
}

impl Talk {
    fn note(&mut self, name: &str, page: &Page) {
        let line = format!("{name}: {}", reduced(page, &self.base));
        self.said.push(line);
    }

    fn at(&self, path: &str) -> Url {
        self.base.join(path).expect("a path")
    }

    fn authorization(&self, scope: &str, changed: &[(&str, Option<&str>)]) -> Url {
        let fields = [
            ("client_id", CLIENT_ID),
            ("redirect_uri", REDIRECT),
            ("response_type", "code"),
            ("scope", scope),
            ("state", "st"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let mut address = self.at("/oauth/authorize");
        for (name, value) in fields {
            let value = changed.iter().find(|(other, _)| *other == name).map_or(Some(value), |(_, value)| *value);
            address.query_pairs_mut().extend_pairs(value.map(|value| (name, value)));
        }
        address
    }

    async fn go(&mut self, name: &str, address: &Url) -> Walked<Page> {
        let page = self.browser.go(address).await?;
        self.note(name, &page);
        Ok(page)
    }

    async fn post(&mut self, name: &str, path: &str, body: &Value) -> Walked<Value> {
        let page = self.browser.call(&self.at(path), None, Some(body.to_string())).await?;
        self.note(name, &page);
        Ok(serde_json::from_str(&page.text).unwrap_or(Value::Null))
    }

    async fn token(&mut self, name: &str, changed: &[(&str, &str)]) -> Walked<Value> {
        let mut body = json!({ "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET });
        for (field, value) in changed {
            body[*field] = (*value).into();
        }
        self.post(name, "/oauth/token", &body).await
    }

    async fn get(&mut self, name: &str, path: &str, bearer: Option<&str>) -> Walked<()> {
        let page = self.browser.call(&self.at(path), bearer, None).await?;
        self.note(name, &page);
        Ok(())
    }

    async fn without_a_login(&mut self, scope: &str) -> Walked<()> {
        let (good, unknown) =
            (self.authorization(scope, &[]), self.authorization(scope, &[("client_id", Some("unknown"))]));
        self.go("nobody is signed in", &good).await?;
        self.go("the login comes before the client", &unknown).await?;
        let native = self.at("/oauth/authorize/native?code=x");
        self.go("and before the page of the code", &native).await?;
        Ok(())
    }

    async fn wrong_requests(&mut self, scope: &str) -> Walked<()> {
        let good = self.authorization(scope, &[]);
        let page = self.browser.go(&self.at("/users/sign_in")).await?;
        let clerk = PracticeAccounts::account();
        let signed_in = self
            .browser
            .press(&good, &page, "sign-in", &[("email", clerk.email), ("password", clerk.password)])
            .await?;
        assert_eq!(signed_in.status, 302);
        for changed in [
            [("client_id", Some("unknown"))],
            [("client_id", None)],
            [("redirect_uri", Some("http://localhost:54321/callback"))],
            [("redirect_uri", Some("http://127.0.0.1:54321/other"))],
            [("redirect_uri", None)],
            [("response_type", Some("token"))],
            [("response_type", None)],
            [("scope", Some("everything"))],
            [("scope", Some(""))],
            [("scope", None)],
            [("code_challenge_method", Some("s256"))],
            [("code_challenge_method", None)],
        ] {
            let address = self.authorization(scope, &changed);
            self.go(&format!("{changed:?}"), &address).await?;
        }
        Ok(())
    }

    async fn consents(&mut self, scope: &str) -> Walked<String> {
        let address = self.authorization(scope, &[]);
        let page = self.go("the question", &address).await?;
        let (allow, deny) = if page.text.contains("id=\"allow\"") { ("allow", "deny") } else { ("authorize", "deny") };
        let denied = self.browser.press(&address, &page, deny, &[]).await?;
        self.note("denied", &denied);
        let page = self.go("the question again", &address).await?;
        let allowed = self.browser.press(&address, &page, allow, &[]).await?;
        self.note("allowed", &allowed);
        Ok(code_of(&allowed))
    }

    async fn token_errors_and_the_exchange(&mut self, code: &str) -> Walked<Value> {
        let exchange = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT)];
        let with = |changed: &[(&'static str, &'static str)]| {
            let kept = exchange.iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name)).copied();
            kept.chain(changed.iter().copied()).collect::<Vec<_>>()
        };
        for (name, fields) in [
            ("no grant type", vec![]),
            ("an unknown grant type", vec![("grant_type", "magic")]),
            ("a code that never was", with(&[("code", "never-was"), ("code_verifier", VERIFIER)])),
            ("another secret", with(&[("client_secret", "wrong")])),
            ("no redirect URI", with(&[("redirect_uri", "")])),
            ("another redirect URI", with(&[("redirect_uri", "http://127.0.0.1:54321/other")])),
            ("no refresh token", vec![("grant_type", "refresh_token")]),
            ("a refresh token that never was", vec![("grant_type", "refresh_token"), ("refresh_token", "never-was")]),
            (
                "a wrong password",
                vec![("grant_type", "password"), ("username", "amina@practice.example"), ("password", "wrong")],
            ),
        ] {
            self.token(name, &fields).await?;
        }
        // PKCE decides which of these succeeds.
        let mut first = Value::Null;
        for (name, fields) in [
            ("a wrong verifier", with(&[("code_verifier", "wrong")])),
            ("no verifier", with(&[])),
            ("the verifier", with(&[("code_verifier", VERIFIER)])),
        ] {
            first = self.token(name, &fields).await?;
            if first["access_token"].is_string() {
                break;
            }
        }
        Ok(first)
    }

    async fn resources(&mut self, tokens: &Value) -> Walked<()> {
        let access = tokens["access_token"].as_str();
        self.get("the user", "/api/v1/users/7", access).await?;
        self.get("another user", "/api/v1/users/2", access).await?;
        for (name, bearer) in [("no token", None), ("a token that never was", Some("never-was"))] {
            self.get(name, "/api/v1/users/7", bearer).await?;
            self.get(name, "/api/v1/countries", bearer).await?;
        }
        self.get("the countries", "/api/v1/countries", access).await?;
        self.get("no such path", "/api/v1/nothing", access).await?;
        Ok(())
    }

    async fn out_of_band(&mut self, scope: &str) -> Walked<()> {
        let address = self.authorization(scope, &[("redirect_uri", Some(OUT_OF_BAND))]);
        let sent = self.go("what was allowed before is not asked, out of band", &address).await?;
        let native = sent.location.clone().ok_or("the page of the code")?;
        self.go("the page of the code", &native).await?;
        let again = self.authorization(scope, &[]);
        self.go("what was allowed before is not asked", &again).await?;
        Ok(())
    }

    async fn renewals(&mut self, first: &Value, owner: &impl Owner) -> Walked<()> {
        let refresh = |tokens: &Value| {
            [("grant_type", "refresh_token".to_owned()), ("refresh_token", text(tokens, "refresh_token"))]
        };
        let borrowed = |fields: &[(&'static str, String)]| {
            fields.iter().map(|(name, value)| (*name, value.clone())).collect::<Vec<_>>()
        };
        let ask = async |talk: &mut Self, name: &str, tokens: &Value| -> Walked<Value> {
            let fields = borrowed(&refresh(tokens));
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            talk.token(name, &fields).await
        };
        let second = ask(self, "renewed", first).await?;
        self.get(
            "the old access token before the new one is used",
            "/api/v1/countries",
            first["access_token"].as_str(),
        )
        .await?;
        let third = ask(self, "renewed again with the old one", first).await?;
        let newest = if third["access_token"].is_string() { third } else { second };
        self.get("the new access token is used", "/api/v1/countries", newest["access_token"].as_str()).await?;
        self.get("the old access token after that", "/api/v1/countries", first["access_token"].as_str()).await?;
        ask(self, "the old refresh token after that", first).await?;
        owner.expire().await?;
        self.get("expired", "/api/v1/countries", newest["access_token"].as_str()).await?;
        let after = ask(self, "renewed after it expired", &newest).await?;
        self.get("and used", "/api/v1/countries", after["access_token"].as_str()).await?;
        Ok(())
    }

    async fn revocations(&mut self, owner: &impl Owner, scope: &str) -> Walked<()> {
        let client = json!({ "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET });
        let person = [
            ("grant_type", "password"),
            ("username", "amina@practice.example"),
            ("password", "practice"),
            ("scope", scope),
        ];
        let with = |token: &str| {
            let mut body = client.clone();
            body["token"] = token.into();
            body
        };
        let tokens = self.token("a password", &person).await?;
        let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
        self.post(
            "another client revokes it",
            "/oauth/revoke",
            &json!({ "client_id": CLIENT_ID, "client_secret": "wrong", "token": refresh }),
        )
        .await?;
        self.post("nobody revokes it", "/oauth/revoke", &json!({ "token": refresh })).await?;
        self.post("nothing is revoked", "/oauth/revoke", &client).await?;
        self.post("a token that never was is revoked", "/oauth/revoke", &with("never-was")).await?;
        owner.expire().await?;
        self.post("an expired token is revoked", "/oauth/revoke", &with(&refresh)).await?;
        let tokens =
            self.token("and lives on", &[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await?;
        self.get("it is used", "/api/v1/countries", tokens["access_token"].as_str()).await?;
        self.post("it is revoked", "/oauth/revoke", &with(&text(&tokens, "refresh_token"))).await?;
        self.get("and ended with both", "/api/v1/countries", tokens["access_token"].as_str()).await?;
        self.token(
            "as does the other",
            &[("grant_type", "refresh_token"), ("refresh_token", &text(&tokens, "refresh_token"))],
        )
        .await?;
        self.get("what expired long ago", "/api/v1/countries", Some(&access)).await?;
        owner.revoke().await?;
        let address = self.authorization(scope, &[]);
        self.go("a revoked token is asked again", &address).await?;
        Ok(())
    }

    async fn people(&mut self) -> Walked<()> {
        for body in [
            json!({}),
            json!({ "user": "x" }),
            json!({ "user": { "email": "AMINA@practice.example", "password": "long enough" } }),
            json!({ "user": { "email": "", "password": "" } }),
            json!({ "user": { "email": "nobody", "password": "short" } }),
            json!({ "user": { "email": "new@practice.example", "password": "long enough" } }),
        ] {
            self.post(&format!("a user {body}"), "/api/v1/users", &body).await?;
        }
        Ok(())
    }
}

fn text(tokens: &Value, name: &str) -> String {
    tokens[name].as_str().unwrap_or_default().to_owned()
}

fn code_of(page: &Page) -> String {
    let code = page
        .location
        .as_ref()
        .and_then(|to| to.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned()));
    code.unwrap_or_default()
}

/// The parts on which a client can act.
fn reduced(page: &Page, base: &Url) -> String {
    let location = page.location.as_ref().map(|to| {
        let code = code_of(page);
        let plain = if to.origin() == base.origin() { to.as_str().replace(base.as_str(), "/") } else { to.to_string() };
        if code.is_empty() { plain } else { plain.replace(&code, &format!("<{} characters>", code.len())) }
    });
    let mut headers = Vec::new();
    // The redirect's own small page is never read.
    if location.is_none() {
        headers.extend(["content-type", "www-authenticate"].map(|name| page.header(name).to_owned()));
    }
    if page.text.is_empty() && location.is_none() {
        headers.push(format!("length {}", page.header("content-length")));
    }
    let body = match serde_json::from_str(&page.text) {
        Ok(body) => shape(&body),
        Err(_) if location.is_some() => String::new(),
        Err(_) => seen(&page.text),
    };
    format!("{} {} [{}] {body}", page.status, location.unwrap_or_default(), headers.join("; "))
}

/// The shape of JSON: names in order of the alphabet, errors word for word, the kind of everything else.
fn shape(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let is_word_for_word = |name: &str| {
                [
                    "error",
                    "error_description",
                    "email",
                    "password",
                    "user",
                    "scope",
                    "token_type",
                    "state",
                    "role",
                    "status",
                ]
                .contains(&name)
            };
            let mut fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| {
                    if is_word_for_word(name) && !value.is_object() {
                        format!("{name}: {value}")
                    } else {
                        format!("{name}: {}", shape(value))
                    }
                })
                .collect();
            fields.sort();
            format!("{{{}}}", fields.join(", "))
        }
        Value::Array(items) => format!("[{}…]", items.first().map(shape).unwrap_or_default()),
        Value::String(text) if text.len() == 43 => "43 characters".to_owned(),
        Value::String(_) | Value::Null => "text".to_owned(),
        Value::Number(_) => "number".to_owned(),
        Value::Bool(_) => "truth".to_owned(),
    }
}

/// The kind of a page: a sentence of an error, the code, a question, a login.
fn seen(html: &str) -> String {
    let inside = |start: &str, end: &str| {
        Some(
            html.split(start)
                .nth(1)?
                .split('>')
                .skip(1)
                .collect::<Vec<_>>()
                .join(">")
                .split(end)
                .next()?
                .trim()
                .replace("&#39;", "'"),
        )
    };
    if let Some(sentence) = inside("<pre", "</pre>") {
        return sentence;
    }
    if let Some(code) = inside("id=\"authorization_code\"", "</code>") {
        return format!("{} {} characters", inside("<h1", "</h1>").unwrap_or_default(), code.len());
    }
    if html.contains("type=\"password\"") { "a login".to_owned() } else { inside("<h1", "</h1>").unwrap_or_default() }
}
