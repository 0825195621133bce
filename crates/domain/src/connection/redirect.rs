//! Where the browser is sent back to, as the connection file has it or as the till chooses where it says nothing.
//!
//! The registered redirect URI and the listener's address are both read from here, so they cannot differ. The
//! host is 127.0.0.1 unless the file says `localhost`; the port of a sign-in is the listener's own unless the file
//! states one.

use super::{Connection, Redirect, address};

/// The redirect URI of a service that shows the code to the person instead of sending the browser anywhere.
pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

impl Connection {
    /// The path that the listener waits at: that of the redirect URI, else one of this connection alone.
    pub fn redirect_path(&self) -> String {
        self.oauth
            .redirect_uri
            .as_ref()
            .map_or_else(|| format!("/oauth/callback/{}", self.id), |uri| uri.path().to_owned())
    }

    /// The port that the redirect URI states; 0, for any, where it states none.
    pub fn redirect_port(&self) -> u16 {
        self.oauth.redirect_uri.as_ref().and_then(url::Url::port).unwrap_or(0)
    }

    /// Whether the redirect URI names this computer `localhost`: browsers then go to either of its loopback addresses.
    pub fn redirects_to_localhost(&self) -> bool {
        self.oauth.redirect_uri.as_ref().is_some_and(address::is_localhost)
    }

    /// The registration at the service: the redirect URI as the file has it, else the till's own.
    pub fn redirect_to_register(&self) -> String {
        match (&self.oauth.redirect_uri, self.oauth.redirect) {
            (Some(uri), _) => uri.to_string(),
            (None, Redirect::Loopback) => format!("http://127.0.0.1{}", self.redirect_path()),
            (None, Redirect::HttpsLoopback) => format!("https://127.0.0.1{}", self.redirect_path()),
            (None, Redirect::Paste) => OUT_OF_BAND.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::file;

    #[test]
    fn c05_the_registered_and_the_listening_address_come_from_one_place() {
        // The lines of the file, and what they give: path, port, what the operator registers.
        for (lines, path, port, registered) in [
            ("", "/oauth/callback/accounts", 0, "http://127.0.0.1/oauth/callback/accounts"),
            ("redirect = \"loopback\"", "/oauth/callback/accounts", 0, "http://127.0.0.1/oauth/callback/accounts"),
            (
                "redirect = \"https-loopback\"",
                "/oauth/callback/accounts",
                0,
                "https://127.0.0.1/oauth/callback/accounts",
            ),
            ("redirect = \"paste\"", "/oauth/callback/accounts", 0, super::OUT_OF_BAND),
            ("redirect_uri = \"http://127.0.0.1/callback\"", "/callback", 0, "http://127.0.0.1/callback"),
            ("redirect_uri = \"http://127.0.0.1:8123/callback\"", "/callback", 8123, "http://127.0.0.1:8123/callback"),
            (
                "redirect = \"https-loopback\"\nredirect_uri = \"https://127.0.0.1:4433/\"",
                "/",
                4433,
                "https://127.0.0.1:4433/",
            ),
            (
                "redirect = \"https-loopback\"\nredirect_uri = \"https://localhost:7555/cb\"",
                "/cb",
                7555,
                "https://localhost:7555/cb",
            ),
            (
                "redirect = \"paste\"\nredirect_uri = \"urn:ietf:wg:oauth:2.0:oob\"",
                "/oauth/callback/accounts",
                0,
                super::OUT_OF_BAND,
            ),
            (
                "redirect = \"paste\"\nredirect_uri = \"https://127.0.0.1/callback\"",
                "/callback",
                0,
                "https://127.0.0.1/callback",
            ),
        ] {
            let text = format!(
                "format = 1\nid = \"accounts\"\nname = \"Accounts\"\napi = \"accounts-v1\"\nenvironment = \"live\"\n\
                 base_address = \"https://accounts.example.com\"\nsign_in = [\"browser\"]\n[oauth]\nclient_id = \"till\"\n{lines}\n"
            );
            let connection = file::read(text.as_bytes()).expect("a good file");
            let found = (connection.redirect_path(), connection.redirect_port(), connection.redirect_to_register());
            assert_eq!(found, (path.to_owned(), port, registered.to_owned()), "{lines}");
        }
    }
}
