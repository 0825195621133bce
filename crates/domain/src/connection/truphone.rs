//! Truphone's production and pre-production, which differ in the base path alone.
//!
//! Both have one host, take the same client and give the same tokens, and both show the production catalogue; orders
//! cost money in one of them alone. A file that takes one for the other is refused with the reason. A proxy of the
//! company hands requests over by the same paths, so they mean the same at every other host. Only a mock on this
//! computer may be a test under each of them.

use url::Url;

use super::{Environment, address};

const HOST: &str = "services.truphone.com";
/// The second is the deprecated name of the first.
const PRODUCTION: [&str; 2] = ["/connect-api", "/esim"];
const PRE_PRODUCTION: &str = "/connect-api-preprod";

const NOT_LIVE: &str = "this is Truphone's pre-production, where no order is real: write environment = \"test\", \
                        or /connect-api for production";
const NOT_A_TEST: &str = "this is Truphone's production, where orders cost money: write environment = \"live\", \
                          or /connect-api-preprod for pre-production";
const UNKNOWN: &str = "only its path tells Truphone's production from its pre-production: \
                       write https://services.truphone.com/connect-api with environment = \"live\", \
                       or https://services.truphone.com/connect-api-preprod with environment = \"test\"";

/// Holds a base address against the environment of its file.
///
/// # Errors
/// The rule that it breaks, for the person who wrote the file.
pub(super) fn check(base: &Url, environment: Environment) -> Result<(), &'static str> {
    let path = base.path().trim_end_matches('/');
    let served = as_served(base.path());
    let is_live = environment == Environment::Live;
    if is_live && served.ends_with(PRE_PRODUCTION) {
        return Err(NOT_LIVE);
    }
    // DNS knows a name with a dot at its end as the same host.
    if base.host_str().is_none_or(|host| host.trim_end_matches('.') != HOST) {
        let is_production = PRODUCTION.iter().any(|name| served.ends_with(name));
        return if is_live || !is_production || address::is_loopback(base) { Ok(()) } else { Err(NOT_A_TEST) };
    }
    match path {
        PRE_PRODUCTION => Ok(()),
        _ if !PRODUCTION.contains(&path) => Err(UNKNOWN),
        _ if is_live => Ok(()),
        _ => Err(NOT_A_TEST),
    }
}

/// A path as a server may read it: in small letters, with the signs that were escaped, and without slashes at its end.
fn as_served(path: &str) -> String {
    let mut parts = path.split('%');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok()).filter(u8::is_ascii_graphic);
        match code {
            Some(sign) => text.extend([char::from(sign).to_string().as_str(), &part[2..]]),
            None => text.extend(["%", part]),
        }
    }
    text.trim_end_matches('/').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::file;

    fn judged(base: &str, environment: Environment) -> Result<(), &'static str> {
        check(&Url::parse(base).expect("an address"), environment)
    }

    #[test]
    fn c03_only_the_base_path_tells_production_from_pre_production() {
        use Environment::{Live, Test};
        for (base, live, test) in [
            ("https://services.truphone.com/connect-api", Ok(()), Err(NOT_A_TEST)),
            ("https://services.truphone.com/connect-api/", Ok(()), Err(NOT_A_TEST)),
            ("https://SERVICES.Truphone.com:443/connect-api//", Ok(()), Err(NOT_A_TEST)),
            ("https://services.truphone.com./connect-api", Ok(()), Err(NOT_A_TEST)),
            ("https://services.truphone.com/x/../esim", Ok(()), Err(NOT_A_TEST)),
            ("https://services.truphone.com/esim/", Ok(()), Err(NOT_A_TEST)),
            ("https://services.truphone.com/connect-api-preprod", Err(NOT_LIVE), Ok(())),
            ("https://services.truphone.com/connect-api-preprod/", Err(NOT_LIVE), Ok(())),
            ("https://services.truphone.com./connect-api-preprod", Err(NOT_LIVE), Ok(())),
            ("https://services.truphone.com/connect-api/../connect-api-preprod", Err(NOT_LIVE), Ok(())),
            ("https://services.truphone.com/", Err(UNKNOWN), Err(UNKNOWN)),
            ("https://services.truphone.com/connect%2Dapi", Err(UNKNOWN), Err(UNKNOWN)),
            ("https://services.truphone.com/Connect-Api", Err(UNKNOWN), Err(UNKNOWN)),
            ("https://services.truphone.com/connect-api/v1", Err(UNKNOWN), Err(UNKNOWN)),
            ("https://services.truphone.com:8443/connect-api", Ok(()), Err(NOT_A_TEST)),
            ("https://proxy.example/connect-api", Ok(()), Err(NOT_A_TEST)),
            ("https://proxy.example/truphone/Connect-API//", Ok(()), Err(NOT_A_TEST)),
            ("https://proxy.example/connect%2dapi%2F", Ok(()), Err(NOT_A_TEST)),
            ("https://proxy.example/Esim", Ok(()), Err(NOT_A_TEST)),
            ("https://proxy.example/my-esim", Ok(()), Ok(())),
            ("https://proxy.example/100%25/%zz/%", Ok(()), Ok(())),
            ("https://localhost:4000/esim", Ok(()), Err(NOT_A_TEST)),
            ("http://127.0.0.1:4000/connect-api", Ok(()), Ok(())),
            ("http://[::1]:4000/esim/", Ok(()), Ok(())),
            ("https://proxy.example/truphone/Connect-Api-Preprod", Err(NOT_LIVE), Ok(())),
            ("https://proxy.example/connect-api%2Dpreprod", Err(NOT_LIVE), Ok(())),
            ("https://sims.example", Ok(()), Ok(())),
        ] {
            assert_eq!(judged(base, Live), live, "{base}, live");
            assert_eq!(judged(base, Test), test, "{base}, test");
        }
    }

    #[test]
    fn a_refusal_names_its_field_and_no_line_is_about_a_browser() {
        let text = |base: &str, environment: &str, more: &str| {
            format!(
                "format=1\nid=\"sims\"\nname=\"eSIM\"\napi=\"truphone-connect\"\nenvironment=\"{environment}\"\n\
                 base_address=\"{base}\"\nsign_in=[\"client-credentials\"]\n{more}"
            )
        };
        let refused = |text: String| file::read(text.as_bytes()).expect_err("a refusal").to_string();
        let production = "https://services.truphone.com/connect-api";
        assert_eq!(refused(text(production, "test", "")), format!("base_address: {NOT_A_TEST}"));
        assert_eq!(refused(text(&format!("{production}-preprod"), "live", "")), format!("base_address: {NOT_LIVE}"));
        let password = text(production, "live", "").replace("client-credentials", "password");
        assert!(refused(password).starts_with("sign_in: Truphone Connect knows the till by a client id"));
        for line in [
            "redirect_uri=\"http://127.0.0.1/cb\"",
            "authorization_address=\"https://a.example\"",
            "issuer=\"https://a.example\"",
            "scope=\"openid\"",
        ] {
            let error = refused(text(production, "live", &format!("[oauth]\n{line}")));
            assert!(error.starts_with("oauth: Truphone Connect is signed in to without a browser"), "{line}: {error}");
        }
        assert!(refused(text(production, "live", "[oauth]\nclient_id=\" \"")).starts_with("client_id: it is empty"));
        let more = "[oauth]\nclient_id=\"reseller\"\ntoken_address=\"https://login.example/token\"";
        let connection = file::read(text(production, "live", more).as_bytes()).expect("a good file");
        assert!(connection.signs_in_as_client() && connection.knows_clients());
        assert_eq!(connection.other_hosts(), ["login.example"], "it wants a yes of its own");
        assert_eq!(file::read(file::write(&connection).as_bytes()), Ok(connection), "it is stored as it was read");
        let local = "format=1\nid=\"mock\"\nname=\"N\"\napi=\"truphone-connect\"\nenvironment=\"test\"\n\
                     base_address=\"http://127.0.0.1:4000/connect-api\"\nsign_in=[\"client-credentials\"]";
        assert!(file::read(local.as_bytes()).is_ok(), "a mock on this computer may have either path");
    }
}
