//! Which addresses a connection may name.
//!
//! Live connections: HTTPS to a named host. Test connections may also name a loopback IP address, over plain HTTP or
//! HTTPS. Nothing here asks DNS, so `localhost`, which DNS and hosts files can move, is no loopback address of a
//! service. Where the browser comes back to is another matter in both environments: this computer alone, `localhost`
//! included, where an operator has registered it (the till listens at both of its addresses).

use url::{Host, Url};

use super::environment::Environment;

/// Why an address is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not an absolute address at all.
    #[error("it is not a complete address such as https://example.com")]
    NotAnAddress,
    /// A space, a control or a character that nobody sees.
    #[error("it holds a space or a character that cannot be seen: write it anew, by hand")]
    Unseen,
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
    /// A port that no browser opens.
    #[error("browsers refuse port {0}: another one must be registered, such as 7555")]
    PortRefused(u16),
    /// A redirect to another computer, or over another scheme.
    #[error(
        "the browser must come back to this computer: http://127.0.0.1/callback, https://127.0.0.1/callback, or localhost with its \
         port, such as https://localhost:7555/callback"
    )]
    NotThisComputer,
    /// A redirect to a scheme of a program's own.
    #[error(
        "no program is registered for its scheme, so the browser stays where it is and shows nothing to copy: have the operator \
         register http://127.0.0.1/callback or https://127.0.0.1/callback, or use redirect = \"paste\" without a redirect_uri"
    )]
    PrivateScheme,
    /// `localhost` without a port, which services compare.
    #[error("services compare the port of localhost: write the one that is registered, such as localhost:7555")]
    NoPort,
}

/// The longest address that is read.
const MOST_BYTES: usize = 2000;

/// Reads the address of a service.
///
/// # Errors
/// By the first rule it breaks.
pub fn service(text: &str, environment: Environment) -> Result<Url, AddressError> {
    let url = parsed(text)?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(AddressError::NotHttps);
    }
    complete(text, &url)?;
    let loopback = is_loopback(&url);
    match url.host() {
        Some(Host::Domain(name)) if !complete_name(name) => return Err(AddressError::LocalName),
        Some(Host::Domain(_)) => {}
        Some(_) if loopback && environment != Environment::Live => {}
        Some(_) => return Err(AddressError::IpAddress),
        None => return Err(AddressError::NotAnAddress),
    }
    if url.scheme() == "http" && !(loopback && environment != Environment::Live) {
        return Err(AddressError::NotHttps);
    }
    Ok(url)
}

/// Reads a redirect URI: this computer's loopback address, or `localhost`, at a port that browsers open.
///
/// # Errors
/// By the first rule it breaks.
pub fn redirect_uri(text: &str) -> Result<Url, AddressError> {
    let url = parsed(text)?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(AddressError::PrivateScheme);
    }
    complete(text, &url)?;
    if !is_loopback(&url) && !is_localhost(&url) {
        return Err(AddressError::NotThisComputer);
    }
    for_browsers(&url)?;
    Ok(url)
}

/// Whether browsers open an address at its port.
///
/// # Errors
/// `PortRefused`.
pub fn for_browsers(url: &Url) -> Result<(), AddressError> {
    url.port().filter(|port| browsers_refuse(*port)).map_or(Ok(()), |port| Err(AddressError::PortRefused(port)))
}

/// Ports that browsers open no page at, since other protocols live there: the *bad ports* of the Fetch standard, which
/// Chromium, Firefox and WebKit share.
pub fn browsers_refuse(port: u16) -> bool {
    REFUSED_PORTS.binary_search(&port).is_ok()
}

/// The ports in ascending order.
#[rustfmt::skip]
const REFUSED_PORTS: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
    532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
    5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

fn parsed(text: &str) -> Result<Url, AddressError> {
    if text.len() > MOST_BYTES {
        return Err(AddressError::TooLong);
    }
    // The parser would repair these silently; a file must say what it means.
    if text.chars().any(|c| c.is_control() || c.is_whitespace() || crate::text::is_formatting(c)) {
        return Err(AddressError::Unseen);
    }
    if text.contains('\\') {
        return Err(AddressError::NotAnAddress);
    }
    Url::parse(text).map_err(|_| AddressError::NotAnAddress)
}

/// [`bare`], and the slashes are all there: the parser would put in those that are missing, and take out those that are
/// too many with what stands between.
fn complete(text: &str, url: &Url) -> Result<(), AddressError> {
    if text[url.scheme().len()..].strip_prefix("://").is_none_or(|rest| rest.starts_with('/')) {
        return Err(AddressError::NotAnAddress);
    }
    bare(text, url)
}

/// Nothing but scheme, host, port and path.
fn bare(text: &str, url: &Url) -> Result<(), AddressError> {
    if !url.username().is_empty()
        || url.password().is_some()
        || text
            .split_once("://")
            .is_some_and(|(_, rest)| rest.split(['/', '?', '#']).next().is_some_and(|a| a.contains('@')))
    {
        return Err(AddressError::UserInfo);
    }
    if url.fragment().is_some() {
        return Err(AddressError::Fragment);
    }
    if url.query().is_some() {
        return Err(AddressError::Query);
    }
    if url.port() == Some(0) {
        return Err(AddressError::PortZero);
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

/// Whether the host is `localhost`, which is this computer by name alone.
pub fn is_localhost(url: &Url) -> bool {
    url.host_str() == Some("localhost")
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
    name.contains('.')
        && name.split('.').all(|label| !label.is_empty())
        && !name.ends_with(".localhost")
        && name.len() <= 253
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c03_only_https_to_a_named_host_is_live() {
        for (text, error) in [
            ("http://airtime.example.com", AddressError::NotHttps),
            ("ftp://airtime.example.com", AddressError::NotHttps),
            ("javascript:alert(1)", AddressError::NotHttps),
            ("file:///etc/passwd", AddressError::NotHttps),
            ("https://user@airtime.example.com", AddressError::UserInfo),
            ("https://user:pass@airtime.example.com", AddressError::UserInfo),
            ("https://@airtime.example.com", AddressError::UserInfo),
            ("https://good.example.com@evil.example.net", AddressError::UserInfo),
            ("https://airtime.example.com/#x", AddressError::Fragment),
            ("https://airtime.example.com/?x", AddressError::Query),
            ("https://10.0.0.1", AddressError::IpAddress),
            ("https://127.0.0.1", AddressError::IpAddress),
            ("https://0x7f000001", AddressError::IpAddress),
            ("https://2130706433", AddressError::IpAddress),
            ("https://127.1", AddressError::IpAddress),
            ("https://[::1]", AddressError::IpAddress),
            ("https://[::ffff:127.0.0.1]", AddressError::IpAddress),
            ("https://localhost", AddressError::LocalName),
            ("https://x.localhost", AddressError::LocalName),
            ("https://intranet", AddressError::LocalName),
            ("https://a..example.com", AddressError::LocalName),
            ("airtime.example.com", AddressError::NotAnAddress),
            ("//airtime.example.com", AddressError::NotAnAddress),
            ("https://", AddressError::NotAnAddress),
            ("https:\\\\airtime.example.com", AddressError::NotAnAddress),
            ("https://airtime.example.com\\@evil.example.net", AddressError::NotAnAddress),
            (" https://airtime.example.com", AddressError::Unseen),
            ("https://airtime.exa\tmple.com", AddressError::Unseen),
            ("https://airtime\u{200B}.example.com", AddressError::Unseen),
            ("https://airtime.exam\u{AD}ple.com", AddressError::Unseen),
            ("https://airtime.example.com/\u{202E}", AddressError::Unseen),
            ("https:airtime.example.com", AddressError::NotAnAddress),
            ("https:/airtime.example.com", AddressError::NotAnAddress),
            ("https:@airtime.example.com", AddressError::NotAnAddress),
            ("https:///airtime.example.com", AddressError::NotAnAddress),
            ("https:///@airtime.example.com", AddressError::NotAnAddress),
            ("https:////airtime.example.com", AddressError::NotAnAddress),
            ("https://airtime.example.com:99999", AddressError::NotAnAddress),
            ("https://airtime.example.com:0", AddressError::PortZero),
            ("", AddressError::NotAnAddress),
        ] {
            assert_eq!(service(text, Environment::Live), Err(error), "{text:?}");
        }
        for good in [
            "https://airtime.example.com",
            "HTTPS://airtime.example.com",
            "https://airtime.example.com:8443/api/",
            "https://xn--bcher-kva.example",
        ] {
            assert!(service(good, Environment::Live).is_ok(), "{good}");
        }
    }

    #[test]
    fn c03_plain_http_is_for_loopback_test_connections_alone() {
        for good in ["http://127.0.0.1:8080", "http://[::1]:8080", "https://127.0.0.1"] {
            assert!(service(good, Environment::Test).is_ok(), "{good}");
        }
        for bad in [
            "http://10.0.0.1",
            "http://airtime.example.com",
            "http://localhost:8080",
            "http://127.0.0.1.example.com",
            "http://0.0.0.0",
        ] {
            assert!(service(bad, Environment::Test).is_err(), "{bad}");
        }
    }

    #[test]
    fn c03_an_international_name_is_shown_in_punycode() {
        let url = service("https://b\u{FC}cher.example", Environment::Live).expect("an international name");
        assert_eq!(host_and_port(&url), "xn--bcher-kva.example");
    }

    #[test]
    fn c05_a_redirect_goes_to_this_computer_and_a_refusal_says_what_is_right() {
        for good in [
            "http://127.0.0.1/callback",
            "https://127.0.0.1:4433/callback",
            "http://[::1]/callback",
            "https://localhost:7555/callback",
            "http://localhost:7555/",
            "https://localhost/callback",
        ] {
            assert!(redirect_uri(good).is_ok(), "{good}");
        }
        let long = format!("https://127.0.0.1/{}", "a".repeat(2000));
        for (text, error) in [
            ("https://evil.example/callback", AddressError::NotThisComputer),
            ("http://10.0.0.1/cb", AddressError::NotThisComputer),
            ("http://localhost.evil.example:7555/callback", AddressError::NotThisComputer),
            ("http://x.localhost:7555/callback", AddressError::NotThisComputer),
            ("http://localhost.:7555/callback", AddressError::NotThisComputer),
            ("http://127.0.0.1@evil.example/", AddressError::UserInfo),
            ("http://localhost@evil.example:7555/", AddressError::UserInfo),
            ("airtill://callback", AddressError::PrivateScheme),
            ("com.example.till:/callback", AddressError::PrivateScheme),
            ("other://callback", AddressError::PrivateScheme),
            ("javascript:1", AddressError::PrivateScheme),
            ("http://127.0.0.1/callback?tenant=1", AddressError::Query),
            ("https://127.0.0.1/callback#x", AddressError::Fragment),
            ("http:127.0.0.1/callback", AddressError::NotAnAddress),
            ("http://127.0.0.1/call back", AddressError::Unseen),
            ("http://127.0.0.1:0/callback", AddressError::PortZero),
            ("https://localhost:0/callback", AddressError::PortZero),
            ("http://127.0.0.1:10080/callback", AddressError::PortRefused(10080)),
            ("https://127.0.0.1:6000/callback", AddressError::PortRefused(6000)),
            ("http://localhost:6666/callback", AddressError::PortRefused(6666)),
            (long.as_str(), AddressError::TooLong),
        ] {
            assert_eq!(redirect_uri(text), Err(error), "{text}");
        }
        assert!(redirect_uri(&long[..2000]).is_ok(), "the limit itself");
    }

    #[test]
    fn the_ports_that_browsers_refuse_are_those_of_the_fetch_standard() {
        assert!(REFUSED_PORTS.is_sorted(), "it is searched by halves");
        for port in [0, 1, 22, 80 + 7, 139, 2049, 4190, 5060, 6000, 6566, 6665, 6669, 6679, 6697, 10080] {
            assert!(browsers_refuse(port), "{port}");
        }
        for port in [2, 80, 443, 1024, 3000, 4433, 5000, 6001, 6664, 6670, 7555, 8080, 8123, 10081, 49152, 65535] {
            assert!(!browsers_refuse(port), "{port}");
        }
    }
}
