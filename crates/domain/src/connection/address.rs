//! Which addresses a connection may name.
//!
//! Live connections: HTTPS to a named host. Test connections may also name a loopback IP address, over plain HTTP or HTTPS.
//! Nothing here asks DNS, so `localhost`, which DNS and hosts files can move, is no loopback address.

use url::{Host, Url};

use super::Environment;

/// Why an address is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// Not an absolute address at all.
    #[error("it is not a complete address such as https://example.com")]
    NotAnAddress,
    /// Neither `https` nor an allowed `http`.
    #[error("it must begin with https://")]
    NotHttps,
    /// A user name or password in it.
    #[error("it holds a user name or password")]
    UserInfo,
    /// A fragment in it.
    #[error("it holds a # part")]
    Fragment,
    /// A query in it.
    #[error("it holds a ? part")]
    Query,
    /// A numeric address where only names are allowed.
    #[error("it is a numeric address; only a test connection may name one, and only this computer's own (127.0.0.1)")]
    IpAddress,
    /// No host, a name without a dot, or `localhost`.
    #[error("its host is not a complete name; for this computer write 127.0.0.1 in a test connection")]
    LocalName,
    /// Longer than `MOST_BYTES`.
    #[error("it is too long")]
    TooLong,
    /// Port 0, at which nobody can be reached.
    #[error("its port is 0, which is none")]
    PortZero,
}

/// The longest address that is read.
const MOST_BYTES: usize = 2000;

/// Reads the address of a service.
///
/// # Errors
/// By the first rule it breaks.
pub fn service(text: &str, environment: Environment) -> Result<Url, AddressFault> {
    let url = parsed(text)?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(AddressFault::NotHttps);
    }
    // The parser would put in the slashes that are missing, and take out those that are too many with what stands between.
    if text[url.scheme().len()..].strip_prefix("://").is_none_or(|rest| rest.starts_with('/')) {
        return Err(AddressFault::NotAnAddress);
    }
    bare(text, &url)?;
    let loopback = is_loopback(&url);
    match url.host() {
        Some(Host::Domain(name)) if !complete_name(name) => return Err(AddressFault::LocalName),
        Some(Host::Domain(_)) => {}
        Some(_) if loopback && environment != Environment::Live => {}
        Some(_) => return Err(AddressFault::IpAddress),
        None => return Err(AddressFault::NotAnAddress),
    }
    if url.scheme() == "http" && !(loopback && environment != Environment::Live) {
        return Err(AddressFault::NotHttps);
    }
    Ok(url)
}

/// Reads a redirect URI: loopback IP or the till's private scheme (`airtill:`), nothing else.
///
/// # Errors
/// By the first rule it breaks.
pub fn redirect_uri(text: &str) -> Result<Url, AddressFault> {
    let url = parsed(text)?;
    if url.scheme() == "airtill" {
        return bare(text, &url).map(|()| url);
    }
    service(text, Environment::Test).and_then(|url| if is_loopback(&url) { Ok(url) } else { Err(AddressFault::IpAddress) })
}

fn parsed(text: &str) -> Result<Url, AddressFault> {
    if text.len() > MOST_BYTES {
        return Err(AddressFault::TooLong);
    }
    // The parser would repair these silently; a file must say what it means.
    if text.chars().any(|c| c.is_control() || c.is_whitespace() || crate::text::is_formatting(c) || c == '\\') {
        return Err(AddressFault::NotAnAddress);
    }
    Url::parse(text).map_err(|_| AddressFault::NotAnAddress)
}

/// Nothing but scheme, host, port and path.
fn bare(text: &str, url: &Url) -> Result<(), AddressFault> {
    if !url.username().is_empty()
        || url.password().is_some()
        || text.split_once("://").is_some_and(|(_, rest)| rest.split(['/', '?', '#']).next().is_some_and(|a| a.contains('@')))
    {
        return Err(AddressFault::UserInfo);
    }
    if url.fragment().is_some() {
        return Err(AddressFault::Fragment);
    }
    if url.query().is_some() {
        return Err(AddressFault::Query);
    }
    if url.port() == Some(0) {
        return Err(AddressFault::PortZero);
    }
    Ok(())
}

/// Whether the host is a loopback IP address (RFC 8252 §7.3).
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        _ => false,
    }
}

/// Host in punycode, and the port where it is not the scheme's own.
pub fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or("");
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// At least two labels, none empty, not below `localhost`.
fn complete_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name.contains('.') && name.split('.').all(|label| !label.is_empty()) && !name.ends_with(".localhost") && name.len() <= 253
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c03_only_https_to_a_named_host_is_live() {
        for (text, fault) in [
            ("http://airtime.example.com", AddressFault::NotHttps),
            ("ftp://airtime.example.com", AddressFault::NotHttps),
            ("javascript:alert(1)", AddressFault::NotHttps),
            ("file:///etc/passwd", AddressFault::NotHttps),
            ("https://user@airtime.example.com", AddressFault::UserInfo),
            ("https://user:pass@airtime.example.com", AddressFault::UserInfo),
            ("https://@airtime.example.com", AddressFault::UserInfo),
            ("https://good.example.com@evil.example.net", AddressFault::UserInfo),
            ("https://airtime.example.com/#x", AddressFault::Fragment),
            ("https://airtime.example.com/?x", AddressFault::Query),
            ("https://10.0.0.1", AddressFault::IpAddress),
            ("https://127.0.0.1", AddressFault::IpAddress),
            ("https://0x7f000001", AddressFault::IpAddress),
            ("https://2130706433", AddressFault::IpAddress),
            ("https://127.1", AddressFault::IpAddress),
            ("https://[::1]", AddressFault::IpAddress),
            ("https://[::ffff:127.0.0.1]", AddressFault::IpAddress),
            ("https://localhost", AddressFault::LocalName),
            ("https://x.localhost", AddressFault::LocalName),
            ("https://intranet", AddressFault::LocalName),
            ("https://a..example.com", AddressFault::LocalName),
            ("airtime.example.com", AddressFault::NotAnAddress),
            ("//airtime.example.com", AddressFault::NotAnAddress),
            ("https://", AddressFault::NotAnAddress),
            ("https:\\\\airtime.example.com", AddressFault::NotAnAddress),
            ("https://airtime.example.com\\@evil.example.net", AddressFault::NotAnAddress),
            (" https://airtime.example.com", AddressFault::NotAnAddress),
            ("https://airtime.exa\tmple.com", AddressFault::NotAnAddress),
            ("https://airtime\u{200B}.example.com", AddressFault::NotAnAddress),
            ("https://airtime.exam\u{AD}ple.com", AddressFault::NotAnAddress),
            ("https://airtime.example.com/\u{202E}", AddressFault::NotAnAddress),
            ("https:airtime.example.com", AddressFault::NotAnAddress),
            ("https:/airtime.example.com", AddressFault::NotAnAddress),
            ("https:@airtime.example.com", AddressFault::NotAnAddress),
            ("https:///airtime.example.com", AddressFault::NotAnAddress),
            ("https:///@airtime.example.com", AddressFault::NotAnAddress),
            ("https:////airtime.example.com", AddressFault::NotAnAddress),
            ("https://airtime.example.com:99999", AddressFault::NotAnAddress),
            ("https://airtime.example.com:0", AddressFault::PortZero),
            ("", AddressFault::NotAnAddress),
        ] {
            assert_eq!(service(text, Environment::Live), Err(fault), "{text:?}");
        }
        for good in ["https://airtime.example.com", "HTTPS://airtime.example.com", "https://airtime.example.com:8443/api/", "https://xn--bcher-kva.example"] {
            assert!(service(good, Environment::Live).is_ok(), "{good}");
        }
    }

    #[test]
    fn c03_plain_http_is_for_loopback_test_connections_alone() {
        for good in ["http://127.0.0.1:8080", "http://[::1]:8080", "https://127.0.0.1"] {
            assert!(service(good, Environment::Test).is_ok(), "{good}");
        }
        for bad in ["http://10.0.0.1", "http://airtime.example.com", "http://localhost:8080", "http://127.0.0.1.example.com", "http://0.0.0.0"] {
            assert!(service(bad, Environment::Test).is_err(), "{bad}");
        }
    }

    #[test]
    fn c03_an_international_name_is_shown_in_punycode() {
        let url = service("https://b\u{FC}cher.example", Environment::Live).expect("an international name");
        assert_eq!(host_and_port(&url), "xn--bcher-kva.example");
    }

    #[test]
    fn c05_a_redirect_goes_to_this_computer_or_this_program_only() {
        for good in ["http://127.0.0.1/callback", "https://127.0.0.1:4433/callback", "http://[::1]/callback", "airtill://callback"] {
            assert!(redirect_uri(good).is_ok(), "{good}");
        }
        for bad in [
            "https://evil.example/callback",
            "http://localhost/callback",
            "http://10.0.0.1/cb",
            "other://callback",
            "http://127.0.0.1@evil.example/",
            "javascript:1",
            "http://127.0.0.1/callback?tenant=1",
            "https://127.0.0.1/callback#x",
        ] {
            assert!(redirect_uri(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn c05_a_redirect_is_scheme_host_and_path_alone_for_the_private_scheme_too() {
        let long = format!("airtill://{}", "a".repeat(2000));
        for (text, fault) in [
            ("airtill://callback?tenant=1", AddressFault::Query),
            ("airtill:callback?", AddressFault::Query),
            ("airtill://callback#x", AddressFault::Fragment),
            ("airtill://clerk@callback", AddressFault::UserInfo),
            ("airtill://clerk:pass@callback", AddressFault::UserInfo),
            ("airtill://@callback", AddressFault::UserInfo),
            ("airtill://callback:0", AddressFault::PortZero),
            ("airtill://call back", AddressFault::NotAnAddress),
            (long.as_str(), AddressFault::TooLong),
            ("http://127.0.0.1:0/callback", AddressFault::PortZero),
            ("https://127.0.0.1:0/callback", AddressFault::PortZero),
        ] {
            assert_eq!(redirect_uri(text), Err(fault), "{text}");
        }
        assert!(redirect_uri(&long[..2000]).is_ok(), "the limit itself");
    }
}
