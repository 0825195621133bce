//! The proxy between this computer and a service: its host and port, and the ways in which it can fail.
//!
//! A proxy that does not let a request through is reported by its own name, never as an error of the service or of the
//! network. Its credentials are never stored here. `proxies` reads the environment.

use std::error::Error;
use std::fmt;

use airtill_domain::text::plain;

/// The longest name that is stored, in bytes: a host (255), its port and a margin.
const LONGEST_NAME: usize = 280;

/// How a proxy kept a request from leaving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyError {
    /// `host:port`, or as much of it as can be known.
    pub proxy: String,
    /// The way in which it failed.
    pub trouble: ProxyTrouble,
}

/// The ways in which a proxy fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyTrouble {
    /// It could not be reached: nothing listens there, or its name is not known.
    NotReached,
    /// It did not answer in time.
    Silent,
    /// It wants a user name and a password (407).
    WantsSignIn,
    /// It refused: it may not, or cannot, reach the service.
    Refused,
    /// The line through it broke before the request left.
    Broke,
    /// It is of a kind, or written in a form, that the till cannot use.
    Unsupported,
}

impl ProxyError {
    /// The error of the proxy at `authority` that `error` reports, for a request that never left. `None` where the
    /// proxy has no part in it: the name of the service was looked up here and is not known.
    pub fn of(authority: &str, error: &(dyn Error + 'static), timed_out: bool) -> Option<Self> {
        if tells(error, "error resolving for socks proxy") {
            return None;
        }
        // An error without words of the tunnel means that the tunnel stood, and broke later.
        let trouble = chain(error).find_map(|cause| trouble_of(&cause.to_string())).unwrap_or(ProxyTrouble::Broke);
        Some(Self { proxy: name(authority), trouble: if timed_out { ProxyTrouble::Silent } else { trouble } })
    }

    /// The error of a proxy that the environment names and that cannot be used.
    pub fn unsupported(written: &str) -> Self {
        let (scheme, rest) = written.split_once("://").unwrap_or(("", written));
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = name(authority);
        let proxy = if scheme.is_empty() || host.is_empty() { host } else { format!("{}://{host}", name(scheme)) };
        Self { proxy, trouble: ProxyTrouble::Unsupported }
    }

    /// A short name that never changes, for records.
    pub fn word(&self) -> &'static str {
        match self.trouble {
            ProxyTrouble::NotReached => "proxy_not_reached",
            ProxyTrouble::Silent => "proxy_silent",
            ProxyTrouble::WantsSignIn => "proxy_wants_sign_in",
            ProxyTrouble::Refused => "proxy_refused",
            ProxyTrouble::Broke => "proxy_broke",
            ProxyTrouble::Unsupported => "proxy_unsupported",
        }
    }
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let did = match self.trouble {
            ProxyTrouble::NotReached => "cannot be reached",
            ProxyTrouble::Silent => "did not answer in time",
            ProxyTrouble::WantsSignIn => "wants a user name and a password",
            ProxyTrouble::Refused => "did not let the request through",
            ProxyTrouble::Broke => "broke the line before anything was sent",
            ProxyTrouble::Unsupported => "is of a kind that cannot be used",
        };
        write!(f, "the proxy {} {did}", self.proxy)
    }
}

impl Error for ProxyError {}

/// Host and port, without user information and without any sign that cannot stand in a name.
pub fn name(authority: &str) -> String {
    plain(authority.rsplit('@').next().unwrap_or_default(), LONGEST_NAME)
}

/// The causes of `error` in one line, outermost first, each once. No address is in it where `error` was made to hold
/// none.
pub fn causes(error: &(dyn Error + 'static)) -> String {
    let mut said: Vec<String> = Vec::new();
    for words in chain(error).map(ToString::to_string) {
        if said.last().is_none_or(|before| !before.contains(&words)) {
            said.push(words);
        }
    }
    plain(&said.join(": "), 200)
}

/// Whether the text of `error` or of one of its causes is exactly `words`.
pub fn tells(error: &(dyn Error + 'static), words: &str) -> bool {
    chain(error).any(|cause| cause.to_string() == words)
}

/// Whether `error` is about the way to the proxy itself: a certificate in it is then the proxy's.
pub fn is_on_the_way_to_it(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(|cause| trouble_of(&cause.to_string()) == Some(ProxyTrouble::NotReached))
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause| (*cause).source())
}

/// The words of the HTTP client's tunnel and of its SOCKS client (both hyper-util), whose types are not public.
fn trouble_of(words: &str) -> Option<ProxyTrouble> {
    let tunnel = words.strip_prefix("tunnel error: ");
    let socks = words.strip_prefix("SOCKS error: ");
    Some(match tunnel.or(socks)? {
        "failed to create underlying connection" => ProxyTrouble::NotReached,
        "proxy authorization required"
        | "credentials not accepted"
        | "server does not support user/pass authentication"
        | "server implements authentication incorrectly" => ProxyTrouble::WantsSignIn,
        "unexpected end of file" | "io error establishing tunnel" | "io error during SOCKS handshake" => {
            ProxyTrouble::Broke
        }
        _ => ProxyTrouble::Refused,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug)]
    struct Layer(&'static str, Option<Box<Layer>>);

    impl fmt::Display for Layer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Layer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_deref().map(|layer| layer as _)
        }
    }

    fn layers(words: &[&'static str]) -> Layer {
        let (first, rest) = words.split_first().expect("one layer");
        Layer(first, (!rest.is_empty()).then(|| Box::new(layers(rest))))
    }

    #[test]
    fn the_words_of_the_tunnel_say_how_a_proxy_failed() {
        const OUTER: &str = "client error (Connect)";
        for (cause, trouble) in [
            ("tunnel error: proxy authorization required", ProxyTrouble::WantsSignIn),
            ("tunnel error: unsuccessful", ProxyTrouble::Refused),
            ("tunnel error: unexpected end of file", ProxyTrouble::Broke),
            ("tunnel error: failed to create underlying connection", ProxyTrouble::NotReached),
            ("SOCKS error: credentials not accepted", ProxyTrouble::WantsSignIn),
            ("SOCKS error: connection not allowed", ProxyTrouble::Refused),
            ("SOCKS error: io error during SOCKS handshake", ProxyTrouble::Broke),
            ("tls handshake eof", ProxyTrouble::Broke),
        ] {
            let error = layers(&["error sending request", OUTER, cause]);
            let error = ProxyError::of("till:secret@proxy.example:3128", &error, false).expect("the proxy's");
            assert_eq!(error, ProxyError { proxy: "proxy.example:3128".to_owned(), trouble }, "{cause}");
            assert_eq!(ProxyError::of("p:1", &error, true).map(|error| error.trouble), Some(ProxyTrouble::Silent));
        }
        assert_eq!(
            ProxyError::of("p:1", &layers(&[OUTER, "error resolving for socks proxy", "dns error"]), false),
            None
        );
    }

    #[test]
    fn g01_a_proxy_of_another_kind_is_named_without_its_credentials() {
        for (written, proxy) in [
            ("socks://user:canary@127.0.0.1:1080/", "socks://127.0.0.1:1080"),
            ("quic://proxy.example:9", "quic://proxy.example:9"),
            ("user:canary@proxy.example:9/canary", "proxy.example:9"),
            ("nonsense", "nonsense"),
        ] {
            assert_eq!(ProxyError::unsupported(written).proxy, proxy);
        }
    }

    #[test]
    fn causes_are_listed_once_each_from_the_outside_in() {
        assert_eq!(
            causes(&layers(&[
                "sending",
                "client error (Connect)",
                "client error (Connect)",
                "refused\n(os error 111)"
            ])),
            "sending: client error (Connect): refused (os error 111)"
        );
    }

    proptest! {
        #[test]
        fn g01_no_user_information_stays_in_a_name(user in "[a-z]{3,8}", password in "[a-z0-9]{6,12}", host in "[a-z]{1,10}\\.example") {
            let name = ProxyError::unsupported(&format!("socks9://{user}:{password}@{host}:1")).proxy;
            prop_assert_eq!(name, format!("socks9://{host}:1"));
        }
    }
}
